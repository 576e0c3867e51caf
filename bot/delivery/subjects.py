"""What rows of the outbox are about: each kind of subject has its own way of being looked up and worded.

A lane knows nothing of notices or requests. It hands the rows it has claimed to the subject that knows their
kind, and gets posts back; a kind nobody knows goes to the first subject, which drops what it does not find.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.outcomes import Silenced
from bot.delivery.prepare import Prepared
from storage.outbox import OutboxRow


@dataclass(frozen=True, slots=True)
class Hold:
    """The claim that is being made: since `now`, `until` when, and the `most` rows in one message."""

    now: datetime
    until: datetime
    most: int


class Batch(Protocol):
    """Rows in hand that one subject knows about."""

    async def look_up(self, connection: AsyncConnection) -> None:
        """Read how things stand now."""
        ...

    def prepare(self) -> Prepared:
        """What to post, and what becomes of the other rows. Pure; never raises."""
        ...


class Subject(Protocol):
    """One subject of delivery."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of its rows (`storage.outbox.NewRow.subject_kind`)."""
        ...

    async def take(self, connection: AsyncConnection, heads: Sequence[OutboxRow], hold: Hold) -> Batch:
        """Take these rows, and claim what goes into one message with each, by what claimed them."""
        ...

    async def unreached(
        self, connection: AsyncConnection, silenced: Silenced, now: datetime
    ) -> Collection[int]:
        """What the rows of one message are for cannot be reached; which of them are told elsewhere."""
        ...


class Subjects:
    """All subjects there are."""

    def __init__(self, *subjects: Subject) -> None:
        self._subjects = subjects
        self._known = {kind: subject for subject in subjects for kind in subject.kinds}

    async def take(self, connection: AsyncConnection, heads: Sequence[OutboxRow], hold: Hold) -> list[Batch]:
        """What was claimed, with what goes along, by subject."""
        mine = {subject: [row for row in heads if self._of(row) is subject] for subject in self._subjects}
        return [await subject.take(connection, rows, hold) for subject, rows in mine.items() if rows]

    async def unreached(
        self, connection: AsyncConnection, silenced: Silenced, now: datetime
    ) -> Collection[int]:
        """As their subject has it."""
        return await self._of(silenced.rows[0]).unreached(connection, silenced, now)

    def _of(self, row: OutboxRow) -> Subject:
        return self._known.get(row.subject_kind, self._subjects[0])
