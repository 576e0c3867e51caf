"""The FOI desk as a subject of delivery: rows taken, looked up, and made into one message a destination."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.desk import week, words
from bot.delivery.desk.fallback import Fallback
from bot.delivery.desk.lookup import Known, look_up
from bot.delivery.desk.plan import Entry, decide
from bot.delivery.desk.reasons import is_private
from bot.delivery.desk.week import Week
from bot.delivery.jobs import Job, post_of
from bot.delivery.outcomes import Silenced
from bot.delivery.prepare import Drop, Group, Prepared, Sifted, Wait, prepare, sift
from bot.delivery.subjects import Hold
from bot.desk.places import NOWHERE
from commands.core.moments import london_day
from commands.core.reply import Reply
from commands.core.request import Platform
from commands.desk.telling import FOI, PERSON, REMIND, TEAM, Reach
from storage import outbox
from storage.outbox import OutboxRow

_TOGETHER = (FOI, REMIND)
"""What one message may hold."""


class FoiDesk:
    """What people and channels are told about requests."""

    kinds = (FOI, REMIND, TEAM, PERSON)

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    async def take(self, connection: AsyncConnection, heads: Sequence[OutboxRow], hold: Hold) -> "DeskInHand":
        """Claim along what else is due to the same person, or to the same channel."""
        groups: list[list[OutboxRow]] = []
        for head in heads:
            along: list[OutboxRow] = []
            if head.subject_kind in _TOGETHER:
                along = await outbox.claim_along(connection, head, hold.now, hold.until, hold.most, _TOGETHER)
            groups.append([head, *along])
        return DeskInHand(groups, hold.now, self._prefix)

    async def unreached(
        self, connection: AsyncConnection, silenced: Silenced, now: datetime
    ) -> Collection[int]:
        """Tell it somewhere else; rows that there is no other place for are dead letters."""
        return await Fallback(connection, now).reroute(silenced)


@dataclass(slots=True)
class DeskInHand:
    """Rows of the desk, in groups that may be one message."""

    groups: list[list[OutboxRow]]
    now: datetime
    prefix: str
    known: Known = field(default_factory=Known)

    async def look_up(self, connection: AsyncConnection) -> None:
        """Read the requests and their people."""
        rows = [row for group in self.groups for row in group]
        self.known = await look_up(connection, rows, self.now)

    def prepare(self) -> Prepared:
        """A post for each group."""
        return prepare(self.groups, self._make)

    def _make(self, group: Group) -> Prepared:
        decided = {row.id: decide(row, self.known, self.now) for row in group}
        held = [each.until for each in decided.values() if isinstance(each, Entry)]
        # An earlier attempt may have told some of it in time: then the whole of it waits for nothing.
        begun = group[0].attempts > 1 and any(until <= self.now for until in held)

        def final(row: OutboxRow) -> Drop | Wait | Entry:
            each = decided[row.id]
            if isinstance(each, Entry) and each.until > self.now and not begun:
                return Wait(each.until)
            return each

        sifted: Sifted[Entry] = sift(group, final, self.now)
        if not sifted.rows:
            return Prepared(outcomes=sifted.outcomes)
        if problem := self._unreachable(sifted.rows[0]):
            return Prepared(outcomes=[*sifted.outcomes, Silenced(tuple(sifted.rows), problem)])
        job = Job(tuple(sifted.rows), post_of(sifted.rows[0], self._reply(sifted.said)))
        return Prepared([job], sifted.outcomes)

    def _unreachable(self, row: OutboxRow) -> str:
        """Why nothing need be tried there; empty where it is to be."""
        if row.channel == NOWHERE:
            return "No channel is set up for the desk, and no organiser can be written to."
        # Discord shuts out bots that collect refusals. On Matrix the adapter knows who came in since.
        whom = self.known.people.get(self.known.recipient(row) or 0)
        if whom is not None and row.platform == Platform.DISCORD and row.platform in whom.settings.closed:
            return "This person could not be written to in private before."
        return ""

    def _reply(self, said: Sequence[Entry]) -> Reply:
        first, today = said[0], london_day(self.now)
        if isinstance(first.about, Week):
            return week.words(first.about, self.prefix)
        if isinstance(first.about, Reach):
            return words.closed(first.about, self.prefix)
        requests: dict[int, list[Entry]] = {}
        for entry in sorted(said, key=_order):
            assert entry.case is not None
            requests.setdefault(entry.case.request.id, []).append(entry)
        make = words.to_somebody if is_private(first.row) else words.to_channel
        return make(list(requests.values()), self.known, self.prefix, today)


def _order(entry: Entry) -> tuple[bool, object, int]:
    """What is urgent first, then by the date that counts."""
    main = entry.case.clock.main if entry.case else None
    day = main.day.toordinal() if main else 0
    return (not getattr(entry.about, "urgent", False), day, entry.row.id)
