"""What is to be told about a request now, and whether its task goes back to the pool. Pure.

Of the ladder's steps, and of what was promised, only the latest whose day has come is told: an older one
that was missed says nothing that the latest does not. Told once for each person, late if need be.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from commands.core.moments import london_day
from commands.desk.cases import SILENT, Case
from commands.desk.hours import soon, when
from commands.desk.promises import Telling, promises

if TYPE_CHECKING:
    from storage.person_settings import PersonSettings

GRACE: Final = timedelta(days=3)
"""How long a nudge has to be answered before its silence counts."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a request: `tell` these, once more unasked (`nudge`); organisers hear of `silent`.

    `release` says why the task goes back; then nothing else is done.
    """

    tell: tuple[Telling, ...] = ()
    nudge: bool = False
    silent: bool = False
    release: Literal["lapsed", "returned"] | None = None


def due(case: Case, today: date) -> tuple[Telling, ...]:
    """What holds on `today`, a London day: of each kind the latest whose day has come.

    While a request rests it is only what is urgent, as long as there is time for it.
    """
    request = case.request
    rests = request.deferred_until is not None and request.deferred_until > today
    promised = promises(request, case.clock.stage, case.events)
    found: list[Telling] = []
    for tellings in (case.steps, promised):
        come = [each for each in tellings if each.on <= today]
        if rests:
            come = [each for each in come if each.urgent and each.about >= today]
        if come:
            found.append(max(come, key=lambda each: (each.on, each.urgent)))
    return tuple(found) if case.clock.open else ()


def decide(
    case: Case,
    tellings: Collection[Telling],
    told: Mapping[Telling, datetime | None],
    now: datetime,
    *,
    snoozed: bool,
) -> Decision:
    """What to do about a request of which `tellings` hold, and some were `told`, when (None: not yet sent).

    Who has asked to be left alone until later (`snoozed`) is not taken for silent.
    """
    request = case.request
    if request.assignee is None:
        return Decision(tuple(tellings))
    if request.lapses_at is not None and request.lapses_at <= now:
        return Decision(release="lapsed")
    fresh = tuple(each for each in tellings if each not in told)
    if snoozed or not tellings:
        return Decision(fresh)
    if not fresh and not _waited(told.values(), now):
        return Decision()
    if request.nudges > SILENT:
        return Decision(release="returned")
    return Decision(fresh, nudge=bool(fresh), silent=request.nudges == SILENT)


def reason(telling: Telling) -> str:
    """What a row of the outbox says of it: its kind, its day, and the day it is about."""
    return f"{telling.kind} {telling.on.isoformat()} {telling.about.isoformat()}"


def moment(telling: Telling, settings: "PersonSettings", now: datetime) -> datetime:
    """When somebody is told: with their digest.

    What is urgent does not wait for that, only for the end of their quiet hours; and not even for that
    where the last day would be over by then.
    """
    if not telling.urgent:
        return when(now, settings, urgent=False)
    awake = soon(now, settings)
    return now if london_day(awake) > telling.about >= london_day(now) else awake


def _waited(told: Collection[datetime | None], now: datetime) -> bool:
    """Whether whatever was told has gone out, and nobody has answered for long enough."""
    return all(at is not None and at + GRACE <= now for at in told)
