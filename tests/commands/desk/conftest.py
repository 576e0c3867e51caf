"""A campaign with people and a request, in both databases, for tests of what the desk's commands share."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from commands.core.request import Platform
from commands.desk.cases import Desk, desk_of
from law.foi.regime import Regime
from law.foi.story import Event, Kind
from storage import campaigns, channels, foi_requests, foi_tasks, outbox, people, roles
from storage.database import Database
from storage.foi_requests import FoiRequest, NewRequest
from storage.outbox import OutboxRow
from tests.storage.conftest import database, database_url, server

__all__ = ["database", "database_url", "server"]

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
"""A Saturday."""


@dataclass(frozen=True)
class World:
    """A campaign on Discord and Matrix: Ann organises, Jo volunteers, Olly looks on, Sam is in the room."""

    database: Database
    campaign: int
    ann: int
    jo: int
    olly: int
    sam: int

    async def desk(self) -> Desk:
        """The campaign's desk."""
        async with self.database.read() as connection:
            return await desk_of(connection, self.campaign)

    async def request(self, *events: Event, assignee: int | None = None, **more: object) -> FoiRequest:
        """A new request with these events recorded by nobody."""
        from commands.desk.recording import record

        given = {
            "campaign_id": self.campaign,
            "body_code": "QJK",
            "body_name": "NHS Devon ICB",
            "icb": "QJK",
            "region": "Y58",
            "subject": "contracts",
            "regime": Regime.FOIA,
        }
        desk = await self.desk()
        async with self.database.write() as connection:
            made = await foi_requests.add(connection, NewRequest(**given | more), NOW)
            if assignee is not None:
                await foi_tasks.assign(connection, made.id, assignee, self.ann, NOW)
            for event in events:
                await record(connection, desk, made, event, None, NOW)
        return await self.again(made)

    async def again(self, request: FoiRequest) -> FoiRequest:
        """The request as the store has it now."""
        async with self.database.read() as connection:
            found = await foi_requests.get(connection, request.id)
        assert found
        return found

    async def rows(self) -> list[OutboxRow]:
        """What the outbox holds."""
        found = []
        async with self.database.read() as connection:
            while row := await outbox.get(connection, len(found) + 1):
                found.append(row)
        return found


def sent(day: date = date(2026, 11, 2)) -> Event:
    """Sent on a day, Monday 2 November unless said otherwise."""
    return Event(Kind.SENT, day)


@pytest.fixture
async def world(database: Database) -> World:
    """The campaign, its people, and a channel for the desk."""
    async with database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, Platform.DISCORD, "server", "Save it", NOW)
        await campaigns.link_space(connection, Platform.MATRIX, "!space:x", campaign.id, "Save it")
        await channels.set_purpose(connection, campaign.id, Platform.DISCORD, "700", "foi", None)

        async def person(platform: Platform, account: str, name: str, role: roles.Role | None) -> int:
            number = await people.ensure_person(connection, platform, account, name, NOW)
            if role is not None:
                await roles.grant(connection, campaign.id, number, role, None, NOW)
            return number

        return World(
            database,
            campaign.id,
            await person(Platform.DISCORD, "1", "Ann", roles.Role.ORGANISER),
            await person(Platform.DISCORD, "2", "Jo", roles.Role.VOLUNTEER),
            await person(Platform.MATRIX, "@olly:x", "Olly", roles.Role.OBSERVER),
            await person(Platform.MATRIX, "@sam:x", "Sam", None),
        )
