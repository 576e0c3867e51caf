"""What could not be told where it was to be: told somewhere else, or to organisers; nothing is lost.

Somebody who cannot be written to in private is named in their campaign's channel for the desk, together with
whoever else is about then. Organisers hear of it once: at the third time, or at once where there is no such
channel. What was for a channel goes to another one, or to organisers.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.desk.homes import Home, home_of
from bot.delivery.desk.reasons import INSTEAD, account, is_private, plain, read
from bot.delivery.outcomes import Silenced
from bot.desk.places import ABOUT, NOWHERE, mention
from bot.desk.releasing import release
from commands.desk.telling import (
    FREE,
    ORGANISERS,
    PERSON,
    PURPOSE,
    SILENT,
    TEAM,
    UNKEPT,
    Reach,
    in_channels,
    reach,
    to_organisers,
)
from storage import accounts, outbox, people, person_settings
from storage.keys import key
from storage.outbox import NewRow, OutboxRow

JOIN: Final = timedelta(minutes=2)
"""How long at least a row that names somebody waits for others, so that they are one message."""
PATIENCE: Final = 3
"""The time at which organisers hear of somebody who cannot be written to."""
_GONE = "their account is gone"
_FOR_ORGANISERS = frozenset((FREE, SILENT, UNKEPT))


class Fallback:
    """Finds other places for rows, in one transaction."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    async def reroute(self, silenced: Silenced) -> set[int]:
        """Put the rows of a message that got nowhere to other places; the ids of those settled so."""
        first = silenced.rows[0]
        if not is_private(first):
            return {row.id for row in silenced.rows if await self._put(await self._from_channel(row))}
        theirs = await accounts.behind(self._connection, first.platform, [account(first)])
        person = theirs.get(account(first))
        if person is None:
            return {row.id for row in silenced.rows}  # there is nobody to tell any more
        times = await person_settings.mark_closed(self._connection, person, first.platform, self._now)
        whom = (await reach(self._connection, [person]))[person]
        settled: set[int] = set()
        for row in silenced.rows:
            home = await home_of(self._connection, row)
            rows = None
            if home is not None:
                rows = await self._from_person(row, home, whom, times, gone=silenced.gone)
            if rows is None or await self._put(rows):
                settled.add(row.id)
        return settled

    async def _put(self, rows: Sequence[NewRow]) -> bool:
        await outbox.put_many(self._connection, rows, self._now)
        return bool(rows)

    # --- to somebody ---

    async def _from_person(
        self, row: OutboxRow, home: Home, whom: Reach, times: int, *, gone: bool
    ) -> list[NewRow] | None:
        """Rows instead of one; None where nobody is to be told any more."""
        why = read(row.reason)
        if row.subject_kind == PERSON or why.kind in _FOR_ORGANISERS or why.about is not None:
            return self._to_organisers_channel(row, home)
        if elsewhere := self._privately(row, home, whom):
            return [elsewhere]
        if gone:
            return await self._released(home, whom)
        named = self._mention(row, home, whom)
        rows = [named] if named else await self._for_organisers(row, home, whom)
        if named is None or times >= PATIENCE:
            rows += await self._closed(home, whom)
        return rows

    async def _released(self, home: Home, whom: Reach) -> list[NewRow] | None:
        """The task goes back to the pool: whoever had it is not there any more."""
        request = home.request
        if request is None or request.assignee != whom.person_id:
            return None
        return await release(
            self._connection, home.roles, home.near, request, None, "returned", _GONE, self._now
        )

    def _privately(self, row: OutboxRow, home: Home, whom: Reach) -> NewRow | None:
        """The row on another network, where they have an account that is not known to be closed."""
        there = whom.account(home.near)
        if there is None or there.platform in whom.settings.closed:
            return None
        return NewRow(
            key=key(row.key, there.platform),
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            reason=plain(row.reason),
            platform=there.platform,
            channel=people.private_channel(there.id),
            not_before=self._now,
        )

    def _mention(self, row: OutboxRow, home: Home, whom: Reach) -> NewRow | None:
        region = home.request.region if home.request else None
        at = datetime.fromtimestamp((self._now.timestamp() // _SECONDS + 2) * _SECONDS, UTC)
        reason, own = plain(row.reason), key(row.key, "named")
        return mention(home.roles, whom, region, row.subject_kind, row.subject_id, reason, own, at)

    async def _for_organisers(self, row: OutboxRow, home: Home, whom: Reach) -> list[NewRow]:
        """The row to organisers, with whom it is about."""
        reason = f"{ABOUT} {whom.person_id} {plain(row.reason)}"
        return await to_organisers(
            self._connection,
            home.campaign_id,
            row.subject_id,
            reason,
            self._now,
            kind=row.subject_kind,
            but=whom.person_id,
        )

    async def _closed(self, home: Home, whom: Reach) -> list[NewRow]:
        """That they cannot be written to, for organisers: once for as long as that is so."""
        since = whom.settings.closed_at or self._now
        person, campaign = whom.person_id, home.campaign_id
        reason = f"closed {campaign} {since.isoformat()}"
        rows = in_channels(home.roles, None, person, reason, self._now, kind=PERSON, purposes=(ORGANISERS,))
        return rows or await to_organisers(
            self._connection, campaign, person, reason, self._now, kind=PERSON, but=person
        )

    # --- to a channel ---

    async def _from_channel(self, row: OutboxRow) -> list[NewRow]:
        home = await home_of(self._connection, row)
        if home is None:
            return []
        home = home.without(row.platform, row.channel)
        why = read(row.reason)
        if why.about is not None:
            whom = (await reach(self._connection, [why.about]))[why.about]
            moved = self._privately(row, home, whom) or self._mention(row, home, whom)
            return [moved] if moved else await self._for_organisers(row, home, whom)
        if row.subject_kind in (TEAM, PERSON):
            return self._to_organisers_channel(row, home)
        region = home.request.region if home.request else None
        reason = plain(row.reason) if row.channel == NOWHERE else f"{INSTEAD} {plain(row.reason)}"
        return in_channels(
            home.roles, region, row.subject_id, reason, self._now, purposes=(PURPOSE, ORGANISERS)
        ) or await to_organisers(self._connection, home.campaign_id, row.subject_id, reason, self._now)

    def _to_organisers_channel(self, row: OutboxRow, home: Home) -> list[NewRow]:
        rows = in_channels(
            home.roles,
            None,
            row.subject_id,
            row.reason,
            self._now,
            kind=row.subject_kind,
            purposes=(ORGANISERS,),
        )
        return [replace(each, key=key(row.key, each.platform, each.channel)) for each in rows]


_SECONDS = JOIN.total_seconds()
