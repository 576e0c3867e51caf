"""What each thing that is told of a request says, in a sentence; pure."""

from typing import Final

from bot.delivery.desk.lookup import Known
from bot.delivery.desk.plan import Chase, Entry, Hint, Moved, Unfollowed
from commands.cards.foi_suggested import shows
from commands.cards.foi_words import event_words
from commands.core.moments import counted, london_day
from commands.core.text import shown
from commands.core.words import listing, weekday
from commands.desk import telling
from commands.desk.cases import Case
from commands.desk.promises import Promise, PromiseKind
from law.calendar import PARTS
from law.foi.ladder import Step, StepKind
from law.foi.story import Event, Stage
from storage.foi_follows import Suggestion
from storage.foi_history import TaskEvent
from storage.foi_reminders import Reminder

SOMEBODY: Final = "somebody"
_STEPS: Final = {
    StepKind.ACKNOWLEDGEMENT: "They have not confirmed that they have it",
    StepKind.NUDGE: "The answer will soon be due: has anything come?",
    StepKind.OVERDUE: "The answer is late: remind them",
    StepKind.SECOND_CHASE: "The answer is still late: remind them again",
    StepKind.ICO_DRAFT: "The answer is so late that you can complain to the Commissioner",
    StepKind.CLARIFY: "They wait for an answer to their question",
    StepKind.FEE: "They wait for the fee",
    StepKind.REVIEW_ASK: "You can still ask for a review",
    StepKind.REVIEW_EXPECTED: "The outcome of the review was expected by now",
    StepKind.REVIEW_LATE: "The review is late: you can complain to the Commissioner",
    StepKind.ICO: "You can still complain to the Commissioner",
    StepKind.TRIBUNAL: "You can still appeal to the tribunal",
    StepKind.NOTICE_LATE: "Has the body done what the decision notice says?",
}
_REASONS: Final = {
    "unclaimed": "{by} gave it back",
    "declined": "{by} declined it",
    "lapsed": "nothing was done about it before the claim lapsed",
    "returned": "it went back to the pool",
    "forgotten": "who had it asked to be forgotten",
}


def what(entry: Entry, known: Known, *, public: bool) -> str:
    """What there is to say, as a sentence without its full stop.

    In `public` nobody's words are repeated, and nobody is named for what they did not do.
    """
    assert entry.case is not None
    about = entry.about
    match about:
        case Step():
            words = _STEPS[about.kind]
            return f"Last reminder. {words}" if about.urgent else words
        case Promise():
            return _promise(about)
        case Event():
            return f"Recorded: {event_words(about, entry.case.request.regime)}, {weekday(about.on)}"
        case Moved():
            return _moved(about)
        case Reminder():
            return _reminder(about, public=public)
        case TaskEvent():
            return _of_task(entry, about, known, public=public)
        case Hint():
            return _hint(about, entry.case, known)
        case Chase():
            letter = f": letter {about.letter}" if about.letter else ""
            return f"The answer is late, and an organiser asks you to see to it{letter}"
        case Suggestion():
            return shows(about)
        case Unfollowed():
            return "Its page on WhatDoTheyKnow is not there any more, and is looked at no longer"
        case _:
            raise TypeError(f"{type(about).__name__} is not about a request")


def late(entry: Entry) -> str:
    """That it comes late, and for when it was; empty where it does not."""
    if not entry.late or not isinstance(entry.about, Step | Promise):
        return ""
    return f"Late: this was for {weekday(entry.about.on)}."


def _promise(about: Promise) -> str:
    match about.kind:
        case PromiseKind.SEND if about.on == about.about:
            return "It is to be sent now"
        case PromiseKind.SEND:
            return f"It was to be sent on {weekday(about.about)}: send it"
        case PromiseKind.WANTED:
            return f"It is wanted by {weekday(about.about)}"
        case PromiseKind.MISSED:
            return f"It was wanted by {weekday(about.about)}, and nothing is recorded since"


def _moved(about: Moved) -> str:
    words = f"Its date moved from {weekday(about.was)} to {weekday(about.now)}, because "
    if not about.because:
        return f"{words}the holidays that count, or the campaign's settings, have changed"
    days = [
        f"{weekday(each.day)} is {shown(each.name, 60)} ({listing([PARTS[part] for part in each.parts])})"
        for each in about.because
    ]
    return words + listing(days)


def _reminder(about: Reminder, *, public: bool) -> str:
    if not about.words:
        return "You put this off until now"
    return "A reminder you asked for" if public else f"You asked to be reminded: {shown(about.words, 500)}"


def _of_task(entry: Entry, about: TaskEvent, known: Known, *, public: bool) -> str:
    by = shown(known.name(about.by_person) or "")
    giver = f" {by} gave it to you." if by and about.by_person != about.person_id and not public else ""
    match entry.why.kind:
        case telling.ASSIGNED:
            wanted = f", wanted by {weekday(about.until)}" if about.until else ""
            return f"This is yours from now on{wanted}{_to_send(entry.case)}.{giver}".removesuffix(".")
        case telling.HELPING:
            return "You were asked to help with this"
        case telling.FREE:
            return f"This is free again: {_why_free(about, public=public, by=by)}"
        case _ if about.kind in ("assigned", "handed_over", "claimed"):
            return f"{shown(known.name(about.person_id) or SOMEBODY)} has this in hand now, not you any more"
        case _ if known.recipient(entry.row) == about.person_id:
            return f"This is not yours any more: {_why_free(about, public=public, by=by)}"
        case _:
            return f"This is free again: {_why_free(about, public=public, by=by)}"


def _to_send(case: Case | None) -> str:
    """The day a draft is planned for."""
    day = case.request.send_on if case is not None and case.clock.stage is Stage.DRAFT else None
    return f", to be sent on {weekday(day)}" if day is not None else ""


def _why_free(about: TaskEvent, *, public: bool, by: str) -> str:
    words = _REASONS.get(about.kind, _REASONS["returned"])
    if "{by}" in words:
        words = _REASONS["returned"] if public else words.format(by=by or SOMEBODY)
    if about.kind == "returned" and about.by_person is None:
        words = "nothing was heard from whoever had it"
    return f"{words} ({shown(about.why, 200)})" if about.why and about.by_person and not public else words


def _hint(about: Hint, case: Case, known: Known) -> str:
    request = case.request
    name = shown(known.name(request.assignee) or SOMEBODY)
    if about.kind == telling.UNKEPT:
        assert request.wanted_by is not None
        return f"{name} was to see to it by {weekday(request.wanted_by)}, and nothing is recorded since"
    since = weekday(london_day(request.active_at or request.assigned_at or request.created_at))
    return f"{name} was nudged {counted(request.nudges, 'time')} and has not been heard of since {since}"
