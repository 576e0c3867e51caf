"""The clock: reminders and tidying, by one process at a time, and never an end of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Store
from bot.ticks import KEPT, Ticks
from law.foi.regime import Regime
from storage import campaigns, channels, foi_reminders, foi_requests, leases, marks, outbox, people
from storage.foi_requests import NewRequest
from storage.outbox import NewRow

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Place:
    """A store, ticks on it, and what they did."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tidied = 0
        self.told = 0
        self.ticks = Ticks(store, self._tidy, self._told, lambda: NOW)

    async def _tidy(self) -> None:
        self.tidied += 1

    def _told(self) -> None:
        self.told += 1

    async def mark(self) -> str | None:
        async with (await self.store()).read() as connection:
            return await marks.get(connection, "reminders")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    store = Store(f"sqlite:///{tmp_path / 'ccgwatch.db'}")
    yield Place(store)
    await store.close()


async def test_old_posts_are_forgotten_and_new_ones_are_not(place: Place) -> None:
    rows = [
        NewRow(key=key, subject_kind="event", subject_id=1, reason="new", platform="discord", channel=key, not_before=NOW)
        for key in ("old", "new", "open")
    ]  # fmt: skip
    async with (await place.store()).write() as connection:
        for row, at in zip(
            rows, (NOW - KEPT - timedelta(days=1), NOW, NOW - KEPT - timedelta(days=1)), strict=True
        ):
            await outbox.put_many(connection, [row], at)
        await outbox.mark_each_sent(connection, [(1, "m"), (2, "m")], NOW)
    await place.ticks.tidy()
    assert place.tidied == 1
    async with (await place.store()).read() as connection:
        assert [await outbox.get(connection, n) is not None for n in (1, 2, 3)] == [False, True, True]


async def test_somebody_elses_turn_is_left_to_them(place: Place) -> None:
    async with (await place.store()).write() as connection:
        await leases.take(connection, "tidy", "another", NOW, NOW + timedelta(minutes=1))
        await leases.take(connection, "remind", "another", NOW, NOW)
    await place.ticks.tidy()
    await place.ticks.remind()
    assert place.tidied == 0
    assert await place.mark() == "2026-11-21"


async def test_the_desk_is_swept_and_delivery_hears_of_it(place: Place) -> None:
    async with (await place.store()).write() as connection:
        campaign = await campaigns.ensure_campaign(connection, "discord", "server", "Save it", NOW)
        await channels.set_purpose(connection, campaign.id, "discord", "700", "foi", None)
        request = NewRequest(
            campaign_id=campaign.id, body_code="QJK", body_name="NHS Devon ICB", icb=None, region=None,
            subject="contracts", regime=Regime.FOIA, send_on=NOW.date(),
        )  # fmt: skip
        made = await foi_requests.add(connection, request, NOW)
        jo = await people.ensure_person(connection, "discord", "2", "Jo", NOW)
        done = await foi_reminders.add(connection, made.id, jo, NOW - timedelta(days=31), "long ago", NOW)
        await foi_reminders.done(connection, [done.id])
        await foi_reminders.add(connection, made.id, jo, NOW, "now", NOW)
    await place.ticks.desk()
    await place.ticks.desk()
    assert place.told == 1
    async with (await place.store()).read() as connection:
        rows = [await outbox.get(connection, number) for number in (1, 2, 3)]
    assert [row and (row.subject_kind, row.channel) for row in rows] == [
        ("foi", "700"),
        ("remind", "@2"),
        None,
    ]
    await place.ticks.tidy()
    async with (await place.store()).read() as connection:
        assert await foi_reminders.get(connection, done.id) is None


async def test_a_store_that_fails_is_tried_again_later(place: Place, tmp_path: Path) -> None:
    (tmp_path / "ccgwatch.db").mkdir()
    await place.ticks.remind()
    (tmp_path / "ccgwatch.db").rmdir()
    await place.ticks.remind()
    assert await place.mark() == "2026-11-21"


async def test_the_first_reminders_are_looked_for_at_the_start(place: Place) -> None:
    place.ticks.start()
    try:
        async with asyncio.timeout(20):
            while await place.mark() is None:
                await asyncio.sleep(0.02)
    finally:
        await place.ticks.stop()
