"""Lists of requests as somebody asks for them: which are meant, which they may see, how they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import storage
from commands.cards.foi_task import line, names_in, today_of
from commands.cards.foi_words import body_words
from commands.core.context import Context
from commands.core.errors import BadArguments
from commands.core.here import campaign_of
from commands.core.paging import numbered
from commands.core.reply import Block, Bullets, Choice, Code, Heading, Line, Reply, Text
from commands.core.text import shown
from commands.core.words import named, region_name
from commands.desk.cases import Case, cases, desk_of
from register.model import Kind, Why

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_listing import Listing
    from storage.foi_requests import FoiRequest

PAGE = 9
"""Requests on a page: as many as there can be buttons beside the one for the next page."""
_SURE = (Why.CODE, Why.NAME, Why.CORE_NAME, Why.ALIAS, Why.PLACE, Why.POSTCODE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are meant; `words` say so for a heading. Codes are the register's."""

    words: str
    mine: bool = False
    overdue: bool = False
    unassigned: bool = False
    open: bool | None = True
    body: str | None = None
    icb: str | None = None
    region: str | None = None


def read_wanted(context: Context, text: str) -> Wanted:
    """What ``overdue Midlands`` and the like mean. Raises `BadArguments`."""
    rest, found = [], Wanted("")
    for word in text.split():
        match word.casefold():
            case "mine" | "my" | "me":
                found = replace(found, mine=True)
            case "overdue" | "late":
                found = replace(found, overdue=True)
            case "unassigned" | "unclaimed" | "free":
                found = replace(found, unassigned=True)
            case "closed" | "over":
                found = replace(found, open=False)
            case "all":
                found = replace(found, open=None)
            case "open":
                found = replace(found, open=True)
            case _:
                rest.append(word)
    place, found = _place(context, " ".join(rest), found)
    said = {
        "your": found.mine,
        "overdue": found.overdue,
        "free": found.unassigned,
        "closed": found.open is False,
    }
    kinds = [word for word, meant in said.items() if meant]
    if not kinds:
        kinds = ["open" if found.open else "all"]
    return replace(found, words=" ".join([*kinds, f"requests{place}"]))


def _place(context: Context, text: str, found: Wanted) -> tuple[str, Wanted]:
    """The body, or all bodies of a board or region, and the words for that."""
    if not text:
        return "", found
    matches = context.register.find(text)
    likely = [each for each in matches if each.why in _SURE and each.score >= matches[0].score - 1]
    match = next((each for each in likely if each.body.status == "open"), next(iter(likely), None))
    if match is None:
        lists = "mine, overdue, unassigned, closed, all"
        wrong = f"“{shown(text)}” is no list, body or region I know. Lists: {lists}."
        raise BadArguments("foi list", wrong, instead="foi list overdue")
    body = match.body
    if body.kind is Kind.REGION:
        return f" in {region_name(body)}", replace(found, region=body.code)
    if body.kind is Kind.ICB:
        return f" to bodies of {named(body)}", replace(found, icb=body.code)
    return f" to {named(body)}", replace(found, body=body.code)


async def show_list(context: Context, wanted: Wanted, again: str, past: int | None) -> Reply:
    """A page of the list, after the request numbered `past`; `again` is the command that makes the list."""
    database = await context.services.database()
    async with database.read() as connection:
        listing = await _listing(context, connection, wanted)
        many = await storage.foi_listing.count(connection, listing)
        page = await storage.foi_listing.page(connection, listing, PAGE, past)
        found = await _cases(context, connection, page.requests)
        names = await storage.accounts.names(connection, names_in(found))
        me = await _me(context, connection)
    if not found:
        return _nothing(context, wanted)
    most = storage.foi_listing.MOST
    count = f"{many:,}" if many < most else f"{most:,} or more"
    today = today_of(context)
    blocks: list[Block] = [
        Heading(f"{wanted.words[0].upper()}{wanted.words[1:]}: {count}"),
        Bullets(tuple(line(each, names, today, me) for each in found)),
    ]
    items = tuple(
        Choice(f"Request {each.id}, {shown(body_words(each.body_name), 60)}", f"foi show {each.id}")
        for each in page.requests
    )
    return Reply((*blocks, *numbered(context, items, again, page.following)))


async def _listing(context: Context, connection: "AsyncConnection", wanted: Wanted) -> "Listing":
    """In a campaign's space its requests; in private talk those of the campaigns one has a part in."""
    person = await _me(context, connection)
    if context.request.space is not None:
        here = await campaign_of(context, connection)
        campaigns = [here.id] if here else []
    elif person is not None:
        campaigns = list(await storage.roles.campaigns_of(connection, person))
        if wanted.mine:
            campaigns += await storage.foi_tasks.campaigns_of(connection, person)
    else:
        campaigns = []
    if wanted.mine and person is None:
        campaigns = []
    listing: Listing = storage.foi_listing.Listing(
        tuple(dict.fromkeys(campaigns)),
        assignee=person if wanted.mine else None,
        body=wanted.body,
        icb=wanted.icb,
        region=wanted.region,
        open=wanted.open,
        unassigned=wanted.unassigned,
        overdue_on=today_of(context) if wanted.overdue else None,
    )
    return listing


async def _me(context: Context, connection: "AsyncConnection") -> int | None:
    asked = context.request
    found: int | None = await storage.people.person_of(connection, asked.platform, asked.author.id)
    return found


async def _cases(
    context: Context, connection: "AsyncConnection", requests: "Sequence[FoiRequest]"
) -> list[Case]:
    """What follows from their events today, each by its own campaign's desk; in their order."""
    found: dict[int, Case] = {}
    for campaign in {each.campaign_id for each in requests}:
        desk = await desk_of(connection, campaign)
        theirs = [each for each in requests if each.campaign_id == campaign]
        found |= {each.request.id: each for each in await cases(connection, desk, theirs, today_of(context))}
    return [found[each.id] for each in requests]


def _nothing(context: Context, wanted: Wanted) -> Reply:
    words: Line = (f"There are no {wanted.words.removeprefix('your ')} here.",)
    if wanted.mine:
        words = (
            "You have no requests in hand here. What is free: ",
            Code(context.type("foi list unassigned")),
            ".",
        )
    new: Line = ("A new one: ", Code(context.type("foi new QNC tender plans")), ".")
    return Reply((Text(words), Text(new)))
