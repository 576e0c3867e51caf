"""What the bot is put into, and what is to be seen there in the end."""

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nio import Event, MessageDirection, RoomMessagesResponse

from bot.matrix.posting import KEY
from storage import campaigns, outbox_upkeep, sources, subscriptions
from storage.database import Database
from storage.sources import Setup
from storage.subscriptions import Kind, NewSubscription
from tests.feeds.making import STAFFORDSHIRE, later, tender
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Channel, Message, plain
from tests.servers.matrix_person import MatrixPerson, content_of

ROOT = Path(__file__).parents[2]
SOURCE = "find_a_tender"


@dataclass(frozen=True)
class _Pace:
    """Leases short enough that a killed process is soon followed up; as in operation, patience is less."""

    lease: float = 4.0
    patience: float = 3.0
    look: timedelta = timedelta(seconds=2)


PACE = _Pace()


@dataclass(frozen=True)
class Orders:
    """What a bot process is told. `name` is its own; `state` and `name` are not shared with another."""

    name: str
    database: str
    feed: str
    state: str
    token: str
    api_base: str
    gateway_url: str
    homeserver: str
    user: str
    password: str
    inviter: str


class Source:
    """Publishes batches as files, numbered from 1: new tenders, changes of earlier ones, awards."""

    def __init__(self, directory: Path, seed: int) -> None:
        self._directory = directory
        self._random = random.Random(seed)
        self._batches = 0
        self._number = 0
        self.now: dict[str, dict[str, Any]] = {}
        """Every notice by its id, as it stands."""

    def publish(self) -> None:
        batch = [self._tender() for _ in range(self._random.randint(1, 2))]
        if len(self.now) > 2:
            batch.append(self._changed(self._random.choice(list(self.now))))
            if self._random.random() < 0.4:
                batch.append(self._award(self._random.choice(list(self.now))))
        self.now |= {each["id"]: each for each in batch}
        self._batches += 1
        path = self._directory / f"{self._batches:05}.json"
        path.with_suffix(".new").write_text(json.dumps(batch))
        path.with_suffix(".new").rename(path)

    def _tender(self) -> dict[str, Any]:
        self._number += 1
        at = datetime.now(UTC)
        return tender(self._number, STAFFORDSHIRE, at, tender={"title": f"Service {self._number:05}"})

    def _changed(self, known: str) -> dict[str, Any]:
        old = self.now[known]
        value = {"amount": self._random.randint(1000, 999_999), "currency": "GBP"}
        return {**old, "tender": {**old["tender"], "value": value}}

    def _award(self, known: str) -> dict[str, Any]:
        self._number += 1
        first = self.now[known]
        return later(first, self._number, "tender", 0.001, tender={"title": f"Service {self._number:05}"})


class World:
    """The channels and rooms that subscribed, and what is in them."""

    def __init__(self, server: DiscordServer, person: MatrixPerson, source: Source) -> None:
        self.server, self.person, self.source = server, person, source
        self.channels = [server.channel("tenders"), server.channel("threads"), server.forum("forum")]
        self.rooms: list[str] = []

    async def prepare(self, database: Database, bot: str) -> None:
        """Make rooms and subscriptions."""
        now = datetime.now(UTC)
        self.rooms = [await self.person.make_room(bot, name=f"room {n}", encrypted=n == 1) for n in range(2)]
        setup = Setup(name=SOURCE, kind=SOURCE, url="http://127.0.0.1/", title="Files", every_seconds=1)
        places = [("discord", str(channel.id), n == 1) for n, channel in enumerate(self.channels)]
        places += [("matrix", room, n == 1) for n, room in enumerate(self.rooms)]
        async with database.write() as connection:
            await sources.ensure(connection, [setup], now)
            campaign = await campaigns.ensure_campaign(connection, "discord", "home", "Chaos", now)
            for platform, channel, threads in places:
                wish = NewSubscription(
                    campaign_id=campaign.id,
                    platform=platform,
                    channel=channel,
                    kind=Kind.ALL,
                    thread_procurements=threads,
                )
                await subscriptions.add(connection, wish, None, now)

    async def wrong(self) -> list[str]:
        """What is not as it should be, in words."""
        found = []
        for channel in self.channels:
            cards, keys = self._on_discord(channel)
            found += self._judge(f"Discord, {channel.name}", cards, keys)
        for number, room in enumerate(self.rooms):
            cards, keys = await self._on_matrix(room)
            found += self._judge(f"Matrix, room {number}", cards, keys)
        return found

    def _judge(self, where: str, cards: dict[str, list[str]], keys: Iterable[str]) -> list[str]:
        found = [f"{where}: a post is there {n} times" for n in Counter(keys).values() if n > 1]
        for known, release in self.source.now.items():
            title = release["tender"]["title"]
            shown = cards.get(title, [])
            if len(shown) != 1:
                found.append(f"{where}: notice {known} has {len(shown)} posts")
            elif not _shows(shown[0], release["tender"]["value"]["amount"]):
                found.append(f"{where}: notice {known} does not show its last state")
        return found + [
            f"{where}: {title!r} was never published" for title in cards if title not in self.titles
        ]

    @property
    def titles(self) -> set[str]:
        return {release["tender"]["title"] for release in self.source.now.values()}

    def _on_discord(self, channel: Channel) -> tuple[dict[str, list[str]], list[str]]:
        """The cards by their title, and the marks of all posts."""
        threads = [each for each in self.server.channels.values() if each.parent is channel]
        messages: list[Message] = [m for each in (channel, *threads) for m in self.server.answers(each)]
        cards: dict[str, list[str]] = {}
        keys = []
        for message in messages:
            for embed in message.body.get("embeds") or []:
                keys.append(embed["footer"]["text"].rpartition("ref ")[2])
                if title := embed.get("title"):
                    cards.setdefault(title, []).append(plain(message))
        return cards, keys

    async def _on_matrix(self, room: str) -> tuple[dict[str, list[str]], list[str]]:
        cards: dict[str, list[str]] = {}
        keys, titles, changes = [], {}, {}
        for event in await self._history(room):
            content = content_of(event)
            relation = content.get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace":
                changes[relation["event_id"]] = content["m.new_content"]
            elif KEY in content:
                keys.append(content[KEY])
                if content["formatted_body"].startswith("<h3>"):
                    titles[event.event_id] = content
        for number, content in titles.items():
            body = changes.get(number, content)["body"]
            cards.setdefault(body.splitlines()[0], []).append(body)
        return cards, keys

    async def _history(self, room: str) -> list[Event]:
        """Everything said in a room, oldest first, decrypted."""
        found: list[Event] = []
        start: str | None = ""
        while start is not None:
            page = await self.person.client.room_messages(
                room, start, direction=MessageDirection.front, limit=500
            )
            assert isinstance(page, RoomMessagesResponse), page
            found += page.chunk
            start = page.end if page.chunk else None
        return found


def _shows(card: str, amount: int) -> bool:
    """Whether the card's own line gives this value; others may tell what it was before."""
    lines = [line for line in card.splitlines() if line.startswith("Value: £")]
    return len(lines) == 1 and f"£{amount:,}" in lines[0]


async def waiting(database: Database) -> int:
    """How many rows are not settled."""
    async with database.read() as connection:
        queue = await outbox_upkeep.queue(connection, datetime.now(UTC))
    return queue.due + queue.later + queue.leased


async def start(orders: Orders, number: int) -> asyncio.subprocess.Process:
    """A bot process, not yet ready; each has a name of its own."""
    own = replace(orders, name=f"{orders.name} {number}")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chaos.bot", json.dumps(asdict(own))),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
