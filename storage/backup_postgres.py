"""Saving and bringing back a PostgreSQL store, without pg_dump, which need not be installed.

A compressed file of JSON lines: what it is, each row as ``[table, value, ...]``, and how many
rows there were, so that a file cut short is known by its missing end.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, MetaData, Table, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import revision
from storage.address import Address
from storage.backup_file import growing
from storage.database import Database
from storage.errors import BackupRefused, DatabaseUnreachable
from storage.schema import HEAD, metadata

FORMAT = 1
_BATCH = 500


async def save(address: Address, to: Path) -> None:
    """Write every row at `address`, all of one moment, into the new file `to`."""
    database = Database(address)
    try:
        with growing(to) as part:
            async with database.read() as connection:
                await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                found = await revision.of(connection)
                if found is None:
                    raise DatabaseUnreachable(f"{address.shown} is empty: there is nothing to save.")
                tables = await connection.run_sync(_reflected)
                with gzip.open(part, "wt", encoding="utf-8") as lines:
                    columns = {table.name: [column.name for column in table.columns] for table in tables}
                    head = {"ccgwatch backup": FORMAT, "revision": found, "tables": columns}
                    print(json.dumps(head), file=lines)
                    many = 0
                    for table in tables:
                        async for row in await connection.stream(select(table)):
                            print(json.dumps([table.name, *map(_plain, row)]), file=lines)
                            many += 1
                    print(json.dumps({"rows": many}), file=lines)
    finally:
        await database.close()


async def load(address: Address, source: Path, *, replace: bool) -> None:
    """Make the database at `address` what it was when `source` was saved, in one transaction."""
    head = _verify(source)
    revision.check(head["revision"], str(source))
    database = Database(address)
    try:
        async with database.write() as connection:
            await revision.lock(connection)
            old = await connection.run_sync(_reflected)
            if not replace and await _hold_anything(connection, old):
                raise BackupRefused(
                    f"{address.shown} holds data already. "
                    "To replace all of it: ccgwatch db restore FILE --replace."
                )
            await connection.run_sync(_drop, old)
            await _make(connection, head["revision"], address.shown)
            try:
                await _fill(connection, source, head["tables"])
            except (KeyError, ValueError, TypeError) as error:
                raise BackupRefused(f"{source} does not fit the schema it says it is of.") from error
            if head["revision"] != HEAD:
                from storage import migrating

                await migrating.upgrade(connection, HEAD)
    finally:
        await database.close()


def _reflected(connection: Connection) -> list[Table]:
    """Our tables as they are there, whatever their revision, referred ones first."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in metadata.tables)
    return found.sorted_tables


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _reading(column: Column[Any]) -> Callable[[str], object] | None:
    """How a value of this column is read back, None where it is what JSON made of it."""
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(column.type, Date) else None


def _lines(source: Path) -> Iterator[Any]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _verify(source: Path) -> dict[str, Any]:
    """The head of the file, once it is known to be whole."""
    try:
        with source.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                raise BackupRefused(f"{source} is no backup of a PostgreSQL database.")
        lines = _lines(source)
        head = next(lines)
        if not isinstance(head, dict) or head.get("ccgwatch backup") != FORMAT:
            raise BackupRefused(f"{source} is no backup this version of ccgwatch can read.")
        rows, end = 0, None
        for line in lines:
            if isinstance(line, list) and end is None:
                if len(line) != 1 + len(head["tables"][line[0]]):
                    raise BackupRefused(f"{source} is damaged.")
                rows += 1
            else:
                end = line
    except (EOFError, OSError, zlib.error, ValueError, KeyError, StopIteration) as error:
        raise BackupRefused(f"{source} is damaged or incomplete.") from error
    if end != {"rows": rows}:
        raise BackupRefused(f"{source} is incomplete.")
    return head


async def _hold_anything(connection: AsyncConnection, tables: list[Table]) -> bool:
    for table in tables:
        if (await connection.execute(select(text("1")).select_from(table).limit(1))).first():
            return True
    return False


def _drop(connection: Connection, tables: list[Table]) -> None:
    for table in reversed(tables):
        table.drop(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


async def _make(connection: AsyncConnection, wanted: str, at: str) -> None:
    if wanted == HEAD:
        await revision.create(connection, at)
        return
    from storage import migrating

    await migrating.upgrade(connection, wanted)


async def _fill(connection: AsyncConnection, source: Path, columns: dict[str, list[str]]) -> None:
    tables = {table.name: table for table in await connection.run_sync(_reflected)}
    rows = (line for line in islice(_lines(source), 1, None) if isinstance(line, list))
    for name, lines in groupby(rows, key=lambda line: line[0]):
        table = tables[name]
        read = {column.name: read for column in table.columns if (read := _reading(column))}
        while batch := [
            {
                key: read[key](value) if key in read and value else value
                for key, value in zip(columns[name], line[1:], strict=True)
            }
            for line in islice(lines, _BATCH)
        ]:
            await connection.execute(insert(table), batch)
    for table in tables.values():
        if table.autoincrement_column is not None:
            await connection.execute(
                text(
                    "SELECT setval(pg_get_serial_sequence(:table, 'id'), coalesce(max(id), 0) + 1, false) "  # noqa: S608
                    f'FROM "{table.name}"'
                ),
                {"table": table.name},
            )
