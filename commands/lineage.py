"""`lineage`: what a body came from and became, in words and as a picture."""

import asyncio

from commands.cards.ambiguity import is_ambiguous, which_one
from commands.core.context import Context
from commands.core.declare import Parameter, Type, command
from commands.core.parse import Found
from commands.core.reply import (
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Heading,
    Line,
    Note,
    Picture,
    Reply,
    Text,
)
from commands.core.words import day, lifetime, named, percent, short_name
from register.model import Lineage, Relation, Step

_HOW = {
    Relation.MERGER: "merged",
    Relation.ABOLITION: "abolished",
    Relation.SPLIT: "split",
    Relation.TERRITORY: "area passed on",
    Relation.BOUNDARY_TRANSFER: "some land passed on",
    Relation.SERVICES_TRANSFERRED: "services passed on",
}
_MOST_STEPS = 25


@command(
    "lineage",
    "What a body came from and what it became, with a picture",
    aliases=("mergedinto",),
    parameters=(Parameter("body", Type.BODY, "A CCG, ICB, PCT or trust, by name or code"),),
    examples=("lineage Cannock Chase", "lineage QNC"),
)
async def lineage(context: Context, body: Found) -> Reply:
    """The chain backwards and forwards with dates and shares."""
    if is_ambiguous(body):
        return which_one(context, body, "lineage")
    line = context.register.lineage(body.best.body.code)
    blocks: list[Block] = [Heading(f"Lineage of {named(line.body)}"), Text((lifetime(line.body),))]
    blocks += _section("Came from", line.ancestors)
    blocks += _section("Became", line.descendants)
    if not line.ancestors and not line.descendants:
        blocks.append(Text(("The register knows neither a predecessor nor a successor.",)))
    if line.now and line.body not in [heir for heir, _ in line.now]:
        today = "; ".join(named(heir) + (f", {percent(share)}" if share else "") for heir, share in line.now)
        blocks.append(Text((Bold("Covers its area today: "), today)))
    if line.ancestors or line.descendants:
        blocks.append(await _picture(line))
    blocks.append(Note(("Shares are parts of the older body's area; those of PCTs are rough.",)))
    options = tuple(Choice(short_name(heir)[:80], f"ccg {heir.code}") for heir, _ in line.now[:3])
    return Reply((*blocks, *((Choices(options),) if options else ())))


def _section(title: str, steps: tuple[Step, ...]) -> list[Block]:
    if not steps:
        return []
    items: list[Line] = []
    for step in steps[:_MOST_STEPS]:
        share = f", {percent(step.share)} of it" if step.share is not None else ""
        items.append((f"{day(step.date)}, {_HOW[step.relation]}: ", Bold(named(step.body)), share))
    if len(steps) > _MOST_STEPS:
        items.append((f"and {len(steps) - _MOST_STEPS} more",))
    return [Text((Bold(f"{title}:"),)), Bullets(tuple(items))]


async def _picture(line: Lineage) -> Picture:
    # Drawing takes tens of milliseconds: off the loop, and the library only when it is wanted.
    from commands.cards.drawing import draw

    png = await asyncio.to_thread(draw, line)
    forms = "; ".join(f"{named(step.body)} from {day(step.date)}" for step in line.descendants[:6])
    alt = f"Lineage of {named(line.body)}, oldest left. {forms}"
    return Picture(f"lineage-{line.body.code}.png", png, alt[:1000])
