"""`route`: where a buyer's notices belong, corrected by an organiser and so from then on."""

from typing import TYPE_CHECKING

import storage
from commands.cards.notice import where
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import author
from commands.core.moments import counted
from commands.core.notice_named import notice_named
from commands.core.reply import Bold, Bullets, Code, Heading, Line, Note, Outcome, Reply, Text
from commands.core.text import shown
from commands.core.where import NATIONAL, read_where
from commands.core.words import named, region_name
from register.buyers import Buyer, Scope
from register.model import Kind
from register.placing import Placing, placing
from storage.notice_doc import NoticeDoc, buyer_key

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.notices import StoredNotice
    from storage.route_fixes import RouteFix

_ELSEWHERE = {"out-of-scope", "out of scope", "outside england", "wales", "scotland", "northern ireland"}
_SHOWN = 20
_TRIED = 3


@command(
    "route",
    "Correct where a buyer's notices belong, from now on; undo that; or list what was corrected",
    parameters=(
        Parameter("what", Type.CHOICE, "What to do", choices=("fix", "undo", "list")),
        Parameter(
            "notice", Type.TEXT, "One of the buyer's notices; to undo also the buyer's name", required=False
        ),
        Parameter("place", Type.TEXT, "A body, region, national, or out-of-scope", required=False),
    ),
    examples=("route fix 076494-2026 Midlands", "route list"),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def route(context: Context, what: str, notice: str | None, place: str | None) -> Reply:
    """A correction goes before the router, for every notice of the same buyer."""
    if what == "list":
        return await _list(context)
    if notice is None:
        raise BadArguments("route", "Name one of the buyer's notices.", understood=f"route {what}")
    database = await context.services.database()
    async with database.write() as connection:
        if what == "undo" and (fix := await _listed(connection, f"{notice} {place or ''}")):
            return await _undo(context, connection, fix, await _theirs(connection, fix.buyer_key))
        found = await notice_named(context, connection, notice)
        buyers = NoticeDoc.from_json(found.doc).buyers
        key = buyer_key(*buyers)
        if not key:
            words = "That notice names no buyer, so there is nothing to remember a place for."
            return Reply((Text((words,)),), Outcome.NOT_UNDERSTOOD)
        if what == "undo":
            known = await storage.route_fixes.all_of_them(connection, [key])
            if key not in known:
                return Reply((Text(("There is no correction for that buyer.",)),), Outcome.NOT_FOUND)
            theirs = await storage.placing.of_buyer(connection, key, buyers[0])
            return await _undo(context, connection, known[key], theirs)
        return await _fix(context, connection, found, buyers, key, place or "")


async def _fix(
    context: Context,
    connection: "AsyncConnection",
    found: "StoredNotice",
    buyers: tuple[str, ...],
    key: str,
    place: str,
) -> Reply:
    code = _code(context, place)
    put = placing(code, context.register)
    assert put is not None
    words = _words(put)
    before = (await storage.route_fixes.all_of_them(connection, [key])).get(key)
    by = await author(context, connection)
    await storage.route_fixes.put(connection, key, code, by, words, context.request.now)
    theirs = await storage.placing.of_buyer(connection, key, buyers[0])
    await _put(connection, theirs, put, "high", (f"an organiser placed this buyer: {words}",))
    names = shown(", ".join(buyers), 120)
    first: Line = ("Notices of ", Bold(names), f" belong to {words} from now on.")
    undo = f"route fix {found.notice_id} {before.code}" if before else f"route undo {found.notice_id}"
    back: Line = ("The way back: ", Code(context.type(undo)), ".")
    note = f"{counted(len(theirs), 'stored notice')} moved; what was posted stays where it is."
    return Reply((Text(first), Text(back), Note((note,))))


async def _listed(connection: "AsyncConnection", text: str) -> "RouteFix | None":
    """The correction of the buyer that is called `text`, as the list of them shows it."""
    fixes = await storage.route_fixes.all_of_them(connection)
    wanted = buyer_key(text)
    return next((fix for key, fix in fixes.items() if buyer_key(key) == wanted), None)


async def _theirs(connection: "AsyncConnection", key: str) -> "list[StoredNotice]":
    """The stored notices of the buyers a correction is of: found by a word of the first one's name."""
    for name in key.split(" + "):
        for word in sorted(name.split(), key=len, reverse=True)[:_TRIED]:
            theirs: list[StoredNotice] = await storage.placing.of_buyer(connection, key, word)
            if theirs:
                return theirs
    return []


async def _undo(
    context: Context, connection: "AsyncConnection", fix: "RouteFix", theirs: "list[StoredNotice]"
) -> Reply:
    """Put the buyer's notices back where they were, and let the router place the next ones."""
    await storage.route_fixes.remove(connection, fix.buyer_key)
    many = counted(len(theirs), "stored notice")
    unknown = await storage.placing.put_back(connection, theirs)
    if unknown:  # corrected by an older version of this program
        await _route_anew(context, connection, unknown)
    buyers = NoticeDoc.from_json(theirs[0].doc).buyers if theirs else (fix.buyer_key,)
    first: Line = ("Notices of ", Bold(shown(", ".join(buyers), 120)), " are placed as before.")
    note = Note((f"{many} moved back; what was posted stays where it is.",))
    if not theirs:
        return Reply((Text(first), note))
    now = await storage.notices.get_many(connection, [theirs[0].id])
    placed: Line = ("The latest of them: ", where(now[theirs[0].id], context.register), ".")
    order = f"route fix {theirs[0].notice_id} {fix.code}"
    back: Line = ("The way back: ", Code(context.type(order)), ".")
    return Reply((Text(first), Text(placed), Text(back), note))


async def _route_anew(context: Context, connection: "AsyncConnection", theirs: "list[StoredNotice]") -> None:
    """Place notices by their buyers' names alone, which is all that is known of them."""
    from register.route import router

    names = NoticeDoc.from_json(theirs[0].doc).buyers
    made = router(context.register).route([Buyer(name) for name in names])
    put = Placing(made.scope, made.body, made.icb, made.region)
    await _put(connection, theirs, put, made.confidence.value, made.why, by_hand=False)


async def _put(
    connection: "AsyncConnection",
    theirs: "list[StoredNotice]",
    place: Placing,
    confidence: str,
    why: tuple[str, ...],
    *,
    by_hand: bool = True,
) -> None:
    await storage.placing.put(
        connection,
        theirs,
        body=place.body.code if place.body else None,
        icb=place.icb.code if place.icb else None,
        region=place.region.code if place.region else None,
        scope=place.scope.value,
        confidence=confidence,
        why=why,
        by_hand=by_hand,
    )


async def _list(context: Context) -> Reply:
    database = await context.services.database()
    async with database.read() as connection:
        fixes = list((await storage.route_fixes.all_of_them(connection)).values())
    if not fixes:
        return Reply((Text(("No buyer's place was ever corrected.",)),))
    items: list[Line] = [
        (Bold(shown(fix.buyer_key, 100)), f": {shown(fix.why, 100)}") for fix in fixes[-_SHOWN:]
    ]
    if len(fixes) > _SHOWN:
        items.append((f"and {len(fixes) - _SHOWN} earlier ones",))
    last = Code(context.type(f"route undo {fixes[-1].buyer_key}"))
    take: Line = ("Take one back, by its name here or by any notice of it: ", last, ".")
    return Reply((Heading("Buyers placed by organisers"), Bullets(tuple(items)), Text(take)))


def _code(context: Context, place: str) -> str:
    """The code that a correction keeps. Raises `BadArguments`."""
    plain = place.casefold().strip()
    if plain in _ELSEWHERE:
        return Scope.OUT_OF_SCOPE.value
    exactly = context.register.body(place.strip())
    if exactly is not None:
        return exactly.code
    areas = read_where(place, context.register)
    one = areas.areas[0] if areas and len(areas.areas) == 1 else None
    if one is not None and one.region == NATIONAL:
        return Scope.NATIONAL.value
    code = (one.body or one.icb or one.region) if one else None
    if code is None:
        wrong = f"“{shown(place)}” is no one place: name a body, a region, national or out-of-scope."
        raise BadArguments("route", wrong if place else "Name the place after the notice.")
    return code


def _words(put: Placing) -> str:
    if put.scope is Scope.OUT_OF_SCOPE:
        return "outside England"
    if put.scope is Scope.NATIONAL:
        return "the national channel"
    body = put.icb or put.body
    if body is None or body.kind is Kind.REGION:
        return region_name(put.region) if put.region else "the national channel"
    return f"{named(body)}, {region_name(put.region)}" if put.region else named(body)
