"""People: the accounts they write from, the name they show, and nothing of what they wrote.

That somebody campaigns says what they believe: special-category data. So `export_person` tells
somebody everything held about them, and `forget_person` removes it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import accounts, campaigns, offers, people, roles, route_fixes, subscriptions


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a platform, with the display name last seen (to show, never to trust)."""

    platform: str
    id: str
    name: str


async def ensure_person(
    connection: AsyncConnection, platform: str, account_id: str, name: str, now: datetime
) -> int:
    """The id of the person behind an account, new where it is not known; keeps the name up to date.

    Two processes that ask at once get the same person.
    """
    known = await person_of(connection, platform, account_id)
    if known is None:
        statement = insert(people).values(created_at=now).returning(people.c.id)
        new: int = (await connection.execute(statement)).scalar_one()
        if await dialect.add(
            connection, accounts, platform=platform, id=account_id, person_id=new, name=name
        ):
            return new
        # Somebody else was quicker between our look and now.
        await connection.execute(delete(people).where(people.c.id == new))
        known = await person_of(connection, platform, account_id)
        assert known is not None
    await connection.execute(
        update(accounts).where(_is(platform, account_id), accounts.c.name != name).values(name=name)
    )
    return known


async def person_of(connection: AsyncConnection, platform: str, account_id: str) -> int | None:
    """The id of the person behind an account, None where nothing is kept about it."""
    query = select(accounts.c.person_id).where(_is(platform, account_id))
    found: int | None = (await connection.execute(query)).scalar()
    return found


async def name_of(connection: AsyncConnection, person_id: int) -> str | None:
    """The name to show for a person, None where they are not known (any more)."""
    query = (
        select(accounts.c.name)
        .where(accounts.c.person_id == person_id)
        .order_by(accounts.c.platform, accounts.c.id)
        .limit(1)
    )
    found: str | None = (await connection.execute(query)).scalar()
    return found


async def export_person(connection: AsyncConnection, platform: str, account_id: str) -> dict[str, Any]:
    """Everything held about whoever has this account, fit for JSON; times in UTC, ISO 8601."""
    person_id = await person_of(connection, platform, account_id)
    theirs = [] if person_id is None else await _accounts(connection, person_id)
    offered = await connection.execute(
        select(offers)
        .where(_offered_to(theirs, platform, account_id))
        .order_by(offers.c.created_at, offers.c.id)
    )
    return {
        "accounts": [asdict(account) for account in theirs],
        "known_since": None if person_id is None else await _known_since(connection, person_id),
        "roles": [] if person_id is None else await _roles(connection, roles.c.person_id == person_id),
        "roles_given": []
        if person_id is None
        else await _roles(connection, roles.c.granted_by == person_id, roles.c.person_id != person_id),
        "subscriptions_made": [] if person_id is None else await _subscriptions(connection, person_id),
        "routes_corrected": [] if person_id is None else await _routes(connection, person_id),
        "choices_offered": [
            {
                "platform": row.platform,
                "channel": row.channel,
                "options": json.loads(row.options),
                "at": row.created_at.isoformat(),
            }
            for row in offered
        ],
    }


async def forget_person(connection: AsyncConnection, platform: str, account_id: str) -> dict[str, int]:
    """Remove everything held about whoever has this account; how many of each went.

    Roles they gave to others, and what they set up for channels, stand without saying whose doing it was.
    """
    held = await export_person(connection, platform, account_id)
    theirs = [Account(**account) for account in held["accounts"]]
    await connection.execute(delete(offers).where(_offered_to(theirs, platform, account_id)))
    if theirs:
        # Accounts and roles go with the person; `granted_by` and the like become NULL.
        person_id = await person_of(connection, platform, account_id)
        await connection.execute(delete(people).where(people.c.id == person_id))
    return {name.replace("_", " "): len(found) for name, found in held.items() if isinstance(found, list)}


def _is(platform: str, account_id: str) -> ColumnElement[bool]:
    return (accounts.c.platform == platform) & (accounts.c.id == account_id)


def _offered_to(theirs: list[Account], platform: str, account_id: str) -> ColumnElement[bool]:
    # Somebody can be offered choices without being known as a person.
    names = {(platform, account_id), *((each.platform, each.id) for each in theirs)}
    return or_(*(and_(offers.c.platform == on, offers.c.asked_by == name) for on, name in sorted(names)))


async def _accounts(connection: AsyncConnection, person_id: int) -> list[Account]:
    query = (
        select(accounts).where(accounts.c.person_id == person_id).order_by(accounts.c.platform, accounts.c.id)
    )
    return [Account(row.platform, row.id, row.name) for row in await connection.execute(query)]


async def _known_since(connection: AsyncConnection, person_id: int) -> str:
    query = select(people.c.created_at).where(people.c.id == person_id)
    when: datetime = (await connection.execute(query)).scalar_one()
    return when.isoformat()


async def _roles(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[dict[str, str]]:
    query = (
        select(campaigns.c.name, roles.c.role, roles.c.granted_at)
        .join(campaigns, campaigns.c.id == roles.c.campaign_id)
        .where(*conditions)
        .order_by(roles.c.granted_at, campaigns.c.id)
    )
    return [
        {"campaign": row.name, "role": row.role, "given_at": row.granted_at.isoformat()}
        for row in await connection.execute(query)
    ]


async def _subscriptions(connection: AsyncConnection, person_id: int) -> list[dict[str, str]]:
    query = (
        select(
            subscriptions.c.platform,
            subscriptions.c.channel,
            subscriptions.c.kind,
            subscriptions.c.created_at,
        )
        .where(subscriptions.c.created_by == person_id)
        .order_by(subscriptions.c.id)
    )
    return [
        {"platform": row.platform, "channel": row.channel, "kind": row.kind, "at": row.created_at.isoformat()}
        for row in await connection.execute(query)
    ]


async def _routes(connection: AsyncConnection, person_id: int) -> list[dict[str, str]]:
    query = (
        select(route_fixes.c.buyer_key, route_fixes.c.code, route_fixes.c.why, route_fixes.c.at)
        .where(route_fixes.c.by_person == person_id)
        .order_by(route_fixes.c.at, route_fixes.c.buyer_key)
    )
    return [
        {"buyer": row.buyer_key, "code": row.code, "why": row.why, "at": row.at.isoformat()}
        for row in await connection.execute(query)
    ]
