"""The sweep: a page of requests that are due to be looked at is counted, decided on, and settled at once.

A page is one transaction: what is told (rows of the outbox), the nudges counted, the tasks that go back, and
when each request is to be looked at next. A process that dies in it has done nothing of it; a row that was
decided before has its key, and is not told again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.places import ABOUT, mention, nowhere
from bot.desk.releasing import release, to_pool
from bot.desk.sweep import Decision, decide, due, moment, reason
from commands.core.moments import london_day
from commands.desk.cases import Case, Desk, cases, desk_of, index_of
from commands.desk.promises import PromiseKind, Telling
from commands.desk.recounting import recount_some
from commands.desk.telling import (
    FOI,
    SILENT,
    UNKEPT,
    Reach,
    networks,
    reach,
    to_organisers,
    to_person,
)
from storage import channels, foi_reminders, foi_requests, foi_tasks, outbox
from storage.channels import ChannelRole
from storage.database import Database
from storage.foi_requests import FoiRequest
from storage.foi_tasks import Release
from storage.keys import key
from storage.outbox import NewRow

PAGE = 200
"""Requests that are looked at in one transaction: a tenth of a second in which nobody else is answered."""
_NOT_HEARD = "nudged again and again, and not heard of"


async def recount(database: Database, now: datetime) -> int:
    """Count anew what was counted by other holidays or another ladder; how many dates moved."""
    async with database.read() as connection:
        campaigns = await foi_requests.campaigns(connection)
    moved = 0
    for campaign in campaigns:
        while True:
            async with database.write() as connection:
                page = await recount_some(connection, await desk_of(connection, campaign), now)
            if page is None:
                break
            moved += len(page)
    return moved


async def sweep(database: Database, now: datetime) -> int:
    """Look at every request that is due for it; how many rows were put into the outbox.

    Raises `StorageError`; what was settled before stays so.
    """
    put = 0
    while True:
        async with database.write() as connection:
            looked, rows = await sweep_page(connection, now)
        put += rows
        if looked < PAGE:
            return put


async def sweep_page(connection: AsyncConnection, now: datetime) -> tuple[int, int]:
    """Look at up to `PAGE` of them; how many there were, and how many rows were put."""
    requests = await foi_requests.due_for_look(connection, now, PAGE, lock=True)
    homes: defaultdict[int, list[FoiRequest]] = defaultdict(list)
    for request in requests:
        homes[request.campaign_id].append(request)
    put = 0
    for campaign_id, theirs in homes.items():
        home = await _Home.of(connection, campaign_id, theirs, now)
        put += await home.settle(connection)
    return len(requests), put


@dataclass(slots=True)
class _Home:
    """Requests of one campaign that are due to be looked at, and what there is to be known about them."""

    desk: Desk
    cases: Sequence[Case]
    people: Mapping[int, Reach]
    snoozed: frozenset[tuple[int, int]]
    roles: Sequence[ChannelRole]
    near: Sequence[str]
    now: datetime
    rows: list[NewRow] = field(default_factory=list)
    nudged: list[int] = field(default_factory=list)
    after: dict[int, Case] = field(default_factory=dict)

    @classmethod
    async def of(
        cls, connection: AsyncConnection, campaign_id: int, requests: Sequence[FoiRequest], now: datetime
    ) -> "_Home":
        desk = await desk_of(connection, campaign_id)
        snoozes = await foi_reminders.of_requests(connection, [each.id for each in requests], now)
        return cls(
            desk,
            await cases(connection, desk, requests, london_day(now)),
            await reach(connection, {each.assignee for each in requests if each.assignee is not None}),
            frozenset((each.request_id, each.person_id) for each in snoozes if not each.words),
            await channels.of_campaign(connection, campaign_id),
            await networks(connection, campaign_id),
            now,
        )

    async def settle(self, connection: AsyncConnection) -> int:
        """Decide on all of them and write it down; how many rows were new."""
        today = london_day(self.now)
        candidates = [(case, *self._candidates(case, today)) for case in self.cases]
        told = await outbox.told(connection, [row.key for *_, rows in candidates for row in rows.values()])
        for case, tellings, rows in candidates:
            request = case.request
            before = {telling: told[row.key] for telling, row in rows.items() if row.key in told}
            snoozed = (request.id, request.assignee or 0) in self.snoozed
            decision = decide(case, tellings, before, self.now, snoozed=snoozed)
            self.after[request.id] = await self._act(connection, case, decision, rows)
        await foi_tasks.nudged(connection, self.nudged)
        await foi_requests.index(
            connection,
            {number: index_of(self.desk, each, self.now, told=True) for number, each in self.after.items()},
        )
        return await outbox.put_many(connection, self.rows, self.now)

    def _candidates(self, case: Case, today: date) -> tuple[tuple[Telling, ...], dict[Telling, NewRow]]:
        """What holds today; and what the assignee could be told of it, each as its row."""
        tellings, person = due(case, today), case.request.assignee
        if person is None:
            return tellings, {}
        whom = self.people[person]
        return tellings, {each: self._to_assignee(case.request, whom, each) for each in tellings}

    def _to_assignee(self, request: FoiRequest, whom: Reach, telling: Telling) -> NewRow:
        why, at = reason(telling), moment(telling, whom.settings, self.now)
        own = key(FOI, request.id, why, f"person {whom.person_id}")
        return (
            to_person(whom, request.id, why, at, near=self.near)
            or mention(self.roles, whom, request.region, FOI, request.id, why, own, at)
            or nowhere(self.near, FOI, request.id, f"{ABOUT} {whom.person_id} {why}", own, at)
        )

    async def _act(
        self, connection: AsyncConnection, case: Case, decision: Decision, rows: Mapping[Telling, NewRow]
    ) -> Case:
        """Do as decided; the request as it is then."""
        request = case.request
        if decision.release is not None:
            return await self._release(connection, case, decision.release)
        for telling in decision.tell:
            if request.assignee is not None:
                self.rows.append(rows[telling])
            else:
                self.rows += await to_pool(
                    connection, self.roles, self.near, request, reason(telling), self.now
                )
        for why in _for_organisers(request, decision):
            self.rows += await to_organisers(
                connection, request.campaign_id, request.id, why, self.now, but=request.assignee
            )
        if not decision.nudge:
            return case
        self.nudged.append(request.id)
        return replace(case, request=replace(request, nudges=request.nudges + 1))

    async def _release(self, connection: AsyncConnection, case: Case, kind: Release) -> Case:
        """Put the task back into the pool."""
        request = case.request
        assert request.assignee is not None
        whom, why = self.people[request.assignee], "" if kind == "lapsed" else _NOT_HEARD
        self.rows += await release(connection, self.roles, self.near, request, whom, kind, why, self.now)
        freed = await foi_requests.get(connection, request.id)
        assert freed is not None
        return replace(case, request=freed)


def _for_organisers(request: FoiRequest, decision: Decision) -> Iterator[str]:
    """What organisers are to hear of it, as reasons of rows."""
    for telling in decision.tell:
        if telling.kind is PromiseKind.MISSED:
            yield f"{UNKEPT} {telling.about.isoformat()}"
    if decision.silent:
        since = request.active_at or request.assigned_at or request.created_at
        yield f"{SILENT} {since.isoformat()}"
