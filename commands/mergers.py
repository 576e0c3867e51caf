"""`mergers`: which boards merged or are said to, what was published about it, and what the law asks."""

from typing import TYPE_CHECKING

import storage
from commands.cards import kinds, merger
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import NothingFound
from commands.core.here import campaign_of
from commands.core.moments import london_day, short_day
from commands.core.notice_named import may_see
from commands.core.reply import Block, Bold, Bullets, Choice, Choices, Code, Heading, Line, Link, Reply, Text
from commands.core.text import shown
from commands.core.where import ENGLAND, Areas, read_where
from register.model import Body, Kind
from storage.notice_doc import NEWS, NoticeDoc

if TYPE_CHECKING:
    from storage.notices import StoredNotice

_TOPICS = {"mergers", "boundaries", "opened", "closures", "renamed"}
_NEWS_SHOWN = 5
_LOOKED_AT = 60


@command(
    "mergers",
    "Which boards merged or are said to, what was published, and what the law asks",
    aliases=("merger",),
    parameters=(Parameter("place", Type.TEXT, "A board, region or place", required=False),),
    examples=("mergers", "mergers Midlands", "mergers QNC", "mergers Cannock Chase"),
    area=Area.WATCH,
)
async def mergers(context: Context, place: str | None) -> Reply:
    """For a body, a region, the campaign's home region, or all of England."""
    register, now = context.register, context.request.now
    areas = await _areas(context, place)
    bodies = [
        body for area in areas.areas if (body := register.body(area.icb or area.body or area.region or ""))
    ]
    boards = merger.boards_of(bodies or register.regions(), register)
    words = areas.areas[0].words if len(areas.areas) == 1 else f"{len(areas.areas)} boards"
    blocks: list[Block] = [Heading(f"Mergers: {words}")]
    if areas.note:
        blocks.append(Text((areas.note,)))
    changes = (*merger.enacted(boards, register), *merger.reported(boards, register))
    blocks += changes or [
        Text(("The register knows of no merger or boundary change there since July 2022.",))
    ]
    blocks += await _published(context, bodies)
    blocks += merger.asked(london_day(now))
    if place and _is_group(context, place):
        blocks += merger.once_asked()
    options = [
        Choice(f"Lineage of {board.name.removeprefix('NHS ')}"[:80], f"lineage {board.code}")
        for board in boards[:3]
    ]
    follow: Line = ("To be told of it: ", Code(context.type(f"watch mergers {place or ''}".strip())), ".")
    blocks.append(Text(follow))
    return Reply((*blocks, *((Choices(tuple(options)),) if len(boards) <= 3 and options else ())))


async def _areas(context: Context, place: str | None) -> Areas:
    """Where it is asked about. Raises `NothingFound`."""
    if place is not None:
        areas = read_where(place, context.register)
        if areas is None:
            raise NothingFound(place, ("mergers Midlands", "mergers QNC"))
        return areas
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
    home = campaign.home_region if campaign else None
    return (read_where(home, context.register) if home else None) or Areas((ENGLAND,))


async def _published(context: Context, bodies: list[Body]) -> list[Block]:
    """What sources published about mergers and boundaries there, newest first."""
    one = bodies[0] if len(bodies) == 1 else None
    region = one.region if one and one.kind is not Kind.REGION else one.code if one else None
    wanted = storage.notice_search.Search(stages=(NEWS,), region=region)
    database = await context.services.database()
    found: list[StoredNotice] = []
    async with database.read() as connection:
        page = await storage.notice_search.search(connection, wanted, _LOOKED_AT)
        for notice in page.notices:
            if _TOPICS & set(notice.topics) and await may_see(context, connection, notice):
                found.append(notice)
    if not found:
        return []
    return [Heading("Published"), Bullets(tuple(_item(context, each) for each in found[:_NEWS_SHOWN]))]


def _item(context: Context, notice: "StoredNotice") -> Line:
    url = NoticeDoc.from_json(notice.doc).url
    when = short_day(london_day(notice.published), london_day(context.request.now))
    title = shown(notice.title, 120)
    return (f"{when}: {kinds.kind(notice)}: ", Link(title, url) if url else Bold(title))


def _is_group(context: Context, place: str) -> bool:
    """Whether what was named is a Clinical Commissioning Group, by its own name."""
    matches = context.register.find(place)
    return bool(matches) and matches[0].body.kind is Kind.CCG and matches[0].place is None
