"""From claimed rows to jobs, and to outcomes for those that are not to be posted now; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.delivery.jobs import Job, Maker
from bot.delivery.outcomes import Deferred, Dropped, GivenUp, Outcome
from bot.delivery.perform import place
from bot.delivery.plan import Announce, Drop, Known, Remind, Update, Wait, decide
from storage.outbox import OutboxRow
from storage.subscriptions import Delivery, Subscription

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Prepared:
    """What came of some rows."""

    jobs: list[Job] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def is_daily(wish: Subscription | None) -> bool:
    """Whether a subscription gets digests."""
    return wish is not None and wish.delivery is Delivery.DAILY


def prepare(groups: Sequence[Sequence[OutboxRow]], known: Known, maker: Maker, now: datetime) -> Prepared:
    """What to do with each group: one row, or those that may go into one digest with the first."""
    made = Prepared()
    for group in groups:
        try:
            if is_daily(known.subscription(group[0])):
                _digest(group, known, maker, now, made)
            else:
                _single(group[0], known, maker, now, made)
        except Exception as error:  # a notice that cannot be worded must not hold up the channel
            _log.error("post_not_worded", kind=type(error).__name__, at=place(error))
            numbers = tuple(row.id for row in group)
            made.outcomes.append(GivenUp(numbers, "this program could not word it"))
    return made


def _single(row: OutboxRow, known: Known, maker: Maker, now: datetime, made: Prepared) -> None:
    match decide(row, known, now):
        case Drop(why):
            made.outcomes.append(Dropped((row.id,), why))
        case Wait(at):
            made.outcomes.append(Deferred((row.id,), at))
        case said:
            made.jobs.append(maker.single(row, said))


def _digest(group: Sequence[OutboxRow], known: Known, maker: Maker, now: datetime, made: Prepared) -> None:
    """What of `group` is due, as one post.

    An earlier attempt that may have got through held just the rows that were tried before: the others
    go into a digest of their own.
    """
    tried = group[0].attempts > 1
    rows: list[OutboxRow] = []
    said: list[Announce | Update | Remind] = []
    outcomes: list[Outcome] = []
    for row in group:
        if (row.attempts > 1) != tried:
            outcomes.append(Deferred((row.id,), now))
            continue
        match decide(row, known, now):
            case Drop(why):
                outcomes.append(Dropped((row.id,), why))
            case Wait(at):
                outcomes.append(Deferred((row.id,), at))
            case Announce() | Update() | Remind() as one:
                rows.append(row)
                said.append(one)
            case _:
                outcomes.append(Dropped((row.id,), "nothing for a digest"))
    if rows:
        made.jobs.append(maker.digest(rows, said))
    made.outcomes += outcomes
