"""Saving and bringing back a SQLite store, by SQLite's own online backup.

It copies one state of the database while others read and write, and brings one back within a
single transaction of the destination: https://www.sqlite.org/backup.html. No file is swapped
under a running bot.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from storage import engines, revision
from storage.address import Address
from storage.backup_file import growing
from storage.database import PATIENCE, Database
from storage.errors import BackupRefused, DatabaseLocked, DatabaseUnreachable
from storage.faults import in_words
from storage.schema import metadata


def save(address: Address, to: Path) -> None:
    """Copy the database at `address` into the new file `to`, and read the copy through."""
    assert address.file is not None
    if not address.file.exists():
        raise DatabaseUnreachable(f"{address.shown} does not exist yet: there is nothing to save.")
    with growing(to) as part:
        with in_words(address.shown), _reading(address.file) as source, _writing(part) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # the backup is to be one file
        _verify(part, f"The copy of {address.shown}")


async def load(address: Address, source: Path, *, replace: bool) -> None:
    """Make the database at `address` what it was when `source` was saved."""
    assert address.file is not None
    await asyncio.to_thread(_verify, source, str(source))
    engines.make_private_file(address)
    beside = tempfile.TemporaryDirectory(prefix=".restoring-", dir=address.file.parent)
    with in_words(address.shown), beside as directory:
        # A copy is brought up to date first, so that the step that counts is a single one.
        ready = Path(directory) / "ready.db"
        await asyncio.to_thread(_copy, source, ready)
        await (await Database.open(f"sqlite:///{ready}")).close()
        await asyncio.to_thread(_replace, ready, address, replace)


def _replace(ready: Path, address: Address, replace: bool) -> None:
    assert address.file is not None
    deadline = time.monotonic() + PATIENCE

    def wait(status: int, _remaining: int, _total: int) -> None:
        # sqlite3 itself would wait for ever.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise DatabaseLocked(f"{address.shown} is in use. Stop the bot, then restore.")

    with _reading(ready) as source, _writing(address.file) as target:
        if not replace and _holds_anything(target):
            raise BackupRefused(
                f"{address.shown} holds data already. "
                "To replace all of it: ccgwatch db restore FILE --replace."
            )
        source.backup(target, progress=wait)


def _copy(source: Path, to: Path) -> None:
    with _reading(source) as old, _writing(to) as new:
        old.backup(new)


def _verify(file: Path, shown: str) -> None:
    """Raise `BackupRefused` unless `file` is a whole and sound database of ours."""
    with file.open("rb") as start:
        if start.read(16) != b"SQLite format 3\0":
            raise BackupRefused(f"{shown} is no backup of a SQLite database.")
    try:
        with _reading(file) as database:
            (pages,) = database.execute("PRAGMA page_count").fetchone()
            (size,) = database.execute("PRAGMA page_size").fetchone()
            whole = file.stat().st_size >= pages * size
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not (whole and sound) or database.execute("PRAGMA foreign_key_check").fetchall():
                raise BackupRefused(f"{shown} is damaged or incomplete.")
            found = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupRefused(f"{shown} is damaged or incomplete, or not of ccgwatch.") from error
    revision.check(found[0] if found else "unknown", shown)


def _holds_anything(database: sqlite3.Connection) -> bool:
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = there & set(metadata.tables)
    return any(database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in tables)  # noqa: S608


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    uri = f"file:{quote(str(file.resolve()))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as connection:
        yield connection


@contextmanager
def _writing(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
        yield connection
