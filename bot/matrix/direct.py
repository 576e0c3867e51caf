"""Whose rooms are which, where apps keep it too: https://spec.matrix.org/latest/client-server-api/#mdirect."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bot.delivery import posting
from bot.matrix.client import Client
from bot.matrix.wire import call


class DirectRooms:
    """The list of one account, kept by its homeserver; each way raises `posting.PostProblem`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._writing = asyncio.Lock()

    async def of(self, person: str) -> list[str]:
        """The rooms noted down as theirs, the last one first."""
        return _rooms(await self._read(), person)

    async def put(self, person: str, room_id: str) -> None:
        """Note down that `room_id` is theirs, and the one to use."""
        async with self._writing:
            found = await self._read()
            rooms = _rooms(found, person)
            if rooms[:1] != [room_id]:
                theirs = [room_id, *(each for each in rooms if each != room_id)]
                await ask(self._client, "PUT", self._path, {**found, person: theirs})

    async def _read(self) -> dict[str, Any]:
        status, found = await ask(self._client, "GET", self._path)
        if status not in (200, 404):  # written over, what is there would be lost
            raise posting.Unreachable(f"The homeserver does not tell which rooms are whose ({status}).")
        return found if status == 200 else {}

    @property
    def _path(self) -> str:
        return f"/user/{quote(self._client.user_id)}/account_data/m.direct"


async def ask(
    client: Client, method: str, path: str, body: Mapping[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    """`call`, with a problem raised for what is no decision of the homeserver's but may pass."""
    status, answer = await call(client, method, path, body, patient=False)
    if status == 429:
        seconds = float(answer.get("retry_after_ms") or 5000) / 1000
        raise posting.TryLater("The homeserver asks for patience.", seconds, crowded=False)
    if status == 401 or status >= 500:
        raise posting.Unreachable(f"The homeserver answered with an error ({status}).")
    return status, answer


def _rooms(found: Mapping[str, Any], person: str) -> list[str]:
    rooms = found.get(person)
    return [room_id for room_id in rooms if isinstance(room_id, str)] if isinstance(rooms, list) else []
