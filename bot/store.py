"""The process's database, opened when it is first needed."""

import asyncio
from typing import TYPE_CHECKING

import storage

if TYPE_CHECKING:
    from storage.database import Database


class Store:
    """Opens the store at the first use, once, however many ask at the same time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._database: Database | None = None
        self._opening = asyncio.Lock()

    async def __call__(self) -> "Database":
        """The open store. Raises `storage.errors.StorageError`."""
        if self._database is None:
            async with self._opening:
                if self._database is None:
                    self._database = await storage.database.Database.open(self.url)
        return self._database

    async def close(self) -> None:
        """Close it if it was ever opened."""
        if self._database is not None:
            await self._database.close()
            self._database = None
