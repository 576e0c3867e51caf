"""Messages whose key has not come: read when it does, and if not, said so once a day to each sender."""

import asyncio
from datetime import date

from nio import Event, MegolmEvent

from bot.matrix.client import Client

GRACE = 15.0
"""Seconds a key may come after its message; over federation the two take different roads."""

_MOST = 200


class Unreadable:
    """Keeps a few messages that could not be read yet."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: dict[str, tuple[str, MegolmEvent]] = {}
        self._told: dict[str, date] = {}

    def put(self, room_id: str, event: MegolmEvent) -> None:
        """Keep an event for later."""
        self._waiting[event.event_id] = (room_id, event)
        if len(self._waiting) > _MOST:
            self._waiting.pop(next(iter(self._waiting)))

    def readable(self) -> list[tuple[str, Event]]:
        """Hand out, and forget, what can be read now."""
        found: list[tuple[str, Event]] = []
        for event_id, (room_id, event) in tuple(self._waiting.items()):
            now = self._client.readable(event, room_id)
            if now is not None:
                found.append((room_id, now))
                del self._waiting[event_id]
        return found

    async def given_up(self, event: MegolmEvent, today: date) -> bool:
        """Wait, then tell whether its sender should hear that it could not be read."""
        await asyncio.sleep(GRACE)
        if self._waiting.pop(event.event_id, None) is None or self._told.get(event.sender) == today:
            return False
        self._told = {sender: day for sender, day in self._told.items() if day == today}
        self._told[event.sender] = today
        return True
