"""`batch show`: how the requests of a batch stand, body by body and in figures, and what to do about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import storage
from commands.cards import foi_batch
from commands.cards.foi_task import names_in, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import require_space
from commands.core.moments import london_day
from commands.core.reply import Block, Choice, Choices, Fields, Heading, Note, Reply
from commands.core.text import shown
from commands.core.words import weekday
from commands.desk.batches import made_batch
from commands.desk.cases import Case, cases, desk_of
from commands.desk.chasing import late
from law.foi.clock import Stage

if TYPE_CHECKING:
    from storage.foi_batches import Batch


@command(
    "batch show",
    "How a batch stands: every body, the figures, a picture, and a file",
    aliases=("batch status",),
    parameters=(Parameter("id", Type.NUMBER, "The number of the batch"),),
    examples=("batch show 1",),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_show(context: Context, id: int) -> Reply:  # noqa: A002
    """As recorded: what nobody has said is not in it."""
    require_space(context)
    today = today_of(context)
    database = await context.services.database()
    async with database.read() as connection:
        batch = await made_batch(context, connection, id)
        requests = await storage.foi_batches.requests_of(connection, id)
        found = await cases(connection, await desk_of(connection, batch.campaign_id), requests, today)
        names = await storage.accounts.names(connection, names_in(found))
        skipped = await storage.foi_batches.skipped(connection, id)
    if not found:
        raise NotPossible(f"The requests of batch {id} are all gone.", "batch list")
    title = f"Batch {id}: {shown(batch.subject, 120)}"
    picture = await foi_batch.picture(title, found, context.register)
    blocks: list[Block] = [
        Heading(title),
        Fields(_facts(batch, found)),
        foi_batch.outcomes(found),
        *foi_batch.table(found, names, today),
        *([picture] if picture else []),
        foi_batch.as_csv(f"batch-{id}.csv", found, names, context.register),
    ]
    if skipped:
        numbers = ", ".join(map(str, sorted(skipped)))
        blocks.append(Note((f"Left out of this batch's reminders: {numbers}.",)))
    blocks.append(Note(("As recorded; dates are calculated.",)))
    return Reply((*blocks, Choices(_choices(batch, found, skipped))))


def _facts(batch: "Batch", found: Sequence[Case]) -> tuple[tuple[str, tuple[str]], ...]:
    assert batch.made_at is not None
    return (
        ("To", (batch.name,)),
        ("Requests", (f"{len(found):,}",)),
        ("Letter", (batch.letter,)),
        ("Made", (weekday(london_day(batch.made_at)),)),
    )


def _choices(batch: "Batch", found: Sequence[Case], skipped: set[int]) -> tuple[Choice, ...]:
    number = batch.id
    options: list[Choice] = []
    chased = [each for each in late(found) if each.request.id not in skipped]
    if chased:
        options.append(Choice(f"Chase the late ones ({len(chased)})", f"batch chase {number}"))
    free = [each for each in found if each.clock.open and each.request.assignee is None]
    if free:
        options.append(Choice(f"Share out what nobody has ({len(free)})", f"batch share {number}"))
    drafts = [each for each in found if each.clock.stage is Stage.DRAFT]
    if drafts:
        options.append(Choice(f"Stop: withdraw what is not sent ({len(drafts)})", f"batch stop {number}"))
    return (*options, Choice("All batches", "batch list"))
