"""`region`: the NHS England regions and the boards in each."""

from commands.core.context import Context
from commands.core.declare import Parameter, Type, command
from commands.core.reply import Block, Bullets, Choice, Choices, Heading, Line, Reply, Table, Text
from commands.core.words import named, region_name
from register.model import Body


@command(
    "region",
    "The NHS England regions and the boards in each",
    parameters=(Parameter("region", Type.REGION, "A region's name or code", required=False),),
    examples=("region Midlands", "region"),
)
async def region(context: Context, region: Body | None) -> Reply:
    """One region's boards of today, or the table of all seven."""
    if region is None:
        return _all(context)
    boards = context.register.icbs_of(region.code)
    items: tuple[Line, ...] = tuple((named(board),) for board in boards)
    count = f"{len(boards)} Integrated Care Boards decide there today."
    blocks: list[Block] = [Heading(region_name(region)), Text((count,)), Bullets(items)]
    return Reply(tuple(blocks))


def _all(context: Context) -> Reply:
    regions = context.register.regions()
    rows = tuple((r.name, r.code, str(len(context.register.icbs_of(r.code)))) for r in regions)
    options = tuple(Choice(r.name, f"region {r.code}") for r in regions)
    return Reply(
        (Heading("NHS England regions"), Table(("Region", "Code", "Boards"), rows), Choices(options))
    )
