"""The requests that go into a file, as they stand today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import storage
from commands.desk.cases import Case, cases, desk_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_listing import Listing
    from storage.foi_requests import FoiRequest

CANCELLED_FOR = timedelta(days=60)
"""How long a calendar still says that a closed request's deadlines are off."""
_PAGE = 1000
_MOST_CLOSED = 500
"""Closed requests a calendar looks through for those, the newest."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Cases by number, and the names of those who have them in hand."""

    cases: tuple[Case, ...]
    names: dict[int, str]


async def of_campaign(connection: "AsyncConnection", campaign_id: int, today: date) -> Loaded:
    """All requests of a campaign, open or not."""
    return await _load(connection, storage.foi_listing.Listing((campaign_id,), open=None), today)


async def for_calendar(
    connection: "AsyncConnection",
    today: date,
    *,
    campaign_id: int | None = None,
    person_id: int | None = None,
) -> Loaded:
    """What a calendar shows of a campaign, or of what a person has in hand; closed requests for a while."""
    where = [campaign_id] if campaign_id else []
    if person_id is not None:
        where += await storage.foi_tasks.campaigns_of(connection, person_id)
    listing: Listing = storage.foi_listing.Listing(tuple(where), assignee=person_id)
    found = await _load(connection, listing, today)
    closed = await _load(connection, replace(listing, open=False), today, most=_MOST_CLOSED)
    lately = [each for each in closed.cases if _last(each) >= today - CANCELLED_FOR]
    return Loaded((*found.cases, *lately), found.names)


async def _load(
    connection: "AsyncConnection", listing: "Listing", today: date, most: int | None = None
) -> Loaded:
    requests: list[FoiRequest] = []
    after = None
    while True:
        page = await storage.foi_listing.page(connection, listing, most or _PAGE, after)
        requests += page.requests
        after = page.following
        if after is None or most is not None:
            break
    made: list[Case] = []
    for campaign in dict.fromkeys(each.campaign_id for each in requests):
        theirs = [each for each in requests if each.campaign_id == campaign]
        made += await _made(connection, campaign, theirs, today)
    made.sort(key=lambda case: case.request.id)
    people = {each.assignee for each in requests if each.assignee is not None}
    return Loaded(tuple(made), await storage.accounts.names(connection, people))


async def _made(
    connection: "AsyncConnection", campaign: int, requests: "Sequence[FoiRequest]", today: date
) -> list[Case]:
    desk = await desk_of(connection, campaign)
    return await cases(connection, desk, requests, today)


def _last(case: Case) -> date:
    return max((event.on for event in case.events), default=date.min)
