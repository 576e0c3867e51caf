"""News to deliver: a campaign that subscribes channels, and notices that are stored, changed and decided on as `feeds` does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.decide import Tally, Terms, decide
from feeds.rows import Prepared
from feeds.subject import Subject
from feeds.subscribing import Wishes
from register.buyers import Scope
from storage import campaigns, channels, notice_events, notices, outbox, posts, subscriptions
from storage.campaigns import Campaign
from storage.database import Database
from storage.notice_doc import NoticeDoc
from storage.notices import NewNotice, StoredNotice
from storage.outbox import OutboxRow
from storage.subscriptions import Kind, NewSubscription, Subscription

BUYER = "NHS Staffordshire and Stoke-on-Trent ICB"


def notice(number: int, **values: Any) -> NewNotice:
    """A tender of a procurement of its own, published a minute ago in the Midlands."""
    made = NewNotice(
        source="find_a_tender",
        notice_id=f"{number:06}-2026",
        ocid=f"ocds-h6vhtk-{number:06x}",
        thread_key=f"ocds-h6vhtk-{number:06x}|QNC",
        published=datetime.now(UTC) - timedelta(minutes=1),
        content_hash=f"hash {number}",
        stage="tender",
        regime="psr-england",
        title=f"Dental services {number}",
        buyer_name=BUYER,
        body_code="QNC",
        icb="QNC",
        region="Y60",
        scope="local",
        confidence="high",
        health=True,
        amount=1_250_000.0,
        doc=NoticeDoc(url=f"https://www.find-tender.service.gov.uk/Notice/{number:06}-2026").to_json(),
    )
    return replace(made, **values)


def changed(before: NewNotice, **values: Any) -> NewNotice:
    """The same notice as it stands later."""
    return replace(before, content_hash=f"{before.content_hash}+", **values)


class News:
    """What the world publishes, and who wants to hear of it. `now` is the clock, and may be set on."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime.now(UTC)
        self.campaign: Campaign | None = None

    async def subscribe(self, platform: str, channel: str, **values: Any) -> Subscription:
        """Let a channel follow the tenders and awards of the Midlands."""
        async with self.database.write() as connection:
            self.campaign = await campaigns.ensure_campaign(connection, platform, "home", "Save it", self.now)
            wish = {"kind": Kind.ALL, "region": "Y60"} | values
            new = NewSubscription(campaign_id=self.campaign.id, platform=platform, channel=channel, **wish)
            return await subscriptions.add(connection, new, None, self.now - timedelta(days=1))

    async def organisers(self, platform: str, channel: str) -> None:
        """Give the campaign a channel for its organisers."""
        assert self.campaign
        async with self.database.write() as connection:
            await channels.set_purpose(connection, self.campaign.id, platform, channel, "organisers", None)

    async def publish(self, *some: NewNotice) -> list[StoredNotice]:
        """Store notices, with their events and rows of the outbox, in one transaction."""
        async with self.database.write() as connection:
            wishes = Wishes(await subscriptions.all_active(connection, self.now))
            known = await notices.latest_of(connection, {each.ocid for each in some if each.ocid})
            before = {each.thread_key: each for threads in known.values() for each in threads}
            stored = await notices.upsert(connection, some, self.now)
            prepared = {(each.source, each.notice_id): Prepared(each, subject(each)) for each in some}
            terms = Terms(self.now, wishes, announce=True)
            decision = decide(stored, prepared, before, terms, Tally(None))
            events = await notice_events.add(connection, [intent.event for intent in decision.intents])
            rows = [
                replace(row, subject_id=event.id)
                for event, intent in zip(events, decision.intents, strict=True)
                for row in intent.rows
            ]
            await outbox.put_many(connection, [*rows, *decision.more], self.now)
        return [each.notice for each in stored]

    async def rows(self) -> list[OutboxRow]:
        """The whole outbox, by id."""
        found, number = [], 0
        async with self.database.read() as connection:
            while row := await outbox.get(connection, (number := number + 1)):
                found.append(row)
        return found

    async def states(self) -> list[str]:
        """How far each row has got."""
        return [str(row.state) for row in await self.rows()]

    async def standing(self, platform: str, channel: str, about: str) -> posts.Post | None:
        """Where something was posted."""
        async with self.database.read() as connection:
            return await posts.get(connection, platform, channel, about)


def subject(of: NewNotice) -> Subject:
    """What subscriptions are matched against."""
    return Subject(
        source=of.source,
        about=Kind.TENDERS if of.stage == "tender" else Kind.AWARDS,
        scope=Scope.LOCAL,
        bodies=frozenset(("QNC",)),
        icbs=frozenset(("QNC",)),
        regions=frozenset(("Y60",)),
        text=of.title,
        buyers=(of.buyer_name,),
        suppliers=of.supplier_names,
    )
