"""People: the accounts they write from, the name they show, and nothing of what they wrote.

That somebody campaigns says what they believe: special-category data. So `export_person` tells
somebody everything held about them, and `forget_person` removes it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect, foi_tasks, personal
from storage.schema import accounts, offers, outbox, people, posts


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


def private_channel(account_id: str) -> str:
    """Where somebody is written to in private, as the outbox has it: a name that begins with @."""
    return account_id if account_id.startswith("@") else f"@{account_id}"


async def export_person(connection: AsyncConnection, platform: str, account_id: str) -> dict[str, Any]:
    """Everything held about whoever has this account, fit for JSON; times in UTC, ISO 8601."""
    person_id = await person_of(connection, platform, account_id)
    theirs = [] if person_id is None else await _accounts(connection, person_id)
    names = _names(theirs, platform, account_id)
    return {
        "accounts": [asdict(account) for account in theirs],
        "known_since": None if person_id is None else await _known_since(connection, person_id),
        **await personal.held(connection, person_id),
        "choices_offered": await _offered(connection, names),
        "messages": await _messages(connection, names),
        "messages_followed_up": await _posts(connection, names),
    }


async def forget_person(
    connection: AsyncConnection, platform: str, account_id: str, now: datetime
) -> dict[str, int]:
    """Remove everything held about whoever has this account; how many of each there were.

    Their tasks go back to the pool. Roles they gave to others, and what they set up or recorded for the
    campaign, stand without saying whose doing it was.
    """
    held = await export_person(connection, platform, account_id)
    names = _names([Account(**account) for account in held["accounts"]], platform, account_id)
    await connection.execute(delete(offers).where(_theirs(offers.c.platform, offers.c.asked_by, names)))
    for table in (outbox, posts):
        await connection.execute(delete(table).where(_to_them(table, names)))
    person_id = await person_of(connection, platform, account_id)
    if person_id is not None:
        await foi_tasks.forget(connection, person_id, now)
        # What is theirs alone goes with the person; `granted_by` and the like become NULL.
        await connection.execute(delete(people).where(people.c.id == person_id))
    return {name.replace("_", " "): len(found) for name, found in held.items() if isinstance(found, list)}


def _is(platform: str, account_id: str) -> ColumnElement[bool]:
    return (accounts.c.platform == platform) & (accounts.c.id == account_id)


def _names(theirs: list[Account], platform: str, account_id: str) -> list[tuple[str, str]]:
    # Somebody can be offered choices without being known as a person.
    return sorted({(platform, account_id), *((each.platform, each.id) for each in theirs)})


def _theirs(platform: Column[str], account: Column[str], names: list[tuple[str, str]]) -> ColumnElement[bool]:
    return or_(*(and_(platform == on, account == name) for on, name in names))


def _to_them(table: Table, names: list[tuple[str, str]]) -> ColumnElement[bool]:
    """The rows of a table of messages that went, or are to go, to these accounts in private."""
    private = [(on, private_channel(name)) for on, name in names]
    return _theirs(table.c.platform, table.c.channel, private)


async def _accounts(connection: AsyncConnection, person_id: int) -> list[Account]:
    query = (
        select(accounts).where(accounts.c.person_id == person_id).order_by(accounts.c.platform, accounts.c.id)
    )
    return [Account(row.platform, row.id, row.name) for row in await connection.execute(query)]


async def _known_since(connection: AsyncConnection, person_id: int) -> str:
    query = select(people.c.created_at).where(people.c.id == person_id)
    when: datetime = (await connection.execute(query)).scalar_one()
    return when.isoformat()


async def _offered(connection: AsyncConnection, names: list[tuple[str, str]]) -> list[dict[str, Any]]:
    query = select(offers).where(_theirs(offers.c.platform, offers.c.asked_by, names))
    return [
        {
            "platform": row.platform,
            "channel": row.channel,
            "options": json.loads(row.options),
            "at": row.created_at.isoformat(),
        }
        for row in await connection.execute(query.order_by(offers.c.created_at, offers.c.id))
    ]


async def _messages(connection: AsyncConnection, names: list[tuple[str, str]]) -> list[dict[str, Any]]:
    query = select(outbox).where(_to_them(outbox, names)).order_by(outbox.c.id)
    return [
        {
            "platform": row.platform,
            "about": f"{row.subject_kind} {row.subject_id}",
            "why": row.reason,
            "state": row.state,
            "at": (row.sent_at or row.created_at).isoformat(),
        }
        for row in await connection.execute(query)
    ]


async def _posts(connection: AsyncConnection, names: list[tuple[str, str]]) -> list[dict[str, Any]]:
    query = select(posts).where(_to_them(posts, names)).order_by(posts.c.platform, posts.c.thread_key)
    return [
        {"platform": row.platform, "about": row.thread_key, "last_message": row.last_message_id}
        for row in await connection.execute(query)
    ]
