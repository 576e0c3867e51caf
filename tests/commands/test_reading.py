"""The commands that read: every example works, and each says what its page promises."""

import io

import pytest
from PIL import Image

from commands.core.catalogue import ours
from commands.core.declare import Area
from commands.core.reply import Outcome, Picture
from tests.commands.stock_foi import stock_desk

EXAMPLES = [(command.area, example) for command in ours().commands for example in command.examples]


@pytest.mark.parametrize(("area", "example"), EXAMPLES)
async def test_every_example_works(console, stocked, services, area, example):
    if area in (Area.FOI, Area.ORGANISERS):
        await stock_desk(await services.database(), example)
    reply = await console.ask(f"!{example}")
    assert reply.outcome in (Outcome.ANSWERED, Outcome.AMBIGUOUS), reply.plain()


@pytest.mark.parametrize("code", ["99M", "QNC", "QNQ", "04Y", "RJE", "Y60", "D7T5G", "5PK"])
async def test_lineage_draws(console, code):
    reply = await console.ask(f"!lineage {code}")
    for picture in (block for block in reply.blocks if isinstance(block, Picture)):
        drawn = Image.open(io.BytesIO(picture.png))
        assert drawn.format == "PNG"
        assert 300 < drawn.width <= 4000
        assert code in picture.alt


async def test_history_in_order(console):
    text = (await console.ask("!history Cannock Chase")).plain()
    assert text.index("5PK") < text.index("04Y") < text.index("QNC")


async def test_region(console):
    assert "11 Integrated Care Boards" in (await console.ask("!region midlands")).plain()
    assert "QNC" in (await console.ask("!region Y60")).plain()
    refused = await console.ask("!region Wessex")
    assert refused.outcome is Outcome.NOT_UNDERSTOOD
    assert "South West" in refused.plain()


async def test_near(console):
    text = (await console.ask("!near Cannock Chase")).plain()
    assert "05V" in text
    assert "QOC" in text
    assert (await console.ask("!near RJE")).outcome is Outcome.NOT_FOUND


async def test_help_names_every_command(console):
    text = (await console.ask("!help")).plain()
    groups = {command.group for command in ours().commands if command.group}
    helped = text + "".join([(await console.ask(f"!help {group}")).plain() for group in groups])
    assert [c.name for c in ours().commands if f"!{c.name}" not in helped] == []
    assert [group for group in groups if f"!help {group}" not in text] == []
    assert len(text) < 6000
    assert "Also: !icb, !body, !who" in (await console.ask("!help !ccg")).plain()
    assert "no command" in (await console.ask("!help fly")).plain()


async def test_about_and_status(console):
    about = (await console.ask("!about")).plain()
    assert "Open Government Licence v3.0" in about
    assert "Saturday 21 November 2026" in about
    assert "bot@example.org" in about
    assert "Register: well" in (await console.ask("!status")).plain()
