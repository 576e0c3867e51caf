"""Many rows at once, as fast as the drivers take them.

SQLAlchemy converts each value of each row by a call of its own, which costs more than storing the
row; here a column is converted at a time, to what the column types of `storage.columns` would have
made of it (a test compares). PostgreSQL gets the rows as one array a column
(https://www.postgresql.org/docs/current/functions-array.html, ``unnest``). SQLite gets new rows as
``executemany``; what changes rows comes as one JSON text, in one statement
(https://www.sqlite.org/json1.html#jeach): between the steps of an ``executemany`` its thread waits for its
turn to run Python, up to 5 ms a row while the event loop has enough to do.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import Boolean, Column, Date, Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import Moment, Words, storable

_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]


class Bulk:
    """An INSERT of many rows into `table`, with the values in the order of `columns`.

    With `ignore`, rows whose key is there already are left out; with `replace`, they are changed to the
    new values, and no key may be twice among them.
    """

    def __init__(
        self, table: Table, columns: Sequence[str], *, ignore: bool = False, replace: bool = False
    ) -> None:
        names = ", ".join(columns)
        self._columns = [table.c[name] for name in columns]
        ends = " ON CONFLICT DO NOTHING" if ignore else ""
        if replace:
            keys = [column.name for column in table.primary_key]
            others = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
            ends = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {others}"
        arrays, values = _arrays(self._columns), f"VALUES ({', '.join('?' * len(columns))})"
        self._at_once = replace
        if replace:
            values = f"SELECT {', '.join(_of_json(len(columns)))} FROM json_each(?) WHERE true"  # noqa: S608
        self._sqlite = f"INSERT INTO {table.name} ({names}) {values}{ends}"
        self._postgres = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}){ends}"  # noqa: S608

    async def insert(self, connection: AsyncConnection, rows: Sequence[Sequence[Any]]) -> int:
        """Write the rows, in one statement; how many were new."""
        if not rows:
            return 0
        return await _run(connection, self._columns, rows, self._sqlite, self._postgres, self._at_once)


class BulkUpdate:
    """An UPDATE of many rows of `table`, each found by its id and given values of its own for `columns`.

    No id may be twice among them. `fixed` is SQL for what all of them get alike: ``state = 'sent'``.
    """

    def __init__(self, table: Table, columns: Sequence[str], fixed: str = "") -> None:
        self._columns = [*(table.c[name] for name in columns), table.c.id]
        *given, number = _of_json(len(self._columns))
        new = ", ".join(f"{name} = {value}" for name, value in zip(columns, given, strict=True))
        news = ", ".join(f"{name} = new.{name}" for name in columns)
        source = f"unnest({_arrays(self._columns)}) AS new({', '.join(columns)}, id)"
        fixed = f", {fixed}" if fixed else ""
        self._sqlite = (
            f"UPDATE {table.name} SET {new}{fixed} FROM json_each(?) WHERE {table.name}.id = {number}"  # noqa: S608
        )
        self._postgres = f"UPDATE {table.name} SET {news}{fixed} FROM {source} WHERE {table.name}.id = new.id"  # noqa: S608

    async def apply(self, connection: AsyncConnection, rows: Sequence[Sequence[Any]]) -> None:
        """Change the rows: values in the order of the columns, the id last."""
        if rows:
            await _run(connection, self._columns, rows, self._sqlite, self._postgres, at_once=True)


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


def _of_json(many: int) -> list[str]:
    """The values of a row that ``json_each`` gives, as SQL."""
    return [f"json_extract(json_each.value, '$[{place}]')" for place in range(many)]


def _arrays(columns: Sequence[Column[Any]]) -> str:
    return ", ".join(
        f"${place}::{column.type.compile(dialect=_POSTGRES)}[]" for place, column in enumerate(columns, 1)
    )


async def _run(
    connection: AsyncConnection,
    columns: Sequence[Column[Any]],
    rows: Sequence[Sequence[Any]],
    for_sqlite: str,
    for_postgres: str,
    at_once: bool,
) -> int:
    sqlite = connection.dialect.name == "sqlite"
    converted = [
        _converted(column, values, sqlite)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    if sqlite:
        given: Any = list(zip(*converted, strict=True))
        done = await connection.exec_driver_sql(
            for_sqlite, (orjson.dumps(given).decode(),) if at_once else given
        )
    else:
        done = await connection.exec_driver_sql(for_postgres, tuple(converted))
    return done.rowcount


def _converted(column: Column[Any], values: Iterable[Any], sqlite: bool) -> list[Any]:
    if isinstance(column.type, Words):
        return [None if value is None else storable(value) for value in values]
    if isinstance(column.type, Moment):
        return _remembered(values, _written if sqlite else _in_utc)
    if sqlite and isinstance(column.type, Date):
        return _remembered(values, date.isoformat)
    if sqlite and isinstance(column.type, Boolean):
        return [None if value is None else int(value) for value in values]
    return list(values)


def _remembered(values: Iterable[Any], convert: Callable[[Any], object]) -> list[object]:
    """`values` converted, each different one once: a batch is seen at one moment."""
    known: dict[date | None, object] = {None: None}
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
