"""How a subscription is told: what it follows, when it posts, and the command that makes the same."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from commands.core.moments import at, pounds
from commands.core.text import shown
from commands.core.where import NATIONAL, described
from commands.core.wish import Narrow, Wish, write_wish
from register import Register

if TYPE_CHECKING:
    from storage.subscriptions import Filters, NewSubscription, Subscription

_KINDS = {
    "tenders": "tenders",
    "awards": "awards and contracts",
    "mergers": "mergers and boundary changes",
    "news": "news",
    "all": "tenders, awards, mergers and news",
}

_Lists = Literal["topics", "cpv", "keywords", "not_keywords", "buyers", "suppliers", "sources"]
_LISTS: tuple[_Lists, ...] = get_args(_Lists)


def follows(
    subscription: "NewSubscription", register: Register, titles: Mapping[str, str] = MappingProxyType({})
) -> str:
    """``tenders in Midlands (Y60), over £1 million, without dentistry``; `titles` are of added feeds."""
    narrow = narrow_of(subscription.filters)
    place = described(subscription.region, subscription.icb, subscription.body, register)
    joint = "of" if place.body or place.region == NATIONAL else "in"
    if narrow.sources:
        feeds = [
            f"“{shown(titles[each], 80)}” ({each})" if each in titles else each for each in narrow.sources
        ]
        return ", ".join([f"the feed {', '.join(feeds)}", *_narrowed(narrow)])
    return ", ".join([f"{_KINDS[subscription.kind]} {joint} {place.words}", *_narrowed(narrow)])


def when(subscription: "NewSubscription") -> str:
    """``at once, but not from 22:00 to 7:00; a thread for each procurement``."""
    told = "once a day at " + _hour(subscription.hour or 0) if subscription.hour is not None else "at once"
    if subscription.quiet_from is not None and subscription.quiet_to is not None:
        told += f", but not from {_hour(subscription.quiet_from)} to {_hour(subscription.quiet_to)}"
    return f"{told}; a thread for each procurement" if subscription.thread_procurements else told


def state(subscription: "Subscription", now: datetime) -> str:
    """Why it posts nothing at the moment, empty where it does."""
    if subscription.paused_why:
        return f"paused: {subscription.paused_why}"
    muted = subscription.muted_until
    return f"muted until {at(muted)}" if muted is not None and muted > now else ""


def order(subscription: "NewSubscription") -> str:
    """The command, without prefix, that makes this subscription in its channel."""
    code = subscription.body or subscription.icb or subscription.region or "England"
    quiet = None
    if subscription.quiet_from is not None and subscription.quiet_to is not None:
        quiet = (subscription.quiet_from, subscription.quiet_to)
    wish = Wish(
        kind=subscription.kind,
        where=code,
        narrow=narrow_of(subscription.filters),
        hour=subscription.hour,
        quiet=quiet,
        threads=subscription.thread_procurements,
    )
    return f"watch {write_wish(wish)}"


def filters_of(narrow: Narrow) -> "Filters":
    """As the store keeps it: what narrows nothing is left out."""
    found: Filters = {}
    for name in _LISTS:
        if items := getattr(narrow, name):
            found[name] = items
    if narrow.minimum is not None:
        found["min"] = narrow.minimum
    if narrow.maximum is not None:
        found["max"] = narrow.maximum
    if not narrow.include_unknown:
        found["include_unknown"] = False
    return found


def narrow_of(filters: "Filters") -> Narrow:
    """What the store keeps, as a wish has it."""
    return Narrow(
        topics=tuple(filters.get("topics", ())),
        cpv=tuple(filters.get("cpv", ())),
        keywords=tuple(filters.get("keywords", ())),
        not_keywords=tuple(filters.get("not_keywords", ())),
        buyers=tuple(filters.get("buyers", ())),
        suppliers=tuple(filters.get("suppliers", ())),
        sources=tuple(filters.get("sources", ())),
        minimum=filters.get("min"),
        maximum=filters.get("max"),
        include_unknown=filters.get("include_unknown", True),
    )


def _narrowed(narrow: Narrow) -> list[str]:
    told = [f"over {pounds(narrow.minimum)}"] if narrow.minimum is not None else []
    told += [f"under {pounds(narrow.maximum)}"] if narrow.maximum is not None else []
    told += [] if narrow.include_unknown else ["only where the value is known"]
    for label, items in (
        ("about", narrow.keywords),
        ("without", narrow.not_keywords),
        ("CPV", narrow.cpv),
        ("also", narrow.topics),
        ("supplier", narrow.suppliers),
        ("buyer", narrow.buyers),
    ):
        told += [f"{label} {' or '.join(items)}"] if items else []
    return told


def _hour(hour: int) -> str:
    return f"{hour}:00"
