"""Recording what happened to a request: checked, counted anew, and told to those it concerns.

Everything happens in the caller's transaction: the event, what follows from it, and the rows of the outbox.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import storage
from commands.core.errors import NoRequest, NotPossible
from commands.core.moments import london_day
from commands.desk.cases import Case, Desk, case, cases, desk_of, index_of, made
from commands.desk.hours import when
from commands.desk.recounting import Moved, reindex
from commands.desk.telling import EVENT, known, networks, reach, to_channel, to_person
from law.errors import ImpossibleEvent
from law.foi.events import check
from law.foi.story import Event, Kind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_events import StoredEvent
    from storage.foi_requests import FoiRequest

__all__ = ["Case", "Desk", "Moved", "acted", "case", "cases", "desk_of", "record", "reindex", "settle"]

_NEWS = frozenset((Kind.ANSWERED, Kind.REVIEW_ANSWERED, Kind.ICO_NOTICED))
"""What the campaign's channel hears of, too: how a body, or the Commissioner, has answered."""


async def record(
    connection: "AsyncConnection",
    desk: Desk,
    request: "FoiRequest",
    event: Event,
    by: int | None,
    now: datetime,
    *,
    here: tuple[str, str] | None = None,
) -> Case:
    """Add an event to a request; the case as it stands then.

    `by` is the person who says so, `here` the channel (platform, id) where they do. Raises `NotPossible`, in
    words, where the event cannot have happened, and `NoRequest` where the request is gone.
    """
    fresh = await _locked(connection, request)
    before = [each.event for each in await storage.foi_events.of_request(connection, fresh.id)]
    try:
        check(before, event, london_day(now))
    except ImpossibleEvent as problem:
        raise NotPossible(str(problem)) from None
    added = await storage.foi_events.append(connection, fresh.id, event, by, now)
    await acted(connection, desk, fresh, by, now)
    found = await settle(connection, desk, fresh, now)
    await _tell(connection, found.request, added, by, now, here)
    return found


async def acted(
    connection: "AsyncConnection", desk: Desk, request: "FoiRequest", by: int | None, now: datetime
) -> None:
    """Note that `by` did something about a request: where it is theirs, their claim goes on."""
    if by is not None and by == request.assignee:
        lapses_at = now + timedelta(days=desk.settings.claim_days)
        await storage.foi_tasks.touch(connection, request.id, now, lapses_at=lapses_at)


async def settle(connection: "AsyncConnection", desk: Desk, request: "FoiRequest", now: datetime) -> Case:
    """Count a request anew after something about it or its task has changed, and write down where to find it.

    Raises `NoRequest` where it is gone.
    """
    fresh = await _locked(connection, request)
    events = [each.event for each in await storage.foi_events.of_request(connection, fresh.id)]
    found = made(desk, fresh, events, london_day(now))
    await storage.foi_requests.index(connection, {fresh.id: index_of(desk, found, now, told=False)})
    return found


async def _locked(connection: "AsyncConnection", request: "FoiRequest") -> "FoiRequest":
    fresh: FoiRequest | None = await storage.foi_requests.get(connection, request.id, lock=True)
    if fresh is None:
        raise NoRequest(request.id)
    return fresh


async def _tell(
    connection: "AsyncConnection",
    request: "FoiRequest",
    added: "StoredEvent",
    by: int | None,
    now: datetime,
    here: tuple[str, str] | None,
) -> None:
    """Tell the assignee and the helpers, but not who said it; and the campaign, where it is news."""
    reason = f"{EVENT} {added.id}"
    concerned = {request.assignee, *await storage.foi_tasks.helpers(connection, request.id)} - {None, by}
    near = await networks(connection, request.campaign_id)
    rows = [
        to_person(whom, request.id, reason, when(now, whom.settings, urgent=False), near=near)
        for whom in (await reach(connection, [each for each in concerned if each is not None])).values()
    ]
    if added.event.kind in _NEWS:
        rows += await to_channel(
            connection, request.campaign_id, request.region, request.id, reason, now, but=here
        )
    await storage.outbox.put_many(connection, known(rows), now)
