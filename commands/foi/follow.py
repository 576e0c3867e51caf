"""`wdtk follow` and `wdtk unfollow`: whether a request's page on WhatDoTheyKnow is looked at, seldom."""

from datetime import timedelta

import storage
from commands.cards.foi_words import heading
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.moments import counted
from commands.core.reply import Code, Heading, Line, Link, Note, Reply, Text
from commands.desk.access import find_request, require_move
from commands.desk.parameters import REQUEST
from law.letters import links

_EXAMPLE = f"{links.SITE}/request/name_of_the_request"


@command(
    "wdtk follow",
    "Have a request's page on WhatDoTheyKnow looked at, seldom; what it shows is yours to confirm",
    parameters=(
        REQUEST,
        Parameter("page", Type.URL, "Its page there, where it is not known yet", False),
    ),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def request(context: Context, id: int, page: str | None) -> Reply:  # noqa: A002
    """Follow it from now on; a page given with it becomes the request's own."""
    database = await context.services.database()
    async with database.write() as connection:
        found = await find_request(context, connection, id, lock=True)
        await require_move(context, connection, found)
        require_on(context)
        if not found.open:
            raise NotPossible(f"Request {id} is over.", f"foi reopen {id}")
        address = _page(id, page or found.url)
        if page is not None and links.request_slug(found.url or "") != links.request_slug(page):
            found = await storage.foi_requests.change(connection, id, url=address) or found
        before = await storage.foi_follows.get(connection, id)
        new = before is None or before.url != address
        if new:
            await storage.foi_follows.put(connection, id, address, context.request.now)
    every = span(context.services.following.every)
    what: Line = (Link("Its page", address), f" is looked at {'from now on' if new else 'already'}: ")
    told = "What it shows is suggested to whoever has the request in hand, and counts once they confirm it."
    return Reply(
        (
            Heading(heading(found)),
            Text((*what, f"soon, then every {every}. {told}")),
            Text(("The way back: ", Code(context.type(f"wdtk unfollow {id}")), ".")),
            Note(("What is suggested and not confirmed yet: ", Code(context.type("wdtk list")))),
        )
    )


@command(
    "wdtk unfollow",
    "Have a request's page looked at no longer",
    parameters=(REQUEST,),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def off(context: Context, id: int) -> Reply:  # noqa: A002
    """End it; what was suggested can still be confirmed."""
    database = await context.services.database()
    async with database.write() as connection:
        found = await find_request(context, connection, id, lock=True)
        await require_move(context, connection, found)
        if not await storage.foi_follows.remove(connection, id):
            raise NotPossible(f"The page of request {id} is not looked at.", "wdtk list")
    back: Line = ("The way back: ", Code(context.type(f"wdtk follow {id}")), ".")
    words = "Its page is looked at no longer. What was suggested can still be confirmed."
    return Reply((Heading(heading(found)), Text((words,)), Text(back)))


def require_on(context: Context) -> None:
    """Raise `NotPossible`, in words, where pages are not looked at."""
    if context.services.following.refused:
        raise NotPossible(context.services.following.refused)


def _page(number: int, address: str | None) -> str:
    """The page as it is kept. Raises `BadArguments`."""
    slug = links.request_slug(address or "")
    if slug is not None and not slug.isdecimal():
        return f"{links.SITE}/request/{slug}"
    wrong = f"Request {number} has no page on WhatDoTheyKnow yet: give its address as your browser shows it."
    if address:
        wrong = (
            "That is not the page of a request on WhatDoTheyKnow. Give its address as your browser shows it."
        )
    raise BadArguments("wdtk follow", wrong, instead=f"wdtk follow {number} {_EXAMPLE}")


def span(every: timedelta) -> str:
    """``12 hours``, ``2 days``."""
    hours = round(every / timedelta(hours=1))
    return counted(hours, "hour") if hours < 48 else counted(round(hours / 24), "day")
