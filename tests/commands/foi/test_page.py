"""docs/foi.md says what can be typed, and shows what is drawn."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.example_timeline import picture
from bot.console.chat import ME
from commands.core.catalogue import ours
from commands.core.context import Context
from commands.core.parse import read_words
from commands.core.request import Person, Platform, Request
from tests.conftest import NOW

DOCS = Path(__file__).parents[3] / "docs"
TYPED = sorted(set(re.findall(r"`!([^`]+)`", (DOCS / "foi.md").read_text())))
PEOPLE = tuple(Person(Platform.CONSOLE, f"console:{name}", name) for name in ("jo", "sam"))


@pytest.mark.parametrize("line", TYPED)
def test_what_the_page_types_is_understood(services, line):
    request = Request(Platform.CONSOLE, ME, line, "console", "1", NOW, mentions=PEOPLE)
    command, words = ours().match(line.split())
    assert command is not None
    read_words(command, words, Context(request, services))


def test_every_command_that_records_is_on_the_page():
    recording = {"sent", "received", "clarify", "fees", "extended", "chased", "answered", "review", "ico"}
    recording |= {"close", "reopen", "undo", "correct", "show", "stats", "letter"}
    assert {name for name in recording if not any(line.startswith(f"foi {name}") for line in TYPED)} == set()


def test_the_picture_is_the_one_of_the_page():
    kept = (DOCS / "foi-timeline.png").read_bytes()
    assert Image.open(io.BytesIO(kept)).size == Image.open(io.BytesIO(picture())).size
