"""Notices as last seen: written many at once, each known by its source and the source's own id.

Public record: nothing here is about who uses the bot. `storage.notice_search` lists them,
`storage.notice_events` keeps what happened to each.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bulk import Bulk, next_ids
from storage.columns import storable
from storage.dialect import among, nothing
from storage.schema import notice_words, notices
from storage.words import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """A notice as a source gives it, normalised and routed.

    `thread_key` is the same for all notices of one procurement of one buyer. `amount` is in GBP, as
    the source has it. `doc` is JSON: whatever else a card or a command shows. `content_hash` differs
    where something changed that people should hear of.
    """

    source: str
    notice_id: str
    ocid: str | None = None
    thread_key: str
    published: datetime
    content_hash: str
    stage: str
    notice_type: str | None = None
    regime: str
    psr_kind: str | None = None
    title: str
    buyer_name: str = ""
    body_code: str | None = None
    icb: str | None = None
    region: str | None = None
    scope: str
    confidence: str
    health: bool = False
    topics: tuple[str, ...] = ()
    amount: float | None = None
    deadline: datetime | None = None
    standstill_ends: datetime | None = None
    standstill_stated: bool | None = None
    supplier_names: tuple[str, ...] = ()
    doc: str = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice(NewNotice):
    """A notice we keep. `version` counts its contents, from 1; `changed_at` is when the last came."""

    id: int
    seen_at: datetime
    changed_at: datetime
    version: int


class Fate(StrEnum):
    """What became of a notice that was to be stored."""

    NEW = "new"
    CHANGED = "changed"
    """Its `content_hash` is another than before."""
    SAME = "same"
    """Nothing was written."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A notice after `upsert`; `old` is what a changed one was before, else None."""

    notice: StoredNotice
    fate: Fate
    old: StoredNotice | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A notice by what it looks like, for one that comes again under another id."""

    source: str
    notice_id: str
    ocid: str | None
    published: datetime
    content_hash: str


_FIELDS = tuple(field.name for field in fields(NewNotice))
_OWN = ("id", "seen_at", "changed_at", "version")
_WRITTEN = (*_FIELDS, *_OWN)
_given, _whole = attrgetter(*_FIELDS), attrgetter(*_WRITTEN)
_TOPICS, _SUPPLIERS = _FIELDS.index("topics"), _FIELDS.index("supplier_names")
_NOTICES = Bulk(notices, _WRITTEN)
_WORD = ("word", "at", "notice_id")
_WORDS = Bulk(notice_words, _WORD)
_LOCK = 0x43434E57  # any number will do, as long as only we use it: "CCNW"


async def upsert(connection: AsyncConnection, rows: Sequence[NewNotice], now: datetime) -> list[Stored]:
    """Store a batch, and say of each notice what became of it, in the same order.

    Where a batch holds a notice twice, the last counts. Some hundred at once are fastest. Others
    that store notices wait until the transaction ends, so ids rise in the order of commits.
    """
    batch = {(row.source, row.notice_id): row for row in rows}
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    known = await _known(connection, batch.values())
    ids = iter(await next_ids(connection, notices, len(batch) - len(known)))
    done = []
    for key, row in batch.items():
        was = known.get(key)
        if was is None:
            done.append(Stored(_stored(row, next(ids), now, now, 1), Fate.NEW))
        elif was.content_hash == row.content_hash:
            done.append(Stored(_stored(row, was.id, was.seen_at, was.changed_at, was.version), Fate.SAME))
        else:
            done.append(Stored(_stored(row, was.id, was.seen_at, now, was.version + 1), Fate.CHANGED))
    await _add(connection, [each.notice for each in done if each.fate is Fate.NEW])
    changed = [each.notice.id for each in done if each.fate is Fate.CHANGED]
    if changed:
        before = {each.id: each for each in await _all(connection, among(connection, notices.c.id, changed))}
        done = [Stored(each.notice, each.fate, before.get(each.notice.id)) for each in done]
        await _change(connection, [(each.old, each.notice) for each in done if each.old])
    return done


async def get(connection: AsyncConnection, number: int) -> StoredNotice | None:
    """The notice we gave this number, None where there is none."""
    found = await _all(connection, notices.c.id == number)
    return found[0] if found else None


async def get_many(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, StoredNotice]:
    """The notices with these numbers of ours, by them; those there are not are left out."""
    return {each.id: each for each in await _all(connection, among(connection, notices.c.id, set(numbers)))}


async def by_notice_id(connection: AsyncConnection, notice_id: str) -> list[StoredNotice]:
    """The notices a source calls so: one, where no other source gives the same id."""
    return sorted(await _all(connection, notices.c.notice_id == notice_id), key=attrgetter("source"))


async def beginning(connection: AsyncConnection, start: str) -> list[StoredNotice]:
    """Up to ten notices whose id of the source begins so."""
    query = select(notices).where(notices.c.notice_id >= start).order_by(notices.c.notice_id).limit(10)
    found = [read_row(row) for row in await connection.execute(query)]
    return [each for each in found if each.notice_id.startswith(start)]


async def history(connection: AsyncConnection, ocid: str, limit: int = 200) -> list[StoredNotice]:
    """Every notice of a procurement, oldest first; of very many, the `limit` of the first buyers."""
    query = select(notices).where(notices.c.ocid == ocid).order_by(notices.c.thread_key, notices.c.published)
    found = [read_row(row) for row in await connection.execute(query.limit(limit))]
    return sorted(found, key=lambda each: (each.published, each.id))


async def latest_of(connection: AsyncConnection, ocids: Collection[str]) -> dict[str, list[StoredNotice]]:
    """For each of these procurements that we know, the last notice of each of its threads.

    What a new notice follows upon, and whose a notice is that names no buyer.
    """
    found: dict[str, list[StoredNotice]] = {}
    for each in await _all(connection, among(connection, notices.c.ocid, set(ocids)), last_of_thread()):
        assert each.ocid is not None
        found.setdefault(each.ocid, []).append(each)
    return found


def last_of_thread() -> ColumnElement[bool]:
    """The condition that no later notice follows in the same thread."""
    later = notices.alias()
    same = (later.c.ocid == notices.c.ocid, later.c.thread_key == notices.c.thread_key)
    after = tuple_(later.c.published, later.c.id) > tuple_(notices.c.published, notices.c.id)
    return nothing(select(later.c.id).where(*same, after))


async def looks_of(connection: AsyncConnection, ocids: Collection[str]) -> list[Look]:
    """What every notice of these procurements looks like."""
    columns = [notices.c[field.name] for field in fields(Look)]
    query = select(*columns).where(among(connection, notices.c.ocid, set(ocids)))
    return [Look(*row) for row in await connection.execute(query)]


async def _all(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[StoredNotice]:
    return [read_row(row) for row in await connection.execute(select(notices).where(*conditions))]


async def _known(connection: AsyncConnection, batch: Iterable[NewNotice]) -> dict[tuple[str, str], Row[Any]]:
    columns = [notices.c[name] for name in ("source", "notice_id", "content_hash", *_OWN)]
    query = select(*columns).where(among(connection, notices.c.notice_id, [row.notice_id for row in batch]))
    wanted = {(storable(row.source), storable(row.notice_id)): (row.source, row.notice_id) for row in batch}
    found = {(row.source, row.notice_id): row for row in await connection.execute(query)}
    return {wanted[key]: row for key, row in found.items() if key in wanted}


async def _add(connection: AsyncConnection, new: Sequence[StoredNotice]) -> None:
    await _NOTICES.insert(connection, [_row(notice) for notice in new])
    await _WORDS.insert(connection, [word for notice in new for word in _words(notice)])


async def _change(connection: AsyncConnection, pairs: Sequence[tuple[StoredNotice, StoredNotice]]) -> None:
    values = [dict(zip(("its_id", *_WRITTEN), (new.id, *_row(new)), strict=True)) for _, new in pairs]
    statement = update(notices).where(notices.c.id == bindparam("its_id"))
    await connection.execute(
        statement.values({name: bindparam(name) for name in _WRITTEN if name not in ("id", "seen_at")}),
        values,
    )
    gone, come = [], []
    for old, new in pairs:
        before, after = set(_words(old)), set(_words(new))
        gone += sorted(before - after)
        come += sorted(after - before)
    if gone:
        this = [notice_words.c[name] == bindparam(f"its_{name}") for name in _WORD]
        rows = [{f"its_{name}": value for name, value in zip(_WORD, each, strict=True)} for each in gone]
        await connection.execute(delete(notice_words).where(*this), rows)
    await _WORDS.insert(connection, come)


def _words(notice: StoredNotice) -> list[tuple[str, int, int]]:
    at = int(notice.published.timestamp())
    words = folded(notice.title, notice.buyer_name, *notice.supplier_names)
    return [(word, at, notice.id) for word in words]


def _stored(row: NewNotice, number: int, seen: datetime, changed: datetime, version: int) -> StoredNotice:
    given = dict(zip(_FIELDS, _given(row), strict=True))
    return StoredNotice(**given, id=number, seen_at=seen, changed_at=changed, version=version)


def _row(notice: StoredNotice) -> tuple[Any, ...]:
    values = list(_whole(notice))
    values[_TOPICS] = "\n".join(notice.topics)
    values[_SUPPLIERS] = "\n".join(name.replace("\n", " ") for name in notice.supplier_names)
    return tuple(values)


def read_row(row: Row[Any]) -> StoredNotice:
    """A row of the table as a value."""
    values = dict(row._mapping)
    for name in ("topics", "supplier_names"):
        values[name] = tuple(values[name].split("\n")) if values[name] else ()
    return StoredNotice(**values)
