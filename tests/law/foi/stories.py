"""Requests told in a line an event: ``2026-06-01 sent``, ``2026-06-20 extended until 2026-07-20``."""

from datetime import date

from hypothesis import strategies as st

from law.foi.clock import Clock, ClockSettings, Deadline, What, clock
from law.foi.events import Event, Kind, Result
from law.foi.regime import Calendars, Regime

PACKAGED = Calendars.packaged()
SENT = "2026-06-01 sent"
REFUSED = f"{SENT}\n2026-06-24 answered refused 43"
NOTICED = f"""{REFUSED}
2026-07-06 review_asked
2026-08-05 review_answered
2026-08-20 ico_complained
2026-10-11 ico_noticed"""
anything = st.builds(
    Event,
    st.sampled_from(list(Kind)),
    st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)),
    st.none() | st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31)),
    st.none() | st.sampled_from(list(Result)),
)
"""Any event at all, also such as cannot have happened."""


def event(line: str) -> Event:
    """One event; an answer may name its result and the sections relied on."""
    day, kind, *rest = line.split()
    until = date.fromisoformat(rest[1]) if rest[:1] == ["until"] else None
    result = Result(rest[0]) if rest and until is None else None
    return Event(Kind(kind), date.fromisoformat(day), until, result, tuple(rest[1:]) if result else ())


def events(text: str) -> list[Event]:
    """The events of a story, in the order in which they are told."""
    return [event(line) for line in text.strip().splitlines()]


def told_on(
    today: str,
    text: str,
    regime: Regime = Regime.FOIA,
    calendars: Calendars = PACKAGED,
    settings: ClockSettings | None = None,
) -> Clock:
    """Where the request stands on that day."""
    return clock(events(text), regime, calendars, date.fromisoformat(today), settings)


def the(found: Clock, what: What) -> Deadline:
    """Its one deadline of that kind."""
    (deadline,) = [each for each in found.deadlines if each.what is what]
    return deadline


def days(found: Clock) -> dict[str, str]:
    """All its deadlines, by what they are for."""
    return {each.what.value: each.day.isoformat() for each in found.deadlines}
