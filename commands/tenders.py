"""`tenders`: notices of a region, board, trust or company, or with a word; page by page, or as a table."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import storage
from commands.cards import listing
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import BadArguments
from commands.core.here import campaign_of
from commands.core.moments import LONDON, counted
from commands.core.paging import numbered
from commands.core.reply import Block, Bullets, Code, Heading, Line, Note, Reply, Text
from commands.core.text import shown
from commands.core.where import ENGLAND, NATIONAL, Areas, Where, read_where
from commands.core.words import weekday

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.notices import StoredNotice

PAGE = 5
MOST_ROWS = 1000
"""Rows of a table to take away."""

_STAGES = (
    "planning",
    "tender",
    "award",
    "contract",
    "amendment",
    "performance",
    "cancellation",
    "termination",
)
_AWARDED = ("award", "contract")
_PAGES = 40
_WORDS = re.compile(r"(?:^|\s)(?:with|about|company|supplier|buyer)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to list. `icbs` are those of several areas together, searched in their common region."""

    words: str
    areas: Areas
    open_only: bool = False
    awarded: bool = False
    every: bool = False
    since: date | None = None

    @property
    def icbs(self) -> frozenset[str]:
        """The ICBs one of which a notice has to be of, where the area is more than one."""
        return (
            frozenset(area.icb for area in self.areas.areas if area.icb)
            if len(self.areas.areas) > 1
            else frozenset()
        )


@command(
    "tenders",
    "Notices of a region, board, trust or company, or with a word; newest first",
    aliases=("notices", "awards"),
    parameters=(
        Parameter("what", Type.TEXT, "A region, board, trust, company or words", required=False),
        Parameter("open", Type.FLAG, "Only what can still be answered", required=False, keywords=("open",)),
        Parameter("awarded", Type.FLAG, "Only awards and contracts", required=False, keywords=("awarded",)),
        Parameter(
            "every", Type.FLAG, "Goods and works too, not only care", required=False, keywords=("all",)
        ),
        Parameter(
            "since", Type.DATE, "Published from that day on", required=False, keywords=("since", "from")
        ),
        Parameter("past", Type.NUMBER, "Go on after that notice", required=False, keywords=("past",)),
        Parameter("csv", Type.FLAG, "As a table to take away", required=False, keywords=("csv",)),
    ),
    examples=(
        "tenders",
        "tenders Midlands --open",
        "tenders QNC --awarded",
        "tenders Devon with dialysis",
        "tenders company Virgin Care since 2026",
        "tenders Midlands --csv",
    ),
    area=Area.WATCH,
)
async def tenders(
    context: Context,
    what: str | None,
    open: bool | None,  # noqa: A002  (the name of the option)
    awarded: bool | None,
    every: bool | None,
    since: date | None,
    past: int | None,
    csv: bool | None,
) -> Reply:
    """A page of what fits; buttons show one of them, or the next page."""
    if not open and context.request.text.partition(" ")[0].casefold() == "awards":
        awarded = True  # "!awards QNC": an alias that says what is wanted
    if open and awarded:
        raise BadArguments("tenders", "What is awarded is open no more: choose one of --open and --awarded.")
    database = await context.services.database()
    async with database.read() as connection:
        asked = await _asked(context, connection, what)
        asked = replace(asked, open_only=bool(open), awarded=bool(awarded), every=bool(every), since=since)
        many = MOST_ROWS if csv else PAGE
        found, following = await look(connection, asked, context.request.now, many, past)
    if not found:
        return _nothing(context, what, asked, more=past is not None)
    if csv:
        rows = f"{counted(len(found), 'notice')}{', the first' if following else ''}"
        table = listing.as_csv(found, "tenders.csv", f"{rows}: {_title(asked)}")
        return Reply((Text((f"{rows} as a table: {_title(asked)}.",)), table))
    blocks: list[Block] = [Heading(_title(asked))]
    if asked.areas.note and past is None:
        blocks.append(Text((asked.areas.note,)))
    blocks.append(Bullets(tuple(listing.line(notice, context.request.now) for notice in found)))
    again = _again(what, asked)
    blocks += numbered(context, tuple(map(listing.choice, found)), again, following)
    table_: Line = ("As a table: ", Code(context.type(f"{again} --csv")), ".")
    return Reply((*blocks, Note(table_)))


async def look(
    connection: "AsyncConnection", asked: Asked, now: datetime, many: int, past: int | None
) -> "tuple[list[StoredNotice], int | None]":
    """Up to `many` notices, and the number to go on after; None where there are no more."""
    area = asked.areas.areas[0] if len(asked.areas.areas) == 1 else Where("", region=asked.areas.region)
    search = storage.notice_search
    wanted = search.Search(
        words=asked.words,
        body=area.body,
        icb=area.icb,
        region=None if area.region == NATIONAL else area.region,
        scope="national" if area.region == NATIONAL else None,
        stages=_AWARDED if asked.awarded else _STAGES,
        health=None if asked.every else True,
        since=datetime.combine(asked.since, time(), LONDON).astimezone(UTC) if asked.since else None,
        open_at=now if asked.open_only else None,
    )
    found: list[StoredNotice] = []
    following = past
    for _ in range(_PAGES):
        page = await search.search(connection, wanted, min(many, 200), following)
        fitting = [each for each in page.notices if not asked.icbs or each.icb in asked.icbs]
        found += fitting
        following = page.following
        if len(found) > many:
            return found[:many], found[many - 1].id
        if following is None or len(found) == many:
            break
    return found, following


async def _asked(context: Context, connection: "AsyncConnection", what: str | None) -> Asked:
    """What was meant: an area, an area with words, or words alone."""
    if not what:
        campaign = await campaign_of(context, connection)
        home = (
            read_where(campaign.home_region, context.register) if campaign and campaign.home_region else None
        )
        return Asked("", home or Areas((ENGLAND,)))
    parts = _WORDS.split(what, maxsplit=1)
    if len(parts) == 2:
        areas = read_where(parts[0], context.register) if parts[0] else Areas((ENGLAND,))
        if areas is not None:
            return Asked(parts[1], areas)
    areas = read_where(what, context.register)
    return Asked("", areas) if areas is not None else Asked(what, Areas((ENGLAND,)))


def _title(asked: Asked) -> str:
    places = [area.words for area in asked.areas.areas]
    where = places[0] if len(places) == 1 else f"{len(places)} boards"
    what = "Open tenders" if asked.open_only else "Awards and contracts" if asked.awarded else "Notices"
    words = f" with “{shown(asked.words)}”" if asked.words else ""
    since = f" since {weekday(asked.since)}" if asked.since else ""
    order = "soonest first" if asked.open_only and not asked.words else "newest first"
    return f"{what}{words}: {where}{since}, {order}"


def _again(what: str | None, asked: Asked) -> str:
    words = ["tenders", *([what] if what else [])]
    words += ["--open"] * asked.open_only + ["--awarded"] * asked.awarded + ["--all"] * asked.every
    words += [f"--since {asked.since.isoformat()}"] if asked.since else []
    return " ".join(words)


def _nothing(context: Context, what: str | None, asked: Asked, *, more: bool) -> Reply:
    if more:
        return Reply((Text(("There is no more.",)),))
    words = f"I know of no such notice ({_title(asked).partition(', newest')[0].partition(', soonest')[0]})."
    tips: list[Line] = []
    if not asked.every:
        tips.append(("Goods and works too: ", Code(context.type(_again(what, replace(asked, every=True))))))
    if asked.words:
        tips.append(("Every word has to be in the title, the buyer's or a supplier's name.",))
    tips.append(("How the sources are, for organisers: ", Code(context.type("feeds"))))
    return Reply((Text((words,)), Bullets(tuple(tips))))
