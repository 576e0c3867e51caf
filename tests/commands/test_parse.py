"""Options in what is typed: dates after a word, everything else after two hyphens or a phone's dash."""

from datetime import date

import pytest

from commands.core.context import Context
from commands.core.declare import Parameter, Type, command
from commands.core.parse import read_named, read_words
from commands.core.reply import Reply
from commands.core.request import Person, Platform, Request
from tests.conftest import NOW


@command(
    "look",
    "Look for something",
    parameters=(
        Parameter("what", Type.TEXT, "What", required=False),
        Parameter("open", Type.FLAG, "Only open ones", required=False, keywords=("open",)),
        Parameter("since", Type.DATE, "From when", required=False, keywords=("since",)),
        Parameter("past", Type.NUMBER, "After which", required=False, keywords=("past",)),
    ),
)
async def look(context: Context) -> Reply:
    return Reply(())


@pytest.fixture
def read(services):
    def reader(text: str) -> tuple:
        person = Person(Platform.CONSOLE, "1", "Jo")
        request = Request(Platform.CONSOLE, person, f"look {text}", "c", "m", NOW)
        values = read_words(look, text.split(), Context(request, services))
        return tuple(values[name] for name in ("what", "open", "since", "past"))

    return reader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None, None, None)),
        ("stoke on trent", ("stoke on trent", None, None, None)),
        ("open prison care", ("open prison care", None, None, None)),
        ("midlands --open", ("midlands", True, None, None)),
        ("--open midlands", ("midlands", True, None, None)),
        ("midlands —open –past 7", ("midlands", True, None, 7)),
        ("midlands --open --since 1 April 2026 --past 7", ("midlands", True, date(2026, 4, 1), 7)),
        ("midlands --past=7 --open since 2026", ("midlands", True, date(2026, 1, 1), 7)),
        ("midlands --open since 2026", ("midlands", True, date(2026, 1, 1), None)),
        ("midlands since 2026", ("midlands", None, date(2026, 1, 1), None)),
        ("midlands --since=2026", ("midlands", None, date(2026, 1, 1), None)),
        ("--wide midlands", ("--wide midlands", None, None, None)),
    ],
)
def test_options(read, text, expected):
    assert read(text) == expected


def test_a_flag_by_name(services):
    request = Request(Platform.CONSOLE, Person(Platform.CONSOLE, "1", "Jo"), "look", "c", "m", NOW)
    for said, expected in (("True", True), ("False", None), ("", None)):
        assert read_named(look, {"open": said}, Context(request, services))["open"] is expected


def test_usage_names_options():
    assert look.usage() == "look [<what>] [--open] [since <date>] [--past <number>]"
