"""The ladder: on which days somebody is told something about a request, before its deadlines and after.

A ladder is a list of offsets, which a campaign may change. Those that hang on a body's clock are working days
of the request's law, those that hang on the commissioner's weeks and the tribunal's days are calendar days.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from law.calendar import Calendar
from law.errors import BeyondHorizon
from law.foi.clock import Clock, Deadline, Stage, What
from law.foi.regime import Calendars, Regime, Rules, rules
from law.foi.story import Event, told

LONGEST: Final = 183
"""The largest offset: the longest period of all is half a year."""
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Ladder:
    """When something is told, as offsets of 1 day or more.

    In working days: `acknowledgement` after sending, when the body was not heard of; `before` an answer, a
    fee or our clarification is due; `overdue`, `second_chase` and `complain` after an answer was due;
    `review_ask` after an answer that was not full; `review_late` after a review was expected, and again after
    its last day. In calendar days: `ico` after the outcome and `ico_before` the end of the time to complain;
    `tribunal` after the decision notice.
    """

    acknowledgement: int = 5
    before: tuple[int, ...] = (5, 1)
    overdue: int = 1
    second_chase: int = 5
    complain: int = 10
    review_ask: tuple[int, ...] = (10, 30, 38)
    review_late: int = 1
    ico: tuple[int, ...] = (14, 35)
    ico_before: tuple[int, ...] = (3,)
    tribunal: tuple[int, ...] = (14, 21, 26)

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> "Ladder":
        """The ladder with what `stored` says otherwise. Raises ValueError, in words."""
        usual = cls()
        known = [field.name for field in fields(cls)]
        chosen: dict[str, int | tuple[int, ...]] = {}
        for name, value in stored.items():
            if name not in known:
                raise ValueError(f"the ladder has no {name}, only {', '.join(known)}")
            many = isinstance(getattr(usual, name), tuple)
            chosen[name] = _offsets(name, value) if many else _offset(name, value)
        return cls(**chosen)  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, int | list[int]]:
        """The whole ladder as it is stored."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


class StepKind(StrEnum):
    """What is told."""

    ACKNOWLEDGEMENT = "acknowledgement"
    NUDGE = "nudge"
    OVERDUE = "overdue"
    SECOND_CHASE = "second_chase"
    ICO_DRAFT = "ico_draft"
    CLARIFY = "clarify"
    FEE = "fee"
    REVIEW_ASK = "review_ask"
    REVIEW_EXPECTED = "review_expected"
    REVIEW_LATE = "review_late"
    ICO = "ico"
    TRIBUNAL = "tribunal"
    NOTICE_LATE = "notice_late"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be told on `on`, a London day.

    It hangs on the deadline `about`; `letter` is the one that helps then. `urgent`: the last word before a
    right of ours is lost, which quiet hours do not hold back.
    """

    kind: StepKind
    on: date
    about: date
    letter: str | None = None
    urgent: bool = False


def steps(
    clock: Clock, events: Sequence[Event], regime: Regime, calendars: Calendars, ladder: Ladder
) -> tuple[Step, ...]:
    """All steps of the stage `clock` shows, soonest first, those that have passed included.

    Steps beyond the known holidays are left out; `Clock.problem` says why.
    """
    climb = _Climb(clock, rules(regime), calendars.of(regime), ladder, _unheard(clock, events))
    found: dict[tuple[StepKind, date], Step] = {}
    for step in climb.all():
        key = (step.kind, step.on)
        if key not in found or step.urgent:
            found[key] = step
    return tuple(sorted(found.values(), key=lambda step: (step.on, step.kind)))


def _unheard(clock: Clock, events: Sequence[Event]) -> bool:
    """Whether the body may not even have what was sent."""
    story = told(events)
    return clock.stage is Stage.WAITING and not story.heard and not story.landed


@dataclass(frozen=True, slots=True)
class _Climb:
    """The steps of one request."""

    clock: Clock
    rules: Rules
    calendar: Calendar
    ladder: Ladder
    unheard: bool

    def all(self) -> Iterator[Step]:
        for deadline in self.clock.deadlines:
            match deadline.what:
                case What.ANSWER | What.EXTENDED if deadline == self.clock.main:
                    yield from self.answer(deadline)
                case What.CLARIFY:
                    yield from self.before(StepKind.CLARIFY, deadline, "clarification_answer")
                case What.FEE:
                    yield from self.before(StepKind.FEE, deadline, urgent=True)
                case What.REVIEW_ASK if self.clock.stage is Stage.ANSWERED or self.rules.review_first:
                    yield from self.review_ask(deadline)
                case What.REVIEW_EXPECTED:
                    yield from self.after(StepKind.REVIEW_EXPECTED, deadline, self.ladder.review_late)
                case What.REVIEW_LATEST:
                    late = self.ladder.review_late
                    yield from self.after(StepKind.REVIEW_LATE, deadline, late, "ico_complaint")
                case What.ICO:
                    yield from self.ico(deadline)
                case What.TRIBUNAL:
                    yield from self.days(StepKind.TRIBUNAL, deadline, self.ladder.tribunal, "tribunal_note")
                case What.NOTICE:
                    yield from self.after(StepKind.NOTICE_LATE, deadline, 1)
                case _:
                    pass

    def answer(self, deadline: Deadline) -> Iterator[Step]:
        ladder = self.ladder
        if self.unheard and self.clock.received is not None:
            on = self._day(self._after, self.clock.received, ladder.acknowledgement)
            if on is not None and on < deadline.day:
                yield Step(StepKind.ACKNOWLEDGEMENT, on, deadline.day, "acknowledgement_check")
        yield from self.before(StepKind.NUDGE, deadline)
        yield from self.after(StepKind.OVERDUE, deadline, ladder.overdue, "chase_1")
        yield from self.after(StepKind.SECOND_CHASE, deadline, ladder.second_chase, "chase_2")
        if not self.rules.review_first:
            on = self._day(self._after, deadline.day, ladder.complain)
            past_code = self._day(self._after, deadline.code_day or deadline.day, 1)
            if on is not None and past_code is not None:
                yield Step(StepKind.ICO_DRAFT, max(on, past_code), deadline.day, "ico_complaint")

    def before(
        self, kind: StepKind, deadline: Deadline, letter: str | None = None, *, urgent: bool = False
    ) -> Iterator[Step]:
        """Nudges so many working days before; the last is urgent if any is."""
        for days in self.ladder.before:
            on = self._day(self.calendar.take_working_days, deadline.day, days)
            if on is not None and on > deadline.since:
                last = urgent and days == min(self.ladder.before)
                yield Step(kind, on, deadline.day, letter, last)

    def after(
        self, kind: StepKind, deadline: Deadline, days: int, letter: str | None = None
    ) -> Iterator[Step]:
        """So many working days after a body should have done something."""
        on = self._day(self._after, deadline.day, days)
        if on is not None:
            yield Step(kind, on, deadline.day, letter)

    def review_ask(self, deadline: Deadline) -> Iterator[Step]:
        """Nudges in working days after the answer, or after there was none."""
        letter = self.clock.letter if self.clock.stage is Stage.ANSWERED else "review_delay"
        for days in self.ladder.review_ask:
            on = self._day(self._after, deadline.since, days)
            if on is not None and on <= deadline.day:
                yield Step(StepKind.REVIEW_ASK, on, deadline.day, letter, days == max(self.ladder.review_ask))

    def ico(self, deadline: Deadline) -> Iterator[Step]:
        """Nudges to complain; where a body is silent the ladder's own rung comes first."""
        silent = self.clock.stage is Stage.WAITING
        after = () if silent else self.ladder.ico
        yield from self.days(StepKind.ICO, deadline, after, "ico_complaint", urgent=False)
        for days in self.ladder.ico_before:
            on = self._working(deadline.day - timedelta(days=days))
            if on is not None and on > deadline.since:
                last = days == min(self.ladder.ico_before)
                yield Step(StepKind.ICO, on, deadline.day, "ico_complaint", last)

    def days(
        self,
        kind: StepKind,
        deadline: Deadline,
        offsets: Sequence[int],
        letter: str,
        *,
        urgent: bool = True,
    ) -> Iterator[Step]:
        """Nudges in calendar days after `since`; the last is urgent."""
        for days in offsets:
            on = self._working(deadline.since + timedelta(days=days))
            if on is not None and deadline.since < on <= deadline.day:
                yield Step(kind, on, deadline.day, letter, urgent and days == max(offsets))

    def _working(self, day: date) -> date | None:
        """`day`, or the working day before it."""
        try:
            return day if self.calendar.is_working_day(day) else self.calendar.take_working_days(day, 1)
        except BeyondHorizon:
            return None

    def _after(self, day: date, days: int) -> date:
        return self.calendar.add_working_days(day, days)[0]

    def _day(self, step: Callable[[date, int], date], day: date, days: int) -> date | None:
        try:
            return step(day, days)
        except BeyondHorizon:
            return None


def _offset(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST:
        raise ValueError(f"{name} is a number of days from 1 to {LONGEST}, not {value!r}")
    return value


def _offsets(name: str, value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or len(value) > _MOST:
        raise ValueError(
            f"{name} is a list of at most {_MOST} numbers of days, for example [10, 30], not {value!r}"
        )
    return tuple(_offset(name, each) for each in value)
