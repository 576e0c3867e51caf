"""What people are in a campaign: who may order, who takes tasks, who only looks on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.people import Account
from storage.schema import accounts, roles


class Role(StrEnum):
    """A person has at most one of these in a campaign."""

    ORGANISER = "organiser"
    VOLUNTEER = "volunteer"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role, and every account they are known by."""

    person_id: int
    role: Role
    accounts: tuple[Account, ...]

    @property
    def name(self) -> str:
        """The name to show."""
        return self.accounts[0].name


async def grant(
    connection: AsyncConnection, campaign_id: int, person_id: int, role: Role, by: int | None, now: datetime
) -> None:
    """Make somebody this in a campaign, instead of what they were; `by` is the id of who did it."""
    await dialect.put(
        connection,
        roles,
        campaign_id=campaign_id,
        person_id=person_id,
        role=role.value,
        granted_by=by,
        granted_at=now,
    )


async def revoke(connection: AsyncConnection, campaign_id: int, person_id: int) -> bool:
    """Take somebody's role away; whether they had one."""
    statement = delete(roles).where(roles.c.campaign_id == campaign_id, roles.c.person_id == person_id)
    return (await connection.execute(statement)).rowcount == 1


async def role_of(
    connection: AsyncConnection, campaign_id: int, platform: str, account_id: str
) -> Role | None:
    """What the person behind an account is in a campaign, None where nothing."""
    query = (
        select(roles.c.role)
        .join(accounts, accounts.c.person_id == roles.c.person_id)
        .where(
            roles.c.campaign_id == campaign_id, accounts.c.platform == platform, accounts.c.id == account_id
        )
    )
    found = (await connection.execute(query)).scalar()
    return Role(found) if found else None


async def role_of_person(connection: AsyncConnection, campaign_id: int, person_id: int) -> Role | None:
    """What a person is in a campaign, None where nothing."""
    query = select(roles.c.role).where(roles.c.campaign_id == campaign_id, roles.c.person_id == person_id)
    found = (await connection.execute(query)).scalar()
    return Role(found) if found else None


async def campaigns_of(connection: AsyncConnection, person_id: int) -> dict[int, Role]:
    """What a person is in each campaign they have a role in, by the campaign's id."""
    query = select(roles.c.campaign_id, roles.c.role).where(roles.c.person_id == person_id)
    found = await connection.execute(query.order_by(roles.c.campaign_id))
    return {row.campaign_id: Role(row.role) for row in found}


async def holders(connection: AsyncConnection, campaign_id: int) -> list[Holder]:
    """Everybody with a role in a campaign, whoever got theirs first, first."""
    query = (
        select(roles.c.person_id, roles.c.role, accounts.c.platform, accounts.c.id, accounts.c.name)
        .join(accounts, accounts.c.person_id == roles.c.person_id)
        .where(roles.c.campaign_id == campaign_id)
        .order_by(roles.c.granted_at, roles.c.person_id, accounts.c.platform, accounts.c.id)
    )
    known: dict[tuple[int, Role], list[Account]] = defaultdict(list)
    for row in await connection.execute(query):
        known[row.person_id, Role(row.role)].append(Account(row.platform, row.id, row.name))
    return [Holder(person, role, tuple(theirs)) for (person, role), theirs in known.items()]
