"""Lists of requests, a page at a time, and the figures of a campaign.

Every list is read from one end of an index of `storage.schema_foi` and goes on after the last request of
the page before, so a page costs the same among a thousand requests and among a hundred thousand.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, false, func, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from law.foi.story import Stage
from storage.foi_requests import OPEN, FoiRequest, read_row
from storage.schema import foi_requests

MOST = 500
"""How far `count` counts, where it is not told otherwise."""

_CLOSED = text("NOT foi_requests.open")


@dataclass(frozen=True, slots=True)
class Listing:
    """Which requests: those of these campaigns that fit all of what is given.

    `open` None is all, open or not; `overdue_on` those whose date lay before that day, `due_from` those with
    one on it or later. `body`, `icb` and `region` are codes.
    """

    campaign_ids: tuple[int, ...]
    assignee: int | None = None
    body: str | None = None
    icb: str | None = None
    region: str | None = None
    batch: int | None = None
    open: bool | None = True
    unassigned: bool = False
    overdue_on: date | None = None
    due_from: date | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `following` is what to ask the next one `after`, None where this is the last."""

    requests: tuple[FoiRequest, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """How many requests of a campaign are alike in all of this."""

    body_code: str
    body_name: str
    region: str | None
    stage: str
    open: bool
    result: str | None
    late: bool
    n: int


@dataclass(frozen=True, slots=True)
class _Place:
    due_on: date | None
    id: int


async def page(connection: AsyncConnection, listing: Listing, limit: int, after: int | None = None) -> Page:
    """Up to `limit` requests, after the one with the number `after`.

    Open ones by the date that counts now, those without one last; otherwise the newest first.
    """
    start = None if after is None else await _place(connection, after, listing)
    found: list[FoiRequest] = []
    for campaign in listing.campaign_ids:
        if listing.open:
            found += await _by_date(connection, listing, campaign, limit + 1, start)
        else:
            found += await _newest(connection, listing, campaign, limit + 1, after)
    if listing.open:
        found.sort(key=lambda each: (each.due_on is None, each.due_on or date.max, each.id))
    else:
        found.sort(key=lambda each: -each.id)
    return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)


async def count(connection: AsyncConnection, listing: Listing, most: int = MOST) -> int:
    """How many there are, counted no further than `most`: there may be more then."""
    many = 0
    for campaign in listing.campaign_ids:
        query = _narrowed(listing, campaign, select(foi_requests.c.id))
        # In an order, so that it is read from the same index as the list.
        order = _order(listing) if listing.open else (foi_requests.c.id,)
        found = query.order_by(*order).limit(most - many).subquery()
        many += (await connection.execute(select(func.count()).select_from(found))).scalar_one()
    return many


async def figures(connection: AsyncConnection, campaign_id: int, today: date) -> list[Figure]:
    """A campaign's requests counted by body, stage and outcome on `today`: looks at all of them.

    What waits for its answer is late from the day after its date on, also before anybody looked at it again.
    """
    names = ("body_code", "region", "stage", "open", "result")
    waits_late = (foi_requests.c.stage == Stage.WAITING.value) & (foi_requests.c.due_on < today)
    each = (
        select(
            *(foi_requests.c[name] for name in (*names, "body_name")),
            or_(foi_requests.c.late, func.coalesce(waits_late, false())).label("late"),
        )
        .where(foi_requests.c.campaign_id == campaign_id)
        .subquery()
    )
    alike = [each.c[name] for name in (*names, "late")]
    query = select(*alike, func.max(each.c.body_name).label("body_name"), func.count().label("n"))
    found = [Figure(**row._mapping) for row in await connection.execute(query.group_by(*alike))]
    return sorted(
        found, key=lambda figure: (figure.body_name, figure.body_code, figure.stage, figure.result or "")
    )


async def _by_date(
    connection: AsyncConnection, listing: Listing, campaign: int, limit: int, start: _Place | None
) -> list[FoiRequest]:
    due = foi_requests.c.due_on
    query = _narrowed(listing, campaign, select(foi_requests)).order_by(*_order(listing))
    found: list[FoiRequest] = []
    if start is None or start.due_on is not None:
        dated = query.where(due.is_not(None))
        if start is not None:
            here = tuple_(start.due_on, start.id, types=[due.type, foi_requests.c.id.type])
            dated = dated.where(tuple_(due, foi_requests.c.id) > here)
        found += await _all(connection, dated.limit(limit))
    if len(found) < limit and listing.overdue_on is None and listing.due_from is None:
        undated = query.where(due.is_(None))
        if start is not None and start.due_on is None:
            undated = undated.where(foi_requests.c.id > start.id)
        found += await _all(connection, undated.limit(limit - len(found)))
    return found


def _order(listing: Listing) -> tuple[Column[Any], ...]:
    """By date; named in full where PostgreSQL does not see that a column of the index is always NULL."""
    by_date = (foi_requests.c.due_on, foi_requests.c.id)
    return (foi_requests.c.assignee, *by_date) if listing.unassigned else by_date


async def _newest(
    connection: AsyncConnection, listing: Listing, campaign: int, limit: int, after: int | None
) -> list[FoiRequest]:
    query = _narrowed(listing, campaign, select(foi_requests)).order_by(foi_requests.c.id.desc())
    if after is not None:
        query = query.where(foi_requests.c.id < after)
    return await _all(connection, query.limit(limit))


def _narrowed(listing: Listing, campaign: int, query: Select[Any]) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [foi_requests.c.campaign_id == campaign]
    if listing.open is not None:
        query = query.where(OPEN if listing.open else _CLOSED)
    wanted = {
        "assignee": listing.assignee,
        "body_code": listing.body,
        "icb": listing.icb,
        "region": listing.region,
        "batch_id": listing.batch,
        "stage": listing.stage,
    }
    conditions += [foi_requests.c[name] == value for name, value in wanted.items() if value is not None]
    if listing.unassigned:
        conditions.append(foi_requests.c.assignee.is_(None))
    if listing.overdue_on is not None:
        conditions.append(foi_requests.c.due_on < listing.overdue_on)
    if listing.due_from is not None:
        conditions.append(foi_requests.c.due_on >= listing.due_from)
    return query.where(*conditions)


async def _place(connection: AsyncConnection, after: int, listing: Listing) -> _Place | None:
    """Where a request stands; None, the beginning, where it no longer stands in the list."""
    query = select(foi_requests.c.due_on, foi_requests.c.open).where(foi_requests.c.id == after)
    row = (await connection.execute(query)).first()
    return _Place(row.due_on, after) if row and row.open else None


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[FoiRequest]:
    return [read_row(row) for row in await connection.execute(query)]
