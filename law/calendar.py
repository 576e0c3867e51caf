"""Working days, as three different laws count them.

No law here shares its days with another: Freedom of Information (FOIA s.10(6) and, by reference, the EIR)
skips the bank holidays of *any* part of the United Kingdom, Scotland's own act (FOISA s.73) Scotland's alone,
and the Provider Selection Regime (SI 2023/1348 reg 12(12)) and health scrutiny (SI 2013/218 reg 21(6))
England's alone. So there is one type and an instance a law, never one shared set.

The bank holidays come from the `holidays` package, checked in the tests against a reviewed list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from law.errors import BeyondHorizon

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2028
PROVISIONAL_FROM: Final = date(2028, 1, 1)
"""From here on the substitute days are not all proclaimed: an answer may still move."""

_PARTS: Final = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that does not count, and why: ``Saturday``, ``Christmas Day``, ``St Andrew's Day (Scotland)``."""

    day: date
    reason: str


class Calendar:
    """The working days of one law; `parts` are the parts of the United Kingdom whose holidays it skips."""

    def __init__(self, name: str, parts: tuple[str, ...]) -> None:
        self.name = name
        self.parts = parts

    def __repr__(self) -> str:
        return f"Calendar({self.name!r})"

    def bank_holiday(self, day: date) -> str | None:
        """The bank holiday on `day`, also on a weekend, else None. Raises `BeyondHorizon`."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BeyondHorizon(
                f"The bank holidays of {day.year} are not known here, only {FIRST_YEAR} to {LAST_YEAR}."
            )
        return _holidays(self.parts, day.year).get(day)

    def day_off(self, day: date) -> str | None:
        """Why `day` is not a working day, else None. Raises `BeyondHorizon`."""
        holiday = self.bank_holiday(day)
        if day.weekday() >= 5:
            return _WEEKDAYS[day.weekday()]
        return holiday

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts. Raises `BeyondHorizon`."""
        return self.day_off(day) is None

    def add_working_days(self, start: date, days: int) -> tuple[date, tuple[SkippedDay, ...]]:
        """The `days`-th working day *after* `start`, and the days passed over on the way.

        `start` itself never counts and need not be a working day. Raises `BeyondHorizon`, and ValueError
        for fewer than one day.
        """
        if days < 1:
            raise ValueError(f"the number of working days must be at least 1, not {days}")
        skipped: list[SkippedDay] = []
        for day in _days_after(start):
            reason = self.day_off(day)
            if reason is not None:
                skipped.append(SkippedDay(day, reason))
                continue
            days -= 1
            if days == 0:
                return day, tuple(skipped)
        raise BeyondHorizon(f"Counting from {start.isoformat()} leaves the calendar.")

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; 0 when `end` is not later."""
        return sum(self.is_working_day(start + _DAY * n) for n in range(1, (end - start).days + 1))

    def is_provisional(self, day: date) -> bool:
        """Whether `day` lies where substitute days are not all proclaimed yet."""
        return day >= PROVISIONAL_FROM


def _days_after(start: date) -> Iterator[date]:
    day = start
    while day < date.max:
        day += _DAY
        yield day


@lru_cache(maxsize=256)
def _holidays(parts: tuple[str, ...], year: int) -> dict[date, str]:
    """The bank holidays of `year` in any of `parts`; names say which part when it is not all of them."""
    import holidays  # a tenth of a second to load: only when a day is counted

    found: dict[date, dict[str, str]] = {}
    for part in parts:
        # The package's own years also hold substitutes that fall into the next one: ask for neighbours too.
        for day, name in holidays.country_holidays(
            "GB", subdiv=part, years=(year - 1, year, year + 1)
        ).items():
            if day.year == year:
                found.setdefault(day, {})[part] = _plain(name)
    return {day: _named(names, parts) for day, names in found.items()}


def _named(names: dict[str, str], parts: tuple[str, ...]) -> str:
    name = next(iter(names.values()))
    if len(names) == len(parts):
        return name
    return f"{name} ({', '.join(_PARTS[part] for part in names)})"


def _plain(name: str) -> str:
    return name.replace(" (observed)", " (substitute day)").replace("Saint ", "St ")


UK_ALL: Final = Calendar("FOIA and EIR", ("ENG", "WLS", "SCT", "NIR"))
SCOTLAND: Final = Calendar("FOISA", ("SCT",))
ENGLAND: Final = Calendar("PSR and health scrutiny", ("ENG",))
