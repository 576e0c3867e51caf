"""`wdtk body`: this channel is told of new requests that anybody makes to a body on WhatDoTheyKnow."""

from typing import TYPE_CHECKING

from commands.cards.ambiguity import is_ambiguous, which_one
from commands.core import added_feeds
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import require_space
from commands.core.parse import Found
from commands.core.reply import Code, Line, Link, Note, Reply, Text
from commands.core.words import named
from commands.foi.follow import require_on, span
from law.letters.links import SITE, body_slug

if TYPE_CHECKING:
    from register.model import Body, Contact


@command(
    "wdtk body",
    "Tell this channel of new requests by anyone to a body on WhatDoTheyKnow",
    parameters=(
        Parameter("body", Type.BODY, "The body that is asked"),
        Parameter("off", Type.FLAG, "Tell of them no longer", False, keywords=("off",)),
    ),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def body(context: Context, body: Found, off: bool | None) -> Reply:
    """Begin, or end it. What is there at first is not told, nor is what this campaign asks itself."""
    require_space(context)
    if is_ambiguous(body):
        return which_one(context, body, "wdtk body")
    asked = body.best.body
    slug, contact = _page(context, asked)
    url = f"{SITE}/body/{slug}"
    if off:
        return await _end(context, asked, url)
    require_on(context)
    database = await context.services.database()
    async with database.write() as connection:
        title, every = added_feeds.title_of(named(asked)), context.services.following.every
        kind = added_feeds.REQUESTS
        name, made = await added_feeds.add(context, connection, kind, url, title, every)
    told: Line = (
        "This channel is told of new requests that others make to ",
        Link(named(asked), url),
        f" (No. {made.id}), seldom and late: the page is looked at every {span(every)}. What is there at the "
        "first look is not told.",
    )
    credit = f"The name of the page is from {contact.source}, CC BY-SA 4.0, as of {contact.as_at}. Feed: "
    back: Line = ("The way back: ", Code(context.type(f"wdtk body {asked.code} --off")), ".")
    return Reply((Text(told), Text(back), Note((credit, Code(name), "."))))


async def _end(context: Context, asked: "Body", url: str) -> Reply:
    database = await context.services.database()
    async with database.write() as connection:
        theirs = await added_feeds.of_here(context, connection)
        gone = [each for each in theirs if (each.kind, each.url) == (added_feeds.REQUESTS, url)]
        if not gone:
            raise NotPossible(f"Nobody here is told of requests to {named(asked)}.", "feeds")
        await added_feeds.remove(context, connection, gone)
    back: Line = ("The way back: ", Code(context.type(f"wdtk body {asked.code}")), ".")
    return Reply((Text((f"Requests that others make to {named(asked)} are told no longer.",)), Text(back)))


def _page(context: Context, asked: "Body") -> "tuple[str, Contact]":
    """The name of the body's page there, and from where it is known. Raises `NotPossible`."""
    contact = context.register.contacts(asked.code).whatdotheyknow
    slug = body_slug(contact.value) if contact else None
    if contact is None or slug is None:
        raise NotPossible(f"No page of {named(asked)} on WhatDoTheyKnow is known here.", f"ccg {asked.code}")
    return slug, contact
