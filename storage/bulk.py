"""Many rows at once, as fast as the drivers take them.

SQLAlchemy converts each value of each row by a call of its own, which costs more than storing the
row; here a column is converted at a time, to what the column types of `storage.columns` would have
made of it (a test compares). SQLite gets the rows as ``executemany``, PostgreSQL as one array a
column: https://www.postgresql.org/docs/current/functions-array.html (``unnest``).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import Moment, Words, storable

_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]


class Bulk:
    """An INSERT of many rows into `table`, with the values in the order of `columns`.

    With `ignore`, rows whose key is there already are left out.
    """

    def __init__(self, table: Table, columns: Sequence[str], *, ignore: bool = False) -> None:
        names = ", ".join(columns)
        self._columns = [table.c[name] for name in columns]
        ends = " ON CONFLICT DO NOTHING" if ignore else ""
        holes = ", ".join("?" * len(columns))
        arrays = ", ".join(
            f"${place}::{column.type.compile(dialect=_POSTGRES)}[]"
            for place, column in enumerate(self._columns, 1)
        )
        self._sqlite = f"INSERT INTO {table.name} ({names}) VALUES ({holes}){ends}"  # noqa: S608
        self._postgres = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}){ends}"  # noqa: S608

    async def insert(self, connection: AsyncConnection, rows: Sequence[Sequence[Any]]) -> int:
        """Write the rows, in one statement; how many were new."""
        if not rows:
            return 0
        sqlite = connection.dialect.name == "sqlite"
        columns = [
            _converted(column, values, sqlite)
            for column, values in zip(self._columns, zip(*rows, strict=True), strict=True)
        ]
        if sqlite:
            done = await connection.exec_driver_sql(self._sqlite, list(zip(*columns, strict=True)))
        else:
            done = await connection.exec_driver_sql(self._postgres, tuple(columns))
        return done.rowcount


async def next_ids(connection: AsyncConnection, table: Table, many: int) -> Sequence[int]:
    """`many` ids for new rows of `table`, rising; nobody else gets them.

    On SQLite use them before asking again, in the same transaction.
    """
    if many == 0:
        return ()
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        last: int = (await connection.execute(query, {"table": table.name})).scalar() or 0
        return range(last + 1, last + many + 1)
    query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :many)")
    return list((await connection.execute(query, {"table": table.name, "many": many})).scalars())


def _converted(column: Column[Any], values: Iterable[Any], sqlite: bool) -> list[Any]:
    if isinstance(column.type, Words):
        return [None if value is None else storable(value) for value in values]
    if isinstance(column.type, Moment):
        return _remembered(values, _written if sqlite else _in_utc)
    if sqlite and isinstance(column.type, Boolean):
        return [None if value is None else int(value) for value in values]
    return list(values)


def _remembered(values: Iterable[Any], convert: Callable[[datetime], object]) -> list[object]:
    """`values` converted, each different one once: a batch is seen at one moment."""
    known: dict[datetime | None, object] = {None: None}
    made = []
    for value in values:
        if value not in known:
            known[value] = convert(value)
        made.append(known[value])
    return made


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return value.astimezone(UTC)


def _written(value: datetime) -> str:
    """As SQLAlchemy writes a time for SQLite."""
    return _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")
