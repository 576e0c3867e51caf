"""What of a batch is late, and how whoever has it is told when an organiser asks for reminders."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import storage
from commands.core.moments import london_day
from commands.desk.cases import Case
from commands.desk.hours import soon
from commands.desk.telling import known, networks, reach, to_person
from law.foi.clock import Stage

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


CHASE: Final = "chase"
"""``chase <ISO day>``: that day an organiser asked for a reminder to the body (a row of `telling.FOI`)."""


def late(found: Sequence[Case]) -> list[Case]:
    """The requests to which the answer is late, the latest first."""
    waiting = [each for each in found if each.clock.stage is Stage.WAITING and each.clock.late]
    return sorted(waiting, key=lambda each: (-each.clock.late_by, each.request.id))


def rests(case: Case, today: date) -> bool:
    """Whether its assignee has put it off until a later day."""
    until = case.request.deferred_until
    return until is not None and until > today


async def tell(connection: "AsyncConnection", campaign_id: int, found: Sequence[Case], now: datetime) -> int:
    """Tell whoever has these late requests in hand; how many rows were new.

    Each request is told once a day, however often it is ordered, and nobody of one that nobody has in hand.
    """
    reason = f"{CHASE} {london_day(now).isoformat()}"
    near = await networks(connection, campaign_id)
    people = await reach(connection, {each.request.assignee for each in found if each.request.assignee})
    rows = []
    for each in found:
        if each.request.assignee is not None:
            whom = people[each.request.assignee]
            rows.append(to_person(whom, each.request.id, reason, soon(now, whom.settings), near=near))
    put: int = await storage.outbox.put_many(connection, known(rows), now)
    return put
