"""One person with accounts on several networks: joined by a code said on both, and let apart again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import personal, roles
from storage.people import ensure_person, person_of
from storage.roles import Role
from storage.schema import accounts, foi_helpers, foi_requests, link_codes, people

_HIGHEST = (Role.OBSERVER, Role.VOLUNTEER, Role.ORGANISER)


async def begin(connection: AsyncConnection, person_id: int, code_hash: str, until: datetime) -> None:
    """Let whoever says the code by then be this person; earlier codes of theirs are no longer good."""
    await connection.execute(delete(link_codes).where(link_codes.c.person_id == person_id))
    await connection.execute(insert(link_codes).values(code_hash=code_hash, person_id=person_id, until=until))


async def whose(connection: AsyncConnection, code_hash: str, now: datetime) -> int | None:
    """The person who began with that code, None where it is unknown, used or expired. It stays good."""
    query = select(link_codes.c.person_id).where(
        link_codes.c.code_hash == code_hash, link_codes.c.until > now
    )
    found: int | None = (await connection.execute(query)).scalar()
    return found


async def drop(connection: AsyncConnection, code_hash: str) -> bool:
    """Let a code be good no longer; whether it was known."""
    gone = await connection.execute(delete(link_codes).where(link_codes.c.code_hash == code_hash))
    return gone.rowcount == 1


async def finish(
    connection: AsyncConnection, code_hash: str, platform: str, account_id: str, name: str, now: datetime
) -> int | None:
    """Make an account one of the person's who began with that code, with all its person has and did.

    The person's id; None where the code is unknown, used or expired. A code is good once. The way back:
    `unlink`, which lets the account go but leaves what was joined.
    """
    code = link_codes.c.code_hash == code_hash
    began = (await connection.execute(select(link_codes.c.person_id).where(code))).scalar()
    if began is None:
        return None
    person = int(began)
    other = await ensure_person(connection, platform, account_id, name, now)
    await _hold(connection, person, other)
    # Only now: whoever was just joined to somebody else took their codes along.
    gone = (await connection.execute(delete(link_codes).where(code).returning(link_codes.c.until))).first()
    if gone is None or gone.until <= now:
        return None
    if other != person:
        await _join(connection, other, person)
    return person


async def unlink(connection: AsyncConnection, platform: str, account_id: str, now: datetime) -> int | None:
    """Make an account a person of its own, without roles or tasks; its id.

    None where the account is not known, or is the only one of its person.
    """
    person = await person_of(connection, platform, account_id)
    if person is None:
        return None
    await _hold(connection, person)
    mine = select(func.count()).select_from(accounts).where(accounts.c.person_id == person)
    if (await connection.execute(mine)).scalar_one() < 2:
        return None
    statement = insert(people).values(created_at=now).returning(people.c.id)
    new: int = (await connection.execute(statement)).scalar_one()
    this = (accounts.c.platform == platform, accounts.c.id == account_id)
    await connection.execute(update(accounts).where(*this).values(person_id=new))
    return new


async def _hold(connection: AsyncConnection, *persons: int) -> None:
    """Let nobody else join or part these people until the transaction ends."""
    query = select(people.c.id).where(people.c.id.in_(persons)).order_by(people.c.id)
    await connection.execute(query.with_for_update())


async def _join(connection: AsyncConnection, other: int, person: int) -> None:
    """Make all that is one person's another's, and the first nobody."""
    await connection.execute(delete(link_codes).where(link_codes.c.person_id == other))
    await _keep_the_higher_role(connection, other, person)
    for column in sorted(personal.columns(), key=str):
        if column.primary_key:
            await _drop_doubles(connection, column, other, person)
        await _move(connection, column, other, person)
    # Nobody helps with their own task.
    mine = select(foi_requests.c.id).where(foi_requests.c.assignee == person)
    helping = (foi_helpers.c.person_id == person, foi_helpers.c.request_id.in_(mine))
    await connection.execute(delete(foi_helpers).where(*helping))
    await connection.execute(delete(people).where(people.c.id == other))


async def _keep_the_higher_role(connection: AsyncConnection, other: int, person: int) -> None:
    mine = await roles.campaigns_of(connection, person)
    for campaign, theirs in (await roles.campaigns_of(connection, other)).items():
        if campaign in mine:
            higher = _HIGHEST.index(theirs) > _HIGHEST.index(mine[campaign])
            await roles.revoke(connection, campaign, person if higher else other)


async def _drop_doubles(connection: AsyncConnection, column: Column[Any], other: int, person: int) -> None:
    """Where both stand in a table in which each may stand once, leave the row of the one who stays."""
    mine = column.table.alias("mine")
    alike = [mine.c[key.name] == key for key in column.table.primary_key if key is not column]
    double = select(mine.c[column.name]).where(mine.c[column.name] == person, *alike).exists()
    await connection.execute(delete(_table(column)).where(column == other, double))


async def _move(connection: AsyncConnection, column: Column[Any], other: int, person: int) -> None:
    await connection.execute(update(_table(column)).where(column == other).values({column: person}))


def _table(column: Column[Any]) -> Table:
    assert isinstance(column.table, Table)
    return column.table
