"""Commands of two words: found, helped, corrected and refused as those of one are."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import register
from commands.core.catalogue import Catalogue, ours
from commands.core.context import Services
from commands.core.declare import Area, Command, Parameter, Permission, Type, command
from commands.core.dispatch import dispatch
from commands.core.reply import Choice, Choices, Outcome, Reply, Text
from storage.campaigns import ensure_campaign
from storage.people import ensure_person
from storage.roles import Role, grant
from tests.commands.test_refusals import SERVICES, request
from tests.conftest import NOW


def said(name: str, *aliases: str, permission: Permission = Permission.ANYONE) -> Command:
    """A command that says its name and what it was given, and offers itself again."""

    @command(
        name,
        f"Say {name}",
        parameters=(Parameter("what", Type.TEXT, "What to say", required=False),),
        examples=(f"{name} it",),
        aliases=aliases,
        permission=permission,
        area=Area.FOI,
    )
    async def handler(context, what):
        return Reply((Text((f"{name}: {what}",)), Choices((Choice("Again", f"{name} again"),))))

    return handler


PARTS = (
    said("foi assign", "foi give"),
    said("foi claim", "claim", "foi take", permission=Permission.VOLUNTEER),
    said("foi show"),
    said("chase"),
)


def with_parts() -> Catalogue:
    return Catalogue([*(each for each in ours().commands if each.group != "foi"), *PARTS])


@pytest.fixture
def catalogue() -> Catalogue:
    """Our commands, with a group of three instead of ours of that name."""
    return with_parts()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("foi assign 12", "foi assign: 12"),
        ("FOI  Assign", "foi assign: None"),
        ("foi give 12", "foi assign: 12"),
        ("claim 12", "foi claim: 12"),
        ("foi take", "foi claim: None"),
        ("chase", "chase: None"),
        ("chase foi assign", "chase: foi assign"),
    ],
)
async def test_the_longest_name_counts(console, typed, answer):
    assert answer in (await console.ask(f"!{typed}")).plain()


@pytest.mark.parametrize("typed", ["foi", "foi help", "FOI ?", "help foi", "help !foi"])
async def test_a_group_alone_is_helped(console, typed):
    reply = await console.ask(f"!{typed}")
    assert reply.outcome is Outcome.ANSWERED
    for part in ("!foi assign", "!foi claim", "!foi show"):
        assert part in reply.plain()


@pytest.mark.parametrize(
    "typed", ["help foi assign", "help !foi assign", "foi help assign", "help foi give 12"]
)
async def test_one_of_a_group_is_helped(console, typed):
    text = (await console.ask(f"!{typed}")).plain()
    assert "!foi assign [<what>]" in text
    assert "Also: !foi give" in text


async def test_help_names_the_group_on_one_line(console):
    (line,) = [line for line in (await console.ask("!help")).lines() if "!foi" in line]
    assert line == "- !foi … assign, claim, show. More: !help foi"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("foi asign 12", "!foi assign"),
        ("foi clam 12", "!foi claim"),
        ("fio assign 12", "!foi assign"),
        ("fo", "!foi"),
        ("asign", None),
        ("foi 12", "assign, claim, show"),
        ("foi taek", "!foi claim"),
        ("help foi asign", "!foi assign"),
        ("help fio", "!foi"),
    ],
)
async def test_near_misses_are_corrected(console, typed, meant):
    reply = await console.ask(f"!{typed}")
    assert reply.outcome is Outcome.NOT_UNDERSTOOD
    assert meant is None or meant in reply.plain()
    assert "!help" in reply.plain()


async def test_one_exactly_so_called_comes_first(services):
    both = Catalogue([*PARTS, said("foi")])
    assert both.match(["foi", "12"])[1] == ["12"]
    assert both.match(["foi", "show", "12"])[1] == ["12"]


async def test_without_help_a_group_still_answers():
    bare = Services(register.load(), Catalogue(PARTS), SERVICES.database)
    reply = await dispatch(request("foi"), bare)
    assert "After !foi comes one of: assign, claim, show." in reply.plain()


async def test_a_pick_by_number(console):
    await console.ask("!foi assign 12")
    assert "foi assign: again" in (await console.ask("1")).plain()


async def test_on_every_network(testbot):
    assert "foi assign: 12" in await testbot.ask("foi assign 12")
    assert "What to say" in await testbot.ask("help foi assign")


@pytest.mark.parametrize("name", ["Foi new", "foi new one", "", "foi  new", "foi_new"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError, match="lower-case words"):
        said(name)


@pytest.mark.parametrize(
    ("role", "may"),
    [(None, True), (Role.VOLUNTEER, True), (Role.ORGANISER, True), (Role.OBSERVER, False)],
)
async def test_observers_only_look_on(services, role, may):
    database = await services.database()
    asked = request("foi claim 12")
    async with database.write() as connection:
        campaign = await ensure_campaign(connection, "console", "s", "Save it", NOW)
        if role is not None:
            person = await ensure_person(connection, "console", "1", "Jo", NOW)
            await grant(connection, campaign.id, person, role, None, NOW)
    reply = await dispatch(asked, services)
    assert (reply.outcome is Outcome.ANSWERED) is may
    assert may or "observer" in reply.plain()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.sampled_from(["foi ", "foi", "help foi ", "foi help ", "foi claim ", "foi asign "]),
    text=st.one_of(st.text(max_size=200), st.text(alphabet="ab \u200b\n@<*`", max_size=50)),
)
async def test_any_text_is_answered(start, text):
    known = Services(register.load(), with_parts(), SERVICES.database)
    reply = await dispatch(request(start + text), known)
    assert isinstance(reply, Reply)
    assert reply.plain().strip()
