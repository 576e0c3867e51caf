"""What comes at a time that somebody chose: reminders people asked for, and the team's week."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.places import ABOUT, mention, nowhere
from commands.core.moments import LONDON, london_day
from commands.desk.settings import settings_of
from commands.desk.telling import (
    PURPOSE,
    REMIND,
    TEAM,
    Reach,
    in_channels,
    networks,
    reach,
    to_person,
)
from storage import channels, foi_reminders, foi_requests, marks, outbox
from storage.database import Database
from storage.foi_reminders import Reminder
from storage.foi_requests import FoiRequest
from storage.keys import key
from storage.outbox import NewRow

TEAM_HOUR = time(9)
"""When on its day, in London, a team's digest goes out."""
_PAGE = 500
_MARK = "foi team"
_MOST_DAYS = 2
"""How late a team's digest may be, after the bot was away, before it is left to next week's."""


async def remind(database: Database, now: datetime) -> int:
    """Put what people asked to be reminded of, and is due, into the outbox; how many.

    They chose the time, so neither digest nor quiet hours hold it back.
    """
    put = 0
    while True:
        async with database.write() as connection:
            reminders = await foi_reminders.due(connection, now, _PAGE)
            requests = await foi_requests.get_many(connection, {each.request_id for each in reminders})
            people = await reach(connection, {each.person_id for each in reminders})
            rows = [
                await _reminder(connection, each, requests[each.request_id], people) for each in reminders
            ]
            await outbox.put_many(connection, rows, now)
            await foi_reminders.done(connection, [each.id for each in reminders])
        put += len(rows)
        if len(reminders) < _PAGE:
            return put


async def _reminder(
    connection: AsyncConnection, reminder: Reminder, request: FoiRequest, people: Mapping[int, Reach]
) -> NewRow:
    whom, why, at = people[reminder.person_id], reminder.at.isoformat(), reminder.at
    near = await networks(connection, request.campaign_id)
    row = to_person(whom, reminder.id, why, at, kind=REMIND, near=near)
    if row is not None:
        return row
    roles = await channels.of_campaign(connection, request.campaign_id)
    own = key(REMIND, reminder.id, why, f"person {whom.person_id}")
    named = mention(roles, whom, request.region, REMIND, reminder.id, why, own, at)
    return named or nowhere(near, REMIND, reminder.id, f"{ABOUT} {whom.person_id} {why}", own, at)


async def team(database: Database, now: datetime) -> int:
    """Put the teams' digests of today into the outbox, unless that is done; how many."""
    nine = datetime.combine(london_day(now), TEAM_HOUR, LONDON).astimezone(UTC)
    today = london_day(now) if now >= nine else london_day(now) - timedelta(days=1)
    async with database.read() as connection:
        mark = await marks.get(connection, _MARK)
    done = date.fromisoformat(mark) if mark else today - timedelta(days=1)
    days = list(_days(done, today))
    if not days:
        return 0
    async with database.write() as connection:
        rows: list[NewRow] = []
        for campaign in await foi_requests.campaigns(connection):
            weekday = (await settings_of(connection, campaign)).team_digest
            for day in days:
                if day.weekday() == weekday:
                    roles = await channels.of_campaign(connection, campaign)
                    why = f"week {day.isoformat()}"
                    rows += in_channels(roles, None, campaign, why, now, kind=TEAM, purposes=(PURPOSE,))
        put = await outbox.put_many(connection, rows, now)
        await marks.put(connection, _MARK, today.isoformat())
    return put


def _days(done: date, today: date) -> Iterator[date]:
    """The days after `done`, up to today, whose digest is still worth sending."""
    day = max(done, today - timedelta(days=_MOST_DAYS)) + timedelta(days=1)
    while day <= today:
        yield day
        day += timedelta(days=1)
