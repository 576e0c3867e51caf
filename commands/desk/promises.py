"""What volunteers are told beside the law's ladder: to send a draft, and by when an organiser wants it. Pure.

The law has no clock for either. A draft is to be sent on the day it is planned for, or soon after somebody
has taken it on; a date given with a task is kept as soon as something has happened to the request since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from commands.core.moments import london_day
from law.foi.ladder import Step
from law.foi.story import Event, Kind, Stage

if TYPE_CHECKING:
    from storage.foi_requests import FoiRequest

DRAFT_DAYS: Final = 2
"""Calendar days after which a draft that has no day is to be sent by who has taken it on."""
SEND_AGAIN: Final = (0, 3, 7)
"""Calendar days from a draft's day on which its sending is asked for."""


class PromiseKind(StrEnum):
    """What is told."""

    SEND = "send"
    WANTED = "wanted"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something to be told on `on`, a London day, because of the day `about`; as `law.foi.ladder.Step`."""

    kind: PromiseKind
    on: date
    about: date
    letter: str | None = None
    urgent: bool = False


Telling = Step | Promise
"""Something to be told about a request on its day."""


def promises(request: "FoiRequest", stage: Stage, events: Sequence[Event]) -> tuple[Promise, ...]:
    """All of them, soonest first, past ones included."""
    found = [*_send(request, stage), *_wanted(request, stage, events)]
    return tuple(sorted(found, key=lambda promise: promise.on))


def _send(request: "FoiRequest", stage: Stage) -> Iterator[Promise]:
    """A draft's day: the one planned, if any; otherwise whoever has it is asked unless a date is wanted."""
    day = request.send_on
    if day is None and request.wanted_by is None and request.assigned_at is not None:
        day = london_day(request.assigned_at) + timedelta(days=DRAFT_DAYS)
    if stage is Stage.DRAFT and day is not None:
        for days in SEND_AGAIN:
            yield Promise(PromiseKind.SEND, day + timedelta(days=days), day)


def _wanted(request: "FoiRequest", stage: Stage, events: Sequence[Event]) -> Iterator[Promise]:
    """The day before, on the day, and after it; not on the day the task was given."""
    day, given = request.wanted_by, request.assigned_at
    if day is None or given is None or kept(request, stage, events):
        return
    for on in (day - timedelta(days=1), day):
        if on > london_day(given):
            yield Promise(PromiseKind.WANTED, on, day)
    yield Promise(PromiseKind.MISSED, day + timedelta(days=1), day)


def kept(request: "FoiRequest", stage: Stage, events: Sequence[Event]) -> bool:
    """Whether something has happened to the request since its task was given."""
    given = request.assigned_at
    if given is None or stage is Stage.DRAFT:
        return given is None
    day = london_day(given)
    acted = request.active_at is not None and request.active_at > given
    return any(
        event.kind is not Kind.DRAFTED and (event.on > day or (event.on == day and acted)) for event in events
    )
