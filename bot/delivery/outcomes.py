"""What became of rows of the outbox, and how each outcome is written down, many in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import outbox, posts
from storage.outbox import OutboxRow
from storage.posts import Post as Standing


class Elsewhere(Protocol):
    """Who knows what to do about rows whose destination cannot be posted to."""

    async def unreached(
        self, connection: AsyncConnection, silenced: "Silenced", now: datetime
    ) -> Collection[int]:
        """See that somebody hears of it; the ids of those rows that are now told elsewhere."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """The network has acknowledged them as one message; `standing` is where things are posted now."""

    rows: tuple[int, ...]
    message_id: str
    standing: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Retried:
    """To be tried again from `at`; until then their destination waits.

    `limited`: the network asked for patience, and `rest` is how many seconds that holds everywhere.
    """

    rows: tuple[int, ...]
    at: datetime
    problem: str
    limited: bool = False
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not due yet: put off, untried."""

    rows: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """Not posted, and rightly."""

    rows: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Not posted, to be seen among the dead letters."""

    rows: tuple[int, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Silenced:
    """Their channel cannot be posted to, or their person not be reached in private.

    `gone`: there is no such account any more.
    """

    rows: tuple[OutboxRow, ...]
    why: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What they follow up is gone: the next post about it is a first one."""

    row: OutboxRow
    rows: tuple[int, ...]
    about: tuple[str, ...]


Outcome = Sent | Retried | Deferred | Dropped | GivenUp | Silenced | Forgotten


async def settle(
    connection: AsyncConnection, outcomes: Sequence[Outcome], elsewhere: Elsewhere, holder: str, now: datetime
) -> None:
    """Write the outcomes down, in order."""
    sent = [each for each in outcomes if isinstance(each, Sent)]
    await outbox.mark_each_sent(
        connection, [(row, each.message_id) for each in sent for row in each.rows], now
    )
    await posts.put_many(connection, [standing for each in sent for standing in each.standing])
    for each in outcomes:
        match each:
            case Sent():
                pass
            case Retried(rows, at, problem, _, _):
                await outbox.retry(connection, rows, holder, at, problem)
            case Deferred(rows, at):
                await outbox.defer(connection, rows, holder, at)
            case Dropped(rows, why):
                await outbox.drop(connection, rows, holder, why)
            case GivenUp(rows, problem):
                await outbox.dead(connection, rows, holder, problem)
            case Silenced(told, why):
                moved = await elsewhere.unreached(connection, each, now)
                await outbox.drop(connection, moved, holder, f"told elsewhere: {why}")
                left = [row.id for row in told if row.id not in moved]
                await outbox.dead(connection, left, holder, why)
            case Forgotten(row, rows, about):
                await posts.forget(connection, row.platform, row.channel, about)
                await outbox.retry(connection, rows, holder, now, "what it follows up is gone")
