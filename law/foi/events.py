"""Whether something can have happened to a request when somebody says it did.

`check` refuses in words what cannot be: what comes before the event it follows, what lies in the future, an
answer to a question nobody asked. It judges the story only, never the law: a late answer is still an answer.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from law.errors import ImpossibleEvent
from law.foi.due import words
from law.foi.story import OVER, Event, Kind, Result, Stage, Story, in_order

__all__ = ["SAID", "Event", "Kind", "Result", "check"]

SAID: Final = {
    Kind.DRAFTED: "the draft was written",
    Kind.SENT: "the request was sent",
    Kind.DELIVERED: "it was delivered",
    Kind.ACKNOWLEDGED: "the body confirmed the receipt",
    Kind.CLARIFICATION_ASKED: "the body asked what is meant",
    Kind.CLARIFICATION_GIVEN: "its question was answered",
    Kind.FEES_ASKED: "the body asked for a fee",
    Kind.FEES_PAID: "the fee was paid",
    Kind.EXTENDED: "the body said that it needs longer",
    Kind.CHASED: "the body was reminded",
    Kind.ANSWERED: "the body answered",
    Kind.REVIEW_ASKED: "a review was asked for",
    Kind.REVIEW_EXTENDED: "the body said that its review takes longer",
    Kind.REVIEW_ANSWERED: "the outcome of the review came",
    Kind.ICO_COMPLAINED: "the commissioner was written to",
    Kind.ICO_NOTICED: "the commissioner decided",
    Kind.TRIBUNAL_APPEALED: "an appeal was made",
    Kind.WITHDRAWN: "the request was withdrawn",
    Kind.CLOSED: "the request was closed",
    Kind.REOPENED: "the request was opened again",
}
"""What happened, as half a sentence for people."""

_FIRST: Final = {
    Kind.DRAFTED: "It was sent already; a draft comes before.",
    Kind.SENT: "It was sent already and has arrived. To ask anew, make a new request.",
    Kind.DELIVERED: "There is nothing on its way to them. Say first when the request was sent.",
    Kind.CLARIFICATION_ASKED: "They can ask what is meant only between the request and their answer.",
    Kind.CLARIFICATION_GIVEN: "No question of theirs is open. Say first when they asked what is meant.",
    Kind.FEES_ASKED: "They can ask for a fee only between the request and their answer.",
    Kind.FEES_PAID: "No fee is asked for. Say first when they asked for it.",
    Kind.EXTENDED: "They can extend their time only while an answer is awaited.",
    Kind.REVIEW_ASKED: "A review can be asked for once, of an answer or because there is none.",
    Kind.REVIEW_EXTENDED: "No review is under way. Say first when one was asked for.",
    Kind.REVIEW_ANSWERED: "No review is under way. Say first when one was asked for.",
    Kind.ICO_COMPLAINED: "The commissioner is written to once, about an answer, a review or silence.",
    Kind.ICO_NOTICED: "Nothing is before the commissioner. Say first when they were written to.",
    Kind.TRIBUNAL_APPEALED: "Nothing was decided yet. Say first when the commissioner decided.",
    Kind.REOPENED: "It is not over, so nothing has to be opened again.",
}
_LATER: Final = (Kind.EXTENDED, Kind.REVIEW_EXTENDED)


def check(events: Sequence[Event], new: Event, today: date) -> None:
    """Raise `law.errors.ImpossibleEvent`, in words for a person, when `new` cannot stand among `events`.

    Only the date to which a body extends its time (`until`) may lie after `today`, a London day. What was
    sent last week may be entered as a draft today: a draft keeps nothing from having happened before it.
    """
    _check_itself(new, today)
    earlier = [event for event in in_order(events) if event.on <= new.on]
    later = [event for event in in_order(events) if event.on > new.on and event.kind is not Kind.DRAFTED]
    story = _told(earlier)
    if not story.fits(new.kind):
        raise ImpossibleEvent(_wrong(new, story, earlier, later))
    begun = next((event for event in earlier if event.kind is not Kind.DRAFTED), None)
    if new.kind is Kind.SENT and begun is not None and begun.kind is not Kind.SENT:
        raise ImpossibleEvent(
            f"{_capital(SAID[begun.kind])} on {words(begun.on)}, so it cannot have been sent on "
            f"{words(new.on)}. Give {words(begun.on)} or an earlier day."
        )
    with_new, without = _told([*earlier, new]), _told(earlier)
    for event in later:
        if without.fits(event.kind) and not with_new.fits(event.kind):
            raise ImpossibleEvent(
                f"{_capital(SAID[event.kind])} on {words(event.on)}, and that cannot come after this. "
                f"Give {words(event.on)} or a later day, or correct that one first."
            )
        with_new.tell(event)
        without.tell(event)


def _check_itself(new: Event, today: date) -> None:
    """What is wrong with it whatever happened before."""
    if new.on > today:
        raise ImpossibleEvent(
            f"{words(new.on)} is in the future: today is {words(today)}. Give the day on which it happened."
        )
    if new.until is not None and new.kind not in _LATER:
        raise ImpossibleEvent("Only when a body says that it needs longer is there a day until which.")
    if new.until is not None and new.until <= new.on:
        raise ImpossibleEvent(
            f"{words(new.until)} is not later than {words(new.on)}, the day on which they said so. "
            "Give the day until which they need."
        )
    if new.kind is Kind.ANSWERED and new.result is None:
        raise ImpossibleEvent(f"Say how they answered: {', '.join(Result)}.")


def _wrong(new: Event, story: Story, earlier: Sequence[Event], later: Sequence[Event]) -> str:
    """Why `new` does not fit, and what to do instead."""
    stage = story.stage
    for event in later:
        story.tell(event)
        if story.fits(new.kind):
            return (
                f"{words(new.on)} is before {words(event.on)}, when {SAID[event.kind]}, which it follows. "
                f"Give {words(event.on)} or a later day."
            )
    if stage in OVER:
        over = next(event for event in reversed(earlier) if event.kind in (Kind.CLOSED, Kind.WITHDRAWN))
        return f"{_capital(SAID[over.kind])} on {words(over.on)}. Open it again first."
    if stage is Stage.DRAFT and new.kind is not Kind.REOPENED:
        return "It was not sent yet. Say first when it was sent."
    return _FIRST[new.kind]


def _told(events: Sequence[Event]) -> Story:
    story = Story()
    for event in events:
        story.tell(event)
    return story


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
