"""The bank holidays as gov.uk lists them: read strictly, and compared with the packaged ones. Pure.

https://www.gov.uk/bank-holidays.json has three divisions, each with events (title, date). A list with
anything out of the ordinary in it is refused as a whole: deadlines of the law are counted by it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from feeds.pages import loads
from feeds.problems import FetchProblem, Kind
from feeds.raw import Raw
from feeds.text import line
from law.calendar import FIRST_YEAR, LAST_YEAR, Calendar, Extra

DIVISIONS: Final = {
    "england-and-wales": ("ENG", "WLS"),
    "scotland": ("SCT",),
    "northern-ireland": ("NIR",),
}
"""The parts of the United Kingdom in each division."""

_FEWEST: Final = {"england-and-wales": 7, "scotland": 8, "northern-ireland": 9}
"""Holidays of a whole year; one fewer than there have been in any since 2012."""
_MOST: Final = 16
_BACK, _AHEAD = 15, 5
"""Years before and after this one in which a date can be believed."""
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TITLE: Final = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says: for each part the names of its holidays by day."""

    days: Mapping[str, Mapping[date, str]]

    def covers(self, part: str) -> tuple[date, date]:
        """The first and last day about which the list says everything, of those that are known here."""
        first, last = min(self.days[part]), max(self.days[part])
        return max(first, date(FIRST_YEAR, 1, 1)), date(min(last.year, LAST_YEAR), 12, 31)


def read(body: bytes, today: date) -> Listed:
    """The list that `body` is. Raises `FetchProblem` for anything else, or one that cannot be believed."""
    data = loads(body)
    if not isinstance(data, dict):
        raise _refused("it is no list of divisions")
    days: dict[str, Mapping[date, str]] = {}
    for division, parts in DIVISIONS.items():
        found = _division(data.get(division), division, today)
        days |= dict.fromkeys(parts, found)
    return Listed(days)


def lacking(listed: Listed) -> tuple[Extra, ...]:
    """The holidays on weekdays that the packaged calendars lack, by day."""
    found: defaultdict[date, dict[str, str]] = defaultdict(dict)
    for part, days in listed.days.items():
        packaged = Calendar(part, (part,))
        for day, name in days.items():
            known_years = FIRST_YEAR <= day.year <= LAST_YEAR
            if known_years and day.weekday() < 5 and packaged.bank_holiday(day) is None:
                found[day][part] = name
    return tuple(
        Extra(day, next(iter(names.values())), tuple(sorted(names))) for day, names in sorted(found.items())
    )


def absent(listed: Listed) -> tuple[Extra, ...]:
    """The packaged holidays on weekdays that the list lacks, of the time it covers, by day."""
    found: defaultdict[date, dict[str, str]] = defaultdict(dict)
    for part, days in listed.days.items():
        packaged = Calendar(part, (part,))
        day, last = listed.covers(part)
        while day <= last:
            name = packaged.bank_holiday(day)
            if name is not None and day.weekday() < 5 and day not in days:
                found[day][part] = name
            day += timedelta(days=1)
    return tuple(
        Extra(day, next(iter(names.values())), tuple(sorted(names))) for day, names in sorted(found.items())
    )


def _division(value: Any, division: str, today: date) -> dict[date, str]:
    events = value.get("events") if isinstance(value, dict) else None
    if not isinstance(events, list) or value.get("division", division) != division:
        raise _refused(f"{division} is missing or has no events")
    found = dict(_event(each, division, today) for each in events)
    if not found:
        raise _refused(f"{division} has no events")
    many = Counter(day.year for day in found)
    if today.year not in many:
        raise _refused(f"{division} has none of {today.year}")
    for year in range(min(many), max(many) + 1):
        if not _FEWEST[division] <= many[year] <= _MOST:
            raise _refused(f"{division} has {many[year]} in {year}")
    return found


def _event(value: Any, division: str, today: date) -> tuple[date, str]:
    event: Raw = value if isinstance(value, dict) else {}
    given, name = event.get("date"), line(event.get("title"), _TITLE)
    try:
        if not isinstance(given, str) or not _DATE.fullmatch(given) or not name:
            raise ValueError
        day = date.fromisoformat(given)
    except ValueError:
        raise _refused(f"{division} has an event without a date or a title") from None
    if not today.year - _BACK <= day.year <= today.year + _AHEAD:
        raise _refused(f"{division} has a date in {day.year}")
    return day, name


def _refused(why: str) -> FetchProblem:
    return FetchProblem(Kind.NOT_UNDERSTOOD, f"the list of bank holidays is not used: {why}")


def said(days: tuple[Extra, ...], most: int = 3) -> str:
    """Holidays in words: ``5 May 2027 (Thanks, ENG/WLS)``; the first of many."""
    words = [f"{each.day.day} {each.day:%B %Y} ({each.name}, {'/'.join(each.parts)})" for each in days[:most]]
    more = f" and {len(days) - most} more" if len(days) > most else ""
    return f"{', '.join(words)}{more}"
