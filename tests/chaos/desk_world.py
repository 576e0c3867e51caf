"""A campaign's FOI desk that is put through months of days, and what must hold of it in the end."""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select

from commands.core.moments import LONDON, london_day
from commands.desk.cases import Case, cases, desk_of
from commands.desk.recording import record
from law.foi.ladder import StepKind
from law.foi.regime import Regime
from law.foi.story import Event, Kind
from storage import campaigns, channels, foi_requests, outbox, outbox_upkeep, people, roles, schema
from storage.database import Database
from storage.foi_requests import NewRequest
from storage.outbox import OutboxRow
from storage.roles import Role
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Message, User, plain

FIRST = date(2025, 1, 6)
"""A Monday, long before any real day: Discord's messages are all later than what they tell of."""
_BEFORE = 30
_MARK = re.compile(r"ref ([0-9a-f]+)\s*$", re.MULTILINE)
_SAYS = {
    StepKind.OVERDUE: "The answer is late: remind them",
    StepKind.SECOND_CHASE: "The answer is still late: remind them again",
}
_HEARD_OF = ("foi note {number} they rang", "foi snooze {number} tomorrow")


@dataclass(frozen=True)
class DeskOrders:
    """What a bot process is told. `name` is its own; the clock and the orders are files all share."""

    name: str
    database: str
    clock: str
    orders: str
    token: str
    api_base: str
    gateway_url: str
    server: str


class Clock:
    """The time it is for every process: real time, moved by an offset that is kept in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def set(self, now: datetime) -> None:
        """From now on it is that time."""
        offset = (now - datetime.now(UTC)).total_seconds()
        self._path.with_suffix(".new").write_text(json.dumps(offset))
        self._path.with_suffix(".new").rename(self._path)

    def now(self) -> datetime:
        """The time it is, aware and in UTC."""
        return datetime.now(UTC) + timedelta(seconds=json.loads(self._path.read_text()))


class DeskWorld:
    """The people, the channels, and the requests, of which there are more every day."""

    def __init__(self, server: DiscordServer, database: Database, directory: Path, seed: int) -> None:
        self.server, self.database = server, database
        self.clock = Clock(directory / "clock")
        self.orders = directory / "orders"
        self.orders.mkdir()
        self._chance = random.Random(seed)
        self.volunteers = [server.user(f"Volunteer {number}") for number in range(4)]
        self.volunteers[3].closed = True
        self.foi, self.organisers = server.channel("foi"), server.channel("organisers")
        self.campaign = self.given = 0
        self.requests: list[int] = []
        self._numbers: dict[int, User] = {}

    async def prepare(self) -> None:
        """The campaign, and requests that were sent in the weeks before."""
        self.clock.set(_at(FIRST, 0))
        now = self.clock.now()
        async with self.database.write() as connection:
            guild = str(self.server.guild.id)
            self.campaign = (await campaigns.ensure_campaign(connection, "discord", guild, "Chaos", now)).id
            for channel, purpose in ((self.foi, "foi"), (self.organisers, "organisers")):
                await channels.set_purpose(
                    connection, self.campaign, "discord", str(channel.id), purpose, None
                )
            for user in (*self.volunteers, self.server.organiser):
                number = await people.ensure_person(connection, "discord", str(user.id), user.name, now)
                role = Role.VOLUNTEER if user in self.volunteers else Role.ORGANISER
                await roles.grant(connection, self.campaign, number, role, None, now)
                self._numbers[number] = user
        for days in range(_BEFORE, 0, -3):
            await self._ask(FIRST - timedelta(days=days))

    async def day(self, day: date) -> None:
        """What happens in the morning of a day: new requests, and people who do something."""
        await self._ask(day - timedelta(days=1))
        for _ in range(2):
            number = self._chance.choice(self.requests)
            user = self._chance.choice(self.volunteers)
            self._order(f"foi assign {number} <@{user.id}>", self.server.organiser, user)
        number = self._chance.choice(self.requests)
        for user in self._chance.sample(self.volunteers, 2):
            self._order(f"foi claim {number}", user)
        for text in _HEARD_OF:
            user = self._chance.choice(self.volunteers)
            self._order(text.format(number=self._chance.choice(self.requests)), user)

    async def _ask(self, day: date) -> None:
        new = NewRequest(
            campaign_id=self.campaign,
            body_code="QJK",
            body_name="NHS Devon ICB",
            icb="QJK",
            region="Y58",
            subject=f"contracts of {day}",
            regime=Regime.FOIA,
        )
        now = self.clock.now()
        async with self.database.write() as connection:
            made = await foi_requests.add(connection, new, now)
            desk = await desk_of(connection, self.campaign)
            await record(connection, desk, made, Event(Kind.SENT, day), None, now)
        self.requests.append(made.id)

    def _order(self, text: str, by: User, named: User | None = None) -> None:
        self.given += 1
        order = {"number": self.given, "text": text, "by": [str(by.id), by.name, by.manages]}
        if named is not None:
            order["named"] = [str(named.id), named.name]
        path = self.orders / f"{self.given:05}.json"
        path.with_suffix(".new").write_text(json.dumps(order))
        path.with_suffix(".new").rename(path)

    async def calm(self) -> bool:
        """Whether every order was carried out, nothing waits to be looked at, and nothing is due."""
        if any(not path.with_suffix(".done").exists() for path in self.orders.glob("*.json")):
            return False
        now = self.clock.now()
        async with self.database.read() as connection:
            if await foi_requests.due_for_look(connection, now, 1):
                return False
            queue = await outbox_upkeep.queue(connection, now)
        return queue.due + queue.leased == 0

    # --- what must hold in the end ---

    async def wrong(self, last: date) -> list[str]:
        """What is not as it should be after the day `last`, in words."""
        async with self.database.read() as connection:
            found = await connection.execute(select(schema.outbox).order_by(schema.outbox.c.id))
            rows = [outbox.read_row(row) for row in found]
            desk = await desk_of(connection, self.campaign)
            numbers = await foi_requests.get_many(connection, self.requests)
            standing = await cases(connection, desk, list(numbers.values()), last)
        texts: defaultdict[str, list[str]] = defaultdict(list)
        known: set[str] = set()
        for channel, message in self._messages():
            texts[channel].append(plain(message))
            known.add(str(message.id))
        return [
            *_doubled(text for some in texts.values() for text in some),
            *_not_there(rows, known, self.clock.now()),
            *_told_twice(rows, texts),
            *_forgotten(rows, standing, last),
        ]

    async def figures(self) -> tuple[int, int]:
        """How many rows there are, and how many messages."""
        async with self.database.read() as connection:
            rows = await connection.execute(select(func.count()).select_from(schema.outbox))
            return int(rows.scalar_one()), len(list(self._messages()))

    def _messages(self) -> Iterator[tuple[str, Message]]:
        """Every message, with where it is as the outbox has it."""
        for channel in (self.foi, self.organisers):
            yield from ((str(channel.id), message) for message in self.server.answers(channel))
        for user in self._numbers.values():
            yield from ((f"@{user.id}", each) for each in self.server.answers(self.server.direct(user)))


def _doubled(texts: Iterable[str]) -> Iterator[str]:
    """A message that is there twice."""
    marks = Counter(found[1] for each in texts if (found := _MARK.search(each)))
    yield from (f"a message is there {many} times" for many in marks.values() if many > 1)


def _not_there(rows: list[OutboxRow], known: Collection[str], now: datetime) -> Iterator[str]:
    """A row that is not settled, or was marked as sent and is in no message."""
    for row in rows:
        if row.state in ("pending", "leased", "dead") and row.not_before <= now:
            yield f"row {row.id} ({row.reason}) is {row.state}"
        elif row.message_id is not None and not set(row.message_id.split(",")) <= known:
            yield f"row {row.id} ({row.reason}) was sent as a message that is not there"


def _told_twice(rows: list[OutboxRow], texts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A step that more messages of one place tell than it was decided on for."""
    decided = Counter(
        (row.channel, row.subject_id, kind)
        for row in rows
        for kind in _SAYS
        if row.state == "sent" and row.subject_kind == "foi" and kind in row.reason.split()
    )
    for (channel, number, kind), many in decided.items():
        told = sum(_tells(text, number, _SAYS[kind]) for text in texts[channel])
        if told > many:
            yield f"request {number}: {kind} is told {told} times in {channel}, not {many}"


def _tells(text: str, number: int, words: str) -> bool:
    """Whether a message says this of that request: alone, in a digest, or to somebody it names."""
    lines = text.splitlines()
    if any(line.startswith(f"{number} NHS Devon ICB: ") for line in lines):
        return words in text
    parts = [part for line in lines for part in line.split("; ")]
    about = re.compile(rf"\b{number} NHS Devon ICB|request {number}: ")
    return any(words in part and about.search(part) for part in parts)


def _forgotten(rows: list[OutboxRow], standing: Sequence[Case], last: date) -> Iterator[str]:
    """A step whose day has come while the desk was swept, and that nobody was to be told of."""
    told: defaultdict[int, set[str]] = defaultdict(set)
    freed: defaultdict[int, set[date]] = defaultdict(set)
    for row in rows:
        if row.subject_kind == "foi":
            words = row.reason.split()
            told[row.subject_id].add(" ".join(words[2:] if words[0] == "for" else words))
            if words[0] == "free":
                freed[row.subject_id].add(london_day(row.created_at))
    for case in standing:
        number = case.request.id
        for step in case.steps:
            swept = max(FIRST + timedelta(days=1), london_day(case.request.created_at)) <= step.on <= last
            reason = f"{step.kind} {step.on} {step.about}"
            if swept and reason not in told[number] and step.on not in freed[number]:
                yield f"request {number}: nobody was told {reason}"


def _at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), LONDON).astimezone(UTC)


def morning(day: date) -> datetime:
    """A moment before the digests of a day."""
    return _at(day, 8, 59, 58)


def noon(day: date) -> datetime:
    """A moment at which whoever waits to be named with others has waited."""
    return _at(day, 12)


def as_json(orders: DeskOrders) -> str:
    """The orders as an argument."""
    return json.dumps(asdict(orders))
