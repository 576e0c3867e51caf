"""Campaigns and the spaces they are at home in."""

import asyncio

from storage import campaigns
from storage.campaigns import Campaign, Space
from storage.database import Database
from tests.storage.conftest import NOW


async def test_a_space_gets_one_campaign(database: Database) -> None:
    async with database.write() as connection:
        assert await campaigns.campaign_of_space(connection, "discord", "s1") is None
        made = await campaigns.ensure_campaign(connection, "discord", "s1", "Save Stafford", NOW)
        assert made == Campaign(made.id, "Save Stafford", None, NOW)
        assert await campaigns.ensure_campaign(connection, "discord", "s1", "Other name", NOW) == made
    async with database.read() as connection:
        assert await campaigns.campaign_of_space(connection, "discord", "s1") == made
        assert await campaigns.campaign_of_space(connection, "matrix", "s1") is None


async def test_many_that_ask_at_once_get_the_same(database: Database) -> None:
    async def ensure() -> Campaign:
        async with database.write() as connection:
            return await campaigns.ensure_campaign(connection, "matrix", "!r:x", "Us", NOW)

    first, *others = await asyncio.gather(*(ensure() for _ in range(10)))
    assert all(other == first for other in others)


async def test_name_and_region_can_be_set_and_unset(database: Database) -> None:
    async with database.write() as connection:
        made = await campaigns.ensure_campaign(connection, "discord", "s1", "A", NOW)
        other = await campaigns.ensure_campaign(connection, "discord", "s2", "B", NOW)
        await campaigns.rename(connection, made.id, "Z")
        await campaigns.set_home_region(connection, made.id, "Y60")
        found = await campaigns.campaign_of_space(connection, "discord", "s1")
        assert found is not None
        assert (found.name, found.home_region) == ("Z", "Y60")
        await campaigns.set_home_region(connection, made.id, None)
        found = await campaigns.campaign_of_space(connection, "discord", "s1")
        assert found is not None
        assert found.home_region is None
        assert await campaigns.campaign_of_space(connection, "discord", "s2") == other


async def test_a_campaign_may_live_in_several_spaces(database: Database) -> None:
    async with database.write() as connection:
        one = await campaigns.ensure_campaign(connection, "discord", "s1", "One", NOW)
        two = await campaigns.ensure_campaign(connection, "matrix", "!r", "Two", NOW)
        await campaigns.link_space(connection, "matrix", "!r", one.id, "Our room")
        await campaigns.link_space(connection, "matrix", "!r", one.id, "Our room")
        assert await campaigns.campaign_of_space(connection, "matrix", "!r") == one
        assert await campaigns.spaces_of(connection, one.id) == [
            Space("discord", "s1", one.id, "One"),
            Space("matrix", "!r", one.id, "Our room"),
        ]
        assert await campaigns.spaces_of(connection, two.id) == []
        assert await campaigns.unlink_space(connection, "matrix", "!r") is True
        assert await campaigns.unlink_space(connection, "matrix", "!r") is False
        assert await campaigns.campaign_of_space(connection, "matrix", "!r") is None
