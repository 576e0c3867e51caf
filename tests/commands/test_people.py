"""Who is meant, however each network writes a mention."""

import pytest

from commands.core.people import NoPerson, People, typed
from commands.core.request import Person, Platform, Request
from tests.conftest import NOW

JO, JO_TOO = (
    Person(Platform.MATRIX, "@jo:a.org", "Jo Smith"),
    Person(Platform.MATRIX, "@smith:b.org", "jo smith"),
)
SAM = Person(Platform.MATRIX, "@sam:a.org", "Sam 🌻")
ALI = Person(Platform.MATRIX, "@ali:a.org", "Ali")
ME = Person(Platform.MATRIX, "@me:a.org", "Mel")


def on_matrix(*members: Person) -> People:
    return People(Request(Platform.MATRIX, ME, "", "c", "m", NOW, members=lambda: members))


def on_discord(*mentions: Person) -> People:
    author = Person(Platform.DISCORD, "7", "Mel")
    return People(Request(Platform.DISCORD, author, "", "c", "m", NOW, mentions=mentions))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("@jo:a.org", JO),
        ("@jo:a.org,", JO),
        ("@Jo Smith", JO),
        ("jo smith", JO),
        ("@JO SMITH:", JO),
        ("@jo", JO),
        ("Sam 🌻", SAM),
        ("@sam", SAM),
        ("me", ME),
        ("@me", ME),
        ("@far:away.example", Person(Platform.MATRIX, "@far:away.example", "@far:away.example")),
    ],
)
def test_on_matrix(said, meant):
    assert on_matrix(JO, SAM).find(said) == meant


def test_on_discord():
    jo = Person(Platform.DISCORD, "1", "Jo Smith")
    people = on_discord(jo, Person(Platform.DISCORD, "2", "Sam"))
    for said in ("<@1>", "<@!1>", "<@1>,", "1", "@Jo Smith"):
        assert people.find(said) == jo
    assert people.find("<@7>").name == "Mel"
    for said in ("<@9>", "<@&1>", "@everyone", "@bob", "@jo:a.org"):
        with pytest.raises(NoPerson, match="pick them from the list"):
            people.find(said)


def test_several_of_one_name_are_told_apart_by_address():
    with pytest.raises(NoPerson, match=r"several people here. Write which one: @jo:a.org or @smith:b.org\.$"):
        on_matrix(JO, JO_TOO).find("@Jo Smith")
    imposter = Person(Platform.MATRIX, "@mal:b.org", "jo")
    with pytest.raises(NoPerson, match=r"@mal:b\.org"):
        on_matrix(JO, imposter).find("@jo")
    assert on_matrix(JO, JO_TOO).find("@jo:a.org") == JO


def test_one_mentioned_person_is_not_taken_for_another():
    """Clients mention whoever a message replies to, whatever it says."""
    replying = Request(Platform.MATRIX, ME, "", "c", "m", NOW, mentions=(JO,), members=lambda: (JO, SAM))
    assert People(replying).find("@sam") == SAM
    with pytest.raises(NoPerson, match="“@bob” is nobody"):
        People(replying).find("@bob")


@pytest.mark.parametrize(
    ("words", "bare", "length"),
    [
        ("@Jo Smith by Friday", False, 2),
        ("Jo Smith by Friday", False, 0),
        ("Jo Smith by Friday", True, 2),
        ("@jo by Friday", False, 1),
        ("@nobody by Friday", False, 1),
        ("nobody by Friday", True, 0),
        ("@jo:a.org by Friday", False, 1),
        ("me by Friday", False, 0),
        ("me by Friday", True, 1),
        ("@ by", False, 0),
        ("", True, 0),
    ],
)
def test_how_many_words(words, bare, length):
    assert on_matrix(JO, SAM).span(words.split(), bare=bare) == length


@pytest.mark.parametrize(
    "said",
    ["Jo Smith, Sam 🌻 and @ali:a.org", "@jo @sam @ali", "@Jo Smith & Sam 🌻, ali", "@jo @jo @sam and @Ali"],
)
def test_several(said):
    assert on_matrix(JO, SAM, ALI).find_all(said) == (JO, SAM, ALI)


def test_members_are_asked_only_when_somebody_is_to_be_found():
    def members() -> tuple[Person, ...]:
        raise AssertionError("nobody asked for a name")

    people = People(Request(Platform.MATRIX, ME, "", "c", "m", NOW, mentions=(JO,), members=members))
    assert people.span(["12", "by"], bare=False) == 0
    assert people.find("@jo:a.org") == JO
    assert people.find("me") == ME


@pytest.mark.parametrize(
    "person",
    [JO, Person(Platform.DISCORD, "7", "Mel"), Person(Platform.CONSOLE, "console:jo", "Jo")],
)
def test_typed_reads_back(person):
    request = Request(person.platform, ME, "", "c", "m", NOW, mentions=(person,))
    assert People(request).find(typed(person)) == person


async def test_on_the_console(console):
    assert typed(Person(Platform.CONSOLE, "console", "you")) == "@me"
    reply = await console.ask("!setup organiser @Jo")
    assert "Jo is now an organiser" in reply.plain()
    reply = await console.ask("!setup organiser @me")
    assert "you is now an organiser" in reply.plain()
