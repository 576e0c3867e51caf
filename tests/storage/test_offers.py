"""Offers of choices are found by the answer that made them, or as the last to a person in a channel."""

from datetime import timedelta

import pytest

from storage import marks, offers
from storage.database import Database
from storage.offers import Offer
from tests.storage.conftest import NOW


@pytest.mark.parametrize("swift", [True, False])
async def test_an_offer_is_found_by_its_answer(database: Database, swift: bool) -> None:
    options = ("ccg 04Y", "ccg “Stoke” 'x'")
    if swift:
        await offers.put_swiftly(database, "discord", "c", "a1", "jo", options, NOW)
    async with database.write() as connection:
        if not swift:
            await offers.put(connection, "discord", "c", "a1", "jo", options, NOW)
        wanted = Offer("discord", "c", "a1", "jo", options, NOW)
        assert await offers.by_answer(connection, "discord", "a1") == wanted
        assert await offers.latest(connection, "discord", "c", "jo", NOW) == wanted
        assert await offers.by_answer(connection, "matrix", "a1") is None
        assert await offers.by_answer(connection, "discord", "a2") is None


async def test_an_edited_answer_offers_what_it_offered_last(database: Database) -> None:
    async with database.write() as connection:
        await offers.put(connection, "discord", "c", "a1", "jo", ("old",), NOW)
        await offers.put(connection, "discord", "c", "a1", "jo", ("new",), NOW)
        found = await offers.by_answer(connection, "discord", "a1")
        assert found is not None
        assert found.options == ("new",)


async def test_a_number_means_ones_own_last_recent_offer_in_that_channel(database: Database) -> None:
    async with database.write() as connection:
        for minutes, channel, who, option in (
            (-90, "c", "jo", "too old"),
            (-30, "c", "jo", "first"),
            (-20, "c", "jo", "last"),
            (-10, "c", "mo", "somebody else's"),
            (-5, "d", "jo", "elsewhere"),
        ):
            at = NOW + timedelta(minutes=minutes)
            await offers.put(connection, "discord", channel, None, who, (option,), at)
        since = NOW - timedelta(hours=1)
        found = await offers.latest(connection, "discord", "c", "jo", since)
        assert found is not None
        assert found.options == ("last",)
        assert await offers.latest(connection, "discord", "c", "jo", NOW) is None
        assert await offers.prune(connection, since) == 1
        assert await offers.prune(connection, since) == 0


async def test_marks_are_kept_apart_by_key(database: Database) -> None:
    async with database.write() as connection:
        assert await marks.get(connection, "a") is None
        await marks.put(connection, "a", "1")
        await marks.put(connection, "b", "x" * 100_000)
        await marks.put(connection, "a", "2")
        assert await marks.get(connection, "a") == "2"
        assert await marks.get(connection, "b") == "x" * 100_000
    for value in ("3", "4"):
        await marks.put_swiftly(database, "a", value)
    await marks.put_swiftly(database, "c", "Zoë\0")
    async with database.read() as connection:
        assert await marks.get(connection, "a") == "4"
        assert await marks.get(connection, "b") == "x" * 100_000
        assert await marks.get(connection, "c") == "Zoë\\x00"
