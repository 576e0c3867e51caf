"""Whether requests of one campaign to one body may be costed together, so that all can be refused.

FOIA section 12(4) with regulation 5 of SI 2004/3244: requests by people who appear to act in concert or in
pursuance of a campaign, about the same or similar information to any extent, which a body receives within any
60 consecutive working days, count as one against its limit: £450 for an NHS body, 18 hours at £25.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from law.foi.due import words
from law.foi.regime import Calendars

WINDOW: Final = 60
"""Consecutive working days, the first and the last among them."""
LIMIT: Final = 450
"""Pounds, for bodies other than central government and Parliament."""
SOURCE: Final = "https://www.legislation.gov.uk/uksi/2004/3244/regulation/5"
# fmt: off
_COMMON: Final = frozenset((
    "about", "all", "and", "any", "are", "been", "board", "care", "ccg", "copies", "copy", "details",
    "document", "documents", "each", "for", "freedom", "from", "has", "have", "held", "how", "icb",
    "information", "integrated", "its", "list", "nhs", "our", "please", "provide", "record", "records",
    "regarding", "relating", "request", "requests", "send", "that", "the", "their", "them", "these",
    "they", "this", "trust", "under", "was", "were", "what", "when", "where", "which", "who", "why",
    "with", "you", "your",
))
# fmt: on
_STEM: Final = 6


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that was, or is to be, sent to the body on `on`, with the letter of that name, if any."""

    request_id: int
    subject: str
    on: date
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Aggregation:
    """What a new request would be counted together with.

    `within` are all of the campaign's requests to that body from `window_from` to `window_to`, `similar`
    those of them that may be about similar things. `words` say it to a person; `source` is the rule's page.
    """

    within: tuple[Sent, ...]
    similar: tuple[Sent, ...]
    window_from: date
    window_to: date
    words: str
    source: str = SOURCE


def aggregate(
    earlier: Sequence[Sent], subject: str, on: date, calendars: Calendars, letter: str | None = None
) -> Aggregation:
    """What a request about `subject`, sent on `on`, would be counted together with; dates are London days.

    `earlier` are the campaign's other requests to the same body, planned ones too. Similar are those whose
    subjects are (`alike`), and those that go out with the same `letter`. Raises `law.errors.BeyondHorizon`.
    """
    first, last = window(on, calendars)
    within = tuple(sorted((sent for sent in earlier if first <= sent.on <= last), key=lambda sent: sent.on))
    similar = tuple(
        sent
        for sent in within
        if alike(sent.subject, subject) or (letter is not None and sent.letter == letter)
    )
    return Aggregation(within, similar, first, last, _said(within, similar, first, last))


def window(on: date, calendars: Calendars) -> tuple[date, date]:
    """The first and the last day that can lie within 60 consecutive working days of `on`.

    Raises `law.errors.BeyondHorizon`.
    """
    calendar = calendars.uk
    begin = on if calendar.is_working_day(on) else calendar.add_working_days(on, 1)[0]
    return calendar.take_working_days(begin, WINDOW - 1), calendar.add_working_days(begin, WINDOW - 1)[0]


def alike(one: str, other: str) -> bool:
    """Whether two subjects may be similar, which the rule takes widely: "to any extent".

    They are when they share a word that says something, and when one of them has no such word.
    """
    first, second = _telling(one), _telling(other)
    return bool(first & second) or not first or not second


def _telling(subject: str) -> set[str]:
    """The words of a subject that say what it is about, cut short: ``consul``, ``contra``."""
    found = re.findall(r"[^\W_]{3,}", subject.casefold())
    return {word.removesuffix("s")[:_STEM] for word in found if word not in _COMMON}


def _said(within: Sequence[Sent], similar: Sequence[Sent], first: date, last: date) -> str:
    if not within:
        return (
            f"No other request of this campaign to this body lies between {words(first)} and {words(last)}, "
            f"{WINDOW} working days either way."
        )
    listed = ", ".join(f"{sent.request_id} ({words(sent.on)}: {sent.subject})" for sent in similar or within)
    if not similar:
        return (
            f"This campaign's other requests to this body within {WINDOW} working days seem to be about "
            f"something else: {listed}."
        )
    return (
        f"Similar requests of this campaign to this body within {WINDOW} working days: {listed}. Under FOIA "
        "section 12(4) the body may add up what they cost, and refuse them all where it comes to more than "
        f"£{LIMIT} (18 hours at £25). Wait, ask for less, or put both into one."
    )
