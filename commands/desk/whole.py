"""A request with everything that belongs to it: its events, who records them, notes, helpers, corrections."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import storage
from commands.desk.cases import Case, Desk, desk_of, made
from law.foi.story import Event, in_order

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_events import StoredEvent
    from storage.foi_notes import Note
    from storage.foi_requests import FoiRequest


@dataclass(frozen=True, slots=True)
class Whole:
    """All of it. `recorded` are the events that count by their ids; `corrected` how many count no longer.

    `names` are those of the people concerned; who has asked to be forgotten has none.
    """

    desk: Desk
    case: Case
    recorded: "dict[int, StoredEvent]"
    corrected: int
    notes: "tuple[Note, ...]"
    helpers: tuple[int, ...]
    names: dict[int, str]

    @property
    def events(self) -> list[Event]:
        """The events that count, by their days."""
        return in_order(self.case.events)


async def whole(connection: "AsyncConnection", request: "FoiRequest", today: date) -> Whole:
    """Everything about a request as it stands on `today`, a London day."""
    desk = await desk_of(connection, request.campaign_id)
    stored = await storage.foi_events.of_request(connection, request.id, void=True)
    counting = {each.id: each for each in stored if not each.void}
    found = made(desk, request, [each.event for each in counting.values()], today)
    notes = tuple(await storage.foi_notes.of_request(connection, request.id))
    helpers = tuple(await storage.foi_tasks.helpers(connection, request.id))
    people = {request.assignee, *helpers, *(each.by_person for each in counting.values())}
    people |= {note.by_person for note in notes}
    names = await storage.accounts.names(connection, {each for each in people if each is not None})
    return Whole(desk, found, counting, len(stored) - len(counting), notes, helpers, names)
