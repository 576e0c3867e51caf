"""Where the databases differ, for the subjects: inserting unless it is there, and asking row by row."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Select, Table, Text, any_, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import Words, storable

Insert = postgresql.Insert | sqlite.Insert


def insert_for(name: str, table: Table) -> Insert:
    """An INSERT that can say ON CONFLICT, for the dialect called `name`."""
    return postgresql.insert(table) if name == "postgresql" else sqlite.insert(table)


async def add(connection: AsyncConnection, table: Table, **values: Any) -> bool:
    """Insert a row unless one with its key is there; whether it was new.

    PostgreSQL waits here for another transaction that is just inserting the same key.
    """
    statement = insert_for(connection.dialect.name, table).values(**values).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def put(connection: AsyncConnection, table: Table, **values: Any) -> None:
    """Insert a row, or change the one with its primary key to these values."""
    keys = [column.name for column in table.primary_key]
    statement = insert_for(connection.dialect.name, table).values(**values)
    changed = {name: value for name, value in values.items() if name not in keys}
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def nothing(query: Select[Any]) -> ColumnElement[bool]:
    """The condition that `query`, of one column, finds nothing; asked of each row by itself.

    PostgreSQL may turn NOT EXISTS into one join of everything with everything, for a page of ten.
    """
    return query.limit(1).scalar_subquery().is_(None)


def among(
    connection: AsyncConnection, column: Column[Any], values: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """The condition that `column` is one of these numbers or texts, however many: a single parameter.

    To SQLAlchemy each value of an ``in_`` is a parameter, which takes it longer than the database to look.
    """
    given = [storable(value) if isinstance(value, str) else value for value in values]
    if connection.dialect.name == "postgresql":
        kind = Text if isinstance(column.type, Words) else BigInteger
        return column == any_(literal(given, postgresql.ARRAY(kind)))
    each = func.json_each(json.dumps(given)).table_valued("value")
    return column.in_(select(each.c.value))
