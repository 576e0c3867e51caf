"""An event as the words that record it: to say back, to offer as a press, and as the way back."""

from typing import Final

from commands.core.words import day
from law.foi.story import Event, Kind

FORMS: Final = {
    Kind.SENT: "sent {id}",
    Kind.DELIVERED: "received {id}",
    Kind.ACKNOWLEDGED: "received {id} acknowledged",
    Kind.CLARIFICATION_ASKED: "clarify {id} asked",
    Kind.CLARIFICATION_GIVEN: "clarify {id} answered",
    Kind.FEES_ASKED: "fees {id} asked",
    Kind.FEES_PAID: "fees {id} paid",
    Kind.EXTENDED: "extended {id}",
    Kind.CHASED: "chased {id}",
    Kind.ANSWERED: "answered {id}",
    Kind.REVIEW_ASKED: "review {id} asked",
    Kind.REVIEW_EXTENDED: "review {id} extended",
    Kind.REVIEW_ANSWERED: "review {id} answered",
    Kind.ICO_COMPLAINED: "ico {id} complained",
    Kind.ICO_NOTICED: "ico {id} notice",
    Kind.TRIBUNAL_APPEALED: "ico {id} tribunal",
    Kind.WITHDRAWN: "withdraw {id}",
    Kind.CLOSED: "close {id}",
    Kind.REOPENED: "reopen {id}",
}
"""What is typed after ``foi`` for each kind of event; a draft is written by making the request."""


def press(number: int, kind: Kind, more: str = "") -> str:
    """The command that says it happened today: ``foi answered 12 full``."""
    return f"foi {FORMS[kind].format(id=number)} {more}".rstrip()


def typed(number: int, event: Event) -> str:
    """The whole command that records `event`: ``foi answered 12 refused 6 May 2026 43 40(2)``."""
    parts = [press(number, event.kind, str(event.result or ""))]
    if event.kind is Kind.EXTENDED and event.until:
        parts.append(f"until {day(event.until)} on {day(event.on)}")
    else:
        parts.append(day(event.on))
        parts += [f"until {day(event.until)}"] if event.until else []
    return " ".join(filter(None, (*parts, *event.exemptions, event.why, event.url)))
