"""When a person may be told something: their digest, their quiet hours, on the clocks of their zone. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commands.core.moments import LONDON

if TYPE_CHECKING:
    from storage.person_settings import PersonSettings


def when(now: datetime, settings: "PersonSettings", urgent: bool) -> datetime:
    """The moment from which a person may be told what was decided at `now`, aware and in UTC.

    At once where it is urgent; otherwise with their next daily digest, or when their quiet hours end where
    the digest's hour lies in them.
    """
    if urgent:
        return now.astimezone(UTC)
    return soon(_next(now, settings, settings.digest_hour), settings)


def soon(now: datetime, settings: "PersonSettings") -> datetime:
    """As `when`, for what need not wait for a digest: now, or when their quiet hours end."""
    begin, end = settings.quiet_from, settings.quiet_to
    hour = now.astimezone(zone_of(settings)).hour
    quiet = begin <= hour < end if begin <= end else hour >= begin or hour < end
    return _next(now, settings, end) if quiet else now.astimezone(UTC)


def zone_of(settings: "PersonSettings") -> ZoneInfo:
    """Their zone; London's where this machine does not know it (any more)."""
    try:
        return ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return LONDON


def soonest(moments: Iterable[datetime | None]) -> datetime | None:
    """The first of some moments, None where there is none."""
    return min((moment for moment in moments if moment is not None), default=None)


def _next(now: datetime, settings: "PersonSettings", hour: int) -> datetime:
    """The next time it is `hour` o'clock there. An hour left out in spring is the one after it."""
    zone = zone_of(settings)
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if moment > now:
            return moment
        day += timedelta(days=1)
