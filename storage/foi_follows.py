"""Requests that are followed where they stand on WhatDoTheyKnow, and what was read there.

What is read is a suggestion, and counts for nothing until somebody says it is so.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Select, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.dialect import insert_for
from storage.schema import foi_follows, foi_requests, foi_suggestions

Settled = Literal["confirmed", "dismissed"]
_PAGE: Final = re.compile(r"/request/([a-z0-9_-]{1,255})(?:[/?#]|$)")


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
    """What an entry of a feed says happened. `kind` and `result` are of `law.foi`.

    `entry` is what it is known by, so that it is suggested once.
    """

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


async def followed(connection: AsyncConnection, request_ids: Collection[int]) -> set[int]:
    """Those of these requests that are followed."""
    among = dialect.among(connection, foi_follows.c.request_id, request_ids)
    return set((await connection.execute(select(foi_follows.c.request_id).where(among))).scalars())


async def of_campaign(connection: AsyncConnection, campaign_id: int) -> list[Follow]:
    """What is followed for a campaign, by the number of the request."""
    return await _follows(connection, _of(foi_follows).where(foi_requests.c.campaign_id == campaign_id))


async def of_assignee(connection: AsyncConnection, person_id: int) -> list[Follow]:
    """What is followed for whoever has it in hand, by the number of the request."""
    return await _follows(connection, _of(foi_follows).where(foi_requests.c.assignee == person_id))


def _of(table: Table) -> Select[Any]:
    """The rows of a table about requests, which conditions may be about, too."""
    joined = table.join(foi_requests, foi_requests.c.id == table.c.request_id)
    return select(table).select_from(joined).order_by(table.c.request_id)


async def _follows(connection: AsyncConnection, query: Select[Any]) -> list[Follow]:
    return [Follow(**row._mapping) for row in await connection.execute(query)]


async def linked(connection: AsyncConnection, campaign_id: int, slugs: Collection[str]) -> set[str]:
    """Those of these names of requests there that are pages of the campaign's own requests."""
    if not slugs:
        return set()
    url = foi_requests.c.url
    query = select(url).where(
        foi_requests.c.campaign_id == campaign_id,
        or_(*(url.contains(f"/request/{slug}", autoescape=True) for slug in sorted(slugs))),
    )
    found = (_PAGE.search(each) for each in (await connection.execute(query)).scalars())
    return {match[1] for match in found if match} & set(slugs)


async def remove(connection: AsyncConnection, request_id: int) -> bool:
    """Follow a request no longer; whether it was followed. What was suggested stays."""
    gone = await connection.execute(delete(foi_follows).where(foi_follows.c.request_id == request_id))
    return gone.rowcount == 1


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Follow]:
    """Where to look now, whichever waits longest first."""
    query = select(foi_follows).where(foi_follows.c.next_due <= now)
    ordered = query.order_by(foi_follows.c.next_due, foi_follows.c.request_id)
    return await _follows(connection, ordered.limit(limit))


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


async def revise(connection: AsyncConnection, number: int, kind: str, result: str | None) -> bool:
    """Let an open suggestion say something else, as its entry now does; whether it was open."""
    statement = (
        update(foi_suggestions)
        .where(foi_suggestions.c.id == number, foi_suggestions.c.state == "open")
        .values(kind=kind, result=result)
    )
    return (await connection.execute(statement)).rowcount == 1


async def suggested(connection: AsyncConnection, request_ids: Collection[int]) -> dict[int, list[Suggestion]]:
    """Everything that was ever suggested of requests, by their numbers, in the order of its days."""
    among = dialect.among(connection, foi_suggestions.c.request_id, request_ids)
    found: dict[int, list[Suggestion]] = {number: [] for number in request_ids}
    for each in await _suggestions(connection, select(foi_suggestions).where(among)):
        found[each.request_id].append(each)
    return found


async def asking(
    connection: AsyncConnection, *, campaign_id: int | None = None, assignee: int | None = None
) -> list[int]:
    """The requests of a campaign, or in somebody's hands, of which something is still to be confirmed."""
    of = (
        foi_requests.c.campaign_id == campaign_id if assignee is None else foi_requests.c.assignee == assignee
    )
    query = _of(foi_suggestions).where(of, foi_suggestions.c.state == "open")
    query = query.with_only_columns(foi_suggestions.c.request_id).distinct()
    return list((await connection.execute(query)).scalars())


async def open_suggestions(connection: AsyncConnection, request_id: int) -> list[Suggestion]:
    """What is still to be confirmed of a request, in the order of its days."""
    return [each for each in (await suggested(connection, [request_id]))[request_id] if each.state == "open"]


async def _suggestions(connection: AsyncConnection, query: Select[Any]) -> list[Suggestion]:
    ordered = query.order_by(foi_suggestions.c.on_day, foi_suggestions.c.id)
    return [Suggestion(**row._mapping) for row in await connection.execute(ordered)]


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


async def reopen(connection: AsyncConnection, number: int) -> bool:
    """Ask about a dismissed suggestion again; whether it was dismissed."""
    statement = (
        update(foi_suggestions)
        .where(foi_suggestions.c.id == number, foi_suggestions.c.state == "dismissed")
        .values(state="open")
    )
    return (await connection.execute(statement)).rowcount == 1
