"""When a post may go out: quiet hours and daily digests on London's clock, also when that changes."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from feeds.notice import LONDON
from storage.subscriptions import Delivery, NewSubscription

DIGEST_HOUR: Final = 8
"""When daily digests go out where nobody said."""


def not_before(subscription: NewSubscription, now: datetime) -> datetime:
    """The moment from which something decided at `now` may be posted for `subscription`; UTC."""
    if subscription.delivery is Delivery.DAILY:
        return _next(DIGEST_HOUR if subscription.hour is None else subscription.hour, now)
    begin, end = subscription.quiet_from, subscription.quiet_to
    if begin is None or end is None or not _within(now.astimezone(LONDON).hour, begin, end):
        return now.astimezone(UTC)
    return _next(end, now)


def _within(hour: int, begin: int, end: int) -> bool:
    """Whether `hour` is from `begin` to before `end`, over midnight where that is the smaller."""
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def _next(hour: int, now: datetime) -> datetime:
    """The next time it is `hour` o'clock in London. An hour left out in March is the one after it."""
    day = now.astimezone(LONDON).date()
    while True:
        moment = datetime.combine(day, time(hour % 24), LONDON).astimezone(UTC)
        if moment > now:
            return moment
        day += timedelta(days=1)
