"""Alembic, driven by the program instead of by ``alembic.ini``: used only where a schema is old.

Everything happens in the transaction of the connection given, so a migration that fails leaves
the database as it was, on SQLite too. https://alembic.sqlalchemy.org/en/latest/api/commands.html
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

MIGRATIONS = Path(__file__).with_name("migrations")


async def upgrade(connection: AsyncConnection, revision: str) -> None:
    """Walk through the migrations up to `revision`."""
    await connection.run_sync(lambda sync: command.upgrade(config(sync), revision))


def config(connection: Connection | None = None) -> Config:
    """What Alembic has to know: where the migrations are, and the connection to use."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
