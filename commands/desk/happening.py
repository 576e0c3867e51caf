"""What every command that records an event does: find the request, look at the right, record."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import storage
from commands.cards.foi_words import event_words
from commands.core.context import Context
from commands.core.errors import NotPossible
from commands.core.here import author
from commands.core.moments import london_day
from commands.core.words import weekday
from commands.desk.access import find_request, require_move
from commands.desk.cases import Case, case, desk_of
from commands.desk.recording import record
from commands.desk.typed import FORMS, typed
from law.errors import ImpossibleEvent
from law.foi.events import check
from law.foi.story import OVER, Event, Kind, Stage

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest

_RESTS_ON: Final = {
    Kind.CLARIFICATION_GIVEN: Kind.CLARIFICATION_ASKED,
    Kind.FEES_PAID: Kind.FEES_ASKED,
    Kind.REVIEW_EXTENDED: Kind.REVIEW_ASKED,
    Kind.REVIEW_ANSWERED: Kind.REVIEW_ASKED,
    Kind.ICO_NOTICED: Kind.ICO_COMPLAINED,
    Kind.TRIBUNAL_APPEALED: Kind.ICO_NOTICED,
}
"""What has to be recorded first."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What was recorded, and the request before and after it."""

    event: Event
    before: Case
    after: Case


def today(context: Context) -> date:
    """The day it is in London."""
    return london_day(context.request.now)


def called(context: Context, *words: str) -> bool:
    """Whether the command was called by a name that ends in one of `words` (``clarified``)."""
    typed_words = context.request.text.casefold().split()[:2]
    return context.request.command is None and any(word in typed_words for word in words)


async def happen(context: Context, number: int, event: Event) -> Happened:
    """Record `event` of a request, as whoever may move it on. Raises `CommandError`.

    The page with which it is said to be sent becomes the request's own.
    """
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, number, lock=True)
        await require_move(context, connection, request)
        return await write(context, connection, request, event)


async def write(
    context: Context, connection: "AsyncConnection", request: "FoiRequest", event: Event
) -> Happened:
    """The same in the caller's transaction, which holds the request and has looked at the right."""
    asked = context.request
    desk = await desk_of(connection, request.campaign_id)
    before = await case(connection, desk, request, today(context))
    by = await author(context, connection)
    if event.kind is Kind.SENT and event.url:
        request = await storage.foi_requests.change(connection, request.id, url=event.url) or request
    here = (asked.platform, asked.channel)
    try:
        after = await record(connection, desk, request, event, by, asked.now, here=here)
    except NotPossible as problem:
        understood = f"I understood: request {request.id}, {said(event, before)}."
        instead = next(_instead(before, event, today(context)), "")
        raise NotPossible(f"{understood} {problem.wrong}", instead) from None
    return Happened(event, before, after)


def said(event: Event, where: Case) -> str:
    """``answered: refused (s43), Wednesday 6 May 2026``."""
    return f"{event_words(event, where.request.regime)}, {weekday(event.on)}"


def _instead(before: Case, event: Event, now: date) -> Iterator[str]:
    """Commands that would do, the likeliest first."""
    candidates = [replace(event, on=now)] if event.on > now else []
    if before.clock.stage in OVER:
        candidates.append(Event(Kind.REOPENED, now))
    if before.clock.stage is Stage.DRAFT and event.kind in FORMS:
        candidates.append(Event(Kind.SENT, min(event.on, now)))
    if event.kind in _RESTS_ON:
        candidates.append(Event(_RESTS_ON[event.kind], min(event.on, now)))
    for candidate in candidates:
        try:
            check(before.events, candidate, now)
        except ImpossibleEvent:
            continue
        yield typed(before.request.id, candidate)
