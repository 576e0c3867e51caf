"""The bank holidays that gov.uk has and the packaged calendars lack, kept for every campaign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.source import Holidays
from storage import extra_holidays
from storage.extra_holidays import ExtraHoliday

SOURCE: Final = "gov.uk"
"""The `source` of what was read there; what somebody typed in has another, and is left alone."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many were new, and how many count no longer."""

    added: int
    removed: int


async def keep(connection: AsyncConnection, found: Holidays, now: datetime) -> Kept:
    """Make what is kept of gov.uk's list what the list now says of the time it covers."""
    known = await extra_holidays.of_campaign(connection, None)
    wanted = {(each.day, each.parts): each for each in found.lacking}
    gone = [
        each
        for each in known
        if each.source == SOURCE and (each.day, each.parts) not in wanted and _covered(each, found)
    ]
    for each in gone:
        await extra_holidays.remove(connection, each.id)
    new = wanted.keys() - {(each.day, each.parts) for each in known}
    for day, parts in sorted(new):
        await extra_holidays.add(connection, None, day, wanted[day, parts].name, parts, now, source=SOURCE)
    return Kept(len(new), len(gone))


def _covered(holiday: ExtraHoliday, found: Holidays) -> bool:
    """Whether the list would have it if it still were one."""
    spans = (found.covered[part] for part in holiday.parts)
    return all(first <= holiday.day <= last for first, last in spans)
