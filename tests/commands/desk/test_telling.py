"""Whom a row goes to, and where: the account a person chose, the channels of a region, the organisers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from commands.core.request import Platform
from commands.desk.telling import Reach, networks, reach, to_channel, to_organisers, to_person
from storage import campaigns, channels, person_settings, roles
from storage.people import Account
from storage.person_settings import PersonSettings
from tests.commands.desk.conftest import NOW, World

DISCORD, MATRIX = Account("discord", "2", "Jo"), Account("matrix", "@jo:x", "Jo")
BOTH = (DISCORD, MATRIX)
NIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("accounts", "settings", "near", "chosen"),
    [
        (BOTH, PersonSettings(), (), DISCORD),
        (BOTH, PersonSettings(), ("matrix",), MATRIX),
        (BOTH, PersonSettings(platform="matrix"), ("discord",), MATRIX),
        (BOTH, PersonSettings(platform="discord", closed=frozenset({"discord"})), (), MATRIX),
        (BOTH, PersonSettings(closed=frozenset({"discord", "matrix"})), ("matrix",), MATRIX),
        ((MATRIX,), PersonSettings(platform="discord"), ("discord",), MATRIX),
        ((Account("console", "console", "you"),), PersonSettings(), (), None),
        ((), PersonSettings(), ("discord",), None),
    ],
)
def test_the_account_to_write_to(accounts, settings, near, chosen):
    assert Reach(1, accounts, settings).account(near) == chosen


def test_a_person_is_told_once_wherever_they_are():
    jo = Reach(1, BOTH, PersonSettings())
    here, there = (
        to_person(jo, 12, "overdue 2026-12-02", NOW, near=[near]) for near in ("discord", "matrix")
    )
    assert here
    assert there
    assert (here.channel, there.channel) == ("@2", "@jo:x")
    assert here.key == there.key
    again = to_person(jo, 12, "overdue 2026-12-02", NOW, once="anew")
    assert again
    assert again.key != here.key
    assert to_person(replace(jo, accounts=()), 12, "x", NOW) is None


async def test_where_people_are(world: World):
    async with world.database.read() as connection:
        found = await reach(connection, [world.jo, world.sam, 999])
        assert await networks(connection, world.campaign) == ["discord", "matrix"]
    assert found[world.jo].accounts == (Account("discord", "2", "Jo"),)
    assert found[999].accounts == ()


async def told(world: World, region: str | None, **more) -> list[tuple[str, str]]:
    """The channels that get a row about a request of this region."""
    async with world.database.read() as connection:
        rows = await to_channel(connection, world.campaign, region, 12, "event 1", NOW, **more)
    return [(row.platform, row.channel) for row in rows]


async def test_channels_of_the_region_first(world: World):
    async with world.database.write() as connection:

        async def channel(platform: Platform, name: str, purpose: str, region: str | None) -> None:
            await channels.set_purpose(connection, world.campaign, platform, name, purpose, region)

        await channel(Platform.MATRIX, "!south:x", "foi", "Y58")
        await channel(Platform.DISCORD, "800", "general", None)
        await channel(Platform.CONSOLE, "console", "organisers", None)
    assert await told(world, "Y58") == [("matrix", "!south:x")]
    assert await told(world, "Y60") == [("discord", "700"), ("matrix", "!south:x")]
    assert await told(world, None, but=("discord", "700")) == [("matrix", "!south:x")]
    # A console gets no posts, so its purpose counts for nothing.
    assert await told(world, None, purposes=("organisers", "general")) == [("discord", "800")]
    assert await told(world, None, purposes=("organisers",)) == []


async def test_channels_rest_at_night(world: World):
    async with world.database.read() as connection:
        (row,) = await to_channel(connection, world.campaign, None, 12, "event 1", NIGHT)
    assert row.not_before == MORNING


async def test_organisers_in_private_else_their_channel(world: World):
    async with world.database.write() as connection:
        (row,) = await to_organisers(connection, world.campaign, 12, "silent", NIGHT)
        assert (row.channel, row.not_before) == ("@1", MORNING)
        # Who did it knows it: nobody else need be told.
        assert await to_organisers(connection, world.campaign, 12, "silent", NOW, but=world.ann) == []
        await roles.revoke(connection, world.campaign, world.ann)
        (row,) = await to_organisers(connection, world.campaign, 12, "silent", NOW)
        assert (row.platform, row.channel) == ("discord", "700")


async def test_an_organiser_s_own_hours_and_network(world: World):
    async with world.database.write() as connection:
        await person_settings.put(connection, world.ann, PersonSettings(quiet_from=0, quiet_to=0))
        (row,) = await to_organisers(connection, world.campaign, 12, "silent", NIGHT)
    assert row.not_before == NIGHT


async def test_another_campaign_s_channels_are_not_told(world: World):
    async with world.database.write() as connection:
        other = await campaigns.ensure_campaign(connection, "discord", "elsewhere", "Other", NOW)
        assert await to_channel(connection, other.id, None, 12, "event 1", NOW) == []
        assert await to_organisers(connection, other.id, 12, "silent", NOW) == []
