"""`batch chase`: what of a batch is late; once confirmed, whoever has it is asked to remind the body."""

from collections.abc import Sequence

import storage
from commands.cards.foi_batch import late_line
from commands.cards.foi_task import names_in, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.here import require_space
from commands.core.moments import counted
from commands.core.reply import Block, Bullets, Choice, Choices, Code, Heading, Line, Note, Reply, Text
from commands.desk.batches import made_batch
from commands.desk.cases import Case, cases, desk_of
from commands.desk.chasing import late, rests
from commands.desk.chasing import tell as told

_ROWS = 40


@command(
    "batch chase",
    "Which requests of a batch are late; with --tell whoever has them is asked to remind the body",
    parameters=(
        Parameter("id", Type.NUMBER, "The number of the batch"),
        Parameter("tell", Type.FLAG, "Tell them; without it, only look", False, keywords=("tell", "now")),
    ),
    examples=("batch chase 1", "batch chase 1 --tell"),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_chase(context: Context, id: int, tell: bool | None) -> Reply:  # noqa: A002
    """Looked at first, told when that is confirmed; each request may be left out (`batch skip`)."""
    require_space(context)
    now, today = context.request.now, today_of(context)
    database = await context.services.database()
    async with database.write() as connection:
        batch = await made_batch(context, connection, id, lock=True)
        requests = await storage.foi_batches.requests_of(connection, id)
        found = late(await cases(connection, await desk_of(connection, batch.campaign_id), requests, today))
        names = await storage.accounts.names(connection, names_in(found))
        skipped = await storage.foi_batches.skipped(connection, id)
        left_out = [each for each in found if each.request.id in skipped or rests(each, today)]
        meant = [each for each in found if each not in left_out]
        put = await told(connection, batch.campaign_id, meant, now) if tell else 0
    if not meant:
        return Reply(
            (Text((_nothing(id, left_out),)), Choices((Choice("Show the batch", f"batch show {id}"),)))
        )
    held = [each for each in meant if each.request.assignee is not None]
    blocks: list[Block] = [
        Heading(f"Batch {id}: {counted(len(meant), 'late request')}"),
        Bullets(tuple(late_line(each, names) for each in meant[:_ROWS])),
        *_others(context, id, meant, held, left_out),
    ]
    people = len({each.request.assignee for each in held})
    if tell:
        words = f"{counted(put, 'message')} on their way to {counted(people, 'person', 'people')}."
        again = "" if put == len(held) else " Who was told today already is not told twice."
        return Reply(
            (*blocks, Text((f"{words}{again}",)), Choices((Choice("Show the batch", f"batch show {id}"),)))
        )
    order = f"batch chase {id} --tell"
    if held:
        label = f"Tell {'these ' if people > 1 else ''}{counted(people, 'person', 'people')}"
        blocks += [
            Text(("Nobody is told yet. To tell them: ", Code(context.type(order)), ".")),
            Choices((Choice(label, order),)),
        ]
    return Reply(tuple(blocks))


def _nothing(number: int, left_out: Sequence[Case]) -> str:
    if not left_out:
        return f"No request of batch {number} is late."
    return (
        f"The late requests of batch {number} ({_numbers(left_out)}) are left out of its reminders, or rest."
    )


def _others(
    context: Context, number: int, meant: Sequence[Case], held: Sequence[Case], left_out: Sequence[Case]
) -> list[Block]:
    blocks: list[Block] = []
    free = [each for each in meant if each not in held]
    if len(meant) > _ROWS:
        blocks.append(Note((f"{len(meant) - _ROWS} more are late.",)))
    if free:
        share: Line = (
            f"Nobody has {_numbers(free)} in hand: ",
            Code(context.type(f"batch share {number}")),
            ".",
        )
        blocks.append(Text(share))
    if left_out:
        blocks.append(Text((f"Left out, or resting: {_numbers(left_out)}.",)))
    skip = Code(context.type(f"batch skip {number} {meant[0].request.id}"))
    return [*blocks, Note(("To leave one out: ", skip, "."))]


def _numbers(found: Sequence[Case]) -> str:
    return ", ".join(str(each.request.id) for each in found)
