"""From what a source gave to what is stored and is to be posted, in one transaction a batch.

Reading and classifying is done before the transaction, in a thread of its own; inside it are only
statements over the whole batch. Whoever is killed at any moment has stored a batch with its events,
its rows of the outbox and its mark, or nothing of it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds import holidays_kept, rows
from feeds.classify import Classified, classify
from feeds.decide import Tally, Terms, decide
from feeds.errors import FeedError
from feeds.rows import Prepared
from feeds.source import Holidays, Item, News
from feeds.subscribing import Wishes
from feeds.whom import Names
from register.register import Register
from register.route import Router, router
from storage import notice_events, notices, outbox, route_fixes, sources, subscriptions
from storage.database import Database
from storage.notices import Fate, StoredNotice
from storage.route_fixes import RouteFix

BATCH: Final = 500
"""Items a transaction: so that nobody waits long for the store."""


@dataclass(slots=True)
class Outcome:
    """What became of the items of a look or a file. `skipped` says in words what was passed over."""

    new: int = 0
    changed: int = 0
    same: int = 0
    announced: int = 0
    skipped: list[str] = field(default_factory=list)
    newest: datetime | None = None

    @property
    def items(self) -> int:
        """How many were understood."""
        return self.new + self.changed + self.same

    def add(self, other: "Outcome") -> None:
        """Count another one in."""
        self.new += other.new
        self.changed += other.changed
        self.same += other.same
        self.announced += other.announced
        self.skipped += other.skipped
        known = [each for each in (self.newest, other.newest) if each is not None]
        self.newest = max(known, default=None)


class Ingest:
    """Stores what sources give. Made once for a register, whose names and routes it keeps at hand."""

    def __init__(self, database: Database, register: Register) -> None:
        self._database = database
        self._register = register
        self._router: Router = router(register)
        self._names = Names(register)

    async def terms(self, now: datetime, *, announce: bool, whatever_age: bool = False) -> Terms:
        """What holds for one look: who subscribes to what now."""
        if not announce:
            return Terms(now, Wishes(()), announce=False)
        async with self._database.read() as connection:
            active = await subscriptions.all_active(connection, now)
        return Terms(now, Wishes(active), announce=True, whatever_age=whatever_age)

    async def store(
        self,
        items: Sequence[Item],
        source: str,
        terms: Terms,
        tally: Tally,
        *,
        mark: str | None = None,
        campaign_id: int | None = None,
    ) -> Outcome:
        """Store `items` of `source` and what follows from them, with its `mark` where one is given.

        Raises `storage.errors.StorageError`; then nothing was stored.
        """
        done = Outcome()
        parts = [items[at : at + BATCH] for at in range(0, len(items), BATCH)] or [()]
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            outcome = Outcome()
            read = await asyncio.to_thread(self._read, part, outcome)
            async with self._database.write() as connection:
                await self._write(connection, read, source, terms, tally, campaign_id, outcome)
                if last and mark is not None:
                    await sources.advance(connection, source, mark, outcome.newest or done.newest)
            done.add(outcome)
        return done

    def _read(self, items: Sequence[Item], outcome: Outcome) -> list[Classified | News | Holidays]:
        """What the items are; those that cannot be read are named in the outcome."""
        found: list[Classified | News | Holidays] = []
        for item in items:
            if isinstance(item, News | Holidays):
                found.append(item)
                continue
            try:
                found.append(classify(item.data, self._router))
            except FeedError as problem:
                outcome.skipped.append(f"{item.origin}: {problem}" if item.origin else str(problem))
        return found

    async def _write(
        self,
        connection: AsyncConnection,
        found: Sequence[Classified | News | Holidays],
        source: str,
        terms: Terms,
        tally: Tally,
        campaign_id: int | None,
        outcome: Outcome,
    ) -> None:
        read: list[Classified | News] = []
        for item in found:
            if isinstance(item, Holidays):
                await _keep(connection, item, terms.now, outcome)
            else:
                read.append(item)
        ocids = {each.notice.ocid for each in read if isinstance(each, Classified)}
        known = await notices.latest_of(connection, ocids) if ocids else {}
        twins = _Twins(await notices.looks_of(connection, known)) if known else _Twins(())
        fixes = await route_fixes.all_of_them(connection)
        prepared: dict[tuple[str, str], Prepared] = {}
        for each in read:
            made = self._prepared(each, source, known, fixes, campaign_id)
            if twins.has(made.row):
                outcome.same += 1
            else:
                prepared[made.row.source, made.row.notice_id] = made
        stored = await notices.upsert(connection, [each.row for each in prepared.values()], terms.now)
        before = {notice.thread_key: notice for threads in known.values() for notice in threads}
        decision = decide(stored, prepared, before, terms, tally)
        events = await notice_events.add(connection, [intent.event for intent in decision.intents])
        told = [
            replace(row, subject_id=event.id)
            for event, intent in zip(events, decision.intents, strict=True)
            for row in intent.rows
        ]
        outcome.announced += await outbox.put_many(connection, [*told, *decision.more], terms.now)
        for fate in (each.fate for each in stored):
            outcome.new += fate is Fate.NEW
            outcome.changed += fate is Fate.CHANGED
            outcome.same += fate is Fate.SAME
        outcome.newest = max((each.notice.published for each in stored), default=None)

    def _prepared(
        self,
        found: Classified | News,
        source: str,
        known: Mapping[str, Sequence[StoredNotice]],
        fixes: Mapping[str, RouteFix],
        campaign_id: int | None,
    ) -> Prepared:
        if isinstance(found, News):
            return rows.of_news(found, source, self._names, campaign_id)
        earlier = known.get(found.notice.ocid, ())
        return rows.of_notice(found, source, self._register, fixes, earlier)


async def _keep(connection: AsyncConnection, found: Holidays, now: datetime, outcome: Outcome) -> None:
    """Holidays that are new to us count as new, those taken back as changed, the rest as known."""
    kept = await holidays_kept.keep(connection, found, now)
    outcome.new += kept.added
    outcome.changed += kept.removed
    outcome.same += found.many - kept.added


class _Twins:
    """Notices we have, by what they look like: a source that renames all its ids publishes nothing new."""

    def __init__(self, looks: Sequence[notices.Look]) -> None:
        self._ids = {(look.source, look.notice_id) for look in looks}
        self._looks = {(look.source, look.ocid, look.published, look.content_hash) for look in looks}

    def has(self, row: notices.NewNotice) -> bool:
        """Whether `row` is one of them under another id."""
        if (row.source, row.notice_id) in self._ids:
            return False
        return (row.source, row.ocid, row.published, row.content_hash) in self._looks
