"""From claimed rows to jobs, and to outcomes for those that are not to be posted now; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

import structlog

from bot.delivery.jobs import Job
from bot.delivery.outcomes import Deferred, Dropped, GivenUp, Outcome
from bot.delivery.perform import place
from storage.outbox import OutboxRow

_log = structlog.get_logger(__name__)
Said = TypeVar("Said")
Group = Sequence[OutboxRow]
"""A row with those that may go into one message with it, by id."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Do not post it, and rightly: `why` in words."""

    why: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Post it, but not before then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of some rows."""

    jobs: Sequence[Job] = ()
    outcomes: Sequence[Outcome] = ()


@dataclass(slots=True)
class Sifted(Generic[Said]):
    """What of a group goes into one message: for `rows`, by the first one's key, it says `said`."""

    rows: list[OutboxRow] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def prepare(groups: Sequence[Group], make: Callable[[Group], Prepared]) -> Prepared:
    """What to do with each group. One that `make` cannot word is given up, and holds up nobody."""
    made: list[Prepared] = []
    for group in groups:
        try:
            made.append(make(group))
        except Exception as error:
            _log.error("post_not_worded", kind=type(error).__name__, at=place(error))
            numbers = tuple(row.id for row in group)
            made.append(Prepared(outcomes=[GivenUp(numbers, "this program could not word it")]))
    return Prepared([job for each in made for job in each.jobs], [o for each in made for o in each.outcomes])


def sift(group: Group, decide: Callable[[OutboxRow], Drop | Wait | Said], now: datetime) -> Sifted[Said]:
    """What of `group` may go out together.

    An earlier attempt that may have got through is known by the key of its first row, and told just the
    rows that were tried before: they stay together to the end, told anew as they are now, and the others
    go into a message of their own.
    """
    tried = group[0].attempts > 1
    along = [row for row in group if (row.attempts > 1) == tried]
    sifted: Sifted[Said] = Sifted()
    others = tuple(row.id for row in group if (row.attempts > 1) != tried)
    if others:
        sifted.outcomes.append(Deferred(others, now))
    waits: list[datetime] = []
    for row in along:
        match decide(row):
            case Drop(why):
                sifted.outcomes.append(Dropped((row.id,), why))
            case Wait(until):
                waits.append(until)
                sifted.outcomes.append(Deferred((row.id,), until))
            case said:
                sifted.rows.append(row)
                sifted.said.append(said)
    if tried and waits:
        numbers = tuple(row.id for row in along)
        return Sifted(outcomes=[*sifted.outcomes[: bool(others)], Deferred(numbers, max(waits))])
    if tried and sifted.said:
        return Sifted(along, sifted.said, sifted.outcomes[: bool(others)])
    return sifted
