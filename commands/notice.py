"""`notice`: one notice with the history of its procurement, its last days, and what is worth asking."""

from typing import TYPE_CHECKING

import storage
from commands.cards.notice import card
from commands.cards.procurement import history, worth_asking
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.notice_named import notice_named
from commands.core.reply import Block, Choice, Choices, Note, Reply
from commands.core.text import shown
from storage.notice_doc import NEWS, NoticeDoc

if TYPE_CHECKING:
    from storage.notices import StoredNotice

_WORDS = 600


@command(
    "notice",
    "One notice: who buys what, for how much, from whom, until when; and how it went so far",
    parameters=(Parameter("notice", Type.TEXT, "Its number, its page's address, or the procurement's ocid"),),
    examples=("notice 076494-2026", "notice https://www.find-tender.service.gov.uk/Notice/076494-2026"),
    area=Area.WATCH,
)
async def notice(context: Context, notice: str) -> Reply:
    """The card, the procurement's other notices, what changed, and questions."""
    database = await context.services.database()
    async with database.read() as connection:
        found = await notice_named(context, connection, notice)
        others = await storage.notices.history(connection, found.ocid) if found.ocid else []
        events = await storage.notice_events.of_notice(connection, found.id)
    now = context.request.now
    blocks: list[Block] = [*card(found, context.register, now)]
    doc = NoticeDoc.from_json(found.doc)
    if doc.description and found.stage != NEWS:
        blocks.append(Note((f"In its words: “{shown(doc.description, _WORDS)}”",)))
    blocks += history(found, others, events, now)
    if found.stage != NEWS:
        if questions := worth_asking(found):
            blocks += [*questions, Note(("Not legal advice.",))]
        blocks.append(Choices(_next(found, others)))
    return Reply(tuple(blocks))


def _next(found: "StoredNotice", others: "list[StoredNotice]") -> tuple[Choice, ...]:
    options = [Choice("Why it is placed so", f"why {found.id}")]
    if others and others[-1].id != found.id:
        options.insert(0, Choice("The latest of this procurement", f"notice {others[-1].id}"))
    if found.icb or found.region:
        options.append(Choice("More from there", f"tenders {found.icb or found.region}"))
    if found.supplier_names and len(found.supplier_names[0]) <= 60:
        options.append(Choice("More of that supplier", f"tenders company {shown(found.supplier_names[0])}"))
    return tuple(options)
