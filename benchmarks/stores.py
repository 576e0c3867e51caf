"""SQLite stores for benchmarks: with channels that subscribe, and with as many notices as wanted."""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

import register
from benchmarks.releases import NOW, many
from feeds.classify import classify
from feeds.rows import of_notice
from register.model import Kind as BodyKind
from register.route import router
from storage import campaigns, subscriptions
from storage.database import Database
from storage.notices import NewNotice
from storage.subscriptions import Kind, NewSubscription
from storage.words import folded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PLATFORM = "discord"
NOTICES_A_DAY = 300
_DIFFERENT = 2000
_COLUMNS = (
    *("source", "notice_id", "ocid", "thread_key", "published", "content_hash", "stage", "notice_type"),
    *("regime", "psr_kind", "title", "buyer_name", "body_code", "icb", "region", "scope", "confidence"),
    *("health", "topics", "amount", "deadline", "standstill_ends", "standstill_stated", "supplier_names"),
    *("doc", "id", "seen_at", "changed_at", "version"),
)
_QUICKLY = (
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA temp_store=MEMORY;"
)


@asynccontextmanager
async def opened(state: Path) -> "AsyncIterator[Database]":
    """The store in a state directory, as the command line finds it."""
    state.mkdir(parents=True, exist_ok=True)
    database = await Database.open(f"sqlite:///{(state / 'ccgwatch.db').resolve()}")
    try:
        yield database
    finally:
        await database.close()


async def subscribe(database: Database, count: int, now: datetime = NOW) -> None:
    """Let `count` channels subscribe: to regions, to ICBs and to all of England, by turns."""
    async with database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, PLATFORM, "1", "Keep our hospital", now)
        for number, (kind, region, icb) in enumerate(itertools.islice(_wishes(), count)):
            new = NewSubscription(
                campaign_id=campaign.id,
                platform=PLATFORM,
                channel=str(1000 + number),
                kind=kind,
                region=region,
                icb=icb,
            )
            await subscriptions.add(connection, new, None, now)


async def subscribe_to_all(database: Database, platform: str, channels: Sequence[str]) -> None:
    """Let these channels hear of everything."""
    async with database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, platform, "1", "Keep our hospital", NOW)
        for channel in channels:
            new = NewSubscription(campaign_id=campaign.id, platform=platform, channel=channel, kind=Kind.ALL)
            await subscriptions.add(connection, new, None, NOW)


def _wishes() -> Iterator[tuple[Kind, str | None, str | None]]:
    known = register.load()
    regions = [body.code for body in known.regions()]
    icbs = [body.code for body in known.bodies(BodyKind.ICB, NOW.date())]
    areas = [*((code, None) for code in regions), *((None, code) for code in icbs), (None, None)]
    for kind, (region, icb) in itertools.cycle(itertools.product((Kind.TENDERS, Kind.AWARDS), areas)):
        yield kind, region, icb


def fill(state: Path, count: int) -> None:
    """Put `count` notices straight into the tables of a store there is, 300 for each day up to `NOW`.

    They are a few thousand different ones over and over, with ids, ocids and times of their own.
    """
    rows = _different()
    step = timedelta(days=1) / NOTICES_A_DAY
    with closing(sqlite3.connect(state / "ccgwatch.db", isolation_level=None)) as connection:
        connection.executescript(_QUICKLY)
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name = 'notices'"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        connection.execute("CREATE TEMP TABLE unsorted (word TEXT, at INTEGER, notice_id INTEGER)")
        connection.execute("BEGIN")
        holes = ", ".join("?" * len(_COLUMNS))
        for begin in range(0, count, 10_000):
            notices: list[tuple[Any, ...]] = []
            words: list[tuple[str, int, int]] = []
            for number in range(begin, min(begin + 10_000, count)):
                row, its_words = rows[number % len(rows)]
                at = NOW - step * (count - number)
                notices.append(_row(row, number + 1, at))
                seconds = int(at.timestamp())
                words += [(word, seconds, number + 1) for word in its_words]
            connection.executemany(f"INSERT INTO notices ({', '.join(_COLUMNS)}) VALUES ({holes})", notices)
            connection.executemany("INSERT INTO unsorted VALUES (?, ?, ?)", words)
        connection.execute("INSERT INTO notice_words SELECT * FROM unsorted ORDER BY 1, 2, 3")
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")


def _different() -> Sequence[tuple[NewNotice, Sequence[str]]]:
    """Rows of notices with their words."""
    known = register.load()
    routes = router(known)
    made = [
        of_notice(classify(orjson.loads(release), routes), "find_a_tender", known, {}, ()).row
        for release in many(_DIFFERENT)
    ]
    return [(row, folded(row.title, row.buyer_name, *row.supplier_names)) for row in made]


def _row(row: NewNotice, number: int, at: datetime) -> tuple[Any, ...]:
    seen = _moment(at)
    ocid = f"ocds-h6vhtk-{number:07x}"
    return (
        row.source,
        f"{number % 1_000_000:06d}-{2010 + number // 1_000_000}",
        ocid,
        ocid + row.thread_key[row.thread_key.rindex("|") :],
        seen,
        f"{number:x}{row.content_hash[8:]}",
        row.stage,
        row.notice_type,
        row.regime,
        row.psr_kind,
        row.title,
        row.buyer_name,
        row.body_code,
        row.icb,
        row.region,
        row.scope,
        row.confidence,
        int(row.health),
        "\n".join(row.topics),
        row.amount,
        _moment(at + timedelta(days=30)) if row.deadline else None,
        _moment(at + timedelta(days=10)) if row.standstill_ends else None,
        None if row.standstill_stated is None else int(row.standstill_stated),
        "\n".join(row.supplier_names),
        row.doc,
        number,
        seen,
        seen,
        1,
    )


def _moment(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")
