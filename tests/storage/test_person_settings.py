"""When and where people want to be told; and secret addresses of calendars."""

import pytest

from storage import calendar_addresses, person_settings
from storage.calendar_addresses import CalendarAddress
from storage.errors import StorageError
from storage.person_settings import PersonSettings
from tests.storage.conftest import NOW
from tests.storage.desk import Desk
from tests.storage.making import MINUTE


async def test_who_has_said_nothing_has_the_defaults(desk: Desk) -> None:
    wish = PersonSettings(zone="Europe/Madrid", digest_hour=7, quiet_from=22, quiet_to=6, platform="matrix")
    async with desk.database.write() as connection:
        assert await person_settings.get(connection, desk.jo) == PersonSettings()
        await person_settings.put(connection, desk.jo, wish)
        assert await person_settings.get(connection, desk.jo) == wish
        found = await person_settings.get_many(connection, [desk.jo, desk.mo])
        assert found == {desk.jo: wish, desk.mo: PersonSettings()}


async def test_where_somebody_cannot_be_written_to_is_noted_until_they_can(desk: Desk) -> None:
    async with desk.database.write() as connection:
        await person_settings.put(connection, desk.jo, PersonSettings(zone="Europe/Paris"))
        assert await person_settings.mark_closed(connection, desk.jo, "discord", NOW) == 1
        assert await person_settings.mark_closed(connection, desk.jo, "discord", NOW + MINUTE) == 2
        assert await person_settings.mark_closed(connection, desk.jo, "matrix", NOW + MINUTE) == 3
        known = await person_settings.get(connection, desk.jo)
        assert (known.closed, known.closed_at, known.zone) == (
            frozenset(("discord", "matrix")),
            NOW,
            "Europe/Paris",
        )
        assert await person_settings.mark_open(connection, desk.jo, "matrix")
        assert not await person_settings.mark_open(connection, desk.jo, "matrix")
        known = await person_settings.get(connection, desk.jo)
        assert (known.closed, known.closed_at) == (frozenset(("discord",)), NOW)
        assert await person_settings.mark_open(connection, desk.jo, "discord")
        assert await person_settings.get(connection, desk.jo) == PersonSettings(zone="Europe/Paris")


async def test_an_address_shows_one_person_or_one_campaign(desk: Desk) -> None:
    async with desk.database.write() as connection:
        mine = await calendar_addresses.add(connection, "h1", NOW, person_id=desk.jo, created_by=desk.jo)
        ours = await calendar_addresses.add(
            connection, "h2", NOW, campaign_id=desk.campaign, created_by=desk.jo
        )
        assert mine == CalendarAddress("h1", None, desk.jo, desk.jo, NOW)
        assert await calendar_addresses.find(connection, "h2") == ours
        assert await calendar_addresses.find(connection, "h3") is None
        assert await calendar_addresses.of_person(connection, desk.jo) == [mine]
        assert await calendar_addresses.of_campaign(connection, desk.campaign) == [ours]
        assert await calendar_addresses.revoke(connection, "h1")
        assert not await calendar_addresses.revoke(connection, "h1")
        assert await calendar_addresses.find(connection, "h1") is None
    for both in ({}, {"person_id": desk.jo, "campaign_id": desk.campaign}):
        with pytest.raises(StorageError):
            async with desk.database.write() as connection:
                await calendar_addresses.add(connection, "h4", NOW, **both)
