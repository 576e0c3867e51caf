"""The open store: connections to read and to write with, and a schema that fits this program.

SQLite: one connection writes and writers wait for it in turn; readers have their own and never
wait (WAL). PostgreSQL: one pool for both. Why it is set as it is: docs/decisions/0010-0012.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import engines, revision
from storage.address import Address
from storage.errors import DatabaseTooOld, DatabaseUnreachable
from storage.faults import hidden, is_fault, translate
from storage.schema import HEAD
from storage.swift import Swift

PATIENCE = 5.0
"""Seconds to wait for somebody else's write, for a free connection, and for a server to answer."""


class Database:
    """The open store; make one with `open`."""

    def __init__(self, address: Address, patience: float = PATIENCE) -> None:
        self._address = address
        if address.file is None:
            self._reader = self._writer = self._swift = engines.postgres(address, patience)
        else:
            self._reader, self._writer, self._swift = engines.sqlite(address, patience)
        self._kept: AsyncConnection | None = None
        self._driver: Any = None
        self._fetching = asyncio.Lock()
        self._closed = False

    @classmethod
    async def open(cls, url: str, *, migrate: bool = True, patience: float = PATIENCE) -> "Database":
        """Open the store at `url`, creating it where there is none.

        An older schema is upgraded, or refused with `DatabaseTooOld` where `migrate` is false.
        Raises `storage.errors.StorageError` in words for everything that can be wrong.
        """
        address = Address.parse(url)
        if address.file is not None:
            engines.make_private_file(address)
        database = cls(address, patience)
        try:
            await database._fit(migrate)
        except BaseException:
            await database.close()
            raise
        return database

    @property
    def url_shown(self) -> str:
        """Where it is, without the password."""
        return self._address.shown

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state of the store; SQLite refuses to write with it."""
        async with self._connection(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end of the block, undone where the block raises.

        Keep the block short and away from the network: on SQLite all other writers wait.
        """
        async with self._connection(self._writer) as connection:
            yield connection

    async def swiftly(self, statement: Swift, **values: object) -> int:
        """Run one statement in a transaction of its own, the fast way; how many rows it wrote."""
        try:
            if self._address.file is not None:
                return await statement.run(await self._lasting(), self._swift.dialect, values)
            async with self._swift.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                return await statement.run(driver, connection.dialect, values)
        except Exception as error:
            if is_fault(error):
                raise translate(error, self.url_shown) from hidden(error)
            raise

    async def revision(self) -> str:
        """The revision of the schema the store has; empty where it has none."""
        async with self.read() as connection:
            return await revision.of(connection) or ""

    async def close(self) -> None:
        """Close every connection; `swiftly` opens none any more."""
        async with self._fetching:
            self._closed = True
            if self._kept is not None:
                await self._kept.close()
                self._kept = self._driver = None
        for engine in {self._swift, self._writer, self._reader}:
            await engine.dispose()

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        begun = False
        try:
            async with engine.begin() as connection:
                begun = True
                yield connection
        except Exception as error:
            if is_fault(error) and not (begun and isinstance(error, OSError)):  # that is the caller's own
                raise translate(error, self.url_shown) from hidden(error)
            raise

    async def _lasting(self) -> Any:
        """SQLite: the driver's connection for `swiftly`, kept: fetching it takes longer than using it."""
        async with self._fetching:
            if self._closed:  # nobody would close what is opened now
                raise DatabaseUnreachable(f"{self.url_shown} is closed.")
            if self._kept is None:
                self._kept = await self._swift.connect()
                self._driver = (await self._kept.get_raw_connection()).driver_connection
        return self._driver

    async def _fit(self, migrate: bool) -> None:
        """Make the schema the one this program knows."""
        async with self._connection(self._writer) as connection:
            await revision.lock(connection)
            found = await revision.of(connection)
            revision.check(found, self.url_shown)
            if found == HEAD:
                await revision.touch(connection)
                return
            if found is None:
                await revision.create(connection, self.url_shown)
                return
            if not migrate:
                raise DatabaseTooOld(
                    f"{self.url_shown} is of an older version of ccgwatch (schema {found}, now {HEAD}). "
                    "Upgrade it with: ccgwatch db upgrade."
                )
            from storage import migrating  # Alembic takes long to import

            await migrating.upgrade(connection, HEAD)
