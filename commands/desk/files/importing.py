"""Requests from a table brought into a campaign: all that are good, once, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import storage
from commands.core.moments import london_day
from commands.desk.cases import cases, desk_of, index_of
from commands.desk.files.loading import of_campaign
from commands.desk.files.reading import Planned
from law.foi.story import Event, Kind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import NewRequest

Sign = tuple[str, str, date | None]
"""What a request is known again by: body, subject without case, day it was sent."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the rows that became requests, or would, and those that were there already.

    `numbers` are the requests' numbers by row: empty where nothing was made.
    """

    rows: tuple[Planned, ...]
    known: tuple[Planned, ...]
    numbers: Mapping[int, int]


async def would_bring(
    connection: "AsyncConnection", campaign_id: int | None, rows: Sequence[Planned], now: datetime
) -> Imported:
    """What `bring` would make of these rows; `campaign_id` None where there is no campaign yet."""
    signs: set[Sign] = set()
    if campaign_id is not None:
        there = await of_campaign(connection, campaign_id, london_day(now))
        signs = {_sign(case.request.body_code, case.request.subject, case.events) for case in there.cases}
    fresh, known = _parted(rows, signs)
    return Imported(tuple(fresh), tuple(known), {})


async def bring(
    connection: "AsyncConnection", campaign_id: int, rows: Sequence[Planned], now: datetime
) -> Imported:
    """Make requests of the rows that are not there yet, in the caller's transaction; nobody has them in hand.

    What the ladder had for days gone by is not told; what comes is.
    """
    found = await would_bring(connection, campaign_id, rows, now)
    wanted = [_request(campaign_id, each) for each in found.rows]
    made = await storage.foi_requests.add_many(connection, wanted, now)
    for request, each in zip(made, found.rows, strict=True):
        for event in each.events:
            await storage.foi_events.append(connection, request.id, event, None, now)
    desk = await desk_of(connection, campaign_id)
    stand = await cases(connection, desk, made, london_day(now))
    index = {case.request.id: index_of(desk, case, now, told=True) for case in stand}
    await storage.foi_requests.index(connection, index)
    numbers = {each.row: request.id for each, request in zip(found.rows, made, strict=True)}
    return Imported(found.rows, found.known, numbers)


def _request(campaign_id: int, each: Planned) -> "NewRequest":
    made: NewRequest = storage.foi_requests.NewRequest(
        campaign_id=campaign_id,
        body_code=each.body.code,
        body_name=each.body.name,
        icb=each.body.icb or each.body.code,
        region=each.body.region,
        subject=each.subject,
        regime=each.regime,
        url=each.url or None,
    )
    return made


def _sign(body: str, subject: str, events: Sequence[Event]) -> Sign:
    sent = next((event.on for event in events if event.kind is Kind.SENT), None)
    return body, subject.casefold(), sent


def _parted(rows: Sequence[Planned], there: set[Sign]) -> tuple[list[Planned], list[Planned]]:
    """The rows that are not there yet, each once, and the others."""
    seen = set(there)
    fresh: list[Planned] = []
    known: list[Planned] = []
    for each in rows:
        sign = _sign(each.body.code, each.subject, each.events)
        (known if sign in seen else fresh).append(each)
        seen.add(sign)
    return fresh, known
