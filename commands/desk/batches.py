"""Batches: found here and nowhere else, made once, and what happens to many of their requests at a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.errors import NotPossible
from commands.core.here import campaign_of
from commands.core.moments import london_day
from commands.desk.cases import Desk
from commands.desk.hours import soon, when
from commands.desk.planning import Plan
from commands.desk.recounting import reindex
from commands.desk.telling import ASSIGNED, EVENT, known, networks, reach, to_person
from law.foi.story import Event, Kind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_batches import Batch
    from storage.foi_requests import FoiRequest


async def find_batch(
    context: Context, connection: "AsyncConnection", number: int, *, lock: bool = False
) -> "Batch":
    """The batch of that number, if it is of the campaign at home here. Raises `NotPossible`.

    With `lock` nobody else makes or changes it until the transaction ends.
    """
    here = await campaign_of(context, connection)
    found: Batch | None = await storage.foi_batches.get(connection, number, lock=lock)
    if found is None or here is None or found.campaign_id != here.id:
        raise NotPossible(f"There is no batch {number} here.", "batch list")
    return found


async def made_batch(
    context: Context, connection: "AsyncConnection", number: int, *, lock: bool = False
) -> "Batch":
    """The same, if its requests are made. Raises `NotPossible`."""
    found = await find_batch(context, connection, number, lock=lock)
    if found.made_at is None:
        wrong = f"Batch {number} is a draft: its requests are not made yet."
        raise NotPossible(wrong, f"batch make {number}")
    return found


async def make(
    connection: "AsyncConnection",
    desk: Desk,
    plan: Plan,
    batch: "Batch",
    by: int,
    now: datetime,
) -> "list[FoiRequest]":
    """Make all requests of a plan for `batch`, give them to whose they are, and tell each of them once.

    They are drafts, numbered in the order of the plan.
    """
    news = [
        storage.foi_requests.NewRequest(
            campaign_id=batch.campaign_id,
            body_code=each.body.code,
            body_name=each.body.name,
            icb=each.body.icb or each.body.code,
            region=each.body.region,
            subject=batch.subject,
            regime=plan.regime,
            letter=batch.letter,
            batch_id=batch.id,
            send_on=each.on,
            created_by=by,
        )
        for each in plan.planned
    ]
    made = await storage.foi_requests.add_many(connection, news, now)
    drafted = Event(Kind.DRAFTED, london_day(now))
    await storage.foi_bulk.append(connection, [(each.id, drafted) for each in made], by, now)
    given = {
        request.id: each.person
        for request, each in zip(made, plan.planned, strict=True)
        if each.person is not None
    }
    return await give(connection, desk, made, given, by, now)


async def give(
    connection: "AsyncConnection",
    desk: Desk,
    requests: "Sequence[FoiRequest]",
    tasks: Mapping[int, int],
    by: int,
    now: datetime,
) -> "list[FoiRequest]":
    """Give `tasks` (a person by request) out, tell those people, and count all `requests` anew."""
    for person in set(tasks.values()):
        await _let_in(connection, desk.campaign_id, person, by, now)
    entries = await storage.foi_bulk.assign(connection, tasks, by, now)
    fresh = await _fresh(connection, requests)
    await reindex(connection, desk, fresh, now)
    near = await networks(connection, desk.campaign_id)
    people = await reach(connection, set(tasks.values()) - {by})
    rows = [
        to_person(whom, number, f"{ASSIGNED} {entries[number]}", soon(now, whom.settings), near=near)
        for number, person in tasks.items()
        if (whom := people.get(person)) is not None
    ]
    await storage.outbox.put_many(connection, known(rows), now)
    return fresh


async def record_all(
    connection: "AsyncConnection",
    desk: Desk,
    requests: "Sequence[FoiRequest]",
    event: Event,
    by: int,
    now: datetime,
) -> "list[FoiRequest]":
    """Record the same event of each of these requests, count them anew, and tell those whose they are.

    Whether it can have happened: `law.foi.events.check`, before.
    """
    if not requests:
        return []
    numbers = await storage.foi_bulk.append(connection, [(each.id, event) for each in requests], by, now)
    fresh = await _fresh(connection, requests)
    await reindex(connection, desk, fresh, now)
    near = await networks(connection, desk.campaign_id)
    concerned = await _concerned(connection, fresh, by)
    people = await reach(connection, {person for theirs in concerned.values() for person in theirs})
    rows = [
        to_person(
            people[person],
            request.id,
            f"{EVENT} {number}",
            when(now, people[person].settings, urgent=False),
            near=near,
        )
        for request, number in zip(fresh, numbers, strict=True)
        for person in concerned[request.id]
    ]
    await storage.outbox.put_many(connection, known(rows), now)
    return fresh


async def _concerned(
    connection: "AsyncConnection", requests: "Sequence[FoiRequest]", by: int
) -> dict[int, Collection[int]]:
    helpers = await storage.foi_tasks.helpers_of_many(connection, [each.id for each in requests])
    found: dict[int, Collection[int]] = {}
    for each in requests:
        theirs = [person for person in (each.assignee, *helpers[each.id]) if person not in (None, by)]
        found[each.id] = [person for person in theirs if person is not None]
    return found


async def _fresh(connection: "AsyncConnection", requests: "Sequence[FoiRequest]") -> "list[FoiRequest]":
    """The requests as they are now, in their order."""
    now = await storage.foi_requests.get_many(connection, [each.id for each in requests])
    return [now[each.id] for each in requests]


async def _let_in(
    connection: "AsyncConnection", campaign_id: int, person: int, by: int, now: datetime
) -> None:
    """Make somebody who is to have tasks a volunteer, if they are nothing yet."""
    role = await storage.roles.role_of_person(connection, campaign_id, person)
    if role is None:
        volunteer = storage.roles.Role.VOLUNTEER
        await storage.roles.grant(connection, campaign_id, person, volunteer, by, now)
