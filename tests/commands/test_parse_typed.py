"""Arguments in the order and the words people type them in."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import register
from commands.core.catalogue import Catalogue
from commands.core.context import Context, Services
from commands.core.declare import Parameter, Type, command
from commands.core.dispatch import dispatch
from commands.core.errors import BadArguments, CommandError
from commands.core.parse import read_named, read_words
from commands.core.reply import Outcome, Reply, Text
from commands.core.request import Person, Platform, Request
from tests.conftest import NOW

JO, SAM = Person(Platform.MATRIX, "@jo:a.org", "Jo Smith"), Person(Platform.MATRIX, "@sam:a.org", "Sam")
ME = Person(Platform.MATRIX, "@me:a.org", "Mel")
PAGE = "https://www.whatdotheyknow.com/request/beds_(2026)"

NUMBER = Parameter("number", Type.NUMBER, "The request")
ON = Parameter("on", Type.DATE, "The day it was sent", required=False, direction="past")
PAGE_AT = Parameter("url", Type.URL, "Where it can be read", required=False)
DECLARED = {
    "assign": (
        NUMBER,
        Parameter("who", Type.PERSON, "Who is to do it"),
        Parameter("by", Type.DATE, "Until when", required=False, keywords=("by",), direction="future"),
    ),
    "sent": (NUMBER, ON, PAGE_AT),
    "due": (
        Parameter("on", Type.DATE, "The day it was received", direction="past"),
        Parameter("regime", Type.CHOICE, "Which law", required=False, choices=("foia", "eir", "foisa")),
    ),
    "extended": (
        NUMBER,
        Parameter("until", Type.DATE, "The day", keywords=("until",), direction="future"),
        Parameter("why", Type.TEXT, "Why", required=False),
        PAGE_AT,
    ),
    "answered": (
        NUMBER,
        Parameter("result", Type.CHOICE, "What came", choices=("full", "part")),
        ON,
        Parameter("why", Type.TEXT, "Why", required=False),
    ),
    "remind": (
        NUMBER,
        Parameter("when", Type.MOMENT, "When"),
        Parameter("what", Type.TEXT, "What of", required=False),
    ),
    "snooze": (
        NUMBER,
        Parameter("until", Type.MOMENT, "Until when", keywords=("until", "for")),
    ),
    "hand": (NUMBER, Parameter("to", Type.PERSON, "To whom", keywords=("to",))),
    "help": (NUMBER, Parameter("who", Type.PEOPLE, "Who helps")),
    "new": (Parameter("body", Type.BODY, "Whom to ask"), Parameter("subject", Type.TEXT, "About what")),
    "list": (Parameter("region", Type.REGION, "Where"), Parameter("what", Type.TEXT, "What", required=False)),
    "note": (
        NUMBER,
        Parameter("what", Type.TEXT, "The note"),
        Parameter("about", Type.PERSON, "About whom", required=False, keywords=("about",)),
        PAGE_AT,
    ),
}


def declared(name: str):
    @command(f"foi {name}", f"Do {name}", parameters=DECLARED[name], examples=(f"foi {name} 12",))
    async def handler(context, **values):
        return Reply((Text((repr(values),)),))

    return handler


async def no_store():
    raise AssertionError("nothing here is stored")


COMMANDS = {name: declared(name) for name in DECLARED}
SERVICES = Services(register.load(), Catalogue(COMMANDS.values()), no_store)


def context(text: str = "", *mentions: Person) -> Context:
    asked = Request(Platform.MATRIX, ME, text, "c", "m", NOW, mentions=mentions, members=lambda: (JO, SAM))
    return Context(asked, SERVICES)


def read(text: str, *mentions: Person) -> tuple:
    name, *words = text.split()
    values = read_words(COMMANDS[name], words, context(f"foi {text}", *mentions))
    return tuple(values[each.name] for each in DECLARED[name])


FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("assign 12 @Jo Smith by Friday", (12, JO, FRIDAY)),
        ("assign 12 Jo Smith by Friday", (12, JO, FRIDAY)),
        ("assign #12 to @jo:a.org by Friday 27 November", None),
        ("assign #12 @jo:a.org by Friday 27 November", (12, JO, FRIDAY)),
        ("assign @sam 12", (12, SAM, None)),
        ("assign 12 by Friday @sam", (12, SAM, FRIDAY)),
        ("assign 12 @sam Friday", (12, SAM, FRIDAY)),
        ("assign 12 @sam --by Friday", (12, SAM, FRIDAY)),
        ("assign 12 --by Friday @sam", (12, SAM, FRIDAY)),
        ("assign no. 12 me", (12, ME, None)),
        ("assign No 12: Sam", (12, SAM, None)),
        ("sent 12", (12, None, None)),
        ("sent 12 3 November", (12, date(2026, 11, 3), None)),
        ("sent 12 on 3 November", (12, date(2026, 11, 3), None)),
        (f"sent 12 3 November {PAGE}", (12, date(2026, 11, 3), PAGE)),
        (f"sent 12 {PAGE}, yesterday", (12, date(2026, 11, 20), PAGE)),
        (f"sent <{PAGE}> 12 the 3rd of Nov, 2026", (12, date(2026, 11, 3), PAGE)),
        ("sent 12 www.example.org/a.", (12, None, "https://www.example.org/a")),
        ("due 14 March EIR", (date(2026, 3, 14), "eir")),
        ("due EIR 14 March", (date(2026, 3, 14), "eir")),
        ("due Saturday the 14th of March 2026", (date(2026, 3, 14), None)),
        (
            "extended 12 until 18 December the public interest until 5 May",
            (12, date(2026, 12, 18), "the public interest until 5 May", None),
        ),
        (f"extended 12 until 03/04 {PAGE}", (12, date(2027, 4, 3), None, PAGE)),
        ("answered 12 full", (12, "full", None, None)),
        ("answered 12 part 2 days ago most of it", (12, "part", date(2026, 11, 19), "most of it")),
        ("answered 12 part 40 pages are missing", (12, "part", None, "40 pages are missing")),
        ("remind 12 in 3 weeks call them", (12, datetime(2026, 12, 12, 9, tzinfo=UTC), "call them")),
        ("remind 12 Friday at 14:30", (12, datetime(2026, 11, 27, 14, 30, tzinfo=UTC), None)),
        ("remind 12 9am 3 May may be late", (12, datetime(2027, 5, 3, 8, tzinfo=UTC), "may be late")),
        ("snooze 12 until tomorrow 9am", (12, datetime(2026, 11, 22, 9, tzinfo=UTC))),
        ("snooze 12 for 3 days", (12, datetime(2026, 11, 24, 9, tzinfo=UTC))),
        ("snooze 12 for 3 hours", (12, datetime(2026, 11, 21, 15, tzinfo=UTC))),
        ("snooze 12 in 3 hours", (12, datetime(2026, 11, 21, 15, tzinfo=UTC))),
        ("hand 12 to Jo Smith", (12, JO)),
        ("hand 12 to me", (12, ME)),
        ("hand 12 @jo", (12, JO)),
        ("hand 12 Sam", (12, SAM)),
        ("help 12 @sam and Jo Smith", None),
        ("help 12 @sam and @Jo Smith", (12, (SAM, JO))),
        ("help 12 Sam, Jo Smith", (12, (SAM, JO))),
        ("help @sam @jo 12", (12, (SAM, JO))),
        ("note 12 ask @bob at the desk", (12, "ask @bob at the desk", None, None)),
        (f"note 12 see {PAGE} about Sam", (12, "see", SAM, PAGE)),
    ],
)
def test_read(text, expected):
    if expected is None:
        with pytest.raises(BadArguments):
            read(text)
    else:
        assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "subject"),
    [
        ("new NHS Devon ICB Board papers", "QJK", "Board papers"),
        ("new QNC contracts with Virgin", "QNC", "contracts with Virgin"),
        ("new Stoke on Trent: minutes", None, "minutes"),
        ("new Bath and North East Somerset, Swindon and Wiltshire ICB minutes", "QOX", "minutes"),
        ("new Cannock Chase CCG (04Y) agency staff", "04Y", "agency staff"),
        ("new 04Y contracts in Cannock", "04Y", "contracts in Cannock"),
    ],
)
def test_a_body_before_other_words_takes_as_many_as_name_it(text, code, subject):
    found, said = read(text)
    assert said == subject
    assert found.query[-1] not in ":,"
    assert code in (None, found.best.body.code)


def test_a_region_before_other_words():
    region, what = read("list North West overdue ones")
    assert (region.code, what) == ("Y62", "overdue ones")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("assign 12 @Bob by Friday", "“@Bob” is nobody I can see here"),
        ("assign 12 Bob", "“Bob” is nobody I can see here"),
        ("assign 12", "One thing is missing: who is to do it"),
        ("assign twelve @sam", "“twelve” is not a whole number"),
        ("assign 12 @sam by whenever", "“whenever” is not a date I can read"),
        ("assign 12 @sam by 31 November", "November 2026 has only 30 days"),
        ("hand 12 Bob", "“Bob” is nobody"),
        ("sent 12 31/11", "“31/11” is not a date. November 2026 has only 30 days."),
        ("sent 12 flurb", "“flurb” is not a date I can read"),
        ("sent 12 ftp://example.org/x", "is no address of a web page"),
        ("sent 12 https://user:pass@example.org", "is no address of a web page"),
        ("sent 12 https://localhost/x", "is no address of a web page"),
        ("sent 12 https://[x.org", "is no address of a web page"),
        ("sent 12 yesterday today", "“today”"),
        ("due whenever", "“whenever” is not a date I can read"),
        ("due March 2026", "It names no single day"),
        ("extended 12 until later", "“later” is not a date"),
        ("answered 12 maybe", "“maybe” is not one of: full, part"),
        ("remind 12 call them", "is not a time I can read"),
        ("remind 12 28 March 2027 01:30 call", "leave out 01:30"),
        ("remind 12 31 June 9am", "June 2027 has only 30 days"),
    ],
)
def test_refused_in_words(text, words):
    with pytest.raises(BadArguments) as caught:
        read(text)
    assert words in caught.value.wrong


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("sent 12 31/11 https://example.org/31/11", "foi sent 12 30 November 2026 https://example.org/31/11"),
        ("assign 12 @sam by 30 Feb", "foi assign 12 @sam by 28 February 2027"),
        ("remind 12 28 March 2027 01:30 call", "foi remind 12 28 March 2027 02:30 call"),
        ("remind 12 31 June 9am call", "foi remind 12 30 June 2027 9am call"),
    ],
)
def test_what_to_type_instead_works(text, instead):
    with pytest.raises(BadArguments) as caught:
        read(text)
    assert caught.value.instead == instead
    read(instead.removeprefix("foi "))


def test_by_name_as_slash_commands_give_it():
    jo, sam = Person(Platform.DISCORD, "1", "Jo"), Person(Platform.DISCORD, "2", "Sam")
    asked = Request(Platform.DISCORD, jo, "", "c", "m", NOW, mentions=(jo, sam), command="foi help")
    values = read_named(COMMANDS["help"], {"number": "12", "who": "1 2"}, Context(asked, SERVICES))
    assert values == {"number": 12, "who": (jo, sam)}
    with pytest.raises(BadArguments) as caught:
        read_named(COMMANDS["sent"], {"number": "12", "on": "31/11"}, Context(asked, SERVICES))
    assert caught.value.instead == ""


def test_usage():
    assert COMMANDS["assign"].usage() == "foi assign <number> <who> [by <date>]"
    assert COMMANDS["snooze"].usage() == "foi snooze <number> until <when>"
    assert COMMANDS["sent"].usage() == "foi sent <number> [<on>] [<url>]"


def test_today_is_londons():
    late = datetime(2026, 6, 21, 23, 30, tzinfo=UTC)
    asked = Request(Platform.CONSOLE, ME, "foi sent 12 today", "c", "m", late)
    assert read_words(COMMANDS["sent"], ["12", "today"], Context(asked, SERVICES))["on"] == date(2026, 6, 22)


WORDS = st.sampled_from(
    [
        "12",
        "#12",
        "no.",
        "@jo",
        "@Jo",
        "Smith",
        "@bob",
        "<@1>",
        "<@!1>",
        "<@&",
        "me",
        "and",
        ",",
        "by",
        "by",
        "until",
        "for",
        "to",
        "on",
        "Friday",
        "31/11",
        "3",
        "November",
        "9am",
        "in",
        "3",
        "days",
        "https://x.org",
        "https://",
        "www.",
        "--by",
        "--on=",
        "full",
        "eir",
        "Devon",
        "ICB",
        ":",
        "“",
        "\u202e",
        "🌻",
        "the",
        "of",
    ]
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(DECLARED)),
    words=st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=9),
    platform=st.sampled_from(list(Platform)),
)
async def test_any_words_are_read_or_refused(name, words, platform):
    asked = Request(
        platform,
        ME,
        f"foi {name} {' '.join(words)}",
        "c",
        "m",
        NOW,
        mentions=(SAM,),
        members=lambda: (JO, SAM),
    )
    reply = await dispatch(asked, SERVICES)
    assert reply.outcome is not Outcome.FAILED
    assert reply.plain().strip()


@settings(max_examples=200, deadline=None)
@given(raw=st.one_of(st.text(max_size=600), st.text(alphabet="https://[]@:.a1%", max_size=40)))
def test_any_raw_argument_is_read_or_refused(raw):
    for parameters in (DECLARED["sent"], DECLARED["remind"], DECLARED["help"], DECLARED["assign"]):
        cmd = next(each for each in COMMANDS.values() if each.parameters == parameters)
        try:
            read_named(cmd, {each.name: raw for each in parameters}, context())
        except CommandError:
            continue
