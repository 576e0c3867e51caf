"""aiosqlite with one trip to SQLite's thread for each statement.

SQLAlchemy asks a driver for a cursor, to execute, to fetch, and to close: four trips to the thread, each of
which waits until the event loop comes round again. While posts go out fifty at once that takes it 20 to
30 ms, so a transaction of a few statements took most of a second. Here a cursor does all four in one trip and
keeps what it found. Handed to SQLAlchemy as its ``async_creator``
(https://docs.sqlalchemy.org/en/21/core/engines.html#custom-dbapi-connect-arguments-on-connect-routines).
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite

Parameters = Sequence[Any]


@dataclass(slots=True)
class _Done:
    """What a statement has done."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()


class Cursor:
    """What SQLAlchemy needs of a cursor; whatever a statement finds is fetched at once."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._done = _Done()

    async def __aenter__(self) -> "Cursor":
        return self

    @property
    def description(self) -> Any:
        """The columns found, as of `sqlite3`; None where the statement finds nothing."""
        return self._done.description

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        return self._done.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The id of the last row inserted."""
        return self._done.lastrowid

    async def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run a statement and fetch what it finds."""
        self._done = await self._connection.once(lambda driver: _kept(driver.execute(sql, parameters)))

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Run a statement once for each of `parameters`."""
        self._done = await self._connection.once(lambda driver: _kept(driver.executemany(sql, parameters)))

    async def fetchall(self) -> Sequence[Any]:
        """What the last statement found."""
        return self._done.rows

    async def close(self) -> None:
        """Nothing is open any more."""


class Connection(aiosqlite.Connection):
    """A connection whose cursors need one trip a statement."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        """A cursor, without a trip."""
        return Cursor(self)

    async def once(self, job: Callable[[sqlite3.Connection], _Done]) -> _Done:
        """Do `job` in the thread of this connection."""
        done: _Done = await self._execute(job, self._conn)  # type: ignore[no-untyped-call]
        return done


async def connect(path: Path, patience: float) -> Connection:
    """Open the file; `patience`: seconds to wait for others' locks. No transaction is begun by itself."""

    def open_file() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=patience, isolation_level=None)

    connection = Connection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True  # an end that was not orderly must not wait for it
    await connection
    return connection


def _kept(cursor: sqlite3.Cursor) -> _Done:
    rows = cursor.fetchall() if cursor.description else ()
    done = _Done(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    cursor.close()
    return done
