"""Every table, in one place, and which revisions of the schema this program knows.

Platforms are named by their `commands.core.request.Platform` value; ids of spaces, channels,
events and accounts are the platforms' own, as text. Nothing here has a column for what
somebody wrote. What is kept, why and for how long: docs/storage.md.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

REVISIONS = ("0001",)
"""Every revision in ``migrations/versions``, oldest first: kept here so that opening an
up-to-date database needs no Alembic. A test compares the two."""

HEAD = REVISIONS[-1]
"""The revision the tables below are of."""


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

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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
        if value is None or (value.isascii() and "\0" not in value):
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


def _of(table: str) -> ForeignKey:
    """Belongs to a row of `table`, and goes with it."""
    return ForeignKey(f"{table}.id", ondelete="CASCADE")


campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("home_region", Words),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

spaces = Table(
    "spaces",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("campaign_id", Id, _of("campaigns"), nullable=False),
    Column("name", Words, nullable=False),
    Index(None, "campaign_id"),
)

channel_roles = Table(
    "channel_roles",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("channel_id", Words, primary_key=True),
    Column("purpose", Words, primary_key=True),
    Column("campaign_id", Id, _of("campaigns"), nullable=False),
    Column("region", Words),
    Index(None, "campaign_id"),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("person_id", Id, _of("people"), nullable=False),
    Column("name", Words, nullable=False),
    Index(None, "person_id"),
)

roles = Table(
    "roles",
    metadata,
    Column("campaign_id", Id, _of("campaigns"), primary_key=True, autoincrement=False),
    Column("person_id", Id, _of("people"), primary_key=True, autoincrement=False),
    Column("role", Words, nullable=False),
    Column("granted_by", Id, ForeignKey("people.id", ondelete="SET NULL")),
    Column("granted_at", Moment, nullable=False),
    CheckConstraint("role IN ('organiser', 'volunteer', 'observer')", name="role"),
    Index(None, "person_id"),
    Index(None, "granted_by"),
)

handled = Table(
    "handled",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("event_id", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("run_id", Words, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answer_id", Words),
)

offers = Table(
    "offers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("answer_id", Words),
    Column("asked_by", Words, nullable=False),
    Column("options", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "platform", "answer_id"),
    Index(None, "platform", "channel", "asked_by"),
    sqlite_autoincrement=True,
)

marks = Table(
    "marks",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
