"""Releases, subscriptions and batches to test what follows from them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import register
from feeds.decide import Tally
from feeds.ingest import Ingest, Outcome
from feeds.notice import LONDON
from feeds.source import Item, Release
from storage import campaigns, outbox, subscriptions
from storage.database import Database
from storage.notice_events import Event
from storage.outbox import OutboxRow
from storage.subscriptions import Kind, NewSubscription, Subscription

NOW = datetime(2026, 8, 12, 15, 0, tzinfo=UTC)
STAFFORDSHIRE = "NHS Staffordshire and Stoke-on-Trent Integrated Care Board"
DEVON = "NHS Devon Integrated Care Board"
HOUR = timedelta(hours=1)


def tender(
    number: int, buyer: str = STAFFORDSHIRE, at: datetime = NOW - HOUR, **changes: Any
) -> dict[str, Any]:
    """A call for a health service under the Procurement Act; changes to `tender` are merged in."""
    more = changes.pop("tender", {})
    made: dict[str, Any] = {
        "ocid": f"ocds-h6vhtk-{number:06x}",
        "id": f"{number:06d}-2026",
        "date": at.astimezone(LONDON).isoformat(),
        "tag": ["tender"],
        "tender": {
            "legalBasis": {"id": "2023/54", "scheme": "UKPGA"},
            "title": f"Community dermatology {number}",
            "description": "Skin clinics near people's homes.",
            "status": "active",
            "classification": {"scheme": "CPV", "id": "85121282"},
            "mainProcurementCategory": "services",
            "value": {"amount": 1_200_000, "currency": "GBP"},
            "tenderPeriod": {"endDate": "2026-09-01T12:00:00+01:00"},
            "documents": [{"id": f"{number:06d}-2026", "noticeType": "UK4"}],
            **more,
        },
        "parties": [{"name": buyer, "id": "GB-PPON-1", "roles": ["buyer"]}],
        "buyer": {"id": "GB-PPON-1", "name": buyer},
    }
    made.update(changes)
    return made


def later(first: dict[str, Any], number: int, tag: str, hours: float = 0.5, **changes: Any) -> dict[str, Any]:
    """The next release of the procurement of `first`."""
    at = datetime.fromisoformat(first["date"]) + timedelta(hours=hours)
    made = {**first, "id": f"{number:06d}-2026", "date": at.isoformat(), "tag": [tag]}
    made["tender"] = {**first["tender"], **changes.pop("tender", {})}
    made["tender"].pop("documents", None)
    made.update(changes)
    return made


def wish(number: int = 1, **values: Any) -> Subscription:
    """A subscription that is nowhere stored."""
    given: dict[str, Any] = {
        "id": number,
        "campaign_id": 1,
        "platform": "discord",
        "channel": f"channel {number}",
        "kind": Kind.ALL,
        "muted_until": None,
        "paused_why": None,
        "created_by": None,
        "created_at": NOW,
    }
    return Subscription(**{**given, **values})


class Place:
    """A store with one campaign, for tests of what is stored and is to be posted."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ingest = Ingest(database, register.load())
        self.campaign = 0
        self._spaces = 0

    async def subscribe(self, channel: str, kind: Kind = Kind.ALL, **values: Any) -> Subscription:
        """Let a channel of the campaign hear of something."""
        async with self.database.write() as connection:
            if not self.campaign:
                self._spaces += 1
                space = f"space {self._spaces}"
                self.campaign = (await campaigns.ensure_campaign(connection, "discord", space, space, NOW)).id
            new = NewSubscription(
                campaign_id=values.pop("campaign_id", self.campaign),
                platform=values.pop("platform", "discord"),
                channel=channel,
                kind=kind,
                **values,
            )
            return await subscriptions.add(connection, new, None, NOW)

    async def store(
        self,
        *items: dict[str, Any] | Item,
        now: datetime = NOW,
        announce: bool = True,
        source: str = "find_a_tender",
        most: int | None = None,
        **more: Any,
    ) -> Outcome:
        """Ingest a batch."""
        terms = await self.ingest.terms(now, announce=announce, whatever_age=more.pop("whatever_age", False))
        wrapped = [Release(each) if isinstance(each, dict) else each for each in items]
        return await self.ingest.store(wrapped, source, terms, Tally(most), **more)

    async def waiting(self) -> list[OutboxRow]:
        """Every row of the outbox that is still to be posted, in order."""
        async with self.database.read() as connection:
            found = [await outbox.get(connection, number) for number in range(1, 400)]
        return [row for row in found if row is not None]

    async def told(self) -> list[tuple[str, str, str]]:
        """The channel, the notice's id and the reason of each row about an event."""
        found = []
        for row in await self.waiting():
            if row.subject_kind == "event":
                event, name = await self.event(row.subject_id)
                assert event.kind == row.reason
                found.append((row.channel, name, row.reason))
        return found

    async def event(self, number: int) -> tuple[Event, str]:
        """An event and the source's id of its notice."""
        from storage import notice_events, notices

        async with self.database.read() as connection:
            event = (await notice_events.get_many(connection, [number]))[number]
            notice = await notices.get(connection, event.notice_id)
        assert notice
        return event, notice.notice_id


def channels(told: Iterable[Sequence[str]]) -> set[str]:
    """The channels of rows."""
    return {row[0] for row in told}
