"""What is still to be posted: about what, to whom, and how far that has got. Never the words.

A row is written in the transaction that makes it due, claimed by a process for a while, sent by its
key, and marked. A key is taken once and for all, so news decided twice is posted once. A process
that dies leaves a lease that runs out; whoever claims the row then sends by the same key, by which the
network knows it again.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from storage.bulk import Bulk, BulkUpdate
from storage.columns import Moment, Words
from storage.dialect import nothing
from storage.schema import outbox
from storage.schema_watch import OPEN, TRIED


class State(StrEnum):
    """How far a row has got."""

    PENDING = "pending"
    LEASED = "leased"
    """A process has it in hand, until its lease runs out."""
    SENT = "sent"
    DEAD = "dead"
    """Given up after a lasting problem; an operator can see it and `revive` it."""
    DROPPED = "dropped"
    """Not sent, and rightly: out of date, unsubscribed, the channel gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """Something to post. `key` says it all in at most 64 letters: subject, reason and destination.

    `subject_id` is ours, of the kind `subject_kind` ("event": `storage.notice_events`). Not sent
    before `not_before`; until then it keeps nothing else from being sent.
    """

    key: str
    subject_kind: str
    subject_id: int
    reason: str
    platform: str
    channel: str
    thread: str | None = None
    subscription_id: int | None = None
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow(NewRow):
    """A row of the outbox. `attempts` counts the claims, this one included; `problem` is our own words."""

    id: int
    state: State
    attempts: int
    leased_by: str | None
    leased_until: datetime | None
    created_at: datetime
    sent_at: datetime | None
    message_id: str | None
    problem: str | None


_GIVEN = ("key", "subject_kind", "subject_id", "reason", "platform", "channel", "thread", "subscription_id")
_given = attrgetter(*_GIVEN, "not_before")
_NOBODY = {"leased_by": None, "leased_until": None}
_NAMES = tuple(column.name for column in outbox.columns)
_SENT = BulkUpdate(
    outbox,
    ("sent_at", "message_id"),
    f"state = '{State.SENT}', problem = NULL, leased_by = NULL, leased_until = NULL",
)
_ROWS = Bulk(outbox, (*_GIVEN, "not_before", "created_at", "state", "attempts"), ignore=True)


async def put_many(connection: AsyncConnection, rows: Sequence[NewRow], now: datetime) -> int:
    """Add rows, leaving out those whose key was ever added before; how many were new."""
    return await _ROWS.insert(connection, [(*_given(row), now, State.PENDING, 0) for row in rows])


async def claim(
    connection: AsyncConnection,
    holder: str,
    now: datetime,
    until: datetime,
    limit: int,
    platforms: Collection[str],
) -> list[OutboxRow]:
    """Lease up to `limit` rows that are due on each of these platforms to `holder`, oldest first.

    One a destination: the next comes when that one is settled, so a channel's posts keep their
    order. A destination whose row is in somebody's hands, or waits to be tried again, is left alone.
    Two processes never hold the same row; a lease that has run out is anybody's again.
    """
    claimed: list[OutboxRow] = []
    for platform in platforms:
        given = {"network": platform, "now": now, "most": limit, "holder": holder, "until": until}
        claimed += _in_order(await connection.execute(_claiming(), given))
    return claimed


@cache
def _claiming() -> ReturningUpdate[Any]:
    """Lease what may be claimed. To make this statement takes longer than to run it, so it is made once."""
    now = bindparam("now", type_=Moment)
    heads = _heads(now).order_by(outbox.c.not_before, outbox.c.id).limit(bindparam("most", type_=Integer))
    return _leasing(heads, bindparam("holder", type_=Words), bindparam("until", type_=Moment))


def _heads(now: ColumnElement[datetime]) -> Select[int]:
    """What may be claimed on a platform."""
    other = outbox.alias("other")
    here = (
        select(other.c.id)
        .where(other.c.platform == outbox.c.platform, other.c.channel == outbox.c.channel)
        .order_by(other.c.id)
        .correlate(outbox)
    )
    # The function keeps SQLite from looking by time, where the place is meant.
    ripe = func.coalesce(other.c.not_before, now) <= now
    first = here.where(text(f"other.{OPEN}"), ripe, _in_nobodys_hands(other, now))
    one_in_hand = here.where(text(f"other.{TRIED}"), or_(other.c.leased_until > now, ~ripe))
    return select(outbox.c.id).where(
        text(f"outbox.{OPEN}"),
        outbox.c.platform == bindparam("network", type_=Words),
        _due(outbox, now),
        outbox.c.id == first.limit(1).scalar_subquery(),
        nothing(one_in_hand),
    )


async def claim_along(
    connection: AsyncConnection,
    head: OutboxRow,
    now: datetime,
    until: datetime,
    limit: int,
    kinds: Collection[str] | None = None,
) -> list[OutboxRow]:
    """Lease what goes into one message with `head`: due rows for the same subscription and place.

    With `kinds`, those about these kinds of subject only.
    """
    query = (
        select(outbox.c.id)
        .where(
            text(f"outbox.{OPEN}"),
            _due(outbox, now),
            outbox.c.platform == head.platform,
            outbox.c.channel == head.channel,
            outbox.c.thread.is_not_distinct_from(head.thread),
            outbox.c.subscription_id.is_not_distinct_from(head.subscription_id),
        )
        .order_by(outbox.c.id)
    )
    if kinds is not None:
        query = query.where(outbox.c.subject_kind.in_(kinds))
    assert head.leased_by is not None
    return _in_order(await connection.execute(_leasing(query.limit(limit), head.leased_by, until)))


async def mark_each_sent(connection: AsyncConnection, sent: Sequence[tuple[int, str]], now: datetime) -> None:
    """Note that the network has acknowledged rows, each as a message: (row, message).

    Whoever holds them by now: sent is sent.
    """
    await _SENT.apply(connection, [(now, message, number) for number, message in sent])


async def defer(connection: AsyncConnection, numbers: Collection[int], holder: str, at: datetime) -> int:
    """Put these rows of the holder's off until `at`, as if never tried: until then they hold up nothing."""
    return await _settle(
        connection, numbers, holder, State.PENDING, not_before=at, attempts=outbox.c.attempts - 1
    )


async def retry(
    connection: AsyncConnection, numbers: Collection[int], holder: str, at: datetime, problem: str
) -> int:
    """Let these rows of the holder's be tried again from `at`; until then their destination waits."""
    return await _settle(connection, numbers, holder, State.PENDING, not_before=at, problem=problem)


async def dead(connection: AsyncConnection, numbers: Collection[int], holder: str, problem: str) -> int:
    """Give these rows of the holder's up; how many were still its."""
    return await _settle(connection, numbers, holder, State.DEAD, problem=problem)


async def drop(connection: AsyncConnection, numbers: Collection[int], holder: str, why: str) -> int:
    """Do not send these rows of the holder's, and rightly so; how many were still its."""
    return await _settle(connection, numbers, holder, State.DROPPED, problem=why)


async def release(connection: AsyncConnection, holder: str) -> int:
    """Give back, untried, whatever the holder has in hand: it stops."""
    statement = update(outbox).where(text(TRIED), outbox.c.leased_by == holder)
    values = {"state": State.PENDING, "attempts": outbox.c.attempts - 1, **_NOBODY}
    return (await connection.execute(statement.values(values))).rowcount


async def told(connection: AsyncConnection, keys: Collection[str]) -> dict[str, datetime | None]:
    """Which of these keys were ever taken, each with when it went out: None while it has yet to.

    What went elsewhere, or was given up, counts from when it was to go out.
    """
    settled = case((outbox.c.state.in_([State.PENDING, State.LEASED]), None), else_=outbox.c.not_before)
    query = select(outbox.c.key, func.coalesce(outbox.c.sent_at, settled)).where(outbox.c.key.in_(keys))
    return {row[0]: row[1] for row in await connection.execute(query)}


async def get(connection: AsyncConnection, number: int) -> OutboxRow | None:
    """The row of that number, None where there is none."""
    row = (await connection.execute(select(outbox).where(outbox.c.id == number))).first()
    return read_row(row) if row else None


async def _settle(
    connection: AsyncConnection, numbers: Collection[int], holder: str, state: State, **values: Any
) -> int:
    statement = update(outbox).where(
        outbox.c.id.in_(numbers), outbox.c.state == State.LEASED, outbox.c.leased_by == holder
    )
    return (await connection.execute(statement.values(state=state, **values, **_NOBODY))).rowcount


def _due(rows: FromClause, now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Among open rows: to be sent now, and in nobody's hands."""
    return and_(rows.c.not_before <= now, _in_nobodys_hands(rows, now))


def _in_nobodys_hands(rows: FromClause, now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(rows.c.state == State.PENDING, rows.c.leased_until <= now)


def _leasing(
    wanted: Select[int], holder: str | ColumnElement[str], until: datetime | ColumnElement[datetime]
) -> ReturningUpdate[Any]:
    # What another process is just leasing is passed over; SQLite has one writer and needs no such care.
    numbers = wanted.with_for_update(skip_locked=True).cte("wanted")
    return (
        update(outbox)
        .where(outbox.c.id.in_(select(numbers.c.id)))
        .values(state=State.LEASED, leased_by=holder, leased_until=until, attempts=outbox.c.attempts + 1)
        .returning(*outbox.c)
    )


def _in_order(rows: Iterable[Row[Any]]) -> list[OutboxRow]:
    return sorted(map(read_row, rows), key=attrgetter("id"))


def read_row(row: Row[Any]) -> OutboxRow:
    """A row of the table as a value."""
    values = dict(zip(_NAMES, row, strict=True))
    values["state"] = State(row.state)
    return OutboxRow(**values)
