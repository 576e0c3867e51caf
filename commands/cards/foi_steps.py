"""The usual next steps of a request, to press: what most often happens next at each stage."""

from collections.abc import Iterator

from commands.core.reply import Choice, Choices
from commands.desk.cases import Case
from commands.desk.typed import press
from law.foi.story import OVER, Kind, Result, Stage

_ANSWERS = (
    ("They answered in full", Result.FULL),
    ("In part", Result.PART),
    ("Refused", Result.REFUSED),
    ("They hold nothing", Result.NOTHELD),
)
_MOST = 9


def next_steps(case: Case, *, show: bool = True) -> Choices:
    """What to press; `show` adds the whole request."""
    found = list(_steps(case))[:_MOST]
    if show:
        found.append(Choice("Show the request", f"foi show {case.request.id}"))
    return Choices(tuple(found))


def _steps(case: Case) -> Iterator[Choice]:
    number, clock = case.request.id, case.clock
    if clock.letter is not None or clock.stage is Stage.DRAFT:
        yield Choice("The letter for it", f"foi letter {number}")
    match clock.stage:
        case Stage.DRAFT:
            yield Choice("I sent it today", press(number, Kind.SENT))
        case Stage.WAITING:
            yield from _waiting(case)
        case Stage.CLARIFICATION:
            yield Choice("I answered them today", press(number, Kind.CLARIFICATION_GIVEN))
        case Stage.FEES:
            yield Choice("I paid today", press(number, Kind.FEES_PAID))
            yield Choice("Withdraw the request", press(number, Kind.WITHDRAWN))
        case Stage.ANSWERED if clock.result is not Result.FULL:
            yield Choice("I asked for a review today", press(number, Kind.REVIEW_ASKED))
        case Stage.REVIEW:
            yield from _answers(number, Kind.REVIEW_ANSWERED)
            if clock.late:
                yield Choice("I complained today", press(number, Kind.ICO_COMPLAINED))
        case Stage.REVIEWED:
            yield Choice("I complained today", press(number, Kind.ICO_COMPLAINED))
        case Stage.ICO:
            yield Choice("The decision notice came today", press(number, Kind.ICO_NOTICED))
            yield from _answers(number, Kind.ANSWERED)
        case Stage.NOTICE:
            yield Choice("I appealed today", press(number, Kind.TRIBUNAL_APPEALED))
    if clock.stage in OVER:
        yield Choice("Open it again", press(number, Kind.REOPENED))
    elif clock.stage in (Stage.ANSWERED, Stage.REVIEWED, Stage.NOTICE, Stage.TRIBUNAL):
        yield Choice("Close it", press(number, Kind.CLOSED))


def _waiting(case: Case) -> Iterator[Choice]:
    number = case.request.id
    if case.clock.late:
        yield Choice("I reminded them today", press(number, Kind.CHASED))
        if case.clock.letter == "ico_complaint":
            yield Choice("I complained today", press(number, Kind.ICO_COMPLAINED))
    elif not any(event.kind is Kind.ACKNOWLEDGED for event in case.events):
        yield Choice("They confirmed the receipt", press(number, Kind.ACKNOWLEDGED))
    yield from _answers(number, Kind.ANSWERED)
    yield Choice("They asked what is meant", press(number, Kind.CLARIFICATION_ASKED))


def _answers(number: int, kind: Kind) -> Iterator[Choice]:
    for label, result in _ANSWERS:
        yield Choice(label, press(number, kind, result))
