"""`batch make`: all requests of a batch that was looked at, made at once and shared out; once."""

from typing import TYPE_CHECKING

import storage
from commands.cards import foi_batch
from commands.cards.foi_batch_plan import preview, shares
from commands.cards.foi_task import names_in, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.here import author, require_space
from commands.core.moments import counted, london_day
from commands.core.reply import Choice, Choices, Code, Heading, Note, Reply, Text
from commands.core.text import shown
from commands.core.words import weekday
from commands.desk.batches import find_batch, make
from commands.desk.cases import Desk, cases, desk_of
from commands.desk.planning import Plan, complete, plan
from commands.foi.batch_preview import offer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_batches import Batch
    from storage.foi_requests import FoiRequest


@command(
    "batch make",
    "Make all requests of a batch that you have looked at, and share them out",
    parameters=(Parameter("id", Type.NUMBER, "The number of the batch"),),
    examples=("batch make 1",),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_make(context: Context, id: int) -> Reply:  # noqa: A002
    """One transaction: all of them or none. Ordered twice, they are made once."""
    require_space(context)
    now, today = context.request.now, today_of(context)
    database = await context.services.database()
    async with database.write() as connection:
        batch = await find_batch(context, connection, id, lock=True)
        desk = await desk_of(connection, batch.campaign_id)
        if batch.made_at is not None:
            return await _made_before(context, connection, desk, batch)
        people = await storage.foi_batches.people_of(connection, id)
        late = batch.first_day < today
        if late:
            batch = await storage.foi_batches.redate(connection, id, today) or batch
        found = complete(await plan(connection, context.register, desk, batch, people, today))
        if late:
            blocks = preview(context, found, id, today)
            words = "Its first day has passed, so here it is from today on. Look again, then make it."
            return Reply((Text((words,)), *blocks, *offer(context, id, len(found.planned))))
        by = await author(context, connection)
        made = await make(connection, desk, found, batch, by, now)
        await storage.foi_batches.mark_made(connection, id, now)
        return await _made(context, connection, desk, batch, found, made)


async def _made(
    context: Context,
    connection: "AsyncConnection",
    desk: Desk,
    batch: "Batch",
    found: Plan,
    made: "list[FoiRequest]",
) -> Reply:
    today = today_of(context)
    stand = await cases(connection, desk, made, today)
    names = await storage.accounts.names(connection, names_in(stand))
    numbers = f"{made[0].id} to {made[-1].id}" if len(made) > 1 else str(made[0].id)
    words = f"{counted(len(made), 'request')} made, number {numbers}; none of them is sent yet. "
    told = "They wait for whoever claims them."
    if found.names:
        told = f"Shared out: {shares(found)}. Each of them is told what is theirs."
    return Reply(
        (
            Heading(f"Batch {batch.id}: {shown(batch.subject, 120)}"),
            Text((words, told)),
            *foi_batch.table(stand, names, today),
            foi_batch.as_csv(f"batch-{batch.id}.csv", stand, names, context.register),
            Note(("Each letter, filled in: ", Code(context.type(f"foi letter {made[0].id}")), ".")),
            Text(("The way back: ", Code(context.type(f"batch stop {batch.id}")), ".")),
            Choices((Choice("Show the batch", f"batch show {batch.id}"),)),
        )
    )


async def _made_before(context: Context, connection: "AsyncConnection", desk: Desk, batch: "Batch") -> Reply:
    """It was made already: how it stands."""
    assert batch.made_at is not None
    today = today_of(context)
    stand = await cases(connection, desk, await storage.foi_batches.requests_of(connection, batch.id), today)
    names = await storage.accounts.names(connection, names_in(stand))
    when = weekday(london_day(batch.made_at))
    words = f"Batch {batch.id} was made already, on {when}: {counted(len(stand), 'request')}. "
    return Reply(
        (
            Text((words, "Nothing was made again.")),
            *foi_batch.table(stand, names, today),
            foi_batch.as_csv(f"batch-{batch.id}.csv", stand, names, context.register),
            Choices((Choice("Show the batch", f"batch show {batch.id}"),)),
        )
    )
