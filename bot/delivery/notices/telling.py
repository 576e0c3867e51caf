"""Notices as a subject of delivery: rows taken, looked up, and made into posts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.notices.jobs import Cards, Maker
from bot.delivery.notices.lookup import look_up
from bot.delivery.notices.plan import CHANNEL, NOTICE, Announce, Known, More, Remind, Tell, Update, decide
from bot.delivery.notices.silence import silence
from bot.delivery.outcomes import Silenced
from bot.delivery.prepare import Drop, Group, Prepared, Sifted, Wait, prepare, sift
from bot.delivery.subjects import Hold
from feeds.decide import EVENT, MORE
from register import Register
from storage import outbox, subscriptions
from storage.outbox import OutboxRow
from storage.subscriptions import Delivery, Subscription

InDigest = Announce | Update | Remind
Said = InDigest | Tell | More


class Notices:
    """Events and deadlines of notices, and what channels are told about themselves."""

    kinds = (EVENT, NOTICE, MORE, CHANNEL)

    def __init__(self, register: Register, prefix: str) -> None:
        self._register = register
        self._prefix = prefix
        self._cards = Cards()

    async def take(
        self, connection: AsyncConnection, heads: Sequence[OutboxRow], hold: Hold
    ) -> "NoticesInHand":
        """Claim along what goes into the same digest."""
        asked = {row.subscription_id for row in heads if row.subscription_id}
        wishes = await subscriptions.get_many(connection, asked)
        groups: list[list[OutboxRow]] = []
        for head in heads:
            along: list[OutboxRow] = []
            if _is_daily(wishes.get(head.subscription_id or 0)):
                along = await outbox.claim_along(connection, head, hold.now, hold.until, hold.most)
            groups.append([head, *along])
        return NoticesInHand(groups, wishes, hold.now, self._register, self._prefix, self._cards)

    async def unreached(
        self, connection: AsyncConnection, silenced: Silenced, now: datetime
    ) -> Collection[int]:
        """Let the channel rest; when it is put right, what was given up is tried again."""
        await silence(connection, silenced.rows[0], silenced.why, now)
        return ()


@dataclass(slots=True)
class NoticesInHand:
    """Rows about notices, in groups that may be one message."""

    groups: list[list[OutboxRow]]
    wishes: dict[int, Subscription]
    now: datetime
    register: Register
    prefix: str
    cards: Cards
    known: Known = field(default_factory=Known)

    async def look_up(self, connection: AsyncConnection) -> None:
        """Read the notices, and where they were posted before."""
        self.known = await look_up(connection, [row for group in self.groups for row in group], self.wishes)

    def prepare(self) -> Prepared:
        """A post for each group."""
        maker = Maker(self.register, self.prefix, self.known, self.now, self.cards)

        def make(group: Group) -> Prepared:
            return self._digest(group, maker) if self._daily(group) else self._single(group, maker)

        return prepare(self.groups, make)

    def _daily(self, group: Group) -> bool:
        return _is_daily(self.known.subscription(group[0]))

    def _single(self, group: Group, maker: Maker) -> Prepared:
        sifted: Sifted[Said] = sift(group, lambda row: decide(row, self.known, self.now), self.now)
        jobs = [maker.single(row, said) for row, said in zip(sifted.rows, sifted.said, strict=True)]
        return Prepared(jobs, sifted.outcomes)

    def _digest(self, group: Group, maker: Maker) -> Prepared:
        sifted: Sifted[InDigest] = sift(group, self._in_digest, self.now)
        jobs = [maker.digest(sifted.rows, sifted.said)] if sifted.rows else []
        return Prepared(jobs, sifted.outcomes)

    def _in_digest(self, row: OutboxRow) -> Drop | Wait | InDigest:
        said = decide(row, self.known, self.now)
        return said if isinstance(said, Drop | Wait | InDigest) else Drop("nothing for a digest")


def _is_daily(wish: Subscription | None) -> bool:
    """Whether a subscription gets digests."""
    return wish is not None and wish.delivery is Delivery.DAILY
