"""Which revision of the schema a database has, told with one small query and without Alembic."""

from sqlalchemy import Connection, column, insert, inspect, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import DatabaseTooNew, StorageError
from storage.schema import HEAD, REVISIONS, metadata

_version = table("alembic_version", column("version_num"))
_CREATE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
_LOCK = 0x43434757  # any number will do, as long as only we use it: "CCGW"


async def of(connection: AsyncConnection) -> str | None:
    """The revision of the database, None where it was never set up."""
    if not await connection.run_sync(_has, _version.name):
        return None
    row = (await connection.execute(select(_version.c.version_num))).first()
    return str(row[0]) if row else None


async def touch(connection: AsyncConnection) -> None:
    """Fail where the database can only be read: it changes nothing, but it needs the right to.

    SQLite makes of BEGIN IMMEDIATE on a read-only file, without a word, a transaction that reads.
    """
    await connection.execute(text("UPDATE alembic_version SET version_num = version_num WHERE 1 = 0"))


def check(found: str | None, at: str) -> None:
    """Refuse what a newer version has written."""
    if found is not None and found not in REVISIONS:
        raise DatabaseTooNew(
            f"{at} was written by a newer version of ccgwatch (schema {found}; this version knows up to "
            f"{HEAD}). Install that version again, or restore a backup of this one's."
        )


async def lock(connection: AsyncConnection) -> None:
    """Let one process at a time look at the schema and change it, until the transaction ends.

    A transaction that writes is enough on SQLite.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


async def create(connection: AsyncConnection, at: str) -> None:
    """Make every table at once in a database that has none of them.

    Faster than walking through the migrations; that both end alike is tested.
    """
    if foreign := await connection.run_sync(_ours):
        raise StorageError(
            f"{at} already has a table named {foreign}, and no record of which version of ccgwatch made it. "
            "Give the bot a database of its own."
        )
    await connection.run_sync(metadata.create_all, checkfirst=False)
    await stamp(connection, HEAD)


async def stamp(connection: AsyncConnection, revision: str) -> None:
    """Write down, where Alembic looks for it, that the schema is of `revision`."""
    await connection.execute(
        text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    await connection.execute(insert(_version).values(version_num=revision))


def _has(connection: Connection, name: str) -> bool:
    return connection.dialect.has_table(connection, name)


def _ours(connection: Connection) -> str | None:
    return next((name for name in inspect(connection).get_table_names() if name in metadata.tables), None)
