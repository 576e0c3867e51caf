"""A campaign's requests to a body, as the body may cost them together (`law.foi.costs`)."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

import storage
from commands.core.reply import Block, Link, Note
from commands.desk.cases import Desk
from law.errors import BeyondHorizon
from law.foi.costs import SOURCE, Aggregation, Sent, aggregate, window

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest

RULE: Final = Link("FOIA section 12(4) with SI 2004/3244 regulation 5", SOURCE)


async def ledger(
    connection: "AsyncConnection",
    desk: Desk,
    body: str,
    subject: str,
    on: date,
    *,
    letter: str | None = None,
    but: int | None = None,
) -> Aggregation | None:
    """What a request to `body` about `subject`, sent on `on`, would be counted together with.

    A draft counts for the day it is to be sent on, else for `on`; the request `but` is left out. None beyond
    the known holidays.
    """
    return (await _all(connection, desk, {body: on}, subject, letter, but)).get(body)


async def ledgers(
    connection: "AsyncConnection", desk: Desk, days: Mapping[str, date], subject: str, letter: str | None
) -> dict[str, Aggregation]:
    """The same for one request to many bodies, each on its day; bodies with similar ones only."""
    found = await _all(connection, desk, days, subject, letter, None)
    return {body: counted for body, counted in found.items() if counted.similar}


async def of_request(
    connection: "AsyncConnection", desk: Desk, request: "FoiRequest", on: date
) -> Aggregation | None:
    """The same for a request that there is, as if it were sent on `on`."""
    subject, letter = request.subject, request.letter
    return await ledger(connection, desk, request.body_code, subject, on, letter=letter, but=request.id)


def warning(counted: Aggregation | None) -> tuple[Block, ...]:
    """That the body may cost a request together with others of the campaign's, with the rule; or nothing."""
    if counted is None or not counted.similar:
        return ()
    return (Note((f"{counted.words} The rule: ", RULE, ".")),)


async def _all(
    connection: "AsyncConnection",
    desk: Desk,
    days: Mapping[str, date],
    subject: str,
    letter: str | None,
    but: int | None,
) -> dict[str, Aggregation]:
    try:
        windows = [window(day, desk.calendars) for day in set(days.values())]
        if not windows:
            return {}
        since = min(first for first, _ in windows)
        earlier: dict[str, list[Sent]] = {body: [] for body in days}
        for each in await storage.foi_ledger.asked(connection, desk.campaign_id, days.keys(), since):
            if each.request_id != but:
                on = each.on or days[each.body_code]
                earlier[each.body_code].append(Sent(each.request_id, each.subject, on, each.letter))
        return {
            body: aggregate(earlier[body], subject, on, desk.calendars, letter) for body, on in days.items()
        }
    except BeyondHorizon:
        return {}
