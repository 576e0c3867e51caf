"""`batch share`: give what nobody has of a batch to people, in equal shares."""

import storage
from commands.cards import foi_batch
from commands.cards.foi_task import names_in, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author, require_space
from commands.core.moments import counted
from commands.core.reply import Choice, Choices, Code, Reply, Text
from commands.core.request import Person
from commands.desk.batches import give, made_batch
from commands.desk.cases import cases, desk_of
from commands.desk.sharers import sharers
from commands.desk.sharing import in_turn, shares


@command(
    "batch share",
    "Share out what nobody has of a batch, among these people or all volunteers",
    parameters=(
        Parameter("id", Type.NUMBER, "The number of the batch"),
        Parameter("people", Type.PEOPLE, "Who is to share it; all volunteers if not said", False),
    ),
    examples=("batch share 1 @jo @mo",),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_share(context: Context, id: int, people: tuple[Person, ...] | None) -> Reply:  # noqa: A002
    """Who has the fewest requests in hand comes first; what somebody has stays theirs."""
    require_space(context)
    now, today = context.request.now, today_of(context)
    database = await context.services.database()
    async with database.write() as connection:
        batch = await made_batch(context, connection, id, lock=True)
        desk = await desk_of(connection, batch.campaign_id)
        requests = await storage.foi_batches.requests_of(connection, id, lock=True)
        free = [each for each in requests if each.open and each.assignee is None]
        if not free:
            raise NotPossible(f"Somebody has each open request of batch {id} in hand.", f"batch show {id}")
        mine = await sharers(connection, batch.campaign_id, people or (), now)
        if not mine:
            wrong = "There are no volunteers in this campaign yet. Name the people."
            raise NotPossible(wrong, f"batch share {id} @person")
        turns = in_turn(mine, await storage.foi_tasks.loads(connection, batch.campaign_id))
        dealt = zip(free, shares(len(free), turns), strict=True)
        tasks = {each.id: person for each, person in dealt if person is not None}
        given = await give(connection, desk, free, tasks, await author(context, connection), now)
        found = await cases(connection, desk, given, today)
        names = await storage.accounts.names(connection, names_in(found))
    unclaim = Code(context.type(f"foi unclaim {given[0].id}"))
    return Reply(
        (
            Text((f"{counted(len(given), 'request')} of batch {id} shared out; each of them is told.",)),
            *foi_batch.table(found, names, today),
            Text(("The way back, one by one: ", unclaim, ".")),
            Choices((Choice("Show the batch", f"batch show {id}"),)),
        )
    )
