"""Backups come back as they were, refuse what is wrong, and never lose what is there."""

import gzip
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from law.foi.events import Event, Kind
from law.foi.regime import Regime
from storage import (
    campaigns,
    foi_events,
    foi_requests,
    foi_tasks,
    handled,
    maintenance,
    marks,
    people,
    roles,
    schema,
)
from storage.database import Database
from storage.errors import BackupRefused, DatabaseDamaged, DatabaseTooNew, StorageError
from storage.foi_requests import NewRequest
from storage.handled import Taken
from tests.storage.conftest import NOW, POSTGRES_ONLY, SQLITE_ONLY

STRANGE = "Zoë’s “Save it” — 𝕏 \u202e ' \" ; DROP"


async def fill(url: str) -> None:
    database = await Database.open(url)
    async with database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, "discord", "s1", STRANGE, NOW)
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        await roles.grant(connection, campaign.id, jo, roles.Role.ORGANISER, jo, NOW)
        await handled.take(connection, "discord", "c", "e", "run", NOW)
        await marks.put(connection, "key", "value")
        await fill_desk(connection, campaign.id, jo)
    await database.close()


async def fill_desk(connection: AsyncConnection, campaign: int, jo: int) -> None:
    """A request with dates and moments, half of them missing."""
    new = NewRequest(
        campaign_id=campaign,
        body_code="QNC",
        body_name=STRANGE,
        icb=None,
        region="Y60",
        subject="x",
        regime=Regime.FOIA,
        send_on=NOW.date(),
    )
    made = await foi_requests.add(connection, new, NOW)
    await foi_tasks.assign(connection, made.id, jo, None, NOW, wanted_by=NOW.date())
    extended = Event(Kind.EXTENDED, NOW.date(), until=NOW.date(), why=STRANGE)
    await foi_events.append(connection, made.id, extended, jo, NOW)
    await foi_events.append(connection, made.id, Event(Kind.CHASED, NOW.date()), None, NOW)


async def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    database = await Database.open(url)
    try:
        async with database.read() as connection:
            return {
                table.name: [
                    tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))
                ]
                for table in schema.metadata.sorted_tables
            }
    finally:
        await database.close()


async def spoil(url: str) -> None:
    """Change what is there, so that a restore shows."""
    database = await Database.open(url)
    async with database.write() as connection:
        await connection.execute(schema.campaigns.update().values(name="spoilt"))
        await marks.put(connection, "new", "x")
    await database.close()


async def test_a_backup_comes_back_as_it_was(database_url: str, tmp_path: Path) -> None:
    await fill(database_url)
    before = await everything(database_url)
    saved = tmp_path / "saved"
    await maintenance.backup(database_url, saved)
    assert saved.stat().st_mode & 0o077 == 0, "only its owner may read a backup"
    await spoil(database_url)
    spoilt = await everything(database_url)
    with pytest.raises(BackupRefused, match="holds data already"):
        await maintenance.restore(database_url, saved)
    assert await everything(database_url) == spoilt
    await maintenance.restore(database_url, saved, replace=True)
    assert await everything(database_url) == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    # And it is a store to go on with: ids count on, events stay answered once.
    database = await Database.open(database_url)
    async with database.write() as connection:
        again = await campaigns.ensure_campaign(connection, "matrix", "!r", "Another", NOW)
        assert again.id > max(row[0] for row in before["campaigns"])
        assert await handled.take(connection, "discord", "c", "e", "run", NOW) is Taken.BUSY
    await database.close()


async def test_an_empty_store_needs_no_replace(database_url: str, tmp_path: Path) -> None:
    await fill(database_url)
    before = await everything(database_url)
    saved = tmp_path / "saved"
    await maintenance.backup(database_url, saved)
    database = await Database.open(database_url)
    async with database.write() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            await connection.execute(table.delete())
    await database.close()
    await maintenance.restore(database_url, saved)
    assert await everything(database_url) == before


@SQLITE_ONLY
async def test_a_sqlite_backup_starts_a_new_file(database_url: str, tmp_path: Path) -> None:
    await fill(database_url)
    saved = tmp_path / "saved"
    await maintenance.backup(database_url, saved)
    elsewhere = f"sqlite:///{tmp_path / 'new' / 'dir' / 'other.db'}"
    await maintenance.restore(elsewhere, saved)
    assert await everything(elsewhere) == await everything(database_url)


async def test_a_backup_never_replaces_a_file(database_url: str, tmp_path: Path) -> None:
    await fill(database_url)
    saved = tmp_path / "saved"
    saved.write_text("precious")
    with pytest.raises(BackupRefused, match="exists already"):
        await maintenance.backup(database_url, saved)
    assert saved.read_text() == "precious"


async def test_a_backup_of_nothing_is_refused(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nothing to save"):
        await maintenance.backup(database_url, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


async def test_a_backup_into_no_directory_is_refused(database_url: str, tmp_path: Path) -> None:
    await fill(database_url)
    with pytest.raises(BackupRefused, match="cannot be written"):
        await maintenance.backup(database_url, tmp_path / "none" / "saved")


@pytest.mark.parametrize("keep", [0.99, 0.5, 0.01, 0.0])
async def test_a_truncated_backup_is_refused_and_nothing_lost(
    database_url: str, tmp_path: Path, keep: float
) -> None:
    await fill(database_url)
    saved = tmp_path / "saved"
    await maintenance.backup(database_url, saved)
    data = saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * keep)])
    before = await everything(database_url)
    with pytest.raises(BackupRefused):
        await maintenance.restore(database_url, saved, replace=True)
    assert await everything(database_url) == before


async def test_a_spoilt_backup_is_refused(database_url: str, tmp_path: Path) -> None:
    await fill(database_url)
    saved = tmp_path / "saved"
    await maintenance.backup(database_url, saved)
    data = bytearray(saved.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(200)
    saved.write_bytes(data)
    before = await everything(database_url)
    try:
        await maintenance.restore(database_url, saved, replace=True)
    except BackupRefused:
        pass
    else:  # SQLite: the place was unused space
        assert "postgres" not in database_url
    assert await everything(database_url) == before


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"SQLite format 3\0 and then nonsense", b"\x1f\x8b nonsense"]
)
async def test_what_is_no_backup_is_refused(database_url: str, tmp_path: Path, content: bytes) -> None:
    await fill(database_url)
    before = await everything(database_url)
    saved = tmp_path / "saved"
    saved.write_bytes(content)
    with pytest.raises(BackupRefused):
        await maintenance.restore(database_url, saved, replace=True)
    with pytest.raises(BackupRefused, match="There is no file"):
        await maintenance.restore(database_url, tmp_path / "missing", replace=True)
    assert await everything(database_url) == before


async def test_a_backup_of_a_newer_version_is_refused(database_url: str, tmp_path: Path) -> None:
    await fill(database_url)
    saved, newer = tmp_path / "saved", tmp_path / "newer"
    await maintenance.backup(database_url, saved)
    if database_url.startswith("sqlite"):
        shutil.copy(saved, newer)
        with sqlite3.connect(newer) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    else:
        newer.write_bytes(
            gzip.compress(
                gzip.decompress(saved.read_bytes()).replace(f'"{schema.HEAD}"'.encode(), b'"9999"', 1)
            )
        )
    with pytest.raises(DatabaseTooNew, match="newer version"):
        await maintenance.restore(database_url, newer, replace=True)


@SQLITE_ONLY
async def test_somebody_elses_sqlite_file_is_no_backup(database_url: str, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(BackupRefused, match="not of ccgwatch"):
        await maintenance.restore(database_url, other)


HEAD = '{"ccgwatch backup": 1, "revision": "0001", "tables": {"campaigns": ["id", "name", "created_at"]}}\n'


@POSTGRES_ONLY
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(HEAD.replace("1", "99", 1) + '{"rows": 0}\n', id="another format"),
        pytest.param(HEAD + '["campaigns", 1]\n{"rows": 1}\n', id="too few values"),
        pytest.param(HEAD + '["marks", 1]\n{"rows": 1}\n', id="a table not announced"),
        pytest.param(HEAD.replace("campaigns", "no") + '["no", 1, 2, 3]\n{"rows": 1}\n', id="no such table"),
        pytest.param(HEAD.replace("tables", "tubles") + '["x", 1]\n{"rows": 1}\n', id="no tables"),
        pytest.param(HEAD + '["campaigns", 1, "x", "yesterday"]\n{"rows": 1}\n', id="no date"),
        pytest.param(HEAD + '["campaigns", "one", "x", "2026-01-01T00:00Z"]\n{"rows": 1}\n', id="no number"),
        pytest.param(HEAD + '["campaigns", 1, null, "2026-01-01T00:00Z"]\n{"rows": 1}\n', id="no name"),
        pytest.param(HEAD + '{"rows": 0}\n["campaigns", 1, "x", null]\n', id="rows after the end"),
        pytest.param("[]\n", id="no head"),
        pytest.param("", id="nothing"),
    ],
)
async def test_lines_that_do_not_fit_change_nothing(database_url: str, tmp_path: Path, content: str) -> None:
    await fill(database_url)
    before = await everything(database_url)
    saved = tmp_path / "saved"
    saved.write_bytes(gzip.compress(content.encode()))
    with pytest.raises(StorageError):
        await maintenance.restore(database_url, saved, replace=True)
    assert await everything(database_url) == before


async def test_a_backup_is_of_one_moment_while_others_write(database_url: str, tmp_path: Path) -> None:
    import asyncio

    database = await Database.open(database_url)
    stop = asyncio.Event()

    async def write() -> None:
        count = 0
        while not stop.is_set():
            async with database.write() as connection:  # two marks that are always equal
                await marks.put(connection, "a", str(count))
                await connection.execute(
                    insert(schema.handled).values(
                        platform="x", event_id=str(count), channel="c", run_id="r", taken_at=NOW
                    )
                )
                await marks.put(connection, "b", str(count))
            count += 1

    async with database.write() as connection:
        await marks.put(connection, "a", "-")
        await marks.put(connection, "b", "-")
    writer = asyncio.create_task(write())
    await asyncio.sleep(0.2)
    await maintenance.backup(database_url, tmp_path / "saved")
    stop.set()
    await writer
    await database.close()
    await maintenance.restore(database_url, tmp_path / "saved", replace=True)
    restored = dict((await everything(database_url))["marks"])
    assert restored["a"] == restored["b"]


async def test_check_says_how_it_is(database_url: str) -> None:
    words = await maintenance.check(database_url)
    assert "it is" in words and "first start" in words
    assert await maintenance.upgrade(database_url) == schema.HEAD
    await fill(database_url)
    words = await maintenance.check(database_url)
    assert f"sound, schema {schema.HEAD}, campaigns: 1" in words


@SQLITE_ONLY
async def test_check_finds_damage(database_url: str) -> None:
    await fill(database_url)
    database = await Database.open(database_url)
    async with database.write() as connection:
        for number in range(2000):
            await handled.take(connection, "x", "c" * 100, str(number), "r", NOW)
    await database.close()
    file = Path(database_url.removeprefix("sqlite:///"))
    data = bytearray(file.read_bytes())
    data[4096 * 20 : 4096 * 60] = b"\x07" * 4096 * 40
    file.write_bytes(data)
    with pytest.raises(DatabaseDamaged):
        await maintenance.check(database_url)


@SQLITE_ONLY  # PostgreSQL's tables are made anew: there the bot has to be stopped
async def test_a_restore_serves_a_bot_that_still_runs(database_url: str, tmp_path: Path) -> None:
    """Not what the manual asks for, but it must not end in a broken file."""
    await fill(database_url)
    await maintenance.backup(database_url, tmp_path / "saved")
    database = await Database.open(database_url)
    async with database.write() as connection:
        await marks.put(connection, "key", "changed")
    await maintenance.restore(database_url, tmp_path / "saved", replace=True)
    async with database.read() as connection:
        assert await marks.get(connection, "key") == "value"
        many = await connection.execute(select(func.count()).select_from(schema.handled))
        assert many.scalar() == 1
    async with database.write() as connection:
        await marks.put(connection, "key", "after")
        assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
    await database.close()
