"""The column types and the naming that every table shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Integer, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A point in time: aware, UTC. A naive datetime is refused, since nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite keeps no zone, so it is dropped there and known to be UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Aware, in UTC: asyncpg gives it so, SQLite the text that was written."""
        return _as_it_is if dialect.name == "postgresql" else _of_text


def _as_it_is(value: datetime | None) -> datetime | None:
    return value


@lru_cache(maxsize=4096)  # rows that were written together have their times in common
def _of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Text that may come from outside.

    PostgreSQL keeps no NUL, and neither database keeps half a surrogate pair; both can stand in
    a JSON string a network sends us. They are written as escapes, always alike, so that such an
    id is found again.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What can be stored of `value`: nearly always all of it."""
        return None if value is None else storable(value)


def storable(value: str) -> str:
    """`value`, with what no database keeps written as escapes."""
    if "\0" not in value:
        if value.isascii():
            return value
        try:
            value.encode()
        except UnicodeEncodeError:
            pass
        else:
            return value
    return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


# SQLite counts only an INTEGER PRIMARY KEY up by itself.
Id = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def belongs_to(table: str) -> ForeignKey:
    """Belongs to a row of `table`, and goes with it."""
    return ForeignKey(f"{table}.id", ondelete="CASCADE")
