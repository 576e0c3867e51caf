"""`why`: the reasons for which a notice is placed where it is, and who is told of it."""

import storage
from commands.cards.notice import buyer, where
from commands.cards.subscription import follows
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.moments import counted
from commands.core.notice_named import notice_named
from commands.core.reply import Block, Bold, Bullets, Code, Fields, Heading, Line, Reply, Text
from commands.core.subscribed import is_here, of_campaign
from commands.core.text import shown
from storage.notice_doc import NoticeDoc

_SURE = {
    "high": "the buyer was recognised by its whole name",
    "medium": "by a part of a name, a code, or places that agree",
    "low": "not recognised, so it goes to the national channel",
}
_REASONS = 12


@command(
    "why",
    "Why a notice is placed where it is, and which of this place's channels are told of it",
    parameters=(Parameter("notice", Type.TEXT, "Its number, its page's address, or the procurement's ocid"),),
    examples=("why 076494-2026",),
    area=Area.WATCH,
)
async def why(context: Context, notice: str) -> Reply:
    """The route's reasons, how sure it is, whether an organiser corrected it, and whose wish it fits."""
    database = await context.services.database()
    async with database.read() as connection:
        found = await notice_named(context, connection, notice)
        doc = NoticeDoc.from_json(found.doc)
        key = storage.notice_doc.buyer_key(*doc.buyers)
        fixes = await storage.route_fixes.all_of_them(connection, [key]) if key else {}
        theirs = await of_campaign(context, connection)
    reasons: tuple[Line, ...] = tuple((shown(each, 200),) for each in doc.why[:_REASONS])
    sure = _SURE.get(found.confidence, found.confidence)
    rows: list[tuple[str, Line]] = [
        ("Buyer", (buyer(found, doc),)),
        ("Placed", (where(found, context.register),)),
    ]
    if key in fixes:
        rows.append(("Corrected", (f"by an organiser: {shown(fixes[key].code)}",)))
    else:
        rows.append(("How sure", (f"{found.confidence}: {sure}",)))
    blocks: list[Block] = [Heading(f"Why “{shown(found.title, 100)}” is where it is"), Fields(tuple(rows))]
    if reasons:
        blocks += [Text((Bold("Because:"),)), Bullets(reasons)]
    matching = context.services.matching
    wanting = [each for each in theirs if matching(each, found) is not None]
    here = [each for each in wanting if is_here(context, each)]
    items: tuple[Line, ...] = tuple(
        (Bold(f"No. {each.id}: "), follows(each, context.register)) for each in here[:_REASONS]
    )
    if items:
        blocks += [Text(("This channel is told of it by:",)), Bullets(items)]
    elif theirs:
        many = f"{counted(len(wanting), 'subscription')} of other channels"
        blocks.append(Text((f"This channel is not told of it. What asks for it: {many}.",)))
    fix: Line = (
        "Placed wrongly? An organiser can say ",
        Code(context.type(f"route fix {found.id} Midlands")),
        ".",
    )
    return Reply((*blocks, Text(fix)))
