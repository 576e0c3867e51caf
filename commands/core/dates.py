"""Days as people in Britain type them.

Day before month, always: ``03/04/2015`` is 3 April. Asked for *any* day, a year or a month alone
means its first day, and every date names its year. Asked for a day in the past or the future, a
date without a year ("3 November", "Friday") is the nearest such day in that direction, today
included, and a month or year alone is none, since it names no single day.

"Next Friday" divides Britain. Here it is the first Friday at least three days away: said on a
Tuesday the one of this week, said on a Wednesday the one of next week. "Last Friday" is the nearest
before today. Answers say a date back with its weekday, so a misunderstanding shows.

Nothing is guessed: what fits no form below is not a date.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Direction = Literal["past", "future", "any"]
"""Where a day without a year lies; *any*: nowhere, it must have a year."""

FORMS = {
    "any": "2015, April 2015, 1 April 2015, 01/04/2015 or 2015-04-01",
    "past": "3 November, 03/11/2026, yesterday, last Friday or 2 weeks ago",
    "future": "3 November, 03/11/2026, tomorrow, next Friday or in 3 weeks",
}
"""The forms to name in a refusal, by direction."""

MOST_WORDS = 7
"""Words of the longest date anybody types: ``Friday the 13th of March 2026``."""

_LONGEST = 40
_RELATIVE = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_SPOKEN = re.compile(r"\b(?:the|of)\b(?=\s+\w)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = {
    name: number
    for number in range(1, 13)
    for name in (_MONTHS[number - 1], calendar.month_name[number].casefold())
}
_WEEKDAYS = {
    **{calendar.day_name[number].casefold(): number for number in range(7)},
    **{calendar.day_abbr[number].casefold(): number for number in range(7)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
_NEXT_IS_OVER = 2
"""Days within which "next Friday" is not this Friday."""
_NUMBERS = re.compile(r"\d[\d/.-]*")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NUMERIC = re.compile(r"(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})")
_SHORT = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})")
_WRITTEN = re.compile(
    r"(?:(?P<day>\d{1,2}) (?P<month>[a-z]+)|(?P<month_first>[a-z]+) (?P<day_last>\d{1,2}))"
    r"(?: (?P<year>\d{4}))?"
)
_MONTH_ALONE = re.compile(
    r"(?P<name>[a-z]+) (?P<year>\d{4})|(?P<iso>\d{4})-(?P<month>\d{1,2})|(?P<number>\d{1,2})/(?P<of>\d{4})"
)
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: number for number, word in enumerate(_COUNTED, start=1)} | {"a": 1, "an": 1}
_SPAN = re.compile(r"(?:in )?(?P<many>\d{1,3}|[a-z]+) (?P<unit>day|week|fortnight|month)s?(?P<ago> ago)?")


def read_date(text: str, today: date, direction: Direction = "any") -> date | None:
    """The day meant by `text`, or None when it is no date. `today` is London's."""
    words = _plain(text)
    if not words or len(words) > _LONGEST or not words.isascii():
        return None
    if words in _RELATIVE:
        return today + timedelta(days=_RELATIVE[words])
    first, _, rest = words.partition(" ")
    if first in _WEEKDAYS and rest and (named := read_date(rest, today, direction)) is not None:
        return named if named.weekday() == _WEEKDAYS[first] else None
    if direction == "any":
        return _dated(words) or _first_of(words)
    return _dated(words) or _yearless(words, today, direction) or _spoken(words, today, direction)


@dataclass(frozen=True, slots=True)
class NoDay:
    """Why a day that was written is none, in a sentence; `instead` is one that may be meant, or empty."""

    words: str
    instead: str = ""


def why_none(text: str, today: date, direction: Direction = "any") -> NoDay | None:
    """Why a text that is written as a date is none; None where it is not written as one.

    ``31/11``, ``30 February``, ``Friday 3 November`` (a Tuesday) and, for one day, ``March 2026`` are.
    """
    words = _plain(text)
    if len(words) > _LONGEST or not words.isascii() or read_date(text, today, direction) is not None:
        return None
    first, _, rest = words.partition(" ")
    if first in _WEEKDAYS and rest:
        named = read_date(rest, today, direction)
        if named is not None:
            return NoDay(f"{_said(named)} is a {named:%A}.", _said(named))
        words = rest
    parts = _parts(words)
    if parts is not None:
        return _no_such_day(*parts, today, direction)
    alone = None if direction == "any" else _first_of(words)
    return NoDay("It names no single day.", _said(alone)) if alone else None


def _no_such_day(day: int, month: int, year: int | None, today: date, direction: Direction) -> NoDay | None:
    if month > 12:
        swapped = read_date(f"{month}/{day}" + (f"/{year}" if year else ""), today, direction)
        words = f"There is no month {month}: the day comes before the month."
        return NoDay(words, _said(swapped) if swapped else "")
    if year is None and direction == "any" and (named := _day(today.year, month, day)) is not None:
        return NoDay("It names no year.", _said(named))
    if year is None:  # the one in which it would be looked for
        year = today.year + ((month < today.month) if direction == "future" else -(month > today.month))
    if not month or not 1900 <= year <= 9000:
        return None
    days = calendar.monthrange(year, month)[1]
    return NoDay(f"{calendar.month_name[month]} {year} has only {days} days.", _said(date(year, month, days)))


def is_written(text: str) -> bool:
    """Whether `text` has the form of a day and month, be there one or not: ``31/11``, ``Fri 3 May``."""
    words = _plain(text)
    first, _, rest = words.partition(" ")
    return _parts(words) is not None or (first in _WEEKDAYS and _parts(rest) is not None)


def seems_date(text: str) -> bool:
    """Whether `text` is written as a date is, be there such a day or not: ``31 Feb 2015``, ``2015-13-40``."""
    words = _plain(text).split()
    months = [word for word in words if word[:3] in _MONTHS and word.isalpha()]
    numbers = [word for word in words if _NUMBERS.fullmatch(word)]
    return bool(numbers) and len(numbers) + len(months) == len(words) and len(months) < 2


def _plain(text: str) -> str:
    """``on the 1st of Sept, 2015`` as ``1 sep 2015``."""
    words = _ORDINAL.sub("", text.casefold().replace(",", " "))
    plain = " ".join(_SPOKEN.sub(" ", words).replace("sept ", "sep ").split())
    return plain.removeprefix("on ")


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _parts(words: str) -> tuple[int, int, int | None] | None:
    """Day, month and year (None where there is none) as written, be there such a day or not."""
    for form in (_ISO, _NUMERIC, _SHORT):
        if found := form.fullmatch(words):
            written = found.groupdict()
            year = written.get("year")
            return int(written["day"]), int(written["month"]), _full(year) if year else None
    found = _WRITTEN.fullmatch(words)
    month = _MONTH_NAMES.get(found["month"] or found["month_first"]) if found else None
    if found is None or month is None:
        return None
    return int(found["day"] or found["day_last"]), month, int(found["year"]) if found["year"] else None


def _full(year: str) -> int:
    """``26`` as 2026 and ``69`` as 1969, as POSIX reads two digits."""
    short = int(year)
    return short if len(year) > 2 else short + (1900 if short > 68 else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(words: str) -> date | None:
    """A date that names its year."""
    parts = _parts(words)
    return _day(parts[2], parts[1], parts[0]) if parts and parts[2] is not None else None


def _first_of(words: str) -> date | None:
    """The first day of a year or month that stands alone."""
    if re.fullmatch(r"(19|20)\d\d", words):
        return date(int(words), 1, 1)
    found = _MONTH_ALONE.fullmatch(words)
    if found is None:
        return None
    month = _MONTH_NAMES.get(found["name"] or "") or int(found["month"] or found["number"] or 0)
    return _day(int(found["year"] or found["iso"] or found["of"]), month, 1)


def _yearless(words: str, today: date, direction: Direction) -> date | None:
    parts = _parts(words)
    if parts is None or parts[2] is not None:
        return None
    step = 1 if direction == "future" else -1
    for year in range(today.year, today.year + 9 * step, step):  # 29 February may be eight years off
        found = _day(year, parts[1], parts[0])
        if found is not None and (found - today).days * step >= 0:
            return found
    return None


def _spoken(words: str, today: date, direction: Direction) -> date | None:
    """``friday``, ``next friday``, ``friday week``, ``last tuesday``, ``in 3 weeks``, ``10 days ago``."""
    if found := _SPAN.fullmatch(words):
        many = int(found["many"]) if found["many"].isdigit() else _COUNTS.get(found["many"])
        if many is not None and (found["ago"] or words.startswith("in ")):
            return _moved(today, -many if found["ago"] else many, found["unit"])
    which, _, name = words.rpartition(" ")
    if name == "week" and which in _WEEKDAYS:
        return _coming(today, _WEEKDAYS[which], 0) + timedelta(weeks=1)
    if name not in _WEEKDAYS:
        return None
    match which:
        case "next":
            return _coming(today, _WEEKDAYS[name], _NEXT_IS_OVER + 1)
        case "last":
            return _coming(today, _WEEKDAYS[name], -7)
        case "this":
            return _coming(today, _WEEKDAYS[name], 0)
        case "":
            return _coming(today, _WEEKDAYS[name], 0 if direction == "future" else -6)
        case _:
            return None


def _coming(today: date, weekday: int, earliest: int) -> date:
    """The first such weekday from `earliest` days after today on."""
    start = today + timedelta(days=earliest)
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def _moved(today: date, many: int, unit: str) -> date | None:
    if unit == "month":
        months = today.year * 12 + today.month - 1 + many
        year, month = divmod(months, 12)
        return _day(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    return today + timedelta(days=many * {"day": 1, "week": 7, "fortnight": 14}[unit])
