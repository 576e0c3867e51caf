"""A campaign's people in a Discord server, its Matrix space and in private: one line from one of them, one reply.

Ann organises, Jo and Sam are in the room and nothing yet, Olly looks on only. Import `team` (and `requests`).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

import pytest

import storage
from commands.core.context import Services
from commands.core.dispatch import dispatch
from commands.core.reply import Outcome, Reply
from commands.core.request import Person, Platform, Request
from storage.foi_requests import FoiRequest
from storage.outbox import OutboxRow

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ANN = Person(Platform.DISCORD, "1", "Ann")
JO = Person(Platform.DISCORD, "2", "Jo")
SAM = Person(Platform.DISCORD, "3", "Sam")
OLLY = Person(Platform.DISCORD, "4", "Olly")
MATRIX_JO = Person(Platform.MATRIX, "@jo:example.org", "Jo M")
EVERYBODY = (ANN, JO, SAM, OLLY)
REFUSALS = (Outcome.NOT_UNDERSTOOD, Outcome.NOT_FOUND, Outcome.REFUSED)


@dataclass
class Team:
    """The people, the store, and the moment it is."""

    services: Services
    now: datetime = NOW
    _numbers: count = field(default_factory=count)  # type: ignore[type-arg]

    async def ask(self, who: Person, text: str, *, space: str | None = "server", **more: object) -> Reply:
        """What `who` hears to a line; in private talk with `space` None."""
        named = tuple(each for each in EVERYBODY if f"@{each.name.casefold()}" in text.casefold())
        asked = Request(
            platform=who.platform,
            author=who,
            text=text,
            channel="channel" if space else f"dm {who.id}",
            message_id=str(next(self._numbers)),
            now=self.now,
            space=space,
            private=space is None,
            mentions=named,
            **more,  # type: ignore[arg-type]
        )
        return await dispatch(asked, self.services)

    async def said(self, who: Person, text: str, **more: object) -> str:
        """The same as plain text, and it must have been done."""
        reply = await self.ask(who, text, **more)  # type: ignore[arg-type]
        assert reply.outcome is Outcome.ANSWERED, reply.plain()
        return reply.plain()

    async def refused(self, who: Person, text: str, **more: object) -> str:
        """The plain text of a refusal."""
        reply = await self.ask(who, text, **more)  # type: ignore[arg-type]
        assert reply.outcome in REFUSALS, reply.plain()
        return reply.plain()

    async def request(self, number: int = 1) -> FoiRequest:
        """A request as the store has it."""
        database = await self.services.database()
        async with database.read() as connection:
            found = await storage.foi_requests.get(connection, number)
        assert found
        return found

    async def history(self, number: int = 1) -> list[str]:
        """The kinds of what became of a task."""
        database = await self.services.database()
        async with database.read() as connection:
            return [each.kind for each in await storage.foi_tasks.history(connection, number)]

    async def person(self, who: Person) -> int | None:
        """The number of a person."""
        database = await self.services.database()
        async with database.read() as connection:
            found: int | None = await storage.people.person_of(connection, who.platform, who.id)
        return found

    async def told(self) -> list[tuple[str, str]]:
        """Where rows of the outbox go, and why, without numbers."""
        return [(row.channel, row.reason.partition(" ")[0]) for row in await self.rows()]

    async def rows(self) -> list[OutboxRow]:
        """What the outbox holds."""
        found: list[OutboxRow] = []
        database = await self.services.database()
        async with database.read() as connection:
            while row := await storage.outbox.get(connection, len(found) + 1):
                found.append(row)
        return found

    async def holds(self) -> tuple[object, ...]:
        """What there is of requests and tasks and whom it tells: to see that nothing has changed."""
        database = await self.services.database()
        async with database.read() as connection:
            found = []
            while request := await storage.foi_requests.get(connection, len(found) + 1):
                events = await storage.foi_events.of_request(connection, request.id, void=True)
                helpers = await storage.foi_tasks.helpers(connection, request.id)
                notes = await storage.foi_notes.of_request(connection, request.id)
                found.append((request, len(events), tuple(helpers), len(notes)))
        return (*found, len(await self.rows()))

    async def begin(self, *more: str) -> None:
        """Ann sets up the campaign with Olly looking on, and makes request 1 to the Staffordshire board."""
        await self.said(ANN, "setup organiser @ann", manages_space=True)
        await self.said(ANN, "setup observer @olly")
        for line in ("foi new QNC tender plans", *more):
            await self.said(ANN, line)


@pytest.fixture
async def team(services: Services) -> Team:
    """A campaign with one request, a draft that nobody has in hand."""
    found = Team(services)
    await found.begin()
    return found


__all__ = [
    "ANN",
    "JO",
    "MATRIX_JO",
    "NOW",
    "OLLY",
    "REFUSALS",
    "SAM",
    "Team",
    "team",
]
