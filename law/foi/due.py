"""By when a body must answer: the 20th working day after it received the request, with the working.

Received on a day that is no working day still means received that day: the next working day is day one
(FOIA s.10(1), and the ICO's reading of it). The section 45 Code of 2018 takes such a request as received on
the next working day, and many bodies follow it: that date, one working day later, stands beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from law.calendar import Calendar, SkippedDay
from law.foi.regime import Calendars, Regime, rules


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count because a fee was asked: from `start` to `end`, both with (FOIA s.10(2))."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for an answer: `day` by the statute, `code_day` by the section 45 Code's count.

    They differ only for a request received on a day that is no working day. `skipped` are the days passed
    over on the way to `day`, and why; `provisional` says that its holidays are not all proclaimed yet.
    """

    day: date
    code_day: date
    received: date
    regime: Regime
    skipped: tuple[SkippedDay, ...]
    provisional: bool

    @property
    def working(self) -> str:
        """The count in a sentence or two, for people."""
        return sentence(self, rules(self.regime).answer_days, "Received")


def due(received: date, regime: Regime, calendars: Calendars) -> Due:
    """By when an answer is due to a request received on `received`, a London day.

    Raises `law.errors.BeyondHorizon` where the bank holidays are not known.
    """
    return due_after(received, regime, calendars, rules(regime).answer_days)


def due_after(
    received: date, regime: Regime, calendars: Calendars, days: int, pauses: Sequence[Pause] = ()
) -> Due:
    """As `due`, for `days` working days, and without those in `pauses`."""
    calendar = calendars.of(regime)
    day, skipped = count(calendar, received, days, pauses)
    code_day = day
    if not calendar.is_working_day(received):
        code_day, _ = count(calendar, received, days + 1, pauses)
    return Due(day, code_day, received, regime, skipped, calendar.is_provisional(code_day))


def count(
    calendar: Calendar, start: date, days: int, pauses: Sequence[Pause] = ()
) -> tuple[date, tuple[SkippedDay, ...]]:
    """The `days`-th working day after `start` that lies in no pause, and the days passed over."""
    day, skipped = calendar.add_working_days(start, days)
    if not pauses:
        return day, skipped
    still: list[date] = []
    while True:
        paused = [
            each
            for each in working_days(calendar, start, day)
            if any(pause.start <= each <= pause.end for pause in pauses)
        ]
        if len(paused) == len(still):
            break
        still = paused
        day, skipped = calendar.add_working_days(start, days + len(still))
    stopped = (SkippedDay(each, "clock stopped: a fee was asked") for each in still)
    return day, tuple(sorted((*skipped, *stopped), key=lambda skip: skip.day))


def working_days(calendar: Calendar, start: date, end: date) -> list[date]:
    """The working days after `start` up to and with `end`."""
    days = []
    day = start
    for _ in range(calendar.working_days_between(start, end)):
        day, _ = calendar.add_working_days(day, 1)
        days.append(day)
    return days


def sentence(found: Due, days: int, began: str) -> str:
    """How `found` was counted; `began` is how the day it starts on is named: ``Received``."""
    text = (
        f"Calculated: {began.lower()} {words(found.received)}; the {ordinal(days)} working day after it is "
        f"{words(found.day)}.{left_out(found.skipped)}"
    )
    if found.code_day != found.day:
        text += (
            f" {words(found.received)} is no working day: a body that counts as the section 45 Code does has "
            f"until {words(found.code_day)}."
        )
    if found.provisional:
        text += " The holidays of that year are not all proclaimed yet, so it may still move."
    return text


def left_out(skipped: Sequence[SkippedDay]) -> str:
    """What was not counted, in a sentence: weekends as such, everything else by name and day."""
    named = [f"{skip.reason}, {words(skip.day)}" for skip in skipped if skip.day.weekday() < 5]
    weekends = ["weekends"] if len(named) < len(skipped) else []
    return f" Not counted: {'; '.join(weekends + named)}." if skipped else ""


@lru_cache(maxsize=16_384)  # every day of the known years
def words(day: date) -> str:
    """``Monday 14 April 2014``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def ordinal(number: int) -> str:
    """``20th``, ``1st``, ``42nd``."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
