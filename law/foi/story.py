"""What happened to a request, and the stage its events lead to.

A request is a list of dated events; whatever else is known about it follows from them. Events that do not
fit where they stand (an answer before anything was sent) are passed over here; `law.foi.events.check` keeps
them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What may happen to a request."""

    DRAFTED = "drafted"
    SENT = "sent"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFICATION_GIVEN = "clarification_given"
    FEES_ASKED = "fees_asked"
    FEES_PAID = "fees_paid"
    EXTENDED = "extended"
    CHASED = "chased"
    ANSWERED = "answered"
    REVIEW_ASKED = "review_asked"
    REVIEW_EXTENDED = "review_extended"
    REVIEW_ANSWERED = "review_answered"
    ICO_COMPLAINED = "ico_complained"
    ICO_NOTICED = "ico_noticed"
    TRIBUNAL_APPEALED = "tribunal_appealed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REOPENED = "reopened"


class Result(StrEnum):
    """How a request was answered; ``notheld`` is a refusal of its own: the body says that it has nothing."""

    FULL = "full"
    PART = "part"
    REFUSED = "refused"
    NOTHELD = "notheld"


class Stage(StrEnum):
    """Where a request stands: whom it waits for."""

    DRAFT = "draft"
    WAITING = "waiting"
    CLARIFICATION = "clarification"
    FEES = "fees"
    ANSWERED = "answered"
    REVIEW = "review"
    REVIEWED = "reviewed"
    ICO = "ico"
    NOTICE = "notice"
    TRIBUNAL = "tribunal"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OVER: Final = frozenset({Stage.CLOSED, Stage.WITHDRAWN})
"""The stages after which nothing is to come."""
_ASKING: Final = frozenset({Stage.WAITING, Stage.CLARIFICATION, Stage.FEES})
_SENT: Final = frozenset(Stage) - OVER - {Stage.DRAFT}
_FITS: Final = {
    Kind.DRAFTED: frozenset({Stage.DRAFT}),
    Kind.SENT: frozenset({Stage.DRAFT, Stage.WAITING}),
    Kind.DELIVERED: frozenset({Stage.WAITING, Stage.REVIEW}),
    Kind.CLARIFICATION_ASKED: _ASKING,
    Kind.CLARIFICATION_GIVEN: frozenset({Stage.CLARIFICATION}),
    Kind.FEES_ASKED: _ASKING,
    Kind.FEES_PAID: frozenset({Stage.FEES}),
    Kind.EXTENDED: frozenset({Stage.WAITING, Stage.FEES}),
    # For silence too, and when the commissioner says so:
    Kind.REVIEW_ASKED: frozenset({Stage.WAITING, Stage.ANSWERED, Stage.ICO}),
    Kind.REVIEW_EXTENDED: frozenset({Stage.REVIEW}),
    Kind.REVIEW_ANSWERED: frozenset({Stage.REVIEW, Stage.ICO}),
    Kind.ICO_COMPLAINED: frozenset({Stage.WAITING, Stage.ANSWERED, Stage.REVIEW, Stage.REVIEWED}),
    Kind.WITHDRAWN: _SENT | {Stage.DRAFT},
    Kind.CLOSED: _SENT | {Stage.DRAFT},
    Kind.REOPENED: OVER,
}
"""The stages in which something may happen; everything else may at any time after sending."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on `on`, a London day.

    `until` is the date a body gave when it said that it needs longer; `result` and `exemptions` (sections of
    the act) belong to an answer; `why` and `url` are notes and evidence; `id` is the store's.
    """

    kind: Kind
    on: date
    until: date | None = None
    result: Result | None = None
    exemptions: tuple[str, ...] = ()
    why: str = ""
    url: str = ""
    id: int | None = None


@dataclass(slots=True)
class Story:
    """What the events add up to.

    `received` is the day the clock for the answer runs from; `clarified` says that it is the day the body got
    our clarification. `pauses` are fees notices, from the day given to the day paid (None: not yet).
    Every other date is the last time that thing happened. `heard` says that the body has been in touch,
    `landed` that what was last sent to it is known to have arrived.
    """

    stage: Stage = Stage.DRAFT
    result: Result | None = None
    sent: date | None = None
    received: date | None = None
    clarified: bool = False
    heard: bool = False
    landed: bool = False
    clarification_asked: date | None = None
    fees_asked: date | None = None
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    extension: Event | None = None
    answered: date | None = None
    review_asked: date | None = None
    review_extension: Event | None = None
    reviewed: date | None = None
    complained: date | None = None
    noticed: date | None = None
    _before: Stage = Stage.DRAFT

    def fits(self, kind: Kind) -> bool:
        """Whether that can happen next."""
        if self.stage not in _FITS.get(kind, _SENT):
            return False
        match kind:
            case Kind.SENT | Kind.DELIVERED:
                return not self.landed
            case Kind.REVIEW_ANSWERED:
                return self.review_asked is not None
            case Kind.ICO_NOTICED:
                return self.complained is not None
            case Kind.TRIBUNAL_APPEALED:
                return self.noticed is not None
            case _:
                return True

    def tell(self, event: Event) -> None:
        """Take in what happened next; what does not fit is passed over."""
        if self.fits(event.kind):
            getattr(self, f"_{event.kind}")(event)

    def _drafted(self, event: Event) -> None:
        """A draft moves nothing."""

    def _chased(self, event: Event) -> None:
        """Nor does a reminder."""

    def _sent(self, event: Event) -> None:
        self.stage, self.sent, self.received = Stage.WAITING, event.on, event.on

    def _delivered(self, event: Event) -> None:
        self.landed = True
        if self.stage is Stage.REVIEW:
            self.review_asked = event.on
        else:
            self.received = event.on

    def _acknowledged(self, event: Event) -> None:
        self.landed = self.heard = True

    def _clarification_asked(self, event: Event) -> None:
        self.stage, self.clarification_asked, self.heard = Stage.CLARIFICATION, event.on, True

    def _clarification_given(self, event: Event) -> None:
        self.received, self.clarified, self.extension, self.landed = event.on, True, None, False
        self.pauses = [pause for pause in self.pauses if pause[1] is None]
        self.stage = Stage.FEES if self.pauses else Stage.WAITING

    def _fees_asked(self, event: Event) -> None:
        self.stage, self.fees_asked, self.landed, self.heard = Stage.FEES, event.on, True, True
        if not self.pauses or self.pauses[-1][1] is not None:
            self.pauses.append((event.on, None))

    def _fees_paid(self, event: Event) -> None:
        self.stage, self.pauses[-1] = Stage.WAITING, (self.pauses[-1][0], event.on)

    def _extended(self, event: Event) -> None:
        self.extension, self.landed, self.heard = event, True, True

    def _answered(self, event: Event) -> None:
        # What comes while a review of an answer, or a complaint about a review, is under way ends neither.
        going_on = (
            self.stage is Stage.TRIBUNAL
            or (self.stage is Stage.REVIEW and self.answered is not None)
            or (self.stage is Stage.ICO and self.reviewed is not None)
        )
        self.result = event.result or self.result
        if not going_on:
            self.stage, self.answered, self.heard = Stage.ANSWERED, event.on, True

    def _review_asked(self, event: Event) -> None:
        self.stage, self.review_asked, self.landed = Stage.REVIEW, event.on, False
        self.review_extension = None

    def _review_extended(self, event: Event) -> None:
        self.review_extension, self.landed = event, True

    def _review_answered(self, event: Event) -> None:
        self.reviewed, self.result = event.on, event.result or self.result
        if self.stage is Stage.REVIEW:  # the commissioner, once asked, goes on
            self.stage = Stage.REVIEWED

    def _ico_complained(self, event: Event) -> None:
        self.stage, self.complained = Stage.ICO, event.on

    def _ico_noticed(self, event: Event) -> None:
        self.stage, self.noticed = Stage.NOTICE, event.on

    def _tribunal_appealed(self, event: Event) -> None:
        self.stage = Stage.TRIBUNAL

    def _withdrawn(self, event: Event) -> None:
        self._before, self.stage = self.stage, Stage.WITHDRAWN

    def _closed(self, event: Event) -> None:
        self._before, self.stage = self.stage, Stage.CLOSED

    def _reopened(self, event: Event) -> None:
        self.stage = self._before


def in_order(events: Sequence[Event]) -> list[Event]:
    """`events` by day; those of one day in the order they were given."""
    return sorted(events, key=lambda event: event.on)


def told(events: Sequence[Event]) -> Story:
    """What `events`, in any order, add up to."""
    story = Story()
    for event in in_order(events):
        story.tell(event)
    return story
