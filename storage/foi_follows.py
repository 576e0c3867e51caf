"""Requests that are followed where they stand on WhatDoTheyKnow, and what was read there.

What is read is a suggestion, and counts for nothing until somebody says it is so.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.dialect import insert_for
from storage.schema import foi_follows, foi_suggestions

Settled = Literal["confirmed", "dismissed"]


@dataclass(frozen=True, slots=True)
class Follow:
    """A request's page and how looking at it goes; `etag` and `last_modified` are validators (RFC 9110).

    `failures` are those in a row, `last_problem` is in our own words.
    """

    request_id: int
    url: str
    etag: str | None
    last_modified: str | None
    next_due: datetime
    failures: int
    last_problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuggestion:
    """What an entry of a feed says happened. `entry` is its id; `kind` and `result` are of `law.foi`."""

    request_id: int
    entry: str
    kind: str
    result: str | None = None
    on_day: date
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(NewSuggestion):
    """One we keep. `state` is open, confirmed or dismissed."""

    id: int
    state: str
    at: datetime


async def put(connection: AsyncConnection, request_id: int, url: str, next_due: datetime) -> None:
    """Follow a request at this address from then on; what is known of another address is forgotten."""
    await dialect.put(
        connection,
        foi_follows,
        request_id=request_id,
        url=url,
        etag=None,
        last_modified=None,
        next_due=next_due,
        failures=0,
        last_problem=None,
    )


async def get(connection: AsyncConnection, request_id: int) -> Follow | None:
    """How a request is followed, None where it is not."""
    query = select(foi_follows).where(foi_follows.c.request_id == request_id)
    row = (await connection.execute(query)).first()
    return Follow(**row._mapping) if row else None


async def remove(connection: AsyncConnection, request_id: int) -> bool:
    """Follow a request no longer; whether it was followed. What was suggested stays."""
    gone = await connection.execute(delete(foi_follows).where(foi_follows.c.request_id == request_id))
    return gone.rowcount == 1


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Follow]:
    """Where to look now, whichever waits longest first."""
    query = select(foi_follows).where(foi_follows.c.next_due <= now)
    found = await connection.execute(
        query.order_by(foi_follows.c.next_due, foi_follows.c.request_id).limit(limit)
    )
    return [Follow(**row._mapping) for row in found]


async def after_look(
    connection: AsyncConnection,
    request_id: int,
    next_due: datetime,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    problem: str | None = None,
) -> None:
    """Note a look: with the validators it gave, or the problem it ended with, which leaves them."""
    values = (
        {"etag": etag, "last_modified": last_modified, "failures": 0, "last_problem": None}
        if problem is None
        else {"failures": foi_follows.c.failures + 1, "last_problem": problem}
    )
    statement = update(foi_follows).where(foi_follows.c.request_id == request_id)
    await connection.execute(statement.values(values | {"next_due": next_due}))


async def suggest(connection: AsyncConnection, new: NewSuggestion, now: datetime) -> Suggestion | None:
    """Keep a suggestion; None where that entry was suggested before, whatever became of it."""
    statement = (
        insert_for(connection.dialect.name, foi_suggestions)
        .values(
            request_id=new.request_id,
            entry=new.entry,
            kind=new.kind,
            result=new.result,
            on_day=new.on_day,
            url=new.url,
            state="open",
            at=now,
        )
        .on_conflict_do_nothing()
        .returning(*foi_suggestions.c)
    )
    row = (await connection.execute(statement)).first()
    return Suggestion(**row._mapping) if row else None


async def open_suggestions(connection: AsyncConnection, request_id: int) -> list[Suggestion]:
    """What is still to be confirmed of a request, in the order of its days."""
    query = (
        select(foi_suggestions)
        .where(foi_suggestions.c.request_id == request_id, foi_suggestions.c.state == "open")
        .order_by(foi_suggestions.c.on_day, foi_suggestions.c.id)
    )
    return [Suggestion(**row._mapping) for row in await connection.execute(query)]


async def get_suggestion(connection: AsyncConnection, number: int) -> Suggestion | None:
    """The suggestion of that number, None where there is none."""
    query = select(foi_suggestions).where(foi_suggestions.c.id == number)
    row = (await connection.execute(query)).first()
    return Suggestion(**row._mapping) if row else None


async def settle(connection: AsyncConnection, number: int, state: Settled) -> bool:
    """Confirm or dismiss a suggestion; whether it was open. Of two who press at once one settles it."""
    statement = (
        update(foi_suggestions)
        .where(foi_suggestions.c.id == number, foi_suggestions.c.state == "open")
        .values(state=state)
    )
    return (await connection.execute(statement)).rowcount == 1
