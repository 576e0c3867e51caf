"""Who shares the tasks of a batch: people who are named, or else all volunteers of the campaign."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import storage
from commands.core.errors import NotPossible
from commands.core.request import Person
from commands.core.text import shown

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def sharers(
    connection: "AsyncConnection", campaign_id: int, named: Sequence[Person], now: datetime
) -> list[int]:
    """Their numbers; nobody's where the campaign has no volunteers yet.

    Who has no role in the campaign becomes a volunteer with their first task. Raises `NotPossible` for
    somebody who is to look on only.
    """
    if not named:
        volunteer = storage.roles.Role.VOLUNTEER
        holders = await storage.roles.holders(connection, campaign_id)
        return [each.person_id for each in holders if each.role is volunteer]
    found: list[int] = []
    for person in named:
        number = await storage.people.ensure_person(connection, person.platform, person.id, person.name, now)
        if await storage.roles.role_of_person(connection, campaign_id, number) is storage.roles.Role.OBSERVER:
            wrong = f"{shown(person.name)} looks on only in this campaign, and takes no tasks."
            raise NotPossible(wrong, "setup volunteer @person")
        found.append(number)
    return list(dict.fromkeys(found))
