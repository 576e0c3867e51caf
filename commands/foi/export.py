"""`export`: a campaign's requests as a file, or all that is held about whoever asks."""

from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.here import campaign_of, require_space
from commands.core.moments import london_day
from commands.core.reply import Code, Line, Note, Reply, Text
from commands.desk.access import require_organiser
from commands.desk.files.formats import FORMATS, made
from commands.desk.files.loading import of_campaign
from commands.privacy import held

_ME = "me"
_CHOICES = (*FORMATS, _ME)


@command(
    "export",
    "This campaign's Freedom of Information requests as a file",
    parameters=(
        Parameter(
            "what",
            Type.CHOICE,
            "csv for a spreadsheet, json, ics; or me: what I hold of you",
            False,
            _CHOICES,
        ),
    ),
    examples=("export", "export ics", "export me"),
    area=Area.FOI,
    private=True,
)
async def export(context: Context, what: str | None) -> Reply:
    """All requests, open and closed, with who has each in hand: for organisers. ``me``: for anybody."""
    if what == _ME:
        return await held(context)
    require_space(context)
    today = london_day(context.request.now)
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
        if campaign is None:
            return Reply((Text(("There are no requests here yet.",)),))
        await require_organiser(context, connection, campaign.id, "Taking the campaign's requests away")
        loaded = await of_campaign(connection, campaign.id, today)
    file = made(what or "csv", loaded, f"FOI: {campaign.name}", context.request.now)
    back: Line = ("It names people: keep it safe. It can be read by ", Code("ccgwatch foi import"), ".")
    return Reply((Text((f"{file.summary}.",)), file, Note(back)))
