"""The clock of a request: from its events to its stage, what is due, what is late, what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from law.errors import BeyondHorizon
from law.foi import answering, reviewing
from law.foi.advice import advise
from law.foi.case import Case
from law.foi.deadlines import ClockSettings, Deadline, What
from law.foi.regime import Calendars, Regime
from law.foi.story import OVER, Event, Result, Stage, told

__all__ = ["Clock", "ClockSettings", "Deadline", "Stage", "What", "clock"]


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a request stands on a day.

    `received` is the day its answer is counted from. `deadlines` are all that matter now, soonest first: the
    statute's day for the answer stays among them beside an extension. `main` is the one that counts; `late`
    says that the body missed it, `late_by` by how many working days (still 0 on the weekend after).
    `next_step` says what to do, to a volunteer, and `letter` names the letter for it. `problem` says why
    dates are missing: holidays that are not known yet.
    """

    stage: Stage
    result: Result | None
    received: date | None
    deadlines: tuple[Deadline, ...]
    main: Deadline | None
    late: bool
    late_by: int
    next_step: str
    letter: str | None
    open: bool
    problem: str = ""


def clock(
    events: Sequence[Event],
    regime: Regime,
    calendars: Calendars,
    today: date,
    settings: ClockSettings | None = None,
) -> Clock:
    """What `events`, in any order, mean under `regime` on `today`, a London day.

    Never fails: events that do not fit are passed over, and dates beyond the known holidays are left out and
    named in `problem`.
    """
    story = told(events)
    found: list[Deadline] = []
    problem = ""
    late_by = 0
    late = False
    try:
        for deadline in _deadlines(Case(story, regime, calendars, today, settings or ClockSettings())):
            found.append(deadline)
    except BeyondHorizon as beyond:
        problem = str(beyond)
    main = _main(story.stage, found, today)
    if main is not None and main.whose == "body" and main.day < today:
        late = True
        try:
            late_by = calendars.of(regime).working_days_between(main.day, today)
        except BeyondHorizon as beyond:
            problem = str(beyond)
    next_step, letter = advise(story, events, regime, main, today)
    return Clock(
        stage=story.stage,
        result=story.result,
        received=story.received,
        deadlines=tuple(sorted(found, key=lambda deadline: deadline.day)),
        main=main,
        late=late,
        late_by=late_by,
        next_step=next_step,
        letter=letter,
        open=story.stage not in OVER,
        problem=problem,
    )


def _deadlines(case: Case) -> Iterator[Deadline]:
    """Every date that matters at the stage it is at, in no order. Raises `law.errors.BeyondHorizon`."""
    match case.story.stage:
        case Stage.WAITING:
            return answering.waiting(case)
        case Stage.CLARIFICATION:
            return answering.clarify(case)
        case Stage.FEES:
            return answering.fees(case)
        case Stage.ANSWERED:
            return reviewing.answered(case)
        case Stage.REVIEW:
            return reviewing.review(case)
        case Stage.REVIEWED:
            return reviewing.reviewed(case)
        case Stage.NOTICE:
            return reviewing.noticed(case)
        case _:
            return iter(())


def _main(stage: Stage, found: Sequence[Deadline], today: date) -> Deadline | None:
    """The deadline that counts now."""
    by = {deadline.what: deadline for deadline in found}
    match stage:
        case Stage.WAITING:
            answer, extended = by.get(What.ANSWER), by.get(What.EXTENDED)
            if answer and extended and answering.in_time(extended, answer) and extended.day > answer.day:
                return extended
            return answer
        case Stage.FEES:
            return by.get(What.FEE)
        case Stage.ANSWERED:
            return by.get(What.REVIEW_ASK) or by.get(What.TRIBUNAL)
        case Stage.REVIEW:
            return _not_passed(by.get(What.REVIEW_EXPECTED), today) or by.get(What.REVIEW_LATEST)
        case Stage.NOTICE:
            return _not_passed(by.get(What.TRIBUNAL), today) or by.get(What.NOTICE)
        case _:
            return next(iter(found), None)


def _not_passed(deadline: Deadline | None, today: date) -> Deadline | None:
    return deadline if deadline is not None and today <= deadline.day else None
