"""`batch skip`: leave one request out of the reminders of its batch, or have it among them again."""

import storage
from commands.cards.foi_words import heading
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author, require_space
from commands.core.reply import Choice, Choices, Code, Reply, Text
from commands.desk.batches import made_batch


@command(
    "batch skip",
    "Leave one request out of the reminders of its batch; with --undo have it among them again",
    parameters=(
        Parameter("id", Type.NUMBER, "The number of the batch"),
        Parameter("request", Type.NUMBER, "The number of the request"),
        Parameter("undo", Type.FLAG, "Have it among them again", False, keywords=("undo", "back")),
    ),
    examples=("batch skip 1 13", "batch skip 1 13 --undo"),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_skip(context: Context, id: int, request: int, undo: bool | None) -> Reply:  # noqa: A002
    """Only `batch chase` leaves it out: its own reminders go on."""
    require_space(context)
    database = await context.services.database()
    async with database.write() as connection:
        await made_batch(context, connection, id, lock=True)
        found = await storage.foi_requests.get(connection, request)
        if found is None or found.batch_id != id:
            raise NotPossible(f"Batch {id} has no request {request}.", f"batch show {id}")
        out = request in await storage.foi_batches.skipped(connection, id)
        if out is bool(undo):
            by = await author(context, connection)
            await storage.foi_batches.skip(connection, request, by, context.request.now, skipped=not undo)
    words = "is among the reminders of its batch" if undo else "is left out of the reminders of its batch"
    already = "" if out is bool(undo) else " already"
    back = f"batch skip {id} {request}" + ("" if undo else " --undo")
    return Reply(
        (
            Text((f"{heading(found)} {words}{already}. Its own reminders go on as ever.",)),
            Text(("The way back: ", Code(context.type(back)), ".")),
            Choices(
                (Choice("Who is late", f"batch chase {id}"), Choice("Show the batch", f"batch show {id}"))
            ),
        )
    )
