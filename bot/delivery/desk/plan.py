"""Whether what a row of the desk says still holds, and from when it may be said. Pure.

A row was decided on earlier: since then the body may have answered, somebody else have taken the task on, a
deadline have moved. What no longer holds is dropped; what holds is told as it is now.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.delivery.desk.lookup import Known
from bot.delivery.desk.reasons import Why, is_private, plain, read
from bot.delivery.desk.week import Week
from bot.delivery.prepare import Drop
from bot.desk.sweep import due, moment, reason
from commands.core.moments import london_day
from commands.desk import chasing, telling
from commands.desk.cases import SILENT, Case
from commands.desk.hours import soon
from commands.desk.promises import Promise, Telling, kept
from commands.desk.telling import Reach
from law.calendar import Extra
from law.foi.ladder import Step
from law.foi.story import Event, Kind
from storage.foi_follows import Suggestion
from storage.foi_history import TaskEvent
from storage.foi_reminders import Reminder
from storage.outbox import OutboxRow
from storage.person_settings import PersonSettings

_OVER = Drop("the request is over")
_THEIRS = Drop("it is somebody else's")
_CHANGED = Drop("it stands otherwise by now")
_GONE = Drop("it is not there any more")


@dataclass(frozen=True, slots=True)
class Moved:
    """The date that counts was `was`; `because` are holidays that were added to the packaged ones."""

    was: date
    now: date
    because: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """Something for organisers about whoever has the task in hand: `telling.SILENT` or `UNKEPT`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Chase:
    """An organiser asks for a reminder to the body; `letter` is the one that fits now."""

    letter: str | None


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """The request's page is not there any more."""


About = (
    Step
    | Promise
    | Event
    | TaskEvent
    | Moved
    | Hint
    | Chase
    | Suggestion
    | Unfollowed
    | Reminder
    | Week
    | Reach
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be told: `about` what, of which request, from `until` on.

    `late`: it was for an earlier day. `whom` is named in a channel because they cannot be told in private;
    `mine` says that whoever reads it has the task in hand.
    """

    row: OutboxRow
    why: Why
    about: About
    case: Case | None
    until: datetime
    late: bool = False
    whom: Reach | None = None
    mine: bool = False


def decide(row: OutboxRow, known: Known, now: datetime) -> Drop | Entry:
    """What to do with a row that is due."""
    why, person, case = read(row.reason), known.person(row), known.case(row)
    whom, recipient = known.people.get(person or 0), known.people.get(known.recipient(row) or 0)
    if (is_private(row) and recipient is None) or (why.about is not None and not (whom and whom.accounts)):
        return Drop("nobody is known by that account any more")
    about = _about(row, why, person, case, known, now)
    if isinstance(about, Drop):
        return about
    settings = recipient.settings if recipient is not None else PersonSettings()
    return Entry(
        row,
        why,
        about,
        case,
        _from(about, settings, now),
        late=isinstance(about, Step | Promise) and _late(about, row, now),
        whom=whom if why.about is not None else None,
        mine=case is not None and recipient is not None and case.request.assignee == recipient.person_id,
    )


def _from(about: About, settings: PersonSettings, now: datetime) -> datetime:
    """From when it may be told: outside quiet hours, unless somebody chose the time or it is the last day."""
    if isinstance(about, Reminder):
        return now
    if isinstance(about, Step | Promise) and about.urgent:
        return moment(about, settings, now)
    return soon(now, settings)


def _late(about: Telling, row: OutboxRow, now: datetime) -> bool:
    """Whether it was decided on after its day, or comes later than it was to."""
    return london_day(row.created_at) > about.on or london_day(now) > london_day(row.not_before)


def _about(
    row: OutboxRow, why: Why, person: int | None, case: Case | None, known: Known, now: datetime
) -> About | Drop:
    match row.subject_kind:
        case telling.TEAM:
            week = known.weeks.get(row.subject_id)
            return week if week is not None and week.many else _OVER
        case telling.PERSON:
            closed = known.people.get(row.subject_id)
            return closed if closed and closed.accounts and closed.settings.closed else _CHANGED
        case telling.REMIND:
            return _reminder(row, why, person, known)
    if case is None:
        return _GONE
    match why.kind:
        case telling.EVENT:
            return _event(why, person, case, known)
        case telling.ASSIGNED | telling.RELEASED | telling.HELPING | telling.FREE:
            return _of_task(why, person, case, known)
        case telling.MOVED:
            return _moved(why, person, case, known)
        case telling.SILENT | telling.UNKEPT:
            return _hint(why, case)
        case chasing.CHASE:
            return _chase(why, person, case)
        case telling.SUGGESTED | telling.UNFOLLOWED:
            return _of_page(why, person, case, known)
    return _telling(row, person, case, known, now)


def _telling(
    row: OutboxRow, person: int | None, case: Case, known: Known, now: datetime
) -> Step | Promise | Drop:
    """A step of the ladder, or a promise, that has not been overtaken."""
    request = case.request
    if request.assignee != person:  # in a channel: None, what nobody has in hand
        return _THEIRS
    wanted = plain(row.reason)
    for each in due(case, london_day(now)):
        if reason(each) == wanted:
            put_off = (request.id, person) in known.snoozed and not each.urgent
            return Drop("they have put it off until later") if put_off else each
    return _CHANGED


def _event(why: Why, person: int | None, case: Case, known: Known) -> Event | Drop:
    concerned = {case.request.assignee, *known.helpers.get(case.request.id, ())}
    if person is not None and person not in concerned:
        return _THEIRS
    return next((each for each in case.events if each.id == why.number), _CHANGED)


def _of_task(why: Why, person: int | None, case: Case, known: Known) -> TaskEvent | Drop:
    entry, assignee = known.history.get(why.number), case.request.assignee
    if entry is None or entry.request_id != case.request.id:
        return _GONE
    if not case.clock.open:
        return _OVER
    match why.kind:
        case telling.ASSIGNED:
            holds = assignee is not None and assignee == person == entry.person_id
        case telling.HELPING:
            holds = person in known.helpers.get(case.request.id, ())
        case telling.FREE:
            holds = assignee is None
        case _:
            holds = assignee is None or assignee != person
    return entry if holds else _CHANGED


def _moved(why: Why, person: int | None, case: Case, known: Known) -> Moved | Drop:
    if case.request.assignee != person:
        return _THEIRS
    try:
        was = date.fromisoformat(why.rest[0])
    except (IndexError, ValueError):
        return _GONE
    main = case.clock.main
    if main is None or main.day == was:
        return _CHANGED
    added = known.calendars[case.request.campaign_id].of(case.request.regime).extras
    return Moved(was, main.day, tuple(each for each in added if main.since < each.day <= max(was, main.day)))


def _chase(why: Why, person: int | None, case: Case) -> Chase | Drop:
    if case.request.assignee != person:
        return _THEIRS
    done = any(event.kind is Kind.CHASED and why.rest[:1] <= (event.on.isoformat(),) for event in case.events)
    return Chase(case.clock.letter) if chasing.late([case]) and not done else _CHANGED


def _of_page(why: Why, person: int | None, case: Case, known: Known) -> Suggestion | Unfollowed | Drop:
    """For whoever has the request in hand; for organisers where nobody has."""
    if case.request.assignee not in (None, person):
        return _THEIRS
    if not case.clock.open:
        return _OVER
    if why.kind == telling.UNFOLLOWED:
        return _CHANGED if case.request.id in known.followed else Unfollowed()
    return known.suggestions.get(why.number, _CHANGED)


def _hint(why: Why, case: Case) -> Hint | Drop:
    request = case.request
    if request.assignee is None or not case.clock.open:
        return _CHANGED
    if why.kind == telling.SILENT:
        since = request.active_at or request.assigned_at or request.created_at
        holds = request.nudges >= SILENT and why.rest[:1] == (since.isoformat(),)
    else:
        wanted = request.wanted_by
        holds = wanted is not None and why.rest[:1] == (wanted.isoformat(),)
        holds = holds and not kept(request, case.clock.stage, case.events)
    return Hint(why.kind) if holds else _CHANGED


def _reminder(row: OutboxRow, why: Why, person: int | None, known: Known) -> Reminder | Drop:
    """Whatever became of the request; but only to who still has to do with its campaign."""
    reminder = known.reminders.get(row.subject_id)
    case = known.case(row)
    if reminder is None or case is None:
        return _GONE
    if reminder.person_id != person:
        return _THEIRS
    if why.kind != reminder.at.isoformat():
        return Drop("they have put it off until later")
    request = case.request
    if not reminder.words and not case.clock.open:
        return _OVER
    takes_part = person == request.assignee or person in known.helpers.get(request.id, ())
    return reminder if takes_part or (request.campaign_id, person) in known.members else _THEIRS
