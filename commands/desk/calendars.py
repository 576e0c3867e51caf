"""The calendars a campaign's deadlines are counted by: the packaged ones, and the holidays added since."""

from functools import lru_cache
from typing import TYPE_CHECKING

import storage
from law.calendar import Extra
from law.foi.regime import Calendars

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def calendars_of(connection: "AsyncConnection", campaign_id: int | None) -> Calendars:
    """The calendars with the holidays added for this campaign and for everybody; None: the latter alone."""
    added = await storage.extra_holidays.of_campaign(connection, campaign_id)
    return _with(tuple(Extra(each.day, each.name, each.parts) for each in added))


@lru_cache(maxsize=64)
def _with(extras: tuple[Extra, ...]) -> Calendars:
    """One for all who added the same: counting their days once takes longer than most questions."""
    return Calendars.packaged().with_extra(extras) if extras else Calendars.packaged()
