"""Which requests of a batch are late, and what their assignees are told when an organiser asks for reminders.

They are told the step of the ladder that holds anyway, so that it is looked up and dropped as any other when
the body has answered meanwhile.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import storage
from commands.core.moments import london_day
from commands.desk.cases import Case
from commands.desk.hours import soon
from commands.desk.telling import known, networks, reach, to_person
from law.foi.clock import Stage
from law.foi.ladder import Step

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


def late(found: Sequence[Case]) -> list[Case]:
    """The requests to which the answer is late, the latest first."""
    waiting = [each for each in found if each.clock.stage is Stage.WAITING and each.clock.late]
    return sorted(waiting, key=lambda each: (-each.clock.late_by, each.request.id))


def rests(case: Case, today: date) -> bool:
    """Whether its assignee has put it off until a later day."""
    until = case.request.deferred_until
    return until is not None and until > today


def step(case: Case, today: date) -> Step | None:
    """The step of the ladder that holds today: the latest whose day has come."""
    come = [each for each in case.steps if each.on <= today]
    return max(come, key=lambda each: (each.on, each.urgent), default=None)


async def tell(
    connection: "AsyncConnection", campaign_id: int, found: Sequence[Case], batch: int, now: datetime
) -> int:
    """Tell whoever has these late requests in hand; how many rows were new.

    Each request is told once a day, however often it is ordered, and nobody of one that nobody has in hand.
    """
    today = london_day(now)
    near = await networks(connection, campaign_id)
    people = await reach(connection, {each.request.assignee for each in found if each.request.assignee})
    rows = []
    for each in found:
        holds = step(each, today)
        if each.request.assignee is None or holds is None:
            continue
        whom = people[each.request.assignee]
        reason = f"{holds.kind} {holds.on.isoformat()} {holds.about.isoformat()}"
        once = f"batch {batch} {today.isoformat()}"
        rows.append(to_person(whom, each.request.id, reason, soon(now, whom.settings), near=near, once=once))
    put: int = await storage.outbox.put_many(connection, known(rows), now)
    return put
