"""The console shows every block, and nothing from outside can steer the terminal."""

import io

from rich.console import Console

from bot.console.render import show
from commands.core import reply as r
from commands.core.request import Person, Platform

HOSTILE = "\x1b[2J[bold]x[/] \u202eevil\x07"


def shown(*blocks: r.Block, folder) -> str:
    out = io.StringIO()
    show(r.Reply(blocks), Console(file=out, width=100, highlight=False), folder)
    return out.getvalue()


def test_every_block(tmp_path):
    person = Person(Platform.CONSOLE, "1", "Jo")
    text = shown(
        r.Heading("Title"),
        r.Text(r.line("See ", r.Link("the site", "https://example.org"), " or ", r.Mention(person), ".")),
        r.Fields((("Name", ("value",)),)),
        r.Bullets(((r.Bold("one"), " and ", r.Code("two")),)),
        r.Table(("A", "B"), (("1", "2"),)),
        r.Choices((r.Choice("First", "ccg 04Y"),)),
        r.Picture("x.png", b"png", "a picture"),
        r.Note(("small",)),
        folder=tmp_path / "pictures",
    )
    for words in (
        "Title",
        "See the site <https://example.org> or @Jo.",
        "Name: value",
        "- one and two",
        "│ 1",
    ):
        assert words in text
    assert "1 First   (ccg 04Y)" in text
    assert (tmp_path / "pictures" / "x.png").read_bytes() == b"png"


def test_hostile_text_is_inert(tmp_path):
    text = shown(
        r.Heading(HOSTILE),
        r.Text((HOSTILE, r.Bold(HOSTILE))),
        r.Table((HOSTILE,), ((HOSTILE,),)),
        folder=tmp_path,
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text
    assert "[bold]x[/]" in text


def test_a_picture_stays_in_its_folder(tmp_path):
    shown(r.Picture("../../evil.png", b"x", ""), folder=tmp_path / "pictures")
    shown(r.Attachment("../../evil.csv", b"x", "text/csv"), folder=tmp_path / "pictures")
    assert (tmp_path / "pictures" / "evil.png").exists()
    assert (tmp_path / "pictures" / "evil.csv").exists()
