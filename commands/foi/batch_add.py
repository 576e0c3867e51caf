"""`batch add`: further bodies for a batch that is made, with the same letter."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import storage
from commands.cards import foi_batch
from commands.cards.foi_batch_plan import warnings, who
from commands.cards.foi_task import names_in, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author, require_space
from commands.core.moments import counted
from commands.core.reply import Choice, Choices, Code, Reply, Text
from commands.core.request import Person
from commands.core.words import named
from commands.desk.batches import made_batch, make
from commands.desk.cases import cases, desk_of
from commands.desk.planning import complete, plan
from commands.desk.sets import NoSet, read_set
from commands.desk.sharers import sharers
from commands.desk.sharing import in_turn

if TYPE_CHECKING:
    from storage.foi_requests import FoiRequest


@command(
    "batch add",
    "Ask further bodies with the letter of a batch",
    parameters=(
        Parameter("id", Type.NUMBER, "The number of the batch"),
        Parameter("bodies", Type.TEXT, "Whom, as in a preview: names with commas, or a set"),
        Parameter("to", Type.PEOPLE, "Whose they are; all volunteers if not said", False, keywords=("to",)),
    ),
    examples=("batch add 1 RJE", "batch add 1 trusts in Devon --to @jo"),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_add(
    context: Context,
    id: int,  # noqa: A002
    bodies: str,
    to: tuple[Person, ...] | None,
) -> Reply:
    """They are sent after those that are planned; whom the batch asks already is not asked again."""
    require_space(context)
    now, today = context.request.now, today_of(context)
    try:
        chosen = read_set(bodies, context.register)
    except NoSet as problem:
        wrong = f"{problem} Nothing was made."
        raise BadArguments("batch add", wrong, understood=f"batch add {id}") from None
    database = await context.services.database()
    async with database.write() as connection:
        batch = await made_batch(context, connection, id, lock=True)
        desk = await desk_of(connection, batch.campaign_id)
        there = await storage.foi_batches.requests_of(connection, id)
        asked = {each.body_code: each.id for each in there}
        new = [body for body in chosen.bodies if body.code not in asked]
        known = [body for body in chosen.bodies if body.code in asked]
        if not new:
            first = known[0]
            wrong = f"Batch {id} asks {named(first)} already: request {asked[first.code]}."
            raise NotPossible(wrong, f"foi show {asked[first.code]}")
        people = await sharers(connection, batch.campaign_id, to or (), now)
        turns = in_turn(people, await storage.foi_tasks.loads(connection, batch.campaign_id))
        order = replace(batch, bodies=tuple(body.code for body in new), first_day=_next(there, today))
        found = complete(await plan(connection, context.register, desk, order, turns, today))
        made = await make(connection, desk, found, batch, await author(context, connection), now)
        stand = await cases(connection, desk, made, today)
        names = await storage.accounts.names(connection, names_in(stand))
    return Reply(
        (
            Text((f"{counted(len(made), 'request')} added to batch {id}; none of them is sent yet.",)),
            *who(chosen, (), ()),
            *([Text((f"It asks already: {', '.join(map(named, known))}.",))] if known else []),
            *foi_batch.table(stand, names, today),
            *(warnings(found) if found.warned else ()),
            Text(("The way back, one by one: ", Code(context.type(f"foi withdraw {made[0].id}")), ".")),
            Choices((Choice("Show the batch", f"batch show {id}"),)),
        )
    )


def _next(there: "Sequence[FoiRequest]", today: date) -> date:
    """The day after the last that letters of the batch are planned for, and after today."""
    return max([today, *(each.send_on for each in there if each.send_on)]) + timedelta(days=1)
