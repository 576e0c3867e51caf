"""The feeds we watch, how far each has been read, and how that goes.

The mark is written in the transaction that stores what was read up to it, so nothing is skipped or
read twice for good, whenever a process dies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert_for
from storage.schema import sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A source as configured, or as an organiser of the campaign `campaign_id` added it."""

    name: str
    kind: str
    url: str
    title: str
    every_seconds: int
    enabled: bool = True
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState(Setup):
    """A source and how far it is.

    `mark` says, in the source's own words, where the next look begins; empty before the first.
    `settled` tells whether the first fetch, which posts nothing, is done. `failures` are those in
    a row, `last_error_kind` is a word of ``feeds``.
    """

    etag: str | None = None
    last_modified: str | None = None
    mark: str = ""
    last_look: datetime | None = None
    last_success: datetime | None = None
    last_item: datetime | None = None
    failures: int = 0
    last_error_kind: str | None = None
    next_due: datetime
    settled: bool = False

    @property
    def every(self) -> timedelta:
        """Between one look and the next."""
        return timedelta(seconds=self.every_seconds)


ADDED_FEED = "feed:"
"""What the names of added feeds begin with, so that none is taken for one of our own sources."""

_SETUP = ("kind", "url", "title", "campaign_id", "enabled", "every_seconds")


async def ensure(connection: AsyncConnection, setups: Sequence[Setup], now: datetime) -> None:
    """Make these sources what they are configured to be; what was read of those we know stands.

    Where the address is another than before, what a server said of the old one is forgotten. A new
    source is due at once.
    """
    for setup in setups:
        statement = insert_for(connection.dialect.name, sources).values(
            {name: getattr(setup, name) for name in ("name", *_SETUP)}
            | {"mark": "", "failures": 0, "next_due": now, "settled": False}
        )
        changed = {name: getattr(setup, name) for name in _SETUP}
        await connection.execute(
            update(sources)
            .where(sources.c.name == setup.name, sources.c.url != setup.url)
            .values(etag=None, last_modified=None, failures=0, last_error_kind=None, next_due=now)
        )
        await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changed))


async def get(connection: AsyncConnection, name: str) -> SourceState | None:
    """The source of that name, None where there is none."""
    row = (await connection.execute(select(sources).where(sources.c.name == name))).first()
    return SourceState(**row._mapping) if row else None


async def every(connection: AsyncConnection) -> list[SourceState]:
    """All sources, the built-in ones first, by name."""
    query = select(sources).order_by(sources.c.campaign_id.is_not(None), sources.c.name)
    return [SourceState(**row._mapping) for row in await connection.execute(query)]


async def of_campaign(connection: AsyncConnection, campaign_id: int) -> list[SourceState]:
    """The feeds a campaign has added, by name."""
    return [each for each in await every(connection) if each.campaign_id == campaign_id]


async def due(connection: AsyncConnection, now: datetime) -> list[SourceState]:
    """The enabled sources to look at now, whichever waits longest first."""
    query = select(sources).where(sources.c.enabled.is_(True), sources.c.next_due <= now)
    found = await connection.execute(query.order_by(sources.c.next_due, sources.c.name))
    return [SourceState(**row._mapping) for row in found]


async def remove(connection: AsyncConnection, name: str) -> bool:
    """Watch a source no more; whether it was watched. Its notices stay."""
    return (await connection.execute(delete(sources).where(sources.c.name == name))).rowcount == 1


async def enable(connection: AsyncConnection, name: str, enabled: bool) -> bool:
    """Turn a source on or off; whether there is such a source."""
    statement = update(sources).where(sources.c.name == name).values(enabled=enabled)
    return (await connection.execute(statement)).rowcount == 1


async def advance(
    connection: AsyncConnection, name: str, mark: str, last_item: datetime | None = None
) -> None:
    """Note how far a source was read, with what was read: one batch of perhaps many."""
    values = {"mark": mark} | ({"last_item": last_item} if last_item else {})
    await connection.execute(update(sources).where(sources.c.name == name).values(values))


async def note_success(
    connection: AsyncConnection,
    name: str,
    now: datetime,
    next_due: datetime,
    etag: str | None = None,
    last_modified: str | None = None,
) -> None:
    """Note a look that reached the end: the source is settled, and its failures are over.

    `etag` and `last_modified` are the validators to send next time (RFC 9110, section 8.8).
    """
    await connection.execute(
        update(sources)
        .where(sources.c.name == name)
        .values(
            last_look=now,
            last_success=now,
            next_due=next_due,
            etag=etag,
            last_modified=last_modified,
            failures=0,
            last_error_kind=None,
            settled=True,
        )
    )


async def note_failure(
    connection: AsyncConnection, name: str, now: datetime, next_due: datetime, kind: str
) -> None:
    """Note a look that failed, by the kind of error; what was read before it stands."""
    await connection.execute(
        update(sources)
        .where(sources.c.name == name)
        .values(last_look=now, next_due=next_due, failures=sources.c.failures + 1, last_error_kind=kind)
    )
