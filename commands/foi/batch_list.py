"""`batch list`: the batches of a campaign, and drafts that wait to be made."""

from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.here import campaign_of, require_space
from commands.core.moments import counted, london_day
from commands.core.paging import numbered
from commands.core.reply import Bold, Bullets, Choice, Code, Heading, Line, Reply, Text
from commands.core.text import shown
from commands.core.words import weekday

if TYPE_CHECKING:
    from storage.foi_batches import Batch

_PAGE = 9


@command(
    "batch list",
    "The batches of this campaign: one letter to many bodies each",
    aliases=("batches",),
    parameters=(
        Parameter("past", Type.NUMBER, "Go on after the batch of that number", False, keywords=("past",)),
    ),
    examples=("batch list",),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_list(context: Context, past: int | None) -> Reply:
    """The newest first."""
    require_space(context)
    database = await context.services.database()
    async with database.read() as connection:
        here = await campaign_of(context, connection)
        found = await storage.foi_batches.of_campaign(connection, here.id) if here else []
        sizes = await storage.foi_batches.sizes(connection, here.id) if here else {}
    left = [each for each in found if past is None or each.id < past]
    if not left:
        order = Code(context.type("batch preview all ICBs request_plans community nursing"))
        return Reply((Text(("There are no batches here. To look at one before it is made: ", order)),))
    page = left[:_PAGE]
    items = tuple(_line(each, *sizes.get(each.id, (0, 0))) for each in page)
    choices = tuple(_choice(each) for each in page)
    following = page[-1].id if len(left) > _PAGE else None
    return Reply(
        (
            Heading(counted(len(found), "batch", "batches")),
            Bullets(items),
            *numbered(context, choices, "batch list", following),
        )
    )


def _line(batch: "Batch", many: int, still_open: int) -> Line:
    about = f"{shown(batch.subject, 80)}, to {shown(batch.name, 60)}"
    if batch.made_at is None:
        return (Bold(f"{batch.id} "), f"{about}: a draft for {counted(len(batch.bodies), 'body', 'bodies')}")
    made = f"{counted(many, 'request')}, {still_open} open; made {weekday(london_day(batch.made_at))}"
    return (Bold(f"{batch.id} "), f"{about}: {made}")


def _choice(batch: "Batch") -> Choice:
    if batch.made_at is None:
        return Choice(f"Make draft {batch.id}", f"batch make {batch.id}")
    return Choice(f"Batch {batch.id}, {shown(batch.subject, 50)}", f"batch show {batch.id}")
