"""Single statements on the path of every answer, run past SQLAlchemy's machinery.

A transaction through SQLAlchemy makes seven trips to the thread that SQLite lives in, or four
to PostgreSQL; a single statement that commits by itself makes one. SQLAlchemy still writes the
SQL and converts the values. Figures: docs/storage.md; why: docs/decisions/0012.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql import Insert, Update


@dataclass(frozen=True, slots=True)
class _Ready:
    sql: str
    values: tuple[tuple[str, Callable[[Any], Any] | None], ...]


class Swift:
    """An INSERT or UPDATE whose values are all bound parameters.

    `statement` makes it for the dialect of that name.
    """

    def __init__(self, statement: Callable[[str], Insert | Update]) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    async def run(self, driver: Any, dialect: Dialect, values: Mapping[str, Any]) -> int:
        """Execute it in a transaction of its own; how many rows it wrote.

        `driver` is the driver's own connection and must have begun nothing. Raises the driver's errors.
        """
        ready = self._ready.get(dialect.name) or self._prepare(dialect)
        bound = [convert(values[name]) if convert else values[name] for name, convert in ready.values]
        if dialect.name == "postgresql":
            status = await driver.execute(ready.sql, *bound)
            return int(status.rpartition(" ")[2])  # "INSERT 0 1", "UPDATE 1"
        cursor = await driver.execute(ready.sql, bound)
        return int(cursor.rowcount)

    def _prepare(self, dialect: Dialect) -> _Ready:
        compiled: Any = self._statement(dialect.name).compile(dialect=dialect)
        kinds = {name: compiled.binds[name].type.dialect_impl(dialect) for name in compiled.positiontup}
        ready = _Ready(
            compiled.string,
            tuple((name, kinds[name].bind_processor(dialect)) for name in compiled.positiontup),
        )
        self._ready[dialect.name] = ready
        return ready
