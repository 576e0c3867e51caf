"""`batch stop` and `batch resume`: withdraw whatever of a batch is not sent yet, and take that back."""

from datetime import date
from typing import TYPE_CHECKING, Final

import storage
from commands.cards.foi_task import today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author, require_space
from commands.core.moments import counted
from commands.core.reply import Choice, Choices, Code, Reply, Text
from commands.core.words import weekday
from commands.desk.batches import made_batch, record_all
from commands.desk.cases import Desk, cases, desk_of
from commands.desk.sharing import send_days
from law.errors import BeyondHorizon
from law.foi.story import Event, Kind, Stage, in_order

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_batches import Batch
    from storage.foi_requests import FoiRequest

_ID: Final = Parameter("id", Type.NUMBER, "The number of the batch")
_WHY: Final = "batch {id} stopped"
"""Why a request was withdrawn with its batch: by this it is known again."""


@command(
    "batch stop",
    "Withdraw whatever of a batch is not sent yet",
    parameters=(_ID,),
    examples=("batch stop 1",),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_stop(context: Context, id: int) -> Reply:  # noqa: A002
    """What is sent stays: each of those is withdrawn by itself."""
    require_space(context)
    now, today = context.request.now, today_of(context)
    database = await context.services.database()
    async with database.write() as connection:
        batch = await made_batch(context, connection, id, lock=True)
        desk = await desk_of(connection, batch.campaign_id)
        requests = await storage.foi_batches.requests_of(connection, id, lock=True)
        found = await cases(connection, desk, requests, today)
        drafts = [each.request for each in found if each.clock.stage is Stage.DRAFT]
        by = await author(context, connection)
        event = Event(Kind.WITHDRAWN, today, why=_WHY.format(id=id))
        await record_all(connection, desk, drafts, event, by, now)
    if not drafts:
        raise NotPossible(f"Nothing of batch {id} waits to be sent.", f"batch show {id}")
    sent = len([each for each in found if each.clock.open]) - len(drafts)
    stays = (
        f" {counted(sent, 'request')} of it went out before, and {'goes' if sent == 1 else 'go'} on."
        if sent
        else ""
    )
    return Reply(
        (
            Text((f"{counted(len(drafts), 'request')} of batch {id} withdrawn, none of them sent.{stays}",)),
            Text(("The way back: ", Code(context.type(f"batch resume {id}")), ".")),
            Choices((Choice("Show the batch", f"batch show {id}"),)),
        )
    )


@command(
    "batch resume",
    "Go on with a batch that was stopped",
    parameters=(_ID,),
    examples=("batch resume 1",),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_resume(context: Context, id: int) -> Reply:  # noqa: A002
    """Only what was withdrawn with it, not what was withdrawn by itself; days that passed are moved on."""
    require_space(context)
    now, today = context.request.now, today_of(context)
    database = await context.services.database()
    async with database.write() as connection:
        batch = await made_batch(context, connection, id, lock=True)
        desk = await desk_of(connection, batch.campaign_id)
        stopped = await _stopped(connection, id)
        moved = await _move_on(connection, desk, batch, stopped, today)
        by = await author(context, connection)
        await record_all(connection, desk, stopped, Event(Kind.REOPENED, today), by, now)
    if not stopped:
        raise NotPossible(f"Nothing of batch {id} was withdrawn with it.", f"batch show {id}")
    later = f" What was to be sent before today is to be sent from {weekday(moved)} on." if moved else ""
    return Reply(
        (
            Text((f"{counted(len(stopped), 'request')} of batch {id} go on as drafts.{later}",)),
            Text(("The way back: ", Code(context.type(f"batch stop {id}")), ".")),
            Choices((Choice("Show the batch", f"batch show {id}"),)),
        )
    )


async def _stopped(connection: "AsyncConnection", number: int) -> "list[FoiRequest]":
    """The requests of a batch that were withdrawn with it, and are still."""
    requests = await storage.foi_batches.requests_of(connection, number, lock=True)
    events = await storage.foi_events.of_many(connection, [each.id for each in requests])
    why = _WHY.format(id=number)

    def with_it(request: "FoiRequest") -> bool:
        told = in_order([stored.event for stored in events[request.id]])
        return bool(told) and told[-1].kind is Kind.WITHDRAWN and told[-1].why == why

    return [each for each in requests if with_it(each)]


async def _move_on(
    connection: "AsyncConnection", desk: Desk, batch: "Batch", stopped: "list[FoiRequest]", today: date
) -> date | None:
    """Give what should have been sent before today days from today on; the first of them, if any."""
    late = [each for each in stopped if each.send_on is None or each.send_on < today]
    if not late:
        return None
    try:
        days = send_days(len(late), today, batch.per_day, desk.calendars.of(late[0].regime))
    except BeyondHorizon as problem:
        raise NotPossible(str(problem)) from None
    await storage.foi_bulk.plan_days(connection, {each.id: day for each, day in zip(late, days, strict=True)})
    return days[0]
