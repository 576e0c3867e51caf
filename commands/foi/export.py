"""`export`: a campaign's requests as a file."""

from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.here import campaign_of, require_space
from commands.core.moments import london_day
from commands.core.reply import Code, Line, Note, Reply, Text
from commands.desk.files.formats import FORMATS, made
from commands.desk.files.loading import of_campaign


@command(
    "export",
    "This campaign's Freedom of Information requests as a file",
    parameters=(
        Parameter("format", Type.CHOICE, "csv for a spreadsheet, json, or ics", False, choices=FORMATS),
    ),
    examples=("export", "export ics"),
    permission=Permission.ORGANISER,
    area=Area.FOI,
    private=True,
)
async def export(context: Context, format: str | None) -> Reply:  # noqa: A002
    """All of them, open and closed, with who has each in hand: for organisers."""
    require_space(context)
    today = london_day(context.request.now)
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
        if campaign is None:
            return Reply((Text(("There are no requests here yet.",)),))
        loaded = await of_campaign(connection, campaign.id, today)
    file = made(format or "csv", loaded, f"FOI: {campaign.name}", context.request.now)
    back: Line = ("It names people: keep it safe. It can be read by ", Code("ccgwatch foi import"), ".")
    return Reply((Text((f"{file.summary}.",)), file, Note(back)))
