"""Subscriptions: what channels follow, and how they rest, end and pause."""

from dataclasses import replace
from typing import Any

import pytest

from storage import campaigns, outbox, outbox_upkeep, people, subscriptions
from storage.database import Database
from storage.subscriptions import Delivery, Filters, Kind, NewSubscription, Subscription
from tests.storage.conftest import NOW
from tests.storage.making import DAY, MINUTE, row


@pytest.fixture
async def ours(database: Database) -> int:
    async with database.write() as connection:
        return (await campaigns.ensure_campaign(connection, "discord", "s", "Us", NOW)).id


def wish(campaign: int, **values: Any) -> NewSubscription:
    made = NewSubscription(campaign_id=campaign, platform="discord", channel="c", kind=Kind.TENDERS)
    return replace(made, **values)


async def test_all_of_a_subscription_comes_back(database: Database, ours: int) -> None:
    filters = Filters(topics=["it"], cpv=["85"], keywords=["dental", "“x”"], min=1e6, include_unknown=False)
    full = wish(
        ours,
        thread="t",
        kind=Kind.ALL,
        region="Y60",
        icb="QNC",
        body="RL4",
        filters=filters,
        delivery=Delivery.DAILY,
        hour=8,
        quiet_from=22,
        quiet_to=7,
        thread_procurements=True,
    )
    async with database.write() as connection:
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        made = await subscriptions.add(connection, full, jo, NOW)
        plain = await subscriptions.add(connection, wish(ours), None, NOW)
        given = {name: getattr(full, name) for name in NewSubscription.__slots__}
        assert made == Subscription(
            **given, id=1, muted_until=None, paused_why=None, created_by=jo, created_at=NOW
        )
        assert plain.filters == {}
        assert isinstance(plain.kind, Kind) and isinstance(plain.delivery, Delivery)
        assert await subscriptions.get_many(connection, [1, 2, 2, 3]) == {1: made, 2: plain}
        assert await subscriptions.of_channel(connection, "discord", "c") == [made, plain]
        assert await subscriptions.of_channel(connection, "matrix", "c") == []


async def test_the_same_twice_is_one(database: Database, ours: int) -> None:
    async with database.write() as connection:
        one = await subscriptions.add(connection, wish(ours, filters=Filters(min=1, max=2)), None, NOW)
        again = wish(ours, filters=Filters(max=2, min=1))
        assert await subscriptions.add(connection, again, None, NOW + DAY) == one
        other = await subscriptions.add(connection, wish(ours, region="Y60"), None, NOW)
        assert other.id != one.id
        assert await subscriptions.change(connection, other.id, wish(ours, kind=Kind.NEWS)) is True
        assert await subscriptions.change(connection, 99, wish(ours)) is False
        assert [each.kind for each in await subscriptions.of_campaign(connection, ours)] == [
            "tenders",
            "news",
        ]


async def test_who_rests_is_not_active(database: Database, ours: int) -> None:
    async with database.write() as connection:
        for channel in "abc":
            await subscriptions.add(connection, wish(ours, channel=channel), None, NOW)
        assert await subscriptions.mute(connection, [1, 9], NOW + DAY) == 1
        assert await subscriptions.pause(connection, "discord", "b", "The channel is gone.") == 1
        assert await subscriptions.pause(connection, "discord", "b", "Again.") == 0  # told already
        assert [each.id for each in await subscriptions.all_active(connection, NOW)] == [3]
        assert [each.id for each in await subscriptions.all_active(connection, NOW + DAY)] == [1, 3]
        assert (await subscriptions.of_channel(connection, "discord", "b"))[
            0
        ].paused_why == "The channel is gone."
        assert await subscriptions.pause(connection, "discord", "b", None) == 1
        assert await subscriptions.pause(connection, "discord", "b", None) == 0
        assert await subscriptions.mute(connection, [1], None) == 1
        assert len(await subscriptions.all_active(connection, NOW)) == 3


async def test_what_waits_goes_with_the_subscription(database: Database, ours: int) -> None:
    async with database.write() as connection:
        one = await subscriptions.add(connection, wish(ours), None, NOW)
        two = await subscriptions.add(connection, wish(ours, kind=Kind.NEWS), None, NOW)
        rows = [row(n, subscription_id=id_) for n, id_ in enumerate((one.id, two.id, one.id))]
        await outbox.put_many(connection, rows, NOW)
        assert await subscriptions.remove(connection, [one.id, 99]) == [one]
        assert (await outbox_upkeep.queue(connection, NOW)).due == 1
        await subscriptions.pause(connection, "discord", "c", "No permission.")
        assert (await outbox_upkeep.queue(connection, NOW)).due == 0
        assert await subscriptions.remove(connection, [one.id]) == []
        again = await subscriptions.add(connection, wish(ours), None, NOW + MINUTE)
        assert again.id > two.id, "an id is never given to another"
