"""Taking an event back, or giving it another day: what was said stays in the history, counts no longer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.errors import NotPossible
from commands.core.here import author
from commands.core.words import day, weekday
from commands.desk.access import find_request, require_move
from commands.desk.cases import Case, desk_of
from commands.desk.happening import today
from commands.desk.recording import acted, settle
from commands.desk.typed import typed
from law.errors import ImpossibleEvent
from law.foi.events import SAID, check
from law.foi.story import Event, Kind, Story, in_order

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_events import StoredEvent
    from storage.foi_requests import FoiRequest


@dataclass(frozen=True, slots=True)
class Undone:
    """What was changed: the event as it counted, as it counts now (None: not at all), and the way back."""

    was: Event
    now: Event | None
    after: Case
    back: str


def numbered(events: Sequence[Event]) -> dict[int, Event]:
    """The events by the number `foi show` gives them: 1 for the earliest."""
    return dict(enumerate(in_order(events), start=1))


async def take_back(context: Context, number: int) -> Undone:
    """Let the event that was recorded last count no longer; what a correction had replaced counts again.

    Raises `CommandError`.
    """
    database = await context.services.database()
    async with database.write() as connection:
        request, stored, by = await _may(context, connection, number)
        last = stored[-1] if stored else None
        if last is None or last.event.kind is Kind.DRAFTED:
            wrong = f"Nothing is recorded of request {number} that could be taken back."
            raise NotPossible(wrong, f"foi show {number}")
        others = [each.event for each in stored if each is not last]
        old = await storage.foi_events.get(connection, last.replaces) if last.replaces else None
        if old is None:
            await storage.foi_events.void(connection, last.id, by, context.request.now)
            back = typed(number, last.event)
        else:
            await storage.foi_events.unvoid(connection, old.id, by, context.request.now)
            place = _place([*others, old.event], old.event)
            back = f"foi correct {number} {place} {day(last.event.on)}"
        after = await _settled(connection, request, by, context)
    return Undone(last.event, old.event if old else None, after, back)


async def redate(context: Context, number: int, place: int, on: date) -> Undone:
    """Give the event with that number in the timeline another day. Raises `CommandError`."""
    database = await context.services.database()
    async with database.write() as connection:
        request, stored, by = await _may(context, connection, number)
        old = numbered([each.event for each in stored]).get(place)
        if old is None or old.id is None:
            wrong = f"Request {number} has no event {place}: they are numbered in its timeline."
            raise NotPossible(wrong, f"foi show {number}")
        new = replace(old, on=on, id=None)
        others = [each.event for each in stored if each.id != old.id]
        understood = f"I understood: event {place} of request {number} happened on {weekday(on)}."
        if on == old.on:
            raise NotPossible(f"{understood} That is what is recorded.", f"foi show {number}")
        try:
            check(others, new, today(context))
        except ImpossibleEvent as problem:
            raise NotPossible(f"{understood} {problem}") from None
        if wrong := _rests_on(stored, [*others, new]):
            raise NotPossible(f"{understood} {wrong}")
        await storage.foi_events.correct(connection, old.id, new, by, context.request.now)
        after = await _settled(connection, request, by, context)
    return Undone(old, new, after, f"foi undo {number}")


async def _may(
    context: Context, connection: "AsyncConnection", number: int
) -> "tuple[FoiRequest, list[StoredEvent], int]":
    """The request, the events that count in the order they were recorded, and who asks."""
    request = await find_request(context, connection, number, lock=True)
    await require_move(context, connection, request)
    stored = await storage.foi_events.of_request(connection, number)
    return request, stored, await author(context, connection)


async def _settled(connection: "AsyncConnection", request: "FoiRequest", by: int, context: Context) -> Case:
    """The request counted anew; whoever has it in hand has done something about it."""
    desk = await desk_of(connection, request.campaign_id)
    await acted(connection, desk, request, by, context.request.now)
    return await settle(connection, desk, request, context.request.now)


def _rests_on(stored: "Sequence[StoredEvent]", events: Sequence[Event]) -> str:
    """Why the day cannot be moved: what happened between the old day and the new one needs it; else empty."""
    before = {event.id for event in _misfits([each.event for each in stored])}
    first = next((event for event in _misfits(events) if event.id not in before), None)
    if first is None:
        return ""
    happened = f"{SAID[first.kind]} on {weekday(first.on)}"
    return f"{happened[0].upper()}{happened[1:]}, which rests on it. Correct that one first."


def _misfits(events: Sequence[Event]) -> list[Event]:
    """The events that cannot follow what was before them, and are passed over; drafts may come later."""
    story, found = Story(), []
    for event in in_order(events):
        if event.kind is not Kind.DRAFTED and not story.fits(event.kind):
            found.append(event)
        story.tell(event)
    return found


def _place(events: Sequence[Event], wanted: Event) -> int:
    return next(place for place, event in numbered(events).items() if event.id == wanted.id)
