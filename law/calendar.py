"""Working days, as three different laws count them.

No law here shares its days with another: Freedom of Information (FOIA s.10(6) and, by reference, the EIR)
skips the bank holidays of *any* part of the United Kingdom, Scotland's own act (FOISA s.73) Scotland's alone,
and the Provider Selection Regime (SI 2023/1348 reg 12(12)) and health scrutiny (SI 2013/218 reg 21(6))
England's alone. So there is one type and an instance a law, never one shared set.

The bank holidays come from the `holidays` package, checked in the tests against a reviewed list. Days that
were proclaimed since can be added (`Calendar.with_extra`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Final

from law.errors import BeyondHorizon

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2028
PROVISIONAL_FROM: Final = date(2028, 1, 1)
"""From here on the substitute days are not all proclaimed: an answer may still move."""
PARTS: Final = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
"""The parts of the United Kingdom by the codes used here."""

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST: Final = date(FIRST_YEAR, 1, 1).toordinal()
_LAST: Final = date(LAST_YEAR, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that does not count, and why: ``Saturday``, ``Christmas Day``, ``St Andrew's Day (Scotland)``."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A bank holiday that the packaged list does not have yet, in `parts`: codes of `PARTS`, at least one.

    Raises ValueError for other codes or none.
    """

    day: date
    name: str
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        wrong = [part for part in self.parts if part not in PARTS]
        if wrong or not self.parts:
            named = ", ".join(wrong) or "none"
            raise ValueError(f"the parts of the United Kingdom are {', '.join(PARTS)}, not {named}")


@dataclass(frozen=True, slots=True)
class _Days:
    """Every day of the known years, counted once: so a deadline is two look-ups, whatever its length.

    `working` are the working days in order, `counted[n]` how many of the first `n` days are among them,
    `off` the other days in order.
    """

    working: tuple[date, ...]
    counted: tuple[int, ...]
    off: tuple[SkippedDay, ...]


class Calendar:
    """The working days of one law; `parts` are the parts of the United Kingdom whose holidays it skips.

    `extras` are those of the added days that fall into its parts.
    """

    def __init__(self, name: str, parts: tuple[str, ...], extras: Sequence[Extra] = ()) -> None:
        self.name = name
        self.parts = parts
        self.extras = tuple(extra for extra in extras if set(extra.parts) & set(parts))

    def __repr__(self) -> str:
        return f"Calendar({self.name!r})"

    def with_extra(self, extras: Sequence[Extra]) -> "Calendar":
        """The same calendar with `extras` too; those of other parts of the Kingdom change nothing in it."""
        return Calendar(self.name, self.parts, (*self.extras, *extras))

    @cached_property
    def fingerprint(self) -> str:
        """Short, and another one as soon as any day counts that did not, or the other way round."""
        days = (f"{skip.day:%Y%m%d}" for skip in self._days.off if skip.day.weekday() < 5)
        return sha256(f"{FIRST_YEAR}-{LAST_YEAR} {' '.join(days)}".encode()).hexdigest()[:12]

    def bank_holiday(self, day: date) -> str | None:
        """The bank holiday on `day`, also on a weekend, else None. Raises `BeyondHorizon`."""
        _place(day)
        return self._holidays.get(day)

    def day_off(self, day: date) -> str | None:
        """Why `day` is not a working day, else None. Raises `BeyondHorizon`."""
        holiday = self.bank_holiday(day)
        return _WEEKDAYS[day.weekday()] if day.weekday() >= 5 else holiday

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts. Raises `BeyondHorizon`."""
        place, counted = _place(day), self._days.counted
        return counted[place + 1] > counted[place]

    def add_working_days(self, start: date, days: int) -> tuple[date, tuple[SkippedDay, ...]]:
        """The `days`-th working day *after* `start`, and the days passed over on the way.

        `start` itself never counts and need not be a working day. Raises `BeyondHorizon`, and ValueError
        for fewer than one day.
        """
        if days < 1:
            raise ValueError(f"the number of working days must be at least 1, not {days}")
        known, after = self._days, _place(start) + 1
        before = known.counted[after]
        last = before + days - 1
        if last >= len(known.working):
            raise BeyondHorizon(
                f"{days} working days after {_words(start)} end later than {LAST_YEAR}, and the bank "
                f"holidays from {LAST_YEAR + 1} on are not known here. Nothing is guessed."
            )
        end = known.working[last]
        passed = end.toordinal() - _FIRST - last
        return end, known.off[after - before : passed]

    def take_working_days(self, end: date, days: int) -> date:
        """The `days`-th working day *before* `end`, which itself never counts.

        Raises as `add_working_days`.
        """
        if days < 1:
            raise ValueError(f"the number of working days must be at least 1, not {days}")
        before = self._days.counted[_place(end)]
        if days > before:
            raise BeyondHorizon(
                f"{days} working days before {_words(end)} begin earlier than {FIRST_YEAR}, "
                "where the bank holidays are not known here. Nothing is guessed."
            )
        return self._days.working[before - days]

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; 0 when `end` is not later.

        Raises `BeyondHorizon`.
        """
        counted = self._days.counted
        return max(0, counted[_place(end) + 1] - counted[_place(start) + 1]) if end > start else 0

    def is_provisional(self, day: date) -> bool:
        """Whether `day` lies where substitute days are not all proclaimed yet."""
        return day >= PROVISIONAL_FROM

    @cached_property
    def _holidays(self) -> dict[date, str]:
        """The bank holidays of all known years in any of the parts, the packaged and the added ones."""
        found = dict(_packaged(self.parts))
        for extra in self.extras:
            parts = tuple(part for part in self.parts if part in extra.parts)
            found.setdefault(extra.day, _named(dict.fromkeys(parts, extra.name), self.parts))
        return found

    @cached_property
    def _days(self) -> _Days:
        holidays = self._holidays
        working: list[date] = []
        off: list[SkippedDay] = []
        counted = [0]
        for ordinal in range(_FIRST, _LAST + 1):
            day = date.fromordinal(ordinal)
            reason = _WEEKDAYS[day.weekday()] if day.weekday() >= 5 else holidays.get(day)
            if reason is None:
                working.append(day)
            else:
                off.append(SkippedDay(day, reason))
            counted.append(len(working))
        return _Days(tuple(working), tuple(counted), tuple(off))


def _place(day: date) -> int:
    """Which of the known days `day` is, from 0. Raises `BeyondHorizon`."""
    place = day.toordinal() - _FIRST
    if not 0 <= place <= _LAST - _FIRST:
        raise BeyondHorizon(
            f"{_words(day)}: the bank holidays of {day.year} are not known here, "
            f"only {FIRST_YEAR} to {LAST_YEAR}. Nothing is guessed."
        )
    return place


def _words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


@lru_cache(maxsize=8)
def _packaged(parts: tuple[str, ...]) -> dict[date, str]:
    """The bank holidays of the known years in any of `parts`; names say which when it is not all of them."""
    import holidays  # a tenth of a second to load: only when a day is counted

    found: dict[date, dict[str, str]] = {}
    # A substitute can fall into the next year: ask for the neighbours too.
    years = range(FIRST_YEAR - 1, LAST_YEAR + 2)
    for part in parts:
        for day, name in holidays.country_holidays("GB", subdiv=part, years=years).items():
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                found.setdefault(day, {})[part] = _plain(name)
    return {day: _named(names, parts) for day, names in found.items()}


def _named(names: dict[str, str], parts: tuple[str, ...]) -> str:
    name = next(iter(names.values()))
    if len(names) == len(parts):
        return name
    return f"{name} ({', '.join(PARTS[part] for part in names)})"


def _plain(name: str) -> str:
    return name.replace(" (observed)", " (substitute day)").replace("Saint ", "St ")


UK_ALL: Final = Calendar("FOIA and EIR", ("ENG", "WLS", "SCT", "NIR"))
SCOTLAND: Final = Calendar("FOISA", ("SCT",))
ENGLAND: Final = Calendar("PSR and health scrutiny", ("ENG",))
