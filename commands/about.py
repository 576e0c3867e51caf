"""`about`: what this is, how old its data are, and under which licences."""

from importlib.metadata import version

from commands.core.context import Context
from commands.core.declare import Area, command
from commands.core.reply import Block, Fields, Heading, Line, Note, Reply, Text
from commands.core.words import weekday


@command("about", "Version, age and licence of the data", examples=("about",), area=Area.BOT)
async def about(context: Context) -> Reply:
    """Version, register date and counts, licence lines, whom to write to."""
    facts = context.register.about
    counts = ", ".join(f"{count} {kind}" for kind, count in facts.counts.items())
    rows: list[tuple[str, Line]] = [
        ("Version", (version("ccgwatch"),)),
        ("Register compiled", (weekday(facts.compiled),)),
        ("Bodies", (counts,)),
    ]
    if context.services.contact:
        rows.append(("Who runs this bot", (context.services.contact,)))
    blocks: list[Block] = [
        Heading("CCGWatch"),
        Text(("For people in England who defend NHS services. Not an NHS service, and not legal advice.",)),
        Fields(tuple(rows)),
        Note((facts.licence,)),
        Note((f"WhatDoTheyKnow page names: {facts.slug_licence}",)),
    ]
    return Reply(tuple(blocks))
