"""The part of a room's timeline that is new to the bot. The decision is pure, the fetching is not."""

from collections.abc import Sequence

import structlog
from nio import AsyncClient, Event, MessageDirection, RoomMemberEvent, RoomMessagesError

log = structlog.get_logger(__name__)

_PAGE = 100
_MOST_PAGES = 5


def since_arrival(events: Sequence[Event], me: str) -> tuple[bool, Sequence[Event]]:
    """Cut away what was said before the bot was invited; tells also whether it arrived in `events`.

    Questions between the invitation and the joining count: people write at once.
    """
    for index, event in enumerate(events):
        if (
            isinstance(event, RoomMemberEvent)
            and event.state_key == me
            and event.membership in ("invite", "join")
            and event.prev_membership != "join"
        ):
            return True, events[index + 1 :]
    return False, events


async def missed(client: AsyncClient, room_id: str, before: str, since: str) -> list[Event]:
    """Fetch, oldest first, what a limited timeline left out between the tokens `since` and `before`."""
    found: list[Event] = []
    start: str | None = before
    for _ in range(_MOST_PAGES):
        answer = await client.room_messages(room_id, start, since, MessageDirection.back, _PAGE)
        if isinstance(answer, RoomMessagesError):
            log.warning("matrix.gap_not_filled", code=answer.status_code)
            break
        found.extend(answer.chunk)
        start = answer.end
        if not answer.chunk or not start:
            break
    return found[::-1]
