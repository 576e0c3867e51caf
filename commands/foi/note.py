"""`foi note`: keep a note of a request, a link, or where the evidence is."""

import storage
from commands.cards.foi_words import heading
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author
from commands.core.reply import Choice, Choices, Code, Heading, Line, Link, Reply, Text
from commands.desk.access import Standing, find_request, require_help
from commands.desk.parameters import REQUEST
from commands.desk.recording import acted, desk_of

MOST = 200
"""Notes of one request."""


@command(
    "foi note",
    "Keep a note of a request: words, a link, the address of a message as evidence",
    aliases=("note",),
    parameters=(
        REQUEST,
        Parameter("url", Type.URL, "The page or message it is about", required=False),
        Parameter("words", Type.TEXT, "The note", required=False),
        Parameter("remove", Type.NUMBER, "The note to take back", required=False, keywords=("remove",)),
    ),
    examples=(
        "foi note 12 They rang: the board decides in May",
        "foi note 12 https://www.example.nhs.uk/board-papers.pdf page 7",
    ),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def note(
    context: Context,
    id: int,  # noqa: A002
    url: str | None,
    words: str | None,
    remove: int | None,
) -> Reply:
    """Keep it for whoever deals with the request; or take one back."""
    if not (url or words or remove):
        wrong = "One thing is missing: the words or the address to keep."
        raise BadArguments("foi note", wrong, understood=f"foi note {id}")
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        who = await require_help(context, connection, request)
        notes = await storage.foi_notes.of_request(connection, id)
        show = Choices((Choice("Show the request", f"foi show {id}"),))
        if remove:
            mine = [each for each in notes if each.id == remove and _may_remove(who, each.by_person)]
            if not mine:
                wrong = f"Request {id} has no note {remove} that you may take back."
                raise NotPossible(wrong, f"foi show {id}")
            await storage.foi_notes.remove(connection, remove)
            back = " ".join(filter(None, (f"foi note {id}", mine[0].url, mine[0].words)))
            way: Line = ("The way back: ", Code(context.type(back)), ".")
            return Reply((Heading(heading(request)), Text((f"Note {remove} is gone.",)), Text(way), show))
        if len(notes) >= MOST:
            raise NotPossible(f"Request {id} has {MOST} notes already.", f"foi show {id}")
        me = await author(context, connection)
        kept = await storage.foi_notes.add(connection, id, words or "", url or "", me, now)
        await acted(connection, await desk_of(connection, request.campaign_id), request, me, now)
    said: Line = (f"Note {kept.id} is kept: {kept.words}",)
    if kept.url:
        said = (*said, " " if kept.words else "", Link(kept.url, kept.url))
    back_again: Line = ("The way back: ", Code(context.type(f"foi note {id} --remove {kept.id}")), ".")
    return Reply((Heading(heading(request)), Text(said), Text(back_again), show))


def _may_remove(who: Standing, by: int | None) -> bool:
    return who.organiser or (by is not None and by == who.person)
