"""The FOI desk to deliver: a campaign on the stand-in Discord, its people, its requests, and a clock to set."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, text

from bot.delivery.deliver import Delivery
from bot.delivery.posting import Postman
from bot.desk.regular import remind
from bot.desk.sweeping import recount, sweep
from commands.core.moments import LONDON
from commands.core.request import Platform
from commands.desk.cases import desk_of
from commands.desk.recording import record
from law.foi.regime import Regime
from law.foi.story import Event, Kind
from storage import campaigns, channels, foi_requests, foi_tasks, outbox, people, roles, schema
from storage.database import Database
from storage.foi_requests import FoiRequest, NewRequest
from storage.outbox import NewRow, OutboxRow
from storage.roles import Role
from tests.bot.delivery.conftest import delivering
from tests.servers.discord import Channel, Message
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import User

MONDAY = date(2025, 9, 1)
"""When requests are sent here, unless said otherwise; no holiday is near."""
SOON, LAST, DUE = date(2025, 9, 22), date(2025, 9, 26), date(2025, 9, 29)
"""Five working days before the answer is due, one before, and that day."""
OVERDUE, AGAIN = date(2025, 9, 30), date(2025, 10, 6)
"""When the body is to be reminded, and reminded again."""


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a London day."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


class FoiNews:
    """What happens at the desk; `now` is the clock. Jo and Kim are volunteers, Sam organises."""

    def __init__(self, database: Database, server: DiscordServer) -> None:
        self.database = database
        self.server = server
        self.now = at(MONDAY, 12)
        self.kim = server.user("Kim")
        self.foi, self.organisers = server.channel("foi"), server.channel("organisers")
        self.campaign = 0
        self._numbers: dict[User, int] = {}

    async def begin(self) -> None:
        """Set the campaign up."""
        async with self.database.write() as connection:
            found = await campaigns.ensure_campaign(
                connection, Platform.DISCORD, str(self.server.guild.id), "Save it", self.now
            )
            self.campaign = found.id
            for channel, purpose in ((self.foi, "foi"), (self.organisers, "organisers")):
                await channels.set_purpose(
                    connection, found.id, Platform.DISCORD, str(channel.id), purpose, None
                )
        await self.person(self.server.jo, Role.VOLUNTEER)
        await self.person(self.kim, Role.VOLUNTEER)
        await self.person(self.server.organiser, Role.ORGANISER)

    async def person(self, user: User, role: Role) -> None:
        async with self.database.write() as connection:
            number = await people.ensure_person(
                connection, Platform.DISCORD, str(user.id), user.name, self.now
            )
            await roles.grant(connection, self.campaign, number, role, None, self.now)
        self._numbers[user] = number

    def number(self, user: User) -> int:
        """Who somebody is in the store."""
        return self._numbers[user]

    async def request(self, assignee: User | None = None, *events: Event, **more: object) -> FoiRequest:
        """A request that was sent on `MONDAY` and confirmed, unless events are given."""
        given = {
            "campaign_id": self.campaign,
            "body_code": "QJK",
            "body_name": "NHS Devon Integrated Care Board",
            "icb": "QJK",
            "region": "Y58",
            "subject": "tender plans",
            "regime": Regime.FOIA,
        }
        happened = events or (Event(Kind.SENT, MONDAY), Event(Kind.ACKNOWLEDGED, MONDAY))
        async with self.database.write() as connection:
            made = await foi_requests.add(connection, NewRequest(**given | more), self.now)  # type: ignore[arg-type]
        for event in happened:
            await self.happens(made, event)
        if assignee is not None:
            await self.assign(made, assignee)
        return made

    async def happens(self, request: FoiRequest, event: Event, by: int | None = None) -> None:
        """Record an event."""
        async with self.database.write() as connection:
            desk = await desk_of(connection, self.campaign)
            await record(connection, desk, request, event, by, self.now, here=("discord", str(self.foi.id)))

    async def assign(self, request: FoiRequest, user: User) -> int:
        """Give a task to somebody, without telling them."""
        async with self.database.write() as connection:
            entry = await foi_tasks.assign(connection, request.id, self._numbers[user], None, self.now)
            await foi_requests.look_again(connection, request.id, self.now)
        return entry

    async def tell(self, row: NewRow) -> None:
        async with self.database.write() as connection:
            await outbox.put_many(connection, [row], self.now)

    async def write(self, statement: str) -> None:
        async with self.database.write() as connection:
            await connection.execute(text(statement))

    async def sweep(self, now: datetime | None = None) -> None:
        """What the tick does, but for the team's digest."""
        self.now = now or self.now
        await recount(self.database, self.now)
        await sweep(self.database, self.now)
        await remind(self.database, self.now)

    async def rows(self) -> list[OutboxRow]:
        async with self.database.read() as connection:
            found = await connection.execute(select(schema.outbox).order_by(schema.outbox.c.id))
            return [outbox.read_row(row) for row in found]

    async def states(self) -> list[str]:
        """How far each row has got."""
        return [str(row.state) for row in await self.rows()]

    async def again(self, request: FoiRequest) -> FoiRequest:
        """The request as it is now."""
        return await self.find(request.id)

    async def find(self, number: int) -> FoiRequest:
        async with self.database.read() as connection:
            found = await foi_requests.get(connection, number)
        assert found
        return found

    async def calm(self, now: datetime | None = None, patience: float = 20.0) -> list[str]:
        """Set the clock, and wait until nothing is due; how each row stands."""
        self.now = now or self.now
        async with asyncio.timeout(patience):
            while any(
                row.state in ("pending", "leased") and row.not_before <= self.now for row in await self.rows()
            ):
                await asyncio.sleep(0.02)
        return await self.states()

    @asynccontextmanager
    async def delivering(self, *postmen: Postman) -> AsyncIterator[Delivery]:
        """Delivery by this clock, until the block ends."""
        clock: Callable[[], datetime] = lambda: self.now  # noqa: E731
        async with delivering(self, *postmen, now=clock) as delivery:  # type: ignore[arg-type]
            yield delivery

    def told(self, user: User | None = None) -> list[Message]:
        """What somebody was told in private: Jo, unless said otherwise."""
        return self.server.answers(self.server.direct(user or self.server.jo))

    def posted(self, channel: Channel | None = None) -> list[Message]:
        """What is in a channel: that of the desk, unless said otherwise."""
        return self.server.answers(channel or self.foi)


DAY = timedelta(days=1)
