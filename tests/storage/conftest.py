"""Every test of the store runs on both databases, each on one of its own that nobody else sees."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import campaigns, people
from storage.database import Database
from tests.servers import postgres
from tests.storage.desk import Desk

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRES_ONLY = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> postgres.Postgres:
    base = tmp_path_factory.getbasetemp()
    directory = base if worker_id == "master" else base.parent
    return postgres.shared(directory, os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ccgwatch.db'}"
        return
    running: postgres.Postgres = request.getfixturevalue("server")
    url = await running.fresh()
    yield url
    await running.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def desk(database: Database) -> Desk:
    """An FOI desk with a campaign, another that must not be touched, and two people."""
    async with database.write() as connection:
        mine = await campaigns.ensure_campaign(connection, "discord", "s1", "Us", NOW)
        others = await campaigns.ensure_campaign(connection, "discord", "s2", "Them", NOW)
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        mo = await people.ensure_person(connection, "discord", "2", "Mo", NOW)
    return Desk(database, mine.id, others.id, jo, mo, NOW)
