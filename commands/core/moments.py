"""How moments, spans and sums are written for people: London's clocks, pounds; pure formatting."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from commands.core.words import weekday

LONDON = ZoneInfo("Europe/London")


def london_day(when: datetime) -> date:
    """The day it is in London at `when`."""
    return when.astimezone(LONDON).date()


def at(when: datetime) -> str:
    """``Monday 30 November 2026, 12:00``, on London's clocks."""
    local = when.astimezone(LONDON)
    return f"{weekday(local.date())}, {local:%H:%M}"


def short_day(value: date, today: date) -> str:
    """``Mon 30 Nov``, with the year where it is another than today's: for lists."""
    year = "" if value.year == today.year else f" {value.year}"
    return f"{value:%a} {value.day} {value:%b}{year}"


def days_left(value: date, today: date) -> str:
    """``today``, ``tomorrow``, ``in 9 days``, ``passed``: how far off a last day is."""
    left = (value - today).days
    if left < 0:
        return "passed"
    return ("today", "tomorrow")[left] if left < 2 else f"in {left} days"


def left(when: datetime, now: datetime) -> str:
    """As `days_left`, to the hour on the last two days."""
    span = when - now
    if timedelta() < span < timedelta(hours=36):
        hours = int(span.total_seconds() // 3600)
        return "in less than an hour" if hours == 0 else f"in {counted(hours, 'hour')}"
    return "passed" if span <= timedelta() else days_left(london_day(when), london_day(now))


def ago(when: datetime | None, now: datetime) -> str:
    """``3 minutes ago``, ``2 days ago``, ``never``."""
    if when is None:
        return "never"
    seconds = max(0, int((now - when).total_seconds()))
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{counted(seconds // size, unit)} ago"
    return "just now"


def counted(many: int, noun: str, plural: str = "") -> str:
    """``1 notice``, ``1,200 notices``."""
    return f"{many:,} {noun if many == 1 else plural or f'{noun}s'}"


def pounds(amount: float) -> str:
    """``£1.25 million``, ``£750,000``, ``£12.50``: short, for lists and cards."""
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if amount >= size:
            return f"£{f'{amount / size:.2f}'.rstrip('0').rstrip('.')} {word}"
    return f"£{amount:,.0f}" if float(amount).is_integer() or amount >= 1000 else f"£{amount:,.2f}"
