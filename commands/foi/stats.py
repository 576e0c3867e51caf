"""`foi stats`: how bodies answered a campaign, by region and by body: a table, a chart, and a file."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import storage
from commands.cards.foi_figures import Tally, as_csv, chart, table, tallies, tally
from commands.cards.foi_words import body_words
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import BadArguments
from commands.core.here import campaign_of
from commands.core.moments import counted
from commands.core.reply import Block, Choice, Choices, Code, Heading, Note, Reply, Text
from commands.core.text import shown
from commands.core.words import named, region_name, weekday
from commands.desk.happening import today
from register.model import Kind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_listing import Figure

_REGION, _BODY = "region", "body"
_ROWS = 20
"""Rows of a table in the answer; the file has all."""
_ELSEWHERE = "No region"
_SURE = 80.0


@command(
    "foi stats",
    "How bodies answered this campaign: in time, late, in full, refused, by region and body",
    aliases=("foi figures",),
    parameters=(
        Parameter("by", Type.TEXT, "region or body; or the name of one, to see that alone", False),
        Parameter("csv", Type.FLAG, "As a table to take away", False, keywords=("csv",)),
    ),
    examples=("foi stats", "foi stats body", "foi stats Midlands", "foi stats --csv"),
    area=Area.FOI,
)
async def stats(context: Context, by: str | None, csv: bool | None) -> Reply:
    """Late is what was answered late, and what waits beyond its date."""
    wanted = (by or _REGION).casefold()
    database = await context.services.database()
    async with database.read() as connection:
        figures = await _figures(context, connection)
    where = ""
    if wanted not in (_REGION, _BODY):
        where, fits = _place(context, by or "")
        figures, wanted = [each for each in figures if fits(each)], _BODY
    everything = tally("All", figures)
    if not everything.sent:
        return _nothing(context, everything.drafts, where)
    sent = f"{counted(everything.sent, 'request')} sent{f' to {where}' if where else ''}"
    bodies = _grouped(context, figures, _BODY)
    if csv:
        file = as_csv("foi-stats.csv", _BODY, bodies, f"{counted(len(bodies), 'body', 'bodies')}: {sent}")
        return Reply((Text((f"{sent}, as a table by body.",)), file))
    title = f"How they answered{f': {where}' if where else ''}"
    words = f"{sent}, {everything.drafts} not yet, as recorded by {weekday(today(context))} (calculated)."
    rows = bodies if wanted == _BODY else _grouped(context, figures, _REGION)
    blocks: list[Block] = [Heading(title), Text((words,)), table(wanted, [*rows[:_ROWS], everything])]
    if len(rows) > _ROWS:
        blocks.append(Note((f"{len(rows) - _ROWS} more are in the file.",)))
    blocks.append(await chart(title, words, rows if len(rows) > 1 else bodies))
    again = f"foi stats {by} --csv" if where else "foi stats --csv"
    return Reply((*blocks, Note(("As a file: ", Code(context.type(again)), ".")), Choices(_others(wanted))))


def _others(wanted: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"By {each}", f"foi stats {each}") for each in (_REGION, _BODY) if each != wanted)


async def _figures(context: Context, connection: "AsyncConnection") -> "list[Figure]":
    """Those of the campaigns that are meant."""
    found: list[Figure] = []
    for campaign in await _campaigns(context, connection):
        found += await storage.foi_listing.figures(connection, campaign, today(context))
    return found


async def _campaigns(context: Context, connection: "AsyncConnection") -> list[int]:
    """The campaign here; in private talk those that the asker has a role in."""
    if context.request.space is not None:
        here = await campaign_of(context, connection)
        return [here.id] if here else []
    author = context.request.author
    person = await storage.people.person_of(connection, author.platform, author.id)
    return [] if person is None else list(await storage.roles.campaigns_of(connection, person))


def _place(context: Context, said: str) -> "tuple[str, Callable[[Figure], bool]]":
    """The name of a region or body, and what its figures are. Raises `BadArguments`."""
    match = next(iter(context.register.find(said, kind=Kind.ICB)), None)
    if match is None or match.score < _SURE:
        wrong = f"“{shown(said)}” is no region or body I know. Say region, body, or the name of one."
        raise BadArguments("foi stats", wrong, instead="foi stats Midlands")
    body = match.body
    if body.kind is Kind.REGION:
        return region_name(body), lambda each: each.region == body.code
    return named(body), lambda each: each.body_code == body.code


def _grouped(context: Context, figures: "list[Figure]", by: str) -> list[Tally]:
    if by == _BODY:
        return tallies(figures, lambda each: f"{body_words(each.body_name)} ({each.body_code})")
    return tallies(figures, lambda each: _region(context, each.region))


def _region(context: Context, code: str | None) -> str:
    body = context.register.body(code) if code else None
    return region_name(body) if body else _ELSEWHERE


def _nothing(context: Context, drafts: int, where: str) -> Reply:
    words = f"No request{f' in {where}' if where else ''} has been sent yet"
    words += f"; {counted(drafts, 'is a draft', 'are drafts')}." if drafts else "."
    return Reply((Text((words,)), Text(("Begin with one: ", Code(context.type("help foi new")), "."))))
