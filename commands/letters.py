"""`letters`: the letters of the desk, ours and a campaign's own; organisers add and remove theirs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import storage
from commands.cards.foi_words import STAGE
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author, campaign_of, ensure_campaign
from commands.core.paging import LONGEST
from commands.core.reply import (
    Attachment,
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Fields,
    Heading,
    Line,
    Link,
    Note,
    Outcome,
    Reply,
    Text,
)
from commands.core.text import shown
from commands.core.words import listing
from commands.desk.lettering import choose, own_letters
from law import letters as ours
from law.letters import Letter, LetterProblem
from law.letters.vocabulary import KNOWN

if TYPE_CHECKING:
    from storage.foi_letters import OwnLetter

_MOST_CHOICES = 9
_NAMED = Parameter("name", Type.TEXT, "The letter's name, such as chase_1")


@command(
    "letters show",
    "The letters of the desk, or one of them as it is written",
    aliases=("letters",),
    parameters=(Parameter("name", Type.TEXT, "The letter's name; all of them if not said", False),),
    examples=("letters", "letters chase_1"),
    area=Area.FOI,
)
async def letters(context: Context, name: str | None) -> Reply:
    """Everybody may read ours; a campaign's own are shown where it is at home."""
    own = await _own(context)
    if name is None:
        return _all(context, own)
    letter = choose(_plain(name), own)
    if letter is None:
        words: Line = (f"There is no letter “{shown(name)}” here. All of them: ",)
        return Reply((Text((*words, Code(context.type("letters")), ".")),), Outcome.NOT_FOUND)
    return Reply(_one(letter, own=_plain(name) in own))


@command(
    "letters add",
    "Add a letter of your campaign's own, or a new version of one: first its name, then its lines",
    parameters=(
        Parameter("name", Type.TEXT, "A name for it: small letters, digits and _"),
        Parameter(
            "text", Type.LINES, "The letter, from the second line of your message on: Subject: ..., then it"
        ),
    ),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def add(context: Context, name: str, text: str) -> Reply:
    """It is kept as it is written, and filled in like ours."""
    wanted = _plain(name)
    try:
        letter = ours.parse(wanted, text)
    except LetterProblem as problem:
        raise BadArguments("letters add", str(problem), understood=f"letters add {shown(wanted)}") from None
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await ensure_campaign(context, connection)
        before = await storage.foi_letters.get(connection, campaign.id, wanted)
        by = await author(context, connection)
        version = await storage.foi_letters.put(
            connection, campaign.id, wanted, text, by, context.request.now
        )
    if version is None:
        most = storage.foi_letters.MOST
        raise NotPossible(f"A campaign has at most {most} letters of its own: remove one first.", "letters")
    return Reply(_added(context, letter, version, before))


@command(
    "letters remove",
    "Remove a letter of your campaign's own",
    parameters=(_NAMED,),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def remove(context: Context, name: str) -> Reply:
    """Its text comes back with the answer, so that it can be added again."""
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await campaign_of(context, connection)
        gone = None
        if campaign is not None:
            gone = await storage.foi_letters.remove(connection, campaign.id, _plain(name))
    if gone is None:
        kept = "It is one of the desk's, which stay." if _plain(name) in ours.names() else "There is none."
        raise NotPossible(f"This campaign has no letter “{shown(name)}” of its own. {kept}", "letters")
    back: Line = (
        "The way back: ",
        Code(context.type(f"letters add {gone.name}")),
        " with these lines below.",
    )
    return Reply((Text((f"{gone.name} is removed.",)), Text(back), _file(gone)))


async def _own(context: Context) -> dict[str, Letter]:
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
        return await own_letters(connection, campaign.id) if campaign else {}


def _all(context: Context, own: dict[str, Letter]) -> Reply:
    blocks: list[Block] = [Heading("Letters of the desk")]
    if own:
        blocks += [Text((Bold("This campaign's own"),)), Bullets(_lines(own.values())), Text((Bold("Ours"),))]
    blocks.append(Bullets(_lines(ours.get(name) for name in ours.names())))
    blocks.append(Text(("Filled in for a request: ", Code(context.type("foi letter 12 chase_1")), ".")))
    adding: Line = ("Organisers add their own: ", Code(context.type("help letters add")), ".")
    options = [Choice(each.title[:LONGEST], f"letters {name}") for name, each in own.items()]
    return Reply((*blocks, Note(adding), *((Choices(tuple(options[:_MOST_CHOICES])),) if options else ())))


def _lines(found: Iterable[Letter]) -> tuple[Line, ...]:
    return tuple((Code(each.name), f" {each.title}") for each in found)


def _one(letter: Letter, *, own: bool) -> tuple[Block, ...]:
    rows: list[tuple[str, Line]] = [
        ("Name", (Code(letter.name),)),
        ("Version", (f"{letter.version}{', this campaign’s own' if own else ''}",)),
        ("Made for", (listing(list(letter.regimes)),)),
    ]
    if letter.stages:
        rows.append(("Of use when it is", (listing([STAGE[each] for each in letter.stages]),)))
    rows.append(("Subject", (letter.subject,)))
    fields = tuple((Bold(f"{{{each.name}}}"), f" {each.words}") for each in letter.fields)
    sources = tuple((Link(each.rule, each.url),) for each in letter.law)
    file = Attachment(f"{letter.name}.txt", letter.to_text().encode(), "text/plain", "as it is written down")
    return (
        Heading(letter.title),
        Fields(tuple(rows)),
        *(Text((line,)) for line in letter.body.split("\n") if line),
        *((Text((Bold("What goes in"),)), Bullets(fields)) if fields else ()),
        *((Text((Bold("It rests on"),)), Bullets(sources)) if sources else ()),
        file,
    )


def _added(context: Context, letter: Letter, version: int, before: "OwnLetter | None") -> tuple[Block, ...]:
    words = f"Version {version} of {letter.name} is kept: {letter.title}."
    if letter.name in ours.names():
        words += " Here it stands in the place of ours."
    asks = tuple((Bold(each.name), f": {each.words}") for each in letter.fields if each.name not in KNOWN)
    blocks: list[Block] = [Text((words,))]
    blocks += [Text(("Whoever uses it gives:",)), Bullets(asks)] if asks else []
    back: Line = ("The way back: ", Code(context.type(f"letters remove {letter.name}")), ".")
    if before is not None:
        back = (f"The way back: version {before.version} is in the file; add it again.",)
    blocks += [Text(back), *([_file(before)] if before else [])]
    return (*blocks, Choices((Choice("Show it", f"letters {letter.name}"),)))


def _file(kept: "OwnLetter") -> Attachment:
    words = f"version {kept.version}, to add again"
    return Attachment(f"{kept.name}-{kept.version}.txt", kept.words.encode(), "text/plain", words)


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("-", "_").split())
