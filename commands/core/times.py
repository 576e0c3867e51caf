"""Moments as people in Britain type them: a day, a day with a time, or a span from now.

Times are London's. A day alone means nine in the morning. A time alone means the next such time;
"Friday at 14:30", said on a Friday at three, means the Friday after. On the last Sunday of October
an hour comes twice: the first is meant. On the last Sunday of March an hour is left out, and a time
in it is refused.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from commands.core.dates import Direction, read_date
from commands.core.moments import LONDON, london_day
from commands.core.words import weekday

MORNING = time(9)
"""The time of a day that was named without one."""

FORMS = "tomorrow, Friday at 14:30, 3 November 9am, in 2 weeks or in 3 hours"
"""The forms to name in a refusal."""

MOST_WORDS = 10
"""Words of the longest moment: ``at 2 pm on Friday the 13th of March 2026``."""

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>am|pm)?")
_NAMED = {"noon": time(12), "midday": time(12)}
_SPAN = re.compile(
    r"in (?:(?P<half>half an hour)"
    r"|(?P<many>\d{1,4}|an?|one|two|three) ?(?P<unit>h|hours?|hrs?|m|min|mins|minutes?))"
)
_FEW = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_LONGEST_TIME = 2
_LONGEST = 60


class NoSuchTime(ValueError):
    """An hour that the clocks leave out; the message says so in a sentence. `instead` exists."""

    def __init__(self, day: date, skipped: time) -> None:
        later = f"{skipped.hour + 1:02}:{skipped.minute:02}"
        super().__init__(f"On {weekday(day)} the clocks go forward and leave out {skipped:%H:%M}.")
        self.instead = f"{day.day} {day:%B %Y} {later}"


def read_moment(text: str, now: datetime, direction: Direction = "future") -> datetime | None:
    """The moment meant by `text`, aware and in UTC, or None when it is none. Raises `NoSuchTime`.

    `now` is aware. A moment that is over already is still one; whoever asked says what that means.
    """
    words = " ".join(text.casefold().replace(",", " ").split())
    if not words or len(words) > _LONGEST or not words.isascii():
        return None
    if span := _span(words):
        return (now + span).astimezone(UTC)
    today = london_day(now)
    if (day := read_date(words, today, direction)) is not None:
        return _in_utc(day, MORNING)
    day_words, at = _parted(words)
    if at is None:
        return None
    day = read_date(day_words, today, direction) if day_words else today
    if day is None:
        return None
    moment = _in_utc(day, at)
    if moment > now or direction == "past" or day > today or day_words == "today":
        return moment
    tomorrow = today + timedelta(days=1)
    later = read_date(day_words, tomorrow, direction) if day_words else tomorrow
    return _in_utc(later, at) if later is not None and later != day else moment


def day_words(text: str) -> str:
    """What of `text` names the day: all but a time at its beginning or end."""
    words = " ".join(text.casefold().split())
    return _parted(words)[0] or words


def _span(words: str) -> timedelta | None:
    found = _SPAN.fullmatch(words)
    if found is None:
        return None
    if found["half"]:
        return timedelta(minutes=30)
    many = _FEW.get(found["many"]) or int(found["many"])
    return timedelta(hours=many) if found["unit"].startswith("h") else timedelta(minutes=many)


def _parted(words: str) -> tuple[str, time | None]:
    """The words of the day (empty where there are none) and the time that stands after or before them."""
    parts = words.split()
    for length in range(min(_LONGEST_TIME, len(parts)), 0, -1):
        before, after = parts[:-length], parts[length:]
        if (at := _time(" ".join(parts[-length:]))) is not None:
            return " ".join(before[:-1] if before[-1:] == ["at"] else before), at
        if (at := _time(" ".join(parts[:length]))) is not None:
            return " ".join(after), at
    if parts[:1] == ["at"]:
        return _parted(" ".join(parts[1:]))
    return words, None


def _time(words: str) -> time | None:
    """A time of the day: with minutes, or with am or pm."""
    if words in _NAMED:
        return _NAMED[words]
    found = _TIME.fullmatch(words)
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _in_utc(day: date, at: time) -> datetime:
    """London's `at` on `day` in UTC. Raises `NoSuchTime`."""
    moment = datetime.combine(day, at, LONDON).astimezone(UTC)
    if moment.astimezone(LONDON).time() != at:
        raise NoSuchTime(day, at)
    return moment
