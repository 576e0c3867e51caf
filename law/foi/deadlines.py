"""The dates that follow from a request's story, each with its rule, its source and its working.

Working days count from the day after something is received; the commissioner's weeks and the tribunal's days
are calendar days. All days are London days.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from law.calendar import SkippedDay


class What(StrEnum):
    """What a deadline is for."""

    ANSWER = "answer"
    EXTENDED = "extended"
    FEE = "fee"
    CLARIFY = "clarify"
    REVIEW_ASK = "review_ask"
    REVIEW_EXPECTED = "review_expected"
    REVIEW_LATEST = "review_latest"
    ICO = "ico"
    TRIBUNAL = "tribunal"
    NOTICE = "notice"


Whose = Literal["body", "us"]
"""Who has to do something by a deadline."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for something. `since` is the day it is counted from, `whose` turn it is.

    `rule` and `source` (an address) are what it rests on, `working` the count in words; `code_day` the date
    by the section 45 Code's count, where it is another one; `provisional` as in `law.foi.due.Due`.
    """

    what: What
    day: date
    since: date
    whose: Whose
    rule: str
    source: str
    working: str
    skipped: tuple[SkippedDay, ...] = ()
    code_day: date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """What is policy, not law.

    `ico_days` are the calendar days to complain in (six weeks, as the ICO asks), `clarify_days` the working
    days in which we mean to answer a body's question.
    """

    ico_days: int = 42
    clarify_days: int = 10


def known(day: date | None) -> date:
    """A date that the stage of a request implies. Raises ValueError when it is not there: a fault of ours."""
    if day is None:
        raise ValueError("the story lacks a date that its stage implies")
    return day


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day: 31 August, six: 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_beginning(day: date, months: int) -> date:
    """The last day of a period of `months` that begins *with* `day`: 10 January, three: 9 April."""
    end = months_after(day, months)
    return end if end.day < day.day else end - timedelta(days=1)
