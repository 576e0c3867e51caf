"""What the desk can put into a letter by itself: from the events of a request and its clock.

Only what happened and what was calculated goes in. Notes and evidence of the events may be private and stay
out; the one address that goes in is the request's public page on WhatDoTheyKnow.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from law.foi.clock import Clock, What
from law.foi.due import words
from law.foi.regime import Regime, rules
from law.foi.story import Event, Kind, Result, Stage, in_order
from law.letters import links
from law.letters.words import WORDS

_STEPS: Final = {
    Kind.SENT: "I sent the request",
    Kind.DELIVERED: "my letter arrived",
    Kind.ACKNOWLEDGED: "the authority acknowledged it",
    Kind.CLARIFICATION_ASKED: "the authority asked what I meant",
    Kind.CLARIFICATION_GIVEN: "I answered that",
    Kind.FEES_ASKED: "the authority asked for a fee",
    Kind.FEES_PAID: "I paid the fee",
    Kind.EXTENDED: "the authority said that it needed longer",
    Kind.CHASED: "I sent a reminder",
    Kind.REVIEW_ASKED: "I asked for a review",
    Kind.REVIEW_EXTENDED: "the authority said that the review would take longer",
    Kind.REVIEW_ANSWERED: "the authority gave the outcome of the review",
}
_ANSWERS: Final = {
    Result.FULL: "the authority answered",
    Result.PART: "the authority answered in part",
    Result.REFUSED: "the authority refused",
    Result.NOTHELD: "the authority answered that it does not hold the information",
}


def known(
    authority: str, subject: str, events: Sequence[Event], clock: Clock, regime: Regime
) -> dict[str, str | date]:
    """The fields of `law.letters.vocabulary.KNOWN` that `events` and their `clock` give, for `fill`.

    What does not follow from them (an outcome nobody has judged yet, an address that is not public) is not in
    it, so that `fill` names it as missing.
    """
    ordered = in_order(events)
    last = {event.kind: event for event in ordered}
    on = {kind: event.on for kind, event in last.items()}
    days = {deadline.what: deadline.day for deadline in clock.deadlines}
    pages = [event.url for event in ordered if event.kind is Kind.SENT and links.is_request(event.url)]
    found: dict[str, str | date | None] = {
        "authority": authority,
        "subject": subject,
        "sent": on.get(Kind.SENT),
        "due": days.get(What.ANSWER),
        "counted": _counted(ordered),
        "chased": on.get(Kind.CHASED),
        "extension": _extension(last.get(Kind.EXTENDED), clock),
        "asked": on.get(Kind.CLARIFICATION_ASKED),
        "answered": on.get(Kind.ANSWERED),
        "history": "\n".join(_history(ordered, clock, regime)),
        "complaint": _complaint(on.get(Kind.REVIEW_ASKED), clock, regime),
        "link": pages[-1] if pages else None,
        "noticed": on.get(Kind.ICO_NOTICED),
        "appeal_by": days.get(What.TRIBUNAL),
    }
    return {name: value for name, value in found.items() if value}


def _counted(events: Sequence[Event]) -> str:
    """What moved the last day for the answer: a question answered, a fee (FOIA s.1(3), s.10(2))."""
    said: list[str] = []
    asked: date | None = None
    for event in events:
        match event.kind:
            case Kind.CLARIFICATION_GIVEN:
                said = [f"You asked what I meant, and I answered on {words(event.on)}: I count from then."]
            case Kind.FEES_ASKED:
                asked = asked or event.on
            case Kind.FEES_PAID if asked:
                said.append(
                    f"I leave out the days from your fees notice on {words(asked)} to my payment on "
                    f"{words(event.on)}."
                )
                asked = None
    return " ".join(said)


def _extension(event: Event | None, clock: Clock) -> str | None:
    """What to say of a longer time that the authority took, when it too has passed."""
    main = clock.main
    if event is None or main is None or main.what is not What.EXTENDED or not clock.late:
        return None
    if event.until == main.day:
        return (
            f"You wrote on {words(event.on)} that you would answer by {words(main.day)}. That day has passed "
            "too."
        )
    return (
        f"You wrote on {words(event.on)} that you needed longer. As I have calculated it, that time ended on "
        f"{words(main.day)}."
    )


def _complaint(review_asked: date | None, clock: Clock, regime: Regime) -> str | None:
    """What to complain about where lateness says it all."""
    if clock.main is None or not clock.late:
        return None
    last = words(clock.main.day)
    if clock.stage is Stage.WAITING and clock.main.what is What.EXTENDED:
        return (
            "I have had no answer, not even in the longer time that the authority took. As I have calculated "
            f"it, that ended on {last}."
        )
    if clock.stage is Stage.WAITING:
        return (
            f"I have had no answer within the time of {rules(regime).answer.rule}. As I have calculated it, "
            f"the last day was {last}."
        )
    if clock.stage is Stage.REVIEW and review_asked:
        return (
            f"I asked for {WORDS[regime]['review']} on {words(review_asked)} and have had no outcome. As I "
            f"have calculated it, it should have come by {last}."
        )
    return None


def _history(events: Sequence[Event], clock: Clock, regime: Regime) -> Iterator[str]:
    """A line a step, and one for the last day of the answer once it has passed."""
    answer = next((each for each in clock.deadlines if each.what is What.ANSWER), None)
    passed = answer.day if answer and clock.late else None
    for event in events:
        if passed and event.on > passed:
            yield f"{words(passed)}: the last day for the answer, as calculated"
            passed = None
        step = _step(event, regime)
        if step:
            yield f"{words(event.on)}: {step}"
    if passed:
        yield f"{words(passed)}: the last day for the answer, as calculated"


def _step(event: Event, regime: Regime) -> str | None:
    if event.kind is Kind.ANSWERED:
        step = _ANSWERS[event.result or Result.FULL]
        relied = ", ".join(_provision(each, regime) for each in event.exemptions)
        return f"{step}, relying on {relied}" if relied else step
    step = _STEPS.get(event.kind, "")
    return f"{step}, until {words(event.until)}" if step and event.until else step


def _provision(exemption: str, regime: Regime) -> str:
    """``section 43(2)`` for a bare ``43(2)``; what is more than a number stays as it is."""
    if not exemption[:1].isdigit():
        return exemption
    return f"{'regulation' if regime is Regime.EIR else 'section'} {exemption}"
