"""What channels are for, and how everything follows a room that is replaced."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from storage import campaigns, channels, handled, offers, outbox, schema, subscriptions
from storage.channels import ChannelRole
from storage.database import Database
from storage.outbox import NewRow
from storage.subscriptions import Kind, NewSubscription
from tests.storage.conftest import NOW


@pytest.fixture
async def ours(database: Database) -> int:
    async with database.write() as connection:
        return (await campaigns.ensure_campaign(connection, "matrix", "!old", "Us", NOW)).id


@pytest.fixture
async def theirs(database: Database) -> int:
    async with database.write() as connection:
        return (await campaigns.ensure_campaign(connection, "matrix", "!theirs", "Them", NOW)).id


async def test_purposes_are_set_changed_and_cleared(database: Database, ours: int, theirs: int) -> None:
    async with database.write() as connection:
        await channels.set_purpose(connection, ours, "matrix", "!a", "tenders", "Y60")
        await channels.set_purpose(connection, ours, "matrix", "!a", "mergers", None)
        await channels.set_purpose(connection, ours, "matrix", "!a", "tenders", "Y56")
        await channels.set_purpose(connection, theirs, "matrix", "!b", "tenders", None)
        assert await channels.of_campaign(connection, ours) == [
            ChannelRole(ours, "matrix", "!a", "mergers", None),
            ChannelRole(ours, "matrix", "!a", "tenders", "Y56"),
        ]
        assert await channels.clear_purpose(connection, theirs, "matrix", "!a") == 0
        assert await channels.clear_purpose(connection, ours, "matrix", "!a", "mergers") == 1
        assert await channels.clear_purpose(connection, ours, "matrix", "!a", "mergers") == 0
        assert await channels.clear_purpose(connection, ours, "matrix", "!a") == 1
        assert await channels.of_campaign(connection, ours) == []
        assert len(await channels.of_campaign(connection, theirs)) == 1


async def test_a_channel_belongs_to_one_campaign(database: Database, ours: int, theirs: int) -> None:
    async with database.write() as connection:
        await channels.set_purpose(connection, theirs, "matrix", "!a", "tenders", None)
        await channels.set_purpose(connection, ours, "matrix", "!a", "mergers", None)
        assert await channels.of_campaign(connection, theirs) == []
        assert {role.purpose for role in await channels.of_campaign(connection, ours)} == {
            "tenders",
            "mergers",
        }


async def test_a_new_room_takes_over_everything_of_the_old(
    database: Database, ours: int, theirs: int
) -> None:
    async with database.write() as connection:
        await channels.set_purpose(connection, ours, "matrix", "!old", "tenders", "Y60")
        await channels.set_purpose(connection, ours, "discord", "!old", "tenders", None)
        await offers.put(connection, "matrix", "!old", "$a", "@jo:x", ("ccg 04Y",), NOW)
        await handled.take(connection, "matrix", "!old", "$e", "run", NOW)
        wish = NewSubscription(campaign_id=ours, platform="matrix", channel="!old", kind=Kind.ALL)
        await subscriptions.add(connection, wish, None, NOW)
        await subscriptions.add(connection, replace(wish, channel="!other"), None, NOW)
        rows = [
            NewRow(
                key=key,
                subject_kind="event",
                subject_id=1,
                reason="new",
                platform="matrix",
                channel="!old",
                not_before=NOW,
            )
            for key in ("sent", "waiting")
        ]
        await outbox.put_many(connection, rows, NOW)
        (sent,) = await outbox.claim(connection, "run", NOW, NOW, 1, ["matrix"])
        await outbox.mark_each_sent(connection, [(sent.id, "$m")], NOW)
    async with database.write() as connection:
        assert await channels.move_channel(connection, "matrix", "!old", "!new") == 5
    async with database.read() as connection:
        assert await channels.of_campaign(connection, ours) == [
            ChannelRole(ours, "discord", "!old", "tenders", None),
            ChannelRole(ours, "matrix", "!new", "tenders", "Y60"),
        ]
        campaign = await campaigns.campaign_of_space(connection, "matrix", "!new")
        assert campaign is not None
        assert campaign.id == ours
        assert await campaigns.campaign_of_space(connection, "matrix", "!old") is None
        assert await offers.latest(connection, "matrix", "!new", "@jo:x", NOW) is not None
        assert [made.channel for made in await subscriptions.of_campaign(connection, ours)] == [
            "!new",
            "!other",
        ]
        channels_of = select(schema.outbox.c.key, schema.outbox.c.channel)
        found = {row.key: row.channel for row in await connection.execute(channels_of)}
        assert found == {"sent": "!old", "waiting": "!new"}
        # The old room's messages can only be fetched from the old room.
        assert await handled.unfinished(connection, "matrix", "next", NOW) == [("!old", "$e")]
        kept = await campaigns.campaign_of_space(connection, "matrix", "!theirs")
        assert kept is not None
        assert kept.id == theirs


async def test_what_the_new_room_is_already_stands(database: Database, ours: int, theirs: int) -> None:
    async with database.write() as connection:
        await channels.set_purpose(connection, ours, "matrix", "!old", "tenders", "Y60")
        await channels.set_purpose(connection, ours, "matrix", "!old", "mergers", None)
        await channels.set_purpose(connection, ours, "matrix", "!new", "tenders", "Y56")
        await campaigns.link_space(connection, "matrix", "!new", theirs, "New")
        await channels.move_channel(connection, "matrix", "!old", "!new")
        assert await channels.of_campaign(connection, ours) == [
            ChannelRole(ours, "matrix", "!new", "mergers", None),
            ChannelRole(ours, "matrix", "!new", "tenders", "Y56"),
        ]
        campaign = await campaigns.campaign_of_space(connection, "matrix", "!new")
        assert campaign is not None
        assert campaign.id == theirs


async def test_moving_twice_or_to_itself_is_harmless(database: Database, ours: int) -> None:
    async with database.write() as connection:
        await channels.set_purpose(connection, ours, "matrix", "!old", "tenders", None)
        await channels.move_channel(connection, "matrix", "!old", "!old")
        assert len(await channels.of_campaign(connection, ours)) == 1
        await channels.move_channel(connection, "matrix", "!old", "!new")
        assert await channels.move_channel(connection, "matrix", "!old", "!new") == 0
        assert [role.channel_id for role in await channels.of_campaign(connection, ours)] == ["!new"]
