"""How long an award must wait, and until when it can be challenged, under two laws.

Provider Selection Regime, SI 2023/1348 reg 12: the standstill begins on the day after publication of the
intention to award; a provider may make representations until midnight at the end of the 8th working day
*after the day it begins* (England's bank holidays). Procurement Act 2023 s.51(2): 8 working days *beginning
with* the day of publication of the award notice. The Act's definition of a working day was not read here:
it is counted as outside the bank holidays of any part of the United Kingdom, and so never certain.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from law.calendar import ENGLAND, UK_ALL, Calendar, SkippedDay

WORKING_DAYS: Final = 8


class Rule(StrEnum):
    """The law a standstill rests on."""

    PSR = "PSR regulation 12"
    PROCUREMENT_ACT = "Procurement Act 2023 section 51"


@dataclass(frozen=True, slots=True)
class Standstill:
    """The wait before a contract may be made.

    `ends` is its last day: what must be done is done before midnight at its end (Europe/London). `stated`
    says that the notice itself gives that day, else it was calculated. `starts` is its first day, None where
    only the end was stated. `skipped` are the days passed over in counting, `working` the count in words;
    `certain` is False where the rule itself was not verified or the holidays are provisional.
    """

    ends: date
    stated: bool
    rule: Rule
    working: str
    starts: date | None = None
    skipped: tuple[SkippedDay, ...] = ()
    certain: bool = True


def psr(published: date) -> Standstill:
    """Regulation 12, for an intention to award published on `published` (the London day).

    Raises `law.errors.BeyondHorizon`.
    """
    starts = published + timedelta(days=1)
    ends, skipped = ENGLAND.add_working_days(starts, WORKING_DAYS)
    return Standstill(
        ends=ends,
        stated=False,
        rule=Rule.PSR,
        working=(
            f"published {_day(published)}; standstill begins the day after, {_day(starts)}; "
            f"the 8th working day after that is {_day(ends)}{_left_out(skipped)}"
        ),
        starts=starts,
        skipped=skipped,
        certain=not ENGLAND.is_provisional(ends),
    )


def procurement_act(published: date) -> Standstill:
    """Section 51(2), for a contract award notice (UK6) published on `published`; not certain.

    Light-touch, framework, dynamic-market and urgent awards need no standstill (s.51(3)): the caller decides.
    Raises `law.errors.BeyondHorizon`.
    """
    calendar: Calendar = UK_ALL
    ends, skipped = calendar.add_working_days(published - timedelta(days=1), WORKING_DAYS)
    return Standstill(
        ends=ends,
        stated=False,
        rule=Rule.PROCUREMENT_ACT,
        working=(
            f"8 working days beginning with the day of publication, {_day(published)}: "
            f"{_day(ends)}{_left_out(skipped)}"
        ),
        starts=published,
        skipped=skipped,
        certain=False,
    )


def stated(ends: date, rule: Rule, words: str) -> Standstill:
    """A standstill whose end the notice itself gives; `words` are where it says so."""
    return Standstill(ends=ends, stated=True, rule=rule, working=f"stated in the notice: {words}")


def _left_out(skipped: tuple[SkippedDay, ...]) -> str:
    """The holidays passed over, in words; weekends only as such."""
    if not skipped:
        return ""
    holidays = [f"{skip.reason}, {_day(skip.day)}" for skip in skipped if skip.day.weekday() < 5]
    weekends = ["weekends"] if len(holidays) < len(skipped) else []
    return f" (not counted: {'; '.join(weekends + holidays)})"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
