"""People as tasks need them: known, let in as volunteers, and told that something is theirs."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

import storage
from commands.core.errors import NotPossible
from commands.core.people import typed
from commands.core.request import Person, Platform
from commands.core.text import shown
from commands.desk.hours import soon
from commands.desk.telling import known, networks, reach, to_person

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest


async def take_in(
    connection: "AsyncConnection", campaign_id: int, person: Person, by: int | None, now: datetime
) -> int:
    """The number of somebody who is to take part in a campaign: a volunteer from now on, if nothing yet.

    Raises `NotPossible` where they are to look on only.
    """
    number: int = await storage.people.ensure_person(connection, person.platform, person.id, person.name, now)
    role = await storage.roles.role_of_person(connection, campaign_id, number)
    if role is storage.roles.Role.OBSERVER:
        name = shown(person.name)
        wrong = f"{name} looks on only in this campaign. An organiser can make {name} a volunteer."
        raise NotPossible(wrong, "setup volunteer @person")
    if role is None:
        await storage.roles.grant(connection, campaign_id, number, storage.roles.Role.VOLUNTEER, by, now)
    return number


async def typed_name(connection: "AsyncConnection", person_id: int, on: Platform) -> str:
    """The words that name a person in an order on that network: their account there, else any name."""
    accounts = (await storage.accounts.of_people(connection, [person_id]))[person_id]
    for account in accounts:
        if account.platform == on:
            return typed(Person(on, account.id, account.name))
    return f"@{shown(accounts[0].name)}" if accounts else "@person"


async def tell(
    connection: "AsyncConnection",
    request: "FoiRequest",
    people: Collection[int],
    reason: str,
    now: datetime,
    *,
    near: str | None = None,
) -> None:
    """Tell people something about a request in private, outside their quiet hours.

    `near` is the network they were named on: there they are written to, unless they chose another.
    """
    home = await networks(connection, request.campaign_id)
    prefer = [near, *home] if near else home
    found = await reach(connection, people)
    rows = [
        to_person(whom, request.id, reason, soon(now, whom.settings), near=prefer, once=now.isoformat())
        for whom in found.values()
    ]
    await storage.outbox.put_many(connection, known(rows), now)
