"""Looking up, for some rows of the desk at once, what they are about and how it stands now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.desk.reasons import Why, account, is_private, read
from bot.delivery.desk.week import Week, week_of
from commands.core.moments import london_day
from commands.desk.cases import Case, cases, desk_of
from commands.desk.suggesting import unconfirmed
from commands.desk.telling import (
    ASSIGNED,
    EVENT,
    FOI,
    FREE,
    HELPING,
    PERSON,
    RELEASED,
    REMIND,
    SUGGESTED,
    TEAM,
    UNFOLLOWED,
    Reach,
    reach,
)
from law.foi.regime import Calendars
from storage import accounts, foi_follows, foi_history, foi_reminders, foi_requests, foi_tasks, roles
from storage.foi_follows import Suggestion
from storage.foi_history import TaskEvent
from storage.foi_reminders import Reminder
from storage.outbox import OutboxRow

_OF_HISTORY = frozenset((ASSIGNED, RELEASED, HELPING, FREE))


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for some rows.

    `cases`, `helpers`, `history` and `reminders` are by their ids, `calendars` and `weeks` by their
    campaign's; `behind` are the people behind the accounts that rows go to, `people` everybody who is told
    something, or named. Who has put a request off until later is in `snoozed`, who belongs to a campaign in
    `members`: each with a person. `suggestions` are those still to be confirmed, `followed` the requests
    whose pages are looked at.
    """

    cases: dict[int, Case] = field(default_factory=dict)
    calendars: dict[int, Calendars] = field(default_factory=dict)
    helpers: dict[int, list[int]] = field(default_factory=dict)
    history: dict[int, TaskEvent] = field(default_factory=dict)
    reminders: dict[int, Reminder] = field(default_factory=dict)
    weeks: dict[int, Week] = field(default_factory=dict)
    behind: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[int, Reach] = field(default_factory=dict)
    snoozed: frozenset[tuple[int, int]] = frozenset()
    members: frozenset[tuple[int, int]] = frozenset()
    suggestions: dict[int, Suggestion] = field(default_factory=dict)
    followed: frozenset[int] = frozenset()

    def case(self, row: OutboxRow) -> Case | None:
        """The request a row is about, None where it is about none, or that is gone."""
        if row.subject_kind == REMIND:
            reminder = self.reminders.get(row.subject_id)
            return self.cases.get(reminder.request_id) if reminder else None
        return self.cases.get(row.subject_id) if row.subject_kind == FOI else None

    def recipient(self, row: OutboxRow) -> int | None:
        """Whom a private row goes to; None for a channel, or who is forgotten."""
        return self.behind.get((row.platform, row.channel))

    def person(self, row: OutboxRow) -> int | None:
        """Whom a row is meant for: whom it names, or else whom it goes to."""
        return read(row.reason).about or self.recipient(row)

    def name(self, person: int | None) -> str | None:
        """The name to show for somebody, None where they are not known (any more)."""
        whom = self.people.get(person or 0)
        return whom.accounts[0].name if whom and whom.accounts else None


async def look_up(connection: AsyncConnection, rows: Sequence[OutboxRow], now: datetime) -> Known:
    """What is known now of the subjects of `rows`, in a few statements for each campaign among them."""
    whys = [(row, read(row.reason)) for row in rows]
    reminders = await foi_reminders.get_many(connection, _subjects(rows, REMIND))
    numbers = {*_subjects(rows, FOI), *(each.request_id for each in reminders.values())}
    found, calendars = await _cases(connection, numbers, now)
    history = await foi_history.get_many(connection, {why.number for _, why in whys if _of_history(why)})
    behind = await _behind(connection, rows)
    helped = {row.subject_id for row, why in whys if why.kind in (EVENT, HELPING)} & numbers
    helped |= {each.request_id for each in reminders.values()}
    people: set[int | None] = {*behind.values(), *_subjects(rows, PERSON), *(why.about for _, why in whys)}
    people |= {each.request.assignee for each in found.values()}
    people |= {who for each in history.values() for who in (each.person_id, each.by_person)}
    snoozes = await foi_reminders.of_requests(connection, numbers, now)

    def of(kind: str) -> set[int]:
        return {row.subject_id for row, why in whys if why.kind == kind and row.subject_kind == FOI}

    return Known(
        found,
        calendars,
        await foi_tasks.helpers_of_many(connection, helped),
        history,
        reminders,
        {number: await week_of(connection, number, now) for number in _subjects(rows, TEAM)},
        behind,
        await reach(connection, {who for who in people if who is not None}),
        frozenset((each.request_id, each.person_id) for each in snoozes if not each.words),
        await _members(connection, [found[each.request_id] for each in reminders.values()]),
        await _suggestions(connection, [found[number] for number in of(SUGGESTED) if number in found]),
        frozenset(await foi_follows.followed(connection, of(UNFOLLOWED))),
    )


async def _cases(
    connection: AsyncConnection, numbers: Collection[int], now: datetime
) -> tuple[dict[int, Case], dict[int, Calendars]]:
    campaigns = defaultdict(list)
    for request in (await foi_requests.get_many(connection, numbers)).values():
        campaigns[request.campaign_id].append(request)
    found: dict[int, Case] = {}
    calendars: dict[int, Calendars] = {}
    for campaign, requests in campaigns.items():
        desk = await desk_of(connection, campaign)
        calendars[campaign] = desk.calendars
        made = await cases(connection, desk, requests, london_day(now))
        found |= {case.request.id: case for case in made}
    return found, calendars


async def _behind(connection: AsyncConnection, rows: Sequence[OutboxRow]) -> dict[tuple[str, str], int]:
    private = [row for row in rows if is_private(row)]
    found: dict[tuple[str, str], int] = {}
    for platform in {row.platform for row in private}:
        theirs = {account(row): row.channel for row in private if row.platform == platform}
        for each, person in (await accounts.behind(connection, platform, theirs)).items():
            found[platform, theirs[each]] = person
    return found


async def _members(connection: AsyncConnection, found: Sequence[Case]) -> frozenset[tuple[int, int]]:
    members: set[tuple[int, int]] = set()
    for campaign in {each.request.campaign_id for each in found}:
        members |= {(campaign, each.person_id) for each in await roles.holders(connection, campaign)}
    return frozenset(members)


async def _suggestions(connection: AsyncConnection, found: Sequence[Case]) -> dict[int, Suggestion]:
    """What pages suggest of these requests and nobody has confirmed, or recorded by hand."""
    suggested = await foi_follows.suggested(connection, [each.request.id for each in found])
    return {each.id: each for case in found for each in unconfirmed(suggested[case.request.id], case.events)}


def _subjects(rows: Sequence[OutboxRow], kind: str) -> set[int]:
    return {row.subject_id for row in rows if row.subject_kind == kind}


def _of_history(why: Why) -> bool:
    return why.kind in _OF_HISTORY and why.number > 0
