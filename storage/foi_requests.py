"""Requests for information: what was asked of whom, who has it in hand, and where to look for it.

The columns of `Index` follow from a request's events by the law's clock. They are written anew whenever an
event or a calendar changes, only find rows, and are never told to anybody (docs/decisions/0051).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from law.foi.regime import Regime
from storage import dialect
from storage.bulk import BulkUpdate
from storage.schema import foi_requests
from storage.schema_foi import INDEX_OF

OPEN = text("foi_requests.open")
"""The condition of the indexes of open requests, in the words they were declared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A request to one body, of one campaign. Codes are the register's; `send_on` is when it is to be sent.

    `body_name` is the body's name when the request was made: bodies are renamed and abolished.
    """

    campaign_id: int
    body_code: str
    body_name: str
    icb: str | None
    region: str | None
    subject: str
    regime: Regime
    letter: str | None = None
    batch_id: int | None = None
    send_on: date | None = None
    url: str | None = None
    priority: int = 0
    created_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What follows from the events, to find the request by.

    `stage` and `result` are words of `law.foi`; `late` whether the body is or was late with its answer;
    `due_on` the date that counts now; `next_at` when to look at it again, None for never; `calendar`
    the fingerprint of the calendars that were counted by.
    """

    stage: str
    open: bool
    result: str | None = None
    late: bool = False
    due_on: date | None = None
    next_at: datetime | None = None
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiRequest(NewRequest):
    """A request we keep, its task (`storage.foi_tasks`) and its `Index`.

    `wanted_by` is the organiser's date, `lapses_at` when a claim does, `active_at` when the assignee last
    did something about it, and `nudges` how often they were nudged since.
    """

    id: int
    created_at: datetime
    assignee: int | None
    assigned_at: datetime | None
    wanted_by: date | None
    lapses_at: datetime | None
    active_at: datetime | None
    nudges: int
    deferred_until: date | None
    stage: str
    open: bool
    result: str | None
    late: bool
    due_on: date | None
    next_at: datetime | None
    calendar: str


_id, _next_at = foi_requests.c.id, foi_requests.c.next_at
_GIVEN = tuple(each.name for each in fields(NewRequest))
_NAMES = tuple(column.name for column in foi_requests.columns)
_INDEX = BulkUpdate(foi_requests, INDEX_OF)
_of_index = attrgetter(*INDEX_OF)
_CHANGEABLE = frozenset(_GIVEN) - {"campaign_id", "created_by"}


async def add(connection: AsyncConnection, new: NewRequest, now: datetime) -> FoiRequest:
    """Keep a new request; it is due to be looked at now."""
    (made,) = await add_many(connection, [new], now)
    return made


async def add_many(
    connection: AsyncConnection, news: Sequence[NewRequest], now: datetime
) -> list[FoiRequest]:
    """Keep new requests, numbered in their order."""
    if not news:
        return []
    fixed = {"created_at": now, "nudges": 0, "stage": "draft", "open": True, "late": False}
    fixed |= {"next_at": now, "calendar": ""}
    rows = [{name: getattr(new, name) for name in _GIVEN} | fixed for new in news]
    statement = insert(foi_requests).returning(*foi_requests.c, sort_by_parameter_order=True)
    return [read_row(row) for row in await connection.execute(statement, rows)]


async def get(connection: AsyncConnection, number: int, *, lock: bool = False) -> FoiRequest | None:
    """The request of that number, None where there is none.

    With `lock` nobody else changes it until the transaction ends: for whoever reads its events, checks
    the next against them and writes.
    """
    query = select(foi_requests).where(foi_requests.c.id == number)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return read_row(row) if row else None


async def get_many(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, FoiRequest]:
    """The requests of these numbers, by them; those there are not are left out."""
    query = select(foi_requests).where(dialect.among(connection, foi_requests.c.id, numbers))
    return {row.id: read_row(row) for row in await connection.execute(query.order_by(foi_requests.c.id))}


async def change(connection: AsyncConnection, number: int, **given: object) -> FoiRequest | None:
    """Change what was given of a request, by the names of `NewRequest`; None where there is none.

    Its campaign and who made it stay. Raises TypeError for any other name.
    """
    if unknown := given.keys() - _CHANGEABLE:
        raise TypeError(f"a request has no {', '.join(sorted(unknown))} to change")
    statement = update(foi_requests).where(foi_requests.c.id == number).values(given)
    row = (await connection.execute(statement.returning(*foi_requests.c))).first()
    return read_row(row) if row else None


async def index(connection: AsyncConnection, found: Mapping[int, Index]) -> None:
    """Write anew what requests are found by, many at once."""
    await _INDEX.apply(connection, [(*_of_index(one), number) for number, one in found.items()])


async def look_again(connection: AsyncConnection, number: int, at: datetime) -> None:
    """Have a request looked at again at that time, unless it is due sooner."""
    later = or_(_next_at.is_(None), _next_at > at)
    await connection.execute(
        update(foi_requests).where(foi_requests.c.id == number, later).values(next_at=at)
    )


async def due_for_look(
    connection: AsyncConnection,
    now: datetime,
    limit: int,
    after: tuple[datetime, int] | None = None,
    *,
    lock: bool = False,
) -> list[FoiRequest]:
    """Open requests to look at now, whichever waits longest first.

    `after` is (`next_at`, `id`) of the last one seen, as it was then. With `lock` as `get`; those that
    somebody is just changing are left for another time.
    """
    query = select(foi_requests).where(OPEN, _next_at <= now)
    if after is not None:
        query = query.where(tuple_(_next_at, _id) > tuple_(*after, types=(_next_at.type, _id.type)))
    if lock:
        query = query.with_for_update(skip_locked=True)
    return await _all(connection, query.order_by(_next_at, _id).limit(limit))


async def of_other_calendar(
    connection: AsyncConnection,
    campaign_id: int,
    calendar: str,
    limit: int,
    after_id: int = 0,
    *,
    lock: bool = False,
) -> list[FoiRequest]:
    """Open requests of a campaign that were counted by another calendar than this, by number.

    Costs nothing where there are none, however many are open. `lock` as in `due_for_look`.
    """
    found = []
    for other in await _calendars(connection, campaign_id):
        if other != calendar:
            here = _of_campaign(campaign_id).where(
                foi_requests.c.calendar == other, foi_requests.c.id > after_id
            )
            here = here.order_by(foi_requests.c.id).limit(limit)
            found += await _all(connection, here.with_for_update(skip_locked=True) if lock else here)
    return sorted(found, key=lambda each: each.id)[:limit]


async def campaigns(connection: AsyncConnection) -> list[int]:
    """The ids of the campaigns that have open requests."""
    return await _steps(connection, foi_requests.c.campaign_id)


async def _calendars(connection: AsyncConnection, campaign_id: int) -> list[str]:
    return await _steps(connection, foi_requests.c.calendar, foi_requests.c.campaign_id == campaign_id)


async def _steps(connection: AsyncConnection, column: Any, *conditions: ColumnElement[bool]) -> list[Any]:
    """The different values of an indexed column among open requests, from each to the next greater one."""
    values: list[Any] = []
    while True:
        beyond = [column > values[-1]] if values else []
        query = select(func.min(column)).where(OPEN, *conditions, *beyond)
        found = (await connection.execute(query)).scalar()
        if found is None:
            return values
        values.append(found)


def _of_campaign(campaign_id: int) -> Select[Any]:
    return select(foi_requests).where(OPEN, foi_requests.c.campaign_id == campaign_id)


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[FoiRequest]:
    return [read_row(row) for row in await connection.execute(query)]


def read_row(row: Row[Any]) -> FoiRequest:
    """A row of the table as a value."""
    values = dict(zip(_NAMES, row, strict=True))
    values["regime"] = Regime(values["regime"])
    return FoiRequest(**values)
