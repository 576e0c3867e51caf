"""The same question gives the same facts on the console, Discord (prefix and slash) and Matrix."""

import importlib
import sys
from pathlib import Path

import pytest

import commands
from commands.core.catalogue import Catalogue, load

CANNOCK = (
    "NHS Cannock Chase CCG",
    "04Y",
    "1 April 2013",
    "30 June 2022",
    "NHS Staffordshire and Stoke-on-Trent ICB",
    "QNC",
    "Midlands",
)


async def test_cannock_chase(testbot):
    answer = await testbot.ask("ccg Cannock Chase")
    assert [fact for fact in CANNOCK if fact not in answer] == []


async def test_lineage_comes_with_a_picture(testbot):
    answer = await testbot.ask("lineage 99M")
    assert "NHS Frimley CCG (D4U1Y)" in answer
    assert "1 April 2026" in answer


async def test_hostile_arguments_come_back_inert(testbot):
    answer = await testbot.ask("ccg @everyone <b>x</b> **y** \u202eabc [z](https://example.org)")
    assert "I know no NHS body or place" in answer
    assert "\u202e" not in answer


ADDED = '''
"""A command as CONTRIBUTING.md shows it: one file."""

from commands.core.context import Context
from commands.core.declare import Parameter, Type, command
from commands.core.reply import Reply, Text


@command(
    "shout",
    "Say it louder",
    parameters=(Parameter("what", Type.TEXT, "The words to shout"),),
    examples=("shout hands off our hospital",),
)
async def shout(context: Context, what: str) -> Reply:
    """The words in capitals."""
    return Reply((Text((what.upper(),)),))
'''


class TestOneFileIsACommand:
    @pytest.fixture
    def catalogue(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
        """The ordinary commands and a package with one more file."""
        package = tmp_path / "morecommands"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "shout.py").write_text(ADDED)
        monkeypatch.syspath_prepend(tmp_path)
        for name in [each for each in sys.modules if each.startswith("morecommands")]:
            del sys.modules[name]
        return load(commands, importlib.import_module("morecommands"))

    async def test_asked_and_helped(self, testbot):
        assert "HANDS OFF" in await testbot.ask("shout hands off")
        assert "Say it louder" in await testbot.ask("help shout")
