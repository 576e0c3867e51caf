"""Notices and rows of the outbox to test with."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from storage import notices
from storage.database import Database
from storage.notices import Fate, NewNotice, Stored
from storage.outbox import NewRow
from tests.storage.conftest import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def notice(number: int, **values: Any) -> NewNotice:
    """A notice of its own procurement, published `number` minutes ago."""
    made = NewNotice(
        source="find_a_tender",
        notice_id=f"{number:06}-2026",
        ocid=f"ocds-h6vhtk-{number:06x}",
        thread_key=f"ocds-h6vhtk-{number:06x}|buyer",
        published=NOW - number * MINUTE,
        content_hash=f"hash {number}",
        stage="tender",
        regime="psr-england",
        title="Dental services",
        buyer_name="NHS Staffordshire and Stoke-on-Trent ICB",
        scope="local",
        confidence="high",
        health=True,
    )
    return replace(made, **values)


def row(number: int, channel: str = "c", **values: Any) -> NewRow:
    """A row for a channel, about event `number`, due now."""
    made = NewRow(
        key=f"{channel}{number}",
        subject_kind="event",
        subject_id=number,
        reason="new",
        platform="discord",
        channel=channel,
        not_before=NOW,
    )
    return replace(made, **values)


async def store(database: Database, *rows: NewNotice, now: datetime = NOW) -> list[Stored]:
    """Store notices in a transaction of their own."""
    async with database.write() as connection:
        return await notices.upsert(connection, rows, now)


async def fates(database: Database, *rows: NewNotice, now: datetime = NOW) -> list[Fate]:
    """The same; only what became of each."""
    return [each.fate for each in await store(database, *rows, now=now)]
