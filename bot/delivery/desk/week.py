"""A team's week: what is overdue, what falls due, what nobody has in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from commands.cards.foi_task import line, names_in
from commands.core.moments import counted, london_day
from commands.core.reply import Block, Bold, Bullets, Code, Heading, Line, Note, Reply, Text
from commands.core.words import weekday
from commands.desk.cases import Case, Desk, cases, desk_of
from storage import accounts, foi_listing
from storage.foi_listing import Listing

MOST = 10
"""Requests that are named under each heading; the rest are counted."""
_MOST_COUNTED = 10_000
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Part:
    """Some requests of the week: how many there are, and the first of them."""

    many: int
    first: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Week:
    """A campaign's week that begins with `day`, a London day, and the names of those who have tasks."""

    day: date
    overdue: Part
    due: Part
    free: Part
    names: Mapping[int, str]

    @property
    def many(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.overdue.many or self.due.many or self.free.many)


async def week_of(connection: AsyncConnection, campaign: int, now: datetime) -> Week:
    """How a campaign's week looks at `now`."""
    today = london_day(now)
    desk = await desk_of(connection, campaign)
    ends = today + timedelta(days=_DAYS)
    own = (campaign,)
    overdue = await _part(connection, desk, Listing(own, overdue_on=today), today)
    due = await _part(connection, desk, Listing(own, due_from=today, overdue_on=ends), today)
    free = await _part(connection, desk, Listing(own, unassigned=True), today)
    people = names_in([*overdue.first, *due.first])
    return Week(today, overdue, due, free, await accounts.names(connection, people))


async def _part(connection: AsyncConnection, desk: Desk, listing: Listing, today: date) -> Part:
    page = await foi_listing.page(connection, listing, MOST)
    many = len(page.requests)
    if page.following is not None:
        many = await foi_listing.count(connection, listing, _MOST_COUNTED)
    return Part(many, await cases(connection, desk, page.requests, today))


def words(week: Week, prefix: str) -> Reply:
    """The week as a post."""
    blocks: list[Block] = [Heading(f"The FOI desk in the week from {weekday(week.day)}")]
    blocks += _part_words("Overdue", week.overdue, week)
    blocks += _part_words("Due within seven days", week.due, week)
    blocks += _part_words("Nobody has in hand", week.free, week)
    more: Line = ("All of them: ", Code(f"{prefix}foi list"), ", ", Code(f"{prefix}foi list overdue"), ", ")
    blocks.append(Note(("Dates are calculated. ", *more, Code(f"{prefix}foi list unassigned"), ".")))
    return Reply(tuple(blocks))


def _part_words(title: str, part: Part, week: Week) -> list[Block]:
    if not part.many:
        return [Text((Bold(f"{title}: "), "none."))]
    blocks: list[Block] = [
        Text((Bold(f"{title}: {counted(part.many, 'request')}"),)),
        Bullets(tuple(line(each, week.names, week.day) for each in part.first)),
    ]
    if part.many > len(part.first):
        blocks.append(Text((f"And {counted(part.many - len(part.first), 'more request')}.",)))
    return blocks
