"""`wdtk confirm` and `wdtk dismiss`: what a followed page suggests is so, or is not."""

from typing import TYPE_CHECKING

import storage
from commands.cards.foi_recorded import recorded
from commands.cards.foi_suggested import ACKNOWLEDGED, AS, CLARIFY
from commands.cards.foi_words import heading
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NoRequest, NotPossible
from commands.core.reply import Choice, Choices, Code, Heading, Line, Reply, Text
from commands.desk.access import find_request, require_move
from commands.desk.happening import Happened, write
from commands.desk.suggesting import HEARD, event_of, is_open, of_request, unrecorded
from law.foi.story import Event, Kind, Result

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_follows import Suggestion
    from storage.foi_requests import FoiRequest


@command(
    "wdtk confirm",
    "Say that what a followed page shows has happened; it is recorded",
    parameters=(
        Parameter("suggestion", Type.NUMBER, "The number that wdtk list shows"),
        Parameter("how", Type.CHOICE, "What the message from the body is", False, choices=AS),
    ),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def confirm(context: Context, suggestion: int, how: str | None) -> Reply:
    """Record it as if it had been typed; once, however often it is confirmed."""
    database = await context.services.database()
    async with database.write() as connection:
        found, request = await _find(context, connection, suggestion)
        event = _event(found, how)
        if not await _is_new(connection, found, request):
            return _known(request, f"That is recorded of request {request.id} already: nothing was changed.")
        happened = await _record(context, connection, found, request, event)
    return recorded(context, happened)


@command(
    "wdtk dismiss",
    "Say that what a followed page shows is not so, or not worth recording",
    parameters=(Parameter("suggestion", Type.NUMBER, "The number that wdtk list shows"),),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def dismiss(context: Context, suggestion: int) -> Reply:
    """Ask about it no more; it can still be confirmed."""
    database = await context.services.database()
    async with database.write() as connection:
        found, request = await _find(context, connection, suggestion)
        if found.state == "confirmed":
            raise NotPossible("That was confirmed or recorded already.", f"foi undo {request.id}")
        await storage.foi_follows.settle(connection, suggestion, "dismissed")
    how = " full" if is_open(found) else ""
    back: Line = ("The way back: ", Code(context.type(f"wdtk confirm {suggestion}{how}")), ".")
    words = "Nothing was recorded, and you are not asked about that again."
    return Reply((Heading(heading(request)), Text((words,)), Text(back)))


async def _find(
    context: Context, connection: "AsyncConnection", number: int
) -> "tuple[Suggestion, FoiRequest]":
    """The suggestion and its request, for whoever may move that on. Raises `CommandError`.

    What there is none of and what somebody may not know of are refused in the same words.
    """
    found: Suggestion | None = await storage.foi_follows.get_suggestion(connection, number)
    request: FoiRequest | None = None
    if found is not None:
        try:
            request = await find_request(context, connection, found.request_id, lock=True)
        except NoRequest:
            request = None
    if request is None:
        raise NotPossible(f"There is no suggestion {number} here.", "wdtk list")
    await require_move(context, connection, request)
    # Read again behind the lock: somebody may just have settled it.
    found = await storage.foi_follows.get_suggestion(connection, number)
    assert found is not None
    return found, request


async def _is_new(connection: "AsyncConnection", found: "Suggestion", request: "FoiRequest") -> bool:
    """Whether it is not recorded yet; one that was dismissed is asked about again for that."""
    if found.state == "dismissed":
        await storage.foi_follows.reopen(connection, found.id)
    events = [each.event for each in await storage.foi_events.of_request(connection, request.id)]
    left = unrecorded(await of_request(connection, request), events)
    return found.id in {each.id for each in left}


async def _record(
    context: Context,
    connection: "AsyncConnection",
    found: "Suggestion",
    request: "FoiRequest",
    event: Event,
) -> Happened:
    await storage.foi_follows.settle(connection, found.id, "confirmed")
    try:
        return await write(context, connection, request, event)
    except NotPossible as problem:
        raise NotPossible(problem.wrong, problem.instead or f"wdtk dismiss {found.id}") from None


def _event(found: "Suggestion", how: str | None) -> Event:
    """The event that is confirmed. Raises `BadArguments`."""
    kind = Kind(found.kind)
    if how is None:
        if is_open(found):
            wrong = f"Nobody has said yet what that message is: say one of {', '.join(AS)}."
            raise BadArguments("wdtk confirm", wrong, instead=f"wdtk confirm {found.id} full")
        return event_of(found)
    if kind not in HEARD:
        wrong = f"“{how}” is for messages from the body, and this is about one of ours."
        raise BadArguments("wdtk confirm", wrong, instead=f"wdtk confirm {found.id}")
    if how == ACKNOWLEDGED:
        return event_of(found, kind=Kind.ACKNOWLEDGED)
    if how == CLARIFY:
        return event_of(found, kind=Kind.CLARIFICATION_ASKED)
    answer = kind if kind is Kind.REVIEW_ANSWERED else Kind.ANSWERED
    return event_of(found, Result(how), answer)


def _known(request: "FoiRequest", words: str) -> Reply:
    show = Choice("Show the request", f"foi show {request.id}")
    return Reply((Heading(heading(request)), Text((words,)), Choices((show,))))
