"""Listing notices: newest first, or by what ends soonest; a page costs the same however many there are.

Every list is read from one end of an index. A page ends with a notice, whose number begins the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Tuple, bindparam, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import nothing
from storage.notices import StoredNotice, last_of_thread, read_row
from storage.schema import notice_words, notices
from storage.schema_watch import NEWS
from storage.words import folded

MOST_LOOKED_AT = 400
"""Notices with a word that one page looks through for those that fit the other conditions as well."""

_MOST_WORDS = 6
_Edge = tuple[Any, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to list: all that is given must hold.

    `words` are looked for in the title, the buyer and the suppliers. `open_at` leaves what can still
    be answered then: the last notice of its thread, with a deadline ahead.
    """

    words: str = ""
    body: str | None = None
    icb: str | None = None
    region: str | None = None
    scope: str | None = None
    source: str | None = None
    stages: tuple[str, ...] = ()
    topic: str | None = None
    health: bool | None = None
    since: datetime | None = None
    open_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some notices, and the number to ask for what follows by; None where nothing does.

    There may be few, or none, with more to follow: see `MOST_LOOKED_AT`.
    """

    notices: tuple[StoredNotice, ...]
    following: int | None


async def search(connection: AsyncConnection, wanted: Search, limit: int, after: int | None = None) -> Page:
    """What fits: newest first, but where only what is open is wanted, whatever ends soonest first.

    `after` is `Page.following` of the page before. With words it is always newest first.
    """
    conditions = _conditions(wanted)
    if words := folded(wanted.words):
        return await _by_words(connection, words[:_MOST_WORDS], conditions, limit, after)
    column = notices.c.published if wanted.open_at is None else notices.c.deadline
    return await _list(connection, column, conditions, limit, after, down=wanted.open_at is None)


async def deadlines(
    connection: AsyncConnection, start: datetime, end: datetime, limit: int, after: int | None = None
) -> Page:
    """What is last of its thread and has its deadline from `start` to before `end`, soonest first."""
    span = (notices.c.deadline >= start, notices.c.deadline < end, last_of_thread())
    return await _list(connection, notices.c.deadline, span, limit, after)


async def standstills(
    connection: AsyncConnection, start: datetime, end: datetime, limit: int, after: int | None = None
) -> Page:
    """What is last of its thread and whose standstill ends from `start` to before `end`, soonest first."""
    span = (notices.c.standstill_ends >= start, notices.c.standstill_ends < end, last_of_thread())
    return await _list(connection, notices.c.standstill_ends, span, limit, after)


def _conditions(wanted: Search) -> list[ColumnElement[bool]]:
    here = [
        (column, value)
        for column, value in (
            (notices.c.body_code, wanted.body),
            (notices.c.icb, wanted.icb),
            (notices.c.region, wanted.region),
        )
        if value is not None
    ]
    # The narrowest place names the index to read, unless there is a narrower one: SQLite would have to guess.
    news = wanted.stages == (NEWS,)
    made = [
        func.coalesce(column, "") == value if news or place else column == value
        for place, (column, value) in enumerate(here)
    ]
    if news:
        made.append(text(f"notices.stage = '{NEWS}'"))  # type: ignore[arg-type]
    elif wanted.stages:
        made.append(notices.c.stage.in_(wanted.stages))
    for column, value in ((notices.c.scope, wanted.scope), (notices.c.source, wanted.source)):
        if value is not None:
            made.append(column == value)
    if wanted.topic is not None:
        made.append(("\n" + notices.c.topics + "\n").contains(f"\n{wanted.topic}\n", autoescape=True))
    if wanted.health is not None:
        made.append(notices.c.health.is_(wanted.health))
    if wanted.since is not None:
        made.append(notices.c.published >= wanted.since)
    if wanted.open_at is not None:
        made += [notices.c.deadline > wanted.open_at, last_of_thread()]
    return made


async def _list(
    connection: AsyncConnection,
    column: Column[Any],
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
    after: int | None,
    *,
    down: bool = False,
) -> Page:
    query = select(notices).where(*conditions)
    if after is not None:
        edge = (await connection.execute(select(column).where(notices.c.id == after))).scalar()
        here, there = tuple_(column, notices.c.id), tuple_(_bound(column, edge), after)
        query = query.where(here < there if down else here > there)
    order = (column.desc(), notices.c.id.desc()) if down else (column, notices.c.id)
    return await _page(connection, query.order_by(*order), limit, None)


async def _by_words(
    connection: AsyncConnection,
    words: Sequence[str],
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
    after: int | None,
) -> Page:
    """From the rarest of the words, as far back as `MOST_LOOKED_AT` notices."""
    start = None if after is None else await _start(connection, after)
    ends = {word: await _end(connection, word, start) for word in words}
    rarest = min(words, key=lambda word: ends[word] or (0, 0))
    end = ends[rarest]
    query = (
        _postings(rarest, start)
        .join_from(notice_words, notices, notices.c.id == notice_words.c.notice_id)
        .with_only_columns(*notices.c)
    )
    if end is not None:
        query = query.where(_place() >= tuple_(*end))
    for word in words:
        if word != rarest:
            other = notice_words.alias()
            same = (other.c.at == notice_words.c.at, other.c.notice_id == notice_words.c.notice_id)
            query = query.where(~nothing(select(other.c.at).where(other.c.word == word, *same)))
    return await _page(connection, query.where(*conditions), limit, end[1] if end else None)


def _place() -> Tuple:
    return tuple_(notice_words.c.at, notice_words.c.notice_id)


def _postings(word: str, start: _Edge | None) -> Select[Any]:
    """Which notices have a word, newest first."""
    query = select(notice_words.c.at, notice_words.c.notice_id).where(notice_words.c.word == word)
    if start is not None:
        query = query.where(_place() < tuple_(*start))
    return query.order_by(notice_words.c.at.desc(), notice_words.c.notice_id.desc())


async def _start(connection: AsyncConnection, after: int) -> _Edge:
    query = select(notices.c.published).where(notices.c.id == after)
    published: datetime | None = (await connection.execute(query)).scalar()
    return (int(published.timestamp()) if published else 0, after)


async def _end(connection: AsyncConnection, word: str, start: _Edge | None) -> _Edge | None:
    """The last posting of a word to look at, None where there are not that many."""
    query = _postings(word, start).offset(MOST_LOOKED_AT - 1).limit(1)
    row = (await connection.execute(query)).first()
    return tuple(row) if row else None


async def _page(connection: AsyncConnection, query: Select[Any], limit: int, end: int | None) -> Page:
    rows = (await connection.execute(query.limit(limit + 1))).all()
    found = tuple(read_row(row) for row in rows[:limit])
    return Page(found, found[-1].id if len(rows) > limit else end)


def _bound(column: Column[Any], value: object) -> ColumnElement[Any]:
    return bindparam(None, value, type_=column.type)
