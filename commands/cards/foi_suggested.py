"""What a followed page suggests, in words of our own, and what to press about it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from commands.cards.foi_words import RESULT
from commands.core.reply import Choice
from commands.core.words import day, weekday
from commands.desk.suggesting import is_open
from law.foi.story import Kind, Result

if TYPE_CHECKING:
    from storage.foi_follows import Suggestion

ACKNOWLEDGED: Final = "acknowledged"
CLARIFY: Final = "clarify"
AS: Final = (*map(str, Result), ACKNOWLEDGED, CLARIFY)
"""What a response may be said to be."""

_SHOWS: Final = {
    Kind.SENT: "that the request was sent",
    Kind.ACKNOWLEDGED: "a message from them that is no answer yet",
    Kind.CLARIFICATION_ASKED: "that they asked what is meant",
    Kind.CLARIFICATION_GIVEN: "that their question was answered",
    Kind.CHASED: "that they were written to again",
    Kind.ANSWERED: "an answer",
    Kind.REVIEW_ASKED: "that a review was asked for",
    Kind.REVIEW_ANSWERED: "an answer to the review",
    Kind.WITHDRAWN: "that the request was withdrawn",
}
_UNSAID: Final = {
    Kind.ANSWERED: "a message from them, of which nobody has said yet what it is",
    Kind.REVIEW_ANSWERED: "a message from them while the review is under way",
}
_PRESSED: Final = (
    (Result.FULL, "It answers in full"),
    (Result.PART, "In part"),
    (Result.REFUSED, "Refused"),
    (Result.NOTHELD, "They hold nothing"),
    (CLARIFY, "They ask what is meant"),
    (ACKNOWLEDGED, "No answer yet"),
)


def shows(suggestion: "Suggestion") -> str:
    """``WhatDoTheyKnow shows an answer: refused, Friday 2 October 2026: say whether that is so``."""
    kind = Kind(suggestion.kind)
    words = _UNSAID[kind] if is_open(suggestion) else _SHOWS[kind]
    if suggestion.result:
        words = f"{words}: {RESULT[Result(suggestion.result)]}"
    asked = "what it is" if is_open(suggestion) else "whether that is so"
    return f"WhatDoTheyKnow shows {words}, {weekday(suggestion.on_day)}: say {asked}"


def choices(suggestion: "Suggestion", *, named: bool = False) -> Iterator[Choice]:
    """What to press; what is confirmed is what the label says, whatever the page shows by then.

    `named` has the labels say which suggestion they are about.
    """
    number = suggestion.id
    about = f"{suggestion.request_id}, {day(suggestion.on_day)}: " if named else ""
    if is_open(suggestion):
        for said, label in _PRESSED:
            yield Choice(f"{about}{label}", f"wdtk confirm {number} {said}")
    else:
        command = f"wdtk confirm {number} {as_said(suggestion)}".rstrip()
        yield Choice(f"{about}{_confirm(suggestion)}", command)
    yield Choice(f"{about}Not so", f"wdtk dismiss {number}")


def as_said(suggestion: "Suggestion") -> str:
    """The word that confirms exactly what it says now; empty where there is only one thing to confirm."""
    if suggestion.result:
        return suggestion.result
    return {Kind.ACKNOWLEDGED: ACKNOWLEDGED, Kind.CLARIFICATION_ASKED: CLARIFY}.get(Kind(suggestion.kind), "")


def _confirm(suggestion: "Suggestion") -> str:
    if suggestion.result:
        return f"Confirm: {RESULT[Result(suggestion.result)]}"
    return "Confirm"
