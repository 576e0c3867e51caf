"""A campaign's desk at the console, with requests to talk about and a day that the test chooses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

import storage
from bot.console.chat import ME, Conversation
from commands.core.context import Services
from commands.core.moments import LONDON, london_day
from commands.core.reply import Outcome, Reply
from law.foi.regime import Regime
from law.foi.story import Event
from storage.foi_requests import NewRequest
from tests.conftest import NOW


@dataclass
class Day:
    """The moment it is, for whoever asks; noon in London of the day that was set last."""

    now: datetime = NOW

    def set(self, day: date) -> None:
        """Let it be noon of that day."""
        self.now = datetime.combine(day, time(12), LONDON).astimezone(UTC)


@pytest.fixture
def day() -> Day:
    """The day it is; a test may set another."""
    return Day()


@dataclass(frozen=True)
class DeskTalk:
    """Somebody at the console who organises its campaign."""

    console: Conversation
    services: Services
    day: Day

    async def __call__(self, line: str, on: date | None = None) -> Reply:
        """The reply to one line, on that day where one is given."""
        if on is not None:
            self.day.set(on)
        return await self.console.ask(f"!{line}")

    async def said(self, line: str, on: date | None = None) -> str:
        """The same as plain text; it must have been understood."""
        reply = await self(line, on)
        assert reply.outcome is Outcome.ANSWERED, reply.plain()
        return reply.plain()

    async def refused(self, line: str, on: date | None = None) -> str:
        """The plain text of a refusal."""
        reply = await self(line, on)
        assert reply.outcome in (Outcome.NOT_UNDERSTOOD, Outcome.NOT_FOUND, Outcome.REFUSED), reply.plain()
        return reply.plain()

    async def events(self, number: int, *, void: bool = False) -> list[Event]:
        """What is recorded of a request, in the order in which it was."""
        database = await self.services.database()
        async with database.read() as connection:
            stored = await storage.foi_events.of_request(connection, number, void=void)
        return [each.event for each in stored]


@pytest.fixture
def desk(services: Services, day: Day) -> DeskTalk:
    """The desk of the console's campaign."""
    return DeskTalk(Conversation(services, lambda: day.now), services, day)


Make = Callable[..., Awaitable[int]]


@pytest.fixture
def make(services: Services, day: Day) -> Make:
    """Makes a request of the console's campaign in the hands of whoever sits there; gives its number."""

    async def made(
        body: str = "QNC", subject: str = "tender plans", regime: Regime = Regime.FOIA, **more: object
    ) -> int:
        found = services.register.body(body)
        assert found is not None
        database = await services.database()
        async with database.write() as connection:
            campaign = await storage.campaigns.ensure_campaign(
                connection, "console", "console", "Save our NHS", day.now
            )
            person = await storage.people.ensure_person(connection, "console", ME.id, ME.name, day.now)
            new = NewRequest(
                campaign_id=campaign.id,
                body_code=found.code,
                body_name=found.name,
                icb=found.icb or found.code,
                region=found.region,
                subject=subject,
                regime=regime,
                created_by=person,
                **more,  # type: ignore[arg-type]
            )
            request = await storage.foi_requests.add(connection, new, day.now)
            await storage.foi_tasks.assign(connection, request.id, person, person, day.now)
        return request.id

    return made


@pytest.fixture
def today(day: Day) -> date:
    """The day it is in London when the test begins."""
    return london_day(day.now)
