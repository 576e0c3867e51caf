"""Which subscriptions want to hear of what: pure, and quick however many there are.

A subscription is wanted by area (a body, an ICB, a region, the national channel, or all of England), by what
it is about, by care or the topics it added, and by its filters: everything that it asks for must hold.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from feeds.subject import Subject, folded
from register.buyers import Scope
from storage.subscriptions import Kind, Subscription

NATIONAL: Final = "national"
"""The region of a subscription to what is national or could not be placed; one without a region is to all."""

_HEARD: Final = {
    Kind.TENDERS: (Kind.TENDERS, Kind.ALL),
    Kind.AWARDS: (Kind.AWARDS, Kind.ALL),
    Kind.MERGERS: (Kind.MERGERS, Kind.NEWS, Kind.ALL),
    Kind.NEWS: (Kind.NEWS, Kind.ALL),
}
_ACRONYM: Final = re.compile(r"[A-Z0-9]{2,8}")


@dataclass(frozen=True, slots=True)
class Why:
    """Why a subscription matched, in words."""

    reasons: tuple[str, ...]


Test = Callable[[Subject], str | None]
"""The reason a filter lets a subject through, empty where it need not be told; None where it does not."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription made ready for matching many subjects."""

    subscription: Subscription
    tests: tuple[Test, ...]

    def silent(self, now: datetime) -> bool:
        """Whether it gets nothing at `now`: muted, or paused because its channel cannot be reached."""
        muted = self.subscription.muted_until
        return self.subscription.paused_why is not None or (muted is not None and muted > now)


class Wishes:
    """All subscriptions, found by area and by what they are about."""

    def __init__(self, subscriptions: Iterable[Subscription]) -> None:
        self._by_area: dict[tuple[str, str], list[Wish]] = defaultdict(list)
        for subscription in subscriptions:
            wish = Wish(subscription, tuple(_tests(subscription.filters)))
            self._by_area[_area(subscription), subscription.kind].append(wish)

    def matching(self, subject: Subject, now: datetime) -> Iterator[tuple[Subscription, Why]]:
        """The subscriptions that want `subject` and may hear of it at `now`, each with the reasons."""
        seen: set[int] = set()
        for area in _areas(subject):
            for kind in _HEARD[subject.about]:
                for wish in self._by_area.get((area, kind), ()):
                    subscription = wish.subscription
                    if subscription.id in seen or wish.silent(now):
                        continue
                    why = _why(wish, subject)
                    if why is not None:
                        seen.add(subscription.id)
                        yield subscription, why


def matches(subscription: Subscription, subject: Subject) -> Why | None:
    """Why `subscription` wants `subject`, None where it does not. Muting is not looked at."""
    if _area(subscription) not in _areas(subject) or subscription.kind not in _HEARD[subject.about]:
        return None
    return _why(Wish(subscription, tuple(_tests(subscription.filters))), subject)


def _area(subscription: Subscription) -> str:
    """The one area it is to, the narrowest given."""
    for prefix, code in (
        ("body", subscription.body),
        ("icb", subscription.icb),
        ("region", subscription.region),
    ):
        if code:
            return NATIONAL if (prefix, code) == ("region", NATIONAL) else f"{prefix}:{code.upper()}"
    return ""


def _areas(subject: Subject) -> list[str]:
    """The areas whose subscriptions may want it; what is out of scope belongs to none."""
    if subject.scope is Scope.OUT_OF_SCOPE:
        return []
    found = ["", *(f"body:{code}" for code in subject.bodies)]
    if subject.scope is Scope.NATIONAL and not subject.regions:
        return [*found, NATIONAL]
    return [
        *found,
        *(f"icb:{code}" for code in subject.icbs),
        *(f"region:{code}" for code in subject.regions),
    ]


def _why(wish: Wish, subject: Subject) -> Why | None:
    subscription = wish.subscription
    if subject.campaign_id not in (None, subscription.campaign_id):
        return None
    reasons = [_area_words(subscription)]
    filters = subscription.filters
    if subject.about in (Kind.TENDERS, Kind.AWARDS) and not subject.care:
        added = subject.topics & set(_texts(filters, "topics")) if subject.nhs else frozenset()
        if not added and not any(filters.get(name) for name in ("cpv", "buyers", "suppliers")):
            return None
        reasons += sorted(added)
    for test in wish.tests:
        reason = test(subject)
        if reason is None:
            return None
        if reason:
            reasons.append(reason)
    return Why(tuple(reasons))


def _area_words(subscription: Subscription) -> str:
    named = subscription.body or subscription.icb or subscription.region
    return "all of England" if named is None else "national" if named == NATIONAL else named


def _tests(filters: Mapping[str, Any]) -> Iterator[Test]:
    """A test for each filter that is set, the cheap ones first."""
    if sources := _texts(filters, "sources"):
        yield lambda subject: "" if subject.source in sources else None
    elif True:
        # A feed that a campaign added is only for those who ask for it.
        yield lambda subject: "" if subject.campaign_id is None else None
    low, high = _sum(filters.get("min")), _sum(filters.get("max"))
    if low is not None or high is not None:
        yield lambda subject: _in_band(subject, low, high, filters.get("include_unknown") is not False)
    if prefixes := [re.sub(r"\D.*", "", code) for code in _texts(filters, "cpv")]:
        yield lambda subject: _cpv(subject, [code.rstrip("0") or code for code in prefixes if code])
    buyers = [folded(name) for name in _texts(filters, "buyers")]
    suppliers = [folded(name) for name in _texts(filters, "suppliers")]
    if buyers or suppliers:
        yield lambda subject: _watched(subject, buyers, suppliers)
    if unwanted := [_keyword(word) for word in _texts(filters, "not_keywords")]:
        yield lambda subject: None if any(word(subject) for word in unwanted) else ""
    if wanted := [(word, _keyword(word)) for word in _texts(filters, "keywords")]:
        yield lambda subject: next((f"“{word}”" for word, there in wanted if there(subject)), None)


def _in_band(subject: Subject, low: Decimal | None, high: Decimal | None, unknown: bool) -> str | None:
    if subject.about not in (Kind.TENDERS, Kind.AWARDS):
        return ""
    if subject.amount is None:
        return "value not known" if unknown else None
    inside = (low is None or subject.amount >= low) and (high is None or subject.amount <= high)
    return "" if inside else None


def _cpv(subject: Subject, prefixes: list[str]) -> str | None:
    for code in subject.cpv:
        if any(code.startswith(prefix) for prefix in prefixes):
            return f"CPV {code}"
    return None


def _watched(subject: Subject, buyers: list[str], suppliers: list[str]) -> str | None:
    for name in buyers:
        if name in subject.buyers_folded:
            return f"buyer: {name.strip()}"
    for name in suppliers:
        if name in subject.suppliers_folded:
            return f"supplier: {name.strip()}"
    return None


def _keyword(word: str) -> Callable[[Subject], bool]:
    """Whether a subject has `word`: in capitals only in capitals, in quotes to the letter, else any form."""
    if _ACRONYM.fullmatch(word):
        exactly = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        return lambda subject: exactly.search(subject.text) is not None
    if len(word) > 2 and word[0] == word[-1] == '"':
        exact = re.compile(rf"(?<!\w){re.escape(word[1:-1])}(?!\w)", re.IGNORECASE)
        return lambda subject: exact.search(subject.text) is not None
    plain = folded(word)
    return lambda subject: plain.strip() != "" and plain in subject.folded


def _texts(filters: Mapping[str, Any], name: str) -> list[str]:
    value = filters.get(name)
    return (
        [each for each in value if isinstance(each, str) and each] if isinstance(value, list | tuple) else []
    )


def _sum(value: object) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
