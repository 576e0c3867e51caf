"""Sources keep how far they were read, whatever their configuration becomes."""

from dataclasses import replace

from storage import campaigns, sources
from storage.database import Database
from storage.sources import Setup, SourceState
from tests.storage.conftest import NOW
from tests.storage.making import DAY, MINUTE

FTS = Setup(
    name="find_a_tender",
    kind="find_a_tender",
    url="https://a.example",
    title="Find a Tender",
    every_seconds=900,
)
NEWS = Setup(
    name="a_news", kind="rss", url="https://b.example", title="News", every_seconds=60, enabled=False
)


async def state(database: Database, name: str = "find_a_tender") -> SourceState:
    async with database.read() as connection:
        found = await sources.get(connection, name)
    assert found is not None
    return found


async def test_a_new_source_is_due_and_unsettled(database: Database) -> None:
    async with database.write() as connection:
        await sources.ensure(connection, [FTS, NEWS], NOW)
        assert [each.name for each in await sources.due(connection, NOW)] == ["find_a_tender"]
        assert [each.name for each in await sources.every(connection)] == ["a_news", "find_a_tender"]
        assert await sources.get(connection, "other") is None
    found = await state(database)
    fields = {name: getattr(FTS, name) for name in Setup.__slots__}
    assert found == SourceState(**fields, next_due=NOW)
    assert found.every == 15 * MINUTE


async def test_looks_that_go_well_and_do_not(database: Database) -> None:
    soon = NOW + 15 * MINUTE
    async with database.write() as connection:
        await sources.ensure(connection, [FTS], NOW)
        await sources.note_failure(connection, FTS.name, NOW, soon, "429")
        await sources.note_failure(connection, FTS.name, NOW + MINUTE, soon, "timeout")
        assert await sources.due(connection, NOW + 14 * MINUTE) == []
    failed = await state(database)
    assert (failed.failures, failed.last_error_kind, failed.settled) == (2, "timeout", False)
    assert (failed.last_look, failed.last_success, failed.next_due) == (NOW + MINUTE, None, soon)
    async with database.write() as connection:
        await sources.advance(connection, FTS.name, "page 1", NOW - DAY)
        await sources.advance(connection, FTS.name, "page 2")
        assert (await state(database)).mark == ""  # others see it together with the rest
        await sources.note_success(connection, FTS.name, soon, soon + DAY, "W/1", "Mon")
    well = await state(database)
    assert (well.failures, well.last_error_kind, well.settled) == (0, None, True)
    assert (well.mark, well.last_item, well.etag, well.last_modified) == ("page 2", NOW - DAY, "W/1", "Mon")
    assert (well.last_look, well.last_success, well.next_due) == (soon, soon, soon + DAY)


async def test_another_configuration_keeps_what_was_read(database: Database) -> None:
    async with database.write() as connection:
        await sources.ensure(connection, [FTS], NOW)
        await sources.advance(connection, FTS.name, "m", NOW)
        await sources.note_success(connection, FTS.name, NOW, NOW + DAY, "W/1", None)
    before = await state(database)
    async with database.write() as connection:
        await sources.ensure(connection, [replace(FTS, every_seconds=60, title="T")], NOW + MINUTE)
    assert await state(database) == replace(before, every_seconds=60, title="T")
    async with database.write() as connection:
        await sources.ensure(connection, [replace(FTS, url="https://c.example")], NOW + MINUTE)
    moved = await state(database)
    assert (moved.mark, moved.settled, moved.etag, moved.next_due) == ("m", True, None, NOW + MINUTE)


async def test_sources_are_turned_off_and_removed(database: Database) -> None:
    async with database.write() as connection:
        ours = (await campaigns.ensure_campaign(connection, "discord", "s", "Us", NOW)).id
        await sources.ensure(connection, [FTS, replace(NEWS, campaign_id=ours)], NOW)
        assert [each.name for each in await sources.every(connection)] == ["find_a_tender", "a_news"]
        assert [each.name for each in await sources.of_campaign(connection, ours)] == ["a_news"]
        assert await sources.enable(connection, "find_a_tender", False) is True
        assert await sources.enable(connection, "other", False) is False
        assert await sources.due(connection, NOW) == []
        assert await sources.remove(connection, "a_news") is True
        assert await sources.remove(connection, "a_news") is False
