"""A list of bank holidays as gov.uk publishes it, made of the packaged ones, for tests of what is read there."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from feeds.holidays import DIVISIONS
from law.calendar import Calendar

PATH = "/bank-holidays.json"
FIRST, LAST = date(2021, 1, 1), date(2028, 12, 31)
"""What such a list covers in autumn 2026."""


def listed(
    added: Iterable[tuple[str, date, str]] = (),
    dropped: Iterable[tuple[str, date]] = (),
    first: date = FIRST,
    last: date = LAST,
) -> dict[str, Any]:
    """The divisions; `added` are (division, day, title), `dropped` (division, day)."""
    found: dict[str, Any] = {}
    gone = set(dropped)
    for division, parts in DIVISIONS.items():
        calendar = _packaged(parts[0])
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        events = [
            {"title": calendar.bank_holiday(day), "date": day.isoformat(), "notes": "", "bunting": True}
            for day in days
            if day.weekday() < 5 and calendar.bank_holiday(day) and (division, day) not in gone
        ]
        events += [
            {"title": title, "date": day.isoformat(), "notes": "", "bunting": False}
            for where, day, title in added
            if where == division
        ]
        events.sort(key=lambda event: event["date"])
        found[division] = {"division": division, "events": events}
    return found


@cache
def _packaged(part: str) -> Calendar:
    return Calendar(part, (part,))


def document(value: Any) -> tuple[bytes, str]:
    """What the site answers with, and its type."""
    return json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8"
