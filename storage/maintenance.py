"""What an operator does with the store: bring it up to date, save it, bring it back, check it.

Behind ``ccgwatch db ...`` and ``ccgwatch doctor``. A backup holds personal data: see docs/storage.md.
"""

import asyncio
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import backup_postgres, backup_sqlite, revision
from storage.address import Address
from storage.database import Database
from storage.errors import BackupRefused, DatabaseDamaged
from storage.schema import HEAD, campaigns


async def upgrade(url: str) -> str:
    """Bring the schema up to this version's, making it where there is none; its revision now."""
    database = await Database.open(url)
    try:
        return await database.revision()
    finally:
        await database.close()


async def backup(url: str, to: Path) -> None:
    """Save the whole store, as it is at one moment, into the new file `to`; the bot may run on.

    SQLite gives a SQLite file, PostgreSQL a compressed file of JSON lines. Raises
    `BackupRefused` where `to` exists.
    """
    address = Address.parse(url)
    if address.file is None:
        await backup_postgres.save(address, to)
    else:
        await asyncio.to_thread(backup_sqlite.save, address, to)


async def restore(url: str, source: Path, *, replace: bool = False) -> None:
    """Bring back what `backup` saved: all of it or, where anything is wrong, nothing.

    An older backup is upgraded. Raises `BackupRefused` where the file is damaged or of the other
    kind of database, or where the store holds something and `replace` is false.
    """
    address = Address.parse(url)
    if not source.is_file():
        raise BackupRefused(f"There is no file {source}.")
    if address.file is None:
        await backup_postgres.load(address, source, replace=replace)
    else:
        await backup_sqlite.load(address, source, replace=replace)


async def check(url: str) -> str:
    """How the store is, in words; raises a `StorageError` where it is not well."""
    address = Address.parse(url)
    if address.file is not None and not address.file.exists():
        return f"{address.shown}: not there yet; it is made at the first start."
    database = Database(address)
    try:
        async with database.write() as connection:
            found = await revision.of(connection)
            revision.check(found, address.shown)
            if found is None:
                return f"{address.shown}: empty; it is set up at the first start."
            await revision.touch(connection)
            if address.file is not None:
                await _sound(connection, address)
            many = (await connection.execute(select(func.count()).select_from(campaigns))).scalar_one()
    finally:
        await database.close()
    schema = f"schema {found}" if found == HEAD else f"schema {found}, upgraded to {HEAD} at the next start"
    size = f", {address.file.stat().st_size / 1e6:.1f} MB" if address.file else ""
    return f"{address.shown}: sound, {schema}, campaigns: {many}{size}."


async def _sound(connection: AsyncConnection, address: Address) -> None:
    for pragma, well in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        found = (await connection.execute(text(f"PRAGMA {pragma}"))).all()
        if [tuple(row) for row in found] != well:
            raise DatabaseDamaged(
                f"{address.shown} is damaged ({len(found)} findings of {pragma}). "
                "Stop the bot, move the file away and restore a backup: ccgwatch db restore."
            )
