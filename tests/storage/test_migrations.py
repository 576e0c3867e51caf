"""The schema: made at once or by migrations it is the same; older ones are upgraded, newer refused."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import (
    campaigns,
    foi_requests,
    foi_tasks,
    maintenance,
    marks,
    migrating,
    outbox,
    people,
    revision,
    roles,
    schema,
    subscriptions,
)
from storage.address import Address
from storage.database import Database
from storage.errors import DatabaseTooNew, DatabaseTooOld, StorageError
from storage.roles import Role
from storage.subscriptions import Kind, NewSubscription
from tests.storage.conftest import NOW
from tests.storage.desk import Desk
from tests.storage.making import DAY, row


def test_the_revisions_named_are_those_there_are() -> None:
    scripts = ScriptDirectory.from_config(migrating.config())
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == schema.REVISIONS


def test_opening_needs_no_alembic() -> None:
    code = "import sys, storage.database; sys.exit('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0


def shape(connection: Connection) -> dict[str, Any]:
    """Everything the database knows of our tables."""
    there = inspect(connection)
    return {
        name: (
            [{**column, "type": repr(column["type"])} for column in there.get_columns(name)],
            there.get_pk_constraint(name),
            sorted(there.get_foreign_keys(name), key=repr),
            sorted(map(plain_index, there.get_indexes(name))),
            sorted(there.get_check_constraints(name), key=repr),
            sorted(there.get_unique_constraints(name), key=repr),
            without_rowid(connection, name),
        )
        for name in sorted(schema.metadata.tables)
    }


def plain_index(index: Any) -> str:
    """An index as text: the condition of a partial one is an object that equals only itself."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


def without_rowid(connection: Connection, table: str) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    query = text("SELECT wr FROM pragma_table_list(:table)")
    return bool(connection.execute(query, {"table": table}).scalar())


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, schema.metadata))


async def migrated(connection: AsyncConnection) -> None:
    await migrating.upgrade(connection, schema.HEAD)


async def test_made_at_once_or_by_migrations_it_is_what_the_code_says(database_url: str) -> None:
    database = Database(Address.parse(database_url))
    shapes = []
    for way in ("migrations", "at once"):
        async with database.write() as connection:
            if way == "migrations":
                await migrated(connection)
            else:
                await revision.create(connection, "here")
            assert await revision.of(connection) == schema.HEAD
            assert await connection.run_sync(differences) == []
            shapes.append(await connection.run_sync(shape))
            await connection.run_sync(schema.metadata.drop_all)
            await connection.execute(text("DROP TABLE alembic_version"))
    await database.close()
    assert shapes[0] == shapes[1]


async def test_a_newer_database_is_refused_and_left_alone(database_url: str) -> None:
    database = await Database.open(database_url)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.execute(text("ALTER TABLE marks ADD COLUMN colour TEXT"))
    await database.close()
    for attempt in (Database.open, maintenance.upgrade, maintenance.check):
        with pytest.raises(DatabaseTooNew, match=r"written by a newer version of ccgwatch \(schema 9999"):
            await attempt(database_url)
    database = Database(Address.parse(database_url))
    assert await database.revision() == "9999"
    await database.close()


async def test_tables_of_unknown_origin_are_refused(database_url: str) -> None:
    database = Database(Address.parse(database_url))
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE campaigns (x INTEGER)"))
    await database.close()
    with pytest.raises(StorageError, match="already has a table named campaigns"):
        await Database.open(database_url)


FOLLOWING = f"{int(schema.HEAD) + 1:04}"
NEXT = '''"""A further step, only for this test."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "NUMBER", "HEAD"
def upgrade():
    op.add_column("marks", sa.Column("colour", sa.Text()))
    op.execute("UPDATE marks SET colour = 'red'")
    FAIL
'''


async def old_store(url: str) -> None:
    database = await Database.open(url)
    async with database.write() as connection:
        await marks.put(connection, "k", "v")
    await database.close()


async def colours(url: str) -> list[Any]:
    database = await Database.open(url)
    async with database.read() as connection:
        found = (await connection.execute(text("SELECT key, value, colour FROM marks"))).all()
    assert await database.revision() == FOLLOWING
    await database.close()
    return [tuple(row) for row in found]


@pytest.fixture
def become(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Turns this program into its next version, with one migration more."""
    there = tmp_path / "100% migrations"
    shutil.copytree(migrating.MIGRATIONS, there, ignore=shutil.ignore_patterns("__pycache__"))

    step = NEXT.replace("NUMBER", FOLLOWING).replace("HEAD", schema.HEAD)

    def turn(fail: str = "") -> None:
        (there / "versions" / f"{FOLLOWING}_next.py").write_text(step.replace("FAIL", fail))
        monkeypatch.setattr(migrating, "MIGRATIONS", there)
        monkeypatch.setattr(revision, "REVISIONS", (*schema.REVISIONS, FOLLOWING))
        for module in ("revision", "database", "maintenance", "backup_postgres"):
            monkeypatch.setattr(f"storage.{module}.HEAD", FOLLOWING)

    return turn


async def test_an_older_store_is_upgraded_with_what_it_holds(database_url: str, become: Any) -> None:
    await old_store(database_url)
    become()
    with pytest.raises(DatabaseTooOld, match="ccgwatch db upgrade"):
        await Database.open(database_url, migrate=False)
    assert f"upgraded to {FOLLOWING} at the next start" in await maintenance.check(database_url)
    assert await maintenance.upgrade(database_url) == FOLLOWING
    assert await colours(database_url) == [("k", "v", "red")]


async def test_an_upgrade_that_fails_changes_nothing(database_url: str, become: Any) -> None:
    await old_store(database_url)
    become(fail="raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        await Database.open(database_url)
    database = Database(Address.parse(database_url))
    async with database.read() as connection:
        assert await revision.of(connection) == schema.HEAD
        assert await marks.get(connection, "k") == "v"
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_an_older_backup_is_upgraded(database_url: str, become: Any, tmp_path: Path) -> None:
    await old_store(database_url)
    await maintenance.backup(database_url, tmp_path / "saved")
    become()
    await maintenance.upgrade(database_url)
    await maintenance.restore(database_url, tmp_path / "saved", replace=True)
    assert await colours(database_url) == [("k", "v", "red")]


async def test_many_that_open_a_new_store_at_once_all_get_it(database_url: str) -> None:
    opened = await asyncio.gather(*(Database.open(database_url, patience=30) for _ in range(5)))
    for database in opened:
        assert await database.revision() == schema.HEAD
        await database.close()


async def test_the_first_schema_becomes_todays_with_what_it_holds(database_url: str) -> None:
    database = Database(Address.parse(database_url))
    async with database.write() as connection:
        await migrating.upgrade(connection, "0001")
        await marks.put(connection, "k", "v")
    await database.close()
    database = await Database.open(database_url)
    async with database.read() as connection:
        assert await revision.of(connection) == schema.HEAD
        assert await marks.get(connection, "k") == "v"
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_a_store_from_before_the_foi_desk_gets_one_and_loses_nothing(database_url: str) -> None:
    database = Database(Address.parse(database_url))
    async with database.write() as connection:
        await migrating.upgrade(connection, "0002")
        campaign = await campaigns.ensure_campaign(connection, "discord", "s", "Us", NOW)
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        await roles.grant(connection, campaign.id, jo, Role.ORGANISER, jo, NOW)
        wish = NewSubscription(campaign_id=campaign.id, platform="discord", channel="c", kind=Kind.ALL)
        made = await subscriptions.add(connection, wish, jo, NOW)
        await outbox.put_many(connection, [row(1, subscription_id=made.id)], NOW)
    await database.close()
    database = await Database.open(database_url)
    async with database.write() as connection:
        assert await revision.of(connection) == schema.HEAD
        assert await connection.run_sync(differences) == []
        assert await roles.role_of(connection, campaign.id, "discord", "1") is Role.ORGANISER
        assert await subscriptions.of_channel(connection, "discord", "c") == [made]
        (waiting,) = await outbox.claim(connection, "a", NOW, NOW + DAY, 9, ["discord"])
        assert waiting.key == row(1).key
        new = Desk(database, campaign.id, campaign.id, jo, jo, NOW).request(created_by=jo)
        request = await foi_requests.add(connection, new, NOW)
        assert await foi_tasks.claim(connection, request.id, jo, NOW, None) is None
    await database.close()
