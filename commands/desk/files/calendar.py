"""Deadlines as an iCalendar file (RFC 5545), for any calendar that can subscribe to an address. Pure.

A deadline is an entry for the whole day, known by the request and what it is about, so that one that moves
is moved and not added. A request that is over cancels its entries.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from commands.cards.foi_words import DEADLINE, body_words
from commands.core.moments import counted
from commands.core.reply import Attachment
from commands.core.words import weekday
from commands.desk.cases import Case
from law.foi.clock import Deadline, What

if TYPE_CHECKING:
    from icalendar import Calendar

MEDIA_TYPE = "text/calendar"
MINE, TEAM = "FOI deadlines: mine", "FOI deadlines: the campaign's"
"""What calendars are called in the programs that show them."""
_REFRESH = timedelta(hours=6)
_DAY_BEFORE = timedelta(hours=-15)
"""An entry begins at midnight: nine in the morning of the day before."""


def calendar_file(cases: Iterable[Case], title: str, now: datetime) -> Attachment:
    """The calendar of these requests, `now` in UTC."""
    made, many = _calendar(title), 0
    for case in cases:
        for entry in _entries(case, now):
            made.add_component(entry)
            many += 1
    return Attachment("foi-deadlines.ics", made.to_ical(), MEDIA_TYPE, counted(many, "deadline"))


def _calendar(title: str) -> "Calendar":
    from icalendar import Calendar  # a fifth of a second to load: only when a calendar is made

    made = Calendar()
    made.add("prodid", "-//CCGWatch//FOI deadlines//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    return made


def _entries(case: Case, now: datetime) -> list[Any]:
    """The entries of a request: its deadlines, or that those it may have had are cancelled."""
    if case.clock.open:
        return [_entry(case, each, now) for each in case.clock.deadlines]
    return [_cancelled(case, what, now) for what in What]


def _entry(case: Case, deadline: Deadline, now: datetime) -> Any:
    entry = _event(case, deadline.what, now)
    about = f"{body_words(case.request.body_name)}: {case.request.subject}"
    entry.add("summary", f"FOI {case.request.id}, {DEADLINE[deadline.what]}: {about}")
    entry.add("dtstart", deadline.day)
    entry.add("dtend", deadline.day + timedelta(days=1))
    words = [deadline.working, f"{deadline.rule}: {deadline.source}", "This is no legal advice."]
    if deadline.code_day is not None:
        words.insert(1, f"By the section 45 Code's count: {weekday(deadline.code_day)}.")
    entry.add("description", "\n".join(words))
    entry.add("status", "CONFIRMED")
    if case.request.url:
        entry.add("url", case.request.url)
    if deadline.whose == "us":
        entry.add_component(_alarm())
    return entry


def _cancelled(case: Case, what: What, now: datetime) -> Any:
    entry = _event(case, what, now)
    last = max((event.on for event in case.events), default=now.date())
    entry.add("summary", f"Request {case.request.id} is closed")
    entry.add("dtstart", last)
    entry.add("status", "CANCELLED")
    return entry


def _event(case: Case, what: What, now: datetime) -> Any:
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"foi-{case.request.id}-{what.value}@ccgwatch")
    entry.add("dtstamp", now)
    # Rises with every event, so that a reader of the file knows the newer of two entries.
    entry.add("sequence", max((event.id or 0 for event in case.events), default=0))
    entry.add("transp", "TRANSPARENT")
    return entry


def _alarm() -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "A deadline tomorrow")
    alarm.add("trigger", _DAY_BEFORE)
    return alarm
