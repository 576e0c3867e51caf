"""Counting open requests anew when a holiday or the ladder has changed, and telling whom that moves.

An open request remembers the fingerprint of what it was counted by (`Desk.fingerprint`), so those still
counted otherwise are found at once, and a process that dies in between leaves them to be found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import storage
from commands.core.moments import london_day
from commands.desk.cases import Case, Desk, cases, index_of
from commands.desk.hours import when
from commands.desk.telling import MOVED, known, networks, reach, to_person

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest

PAGE = 500
"""Requests that are counted in one go."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A request whose date that counts moved; None where there was or is none."""

    request: "FoiRequest"
    was: date | None
    now: date | None


async def recount(connection: "AsyncConnection", desk: Desk, now: datetime) -> list[Moved]:
    """Count anew whatever of the campaign's open requests was counted by something else, and tell of it.

    Costs next to nothing where there is none. Those whose date moved, by number.
    """
    moved: list[Moved] = []
    while (page := await recount_some(connection, desk, now)) is not None:
        moved += page
    return moved


async def recount_some(connection: "AsyncConnection", desk: Desk, now: datetime) -> list[Moved] | None:
    """The same for `PAGE` of them, so that nobody waits long for it; None where there is none."""
    page = await storage.foi_requests.of_other_calendar(
        connection, desk.campaign_id, desk.fingerprint, PAGE, lock=True
    )
    if not page:
        return None
    found = await reindex(connection, desk, page, now)
    await _tell(connection, desk, found, now)
    return found


async def reindex(
    connection: "AsyncConnection", desk: Desk, requests: "Sequence[FoiRequest]", now: datetime
) -> list[Moved]:
    """Count requests of one campaign anew and write down where to find them; those whose date moved."""
    found = await cases(connection, desk, requests, london_day(now))
    index = {each.request.id: index_of(desk, each, now, told=False) for each in found}
    await storage.foi_requests.index(connection, index)
    return [
        Moved(each.request, each.request.due_on, index[each.request.id].due_on)
        for each in found
        if each.request.due_on != index[each.request.id].due_on and not _merely_passed(each)
    ]


def _merely_passed(found: Case) -> bool:
    """Whether the date found before stands still: another one counts now because time went by.

    Nor did anything move where it was never counted before.
    """
    days = {deadline.day for deadline in found.clock.deadlines}
    return not found.request.calendar or found.request.due_on in days


async def _tell(connection: "AsyncConnection", desk: Desk, moved: Sequence[Moved], now: datetime) -> None:
    """Tell whoever has a request in hand that its date moved, with their next digest."""
    mine = [each for each in moved if each.request.assignee is not None and each.was and each.now]
    if not mine:
        return
    near = await networks(connection, desk.campaign_id)
    people = await reach(connection, {each.request.assignee for each in mine if each.request.assignee})
    rows = []
    for each in mine:
        assert each.request.assignee is not None
        whom = people[each.request.assignee]
        reason = f"{MOVED} {each.was} {each.now}"
        at = when(now, whom.settings, urgent=False)
        # The same move may come again, after a way back.
        rows.append(to_person(whom, each.request.id, reason, at, near=near, once=now.isoformat()))
    await storage.outbox.put_many(connection, known(rows), now)
