"""Requests that matrix-nio has no call for, and answers that are errors."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from aiohttp import ClientConnectionError, ContentTypeError
from nio import AsyncClient, ErrorResponse, Event, MegolmEvent, RoomGetEventError

from bot.errors import BotError, ConfigurationProblem
from bot.matrix.client import Client

CLIENT = "/_matrix/client/v3"

T = TypeVar("T")


class MatrixTrouble(BotError):
    """The homeserver refused or did not answer; trying again later may help."""


async def call(
    client: AsyncClient,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    patient: bool = True,
) -> tuple[int, dict[str, Any]]:
    """Ask the homeserver for `path` below ``/_matrix/client/v3``; returns status and JSON object.

    Waits as long as it is told to when it asked too often (429), unless not `patient`.
    """
    headers = {"Authorization": f"Bearer {client.access_token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body)
    while True:
        answer = await client.send(method, CLIENT + path, data, headers)
        async with answer:
            try:
                found = await answer.json()
            except (ContentTypeError, ValueError):
                found = {}
        found = found if isinstance(found, dict) else {}
        if answer.status != 429 or not patient:
            return answer.status, found
        await asyncio.sleep(float(found.get("retry_after_ms") or 5000) / 1000)


def checked(answer: T | ErrorResponse, doing: str) -> T:
    """`answer` if it is none of nio's errors.

    Raises `ConfigurationProblem` when the session has ended, else `MatrixTrouble`. The words hold
    the error code, never the homeserver's text.
    """
    if not isinstance(answer, ErrorResponse):
        return answer
    if answer.status_code == "M_UNKNOWN_TOKEN":
        raise ConfigurationProblem(SESSION_ENDED)
    raise MatrixTrouble(f"{doing}: the homeserver answered {answer.status_code or 'with an error'}")


SESSION_ENDED = (
    "The homeserver no longer accepts the bot's session: it was signed out, or its token was replaced. "
    "Move the matrix folder out of the state directory and start again; the bot then signs in as a new "
    "device (with access_token and device_id: make a new session and put both into the configuration)."
)


async def fetch(client: Client, room_id: str, event_id: str) -> Event | None:
    """One event of a room, decrypted where possible; None when it is not to be had."""
    answer = await client.room_get_event(room_id, event_id)
    if isinstance(answer, RoomGetEventError):
        return None
    event = answer.event
    if isinstance(event, MegolmEvent):
        return client.readable(event, room_id) or event
    return event if isinstance(event, Event) else None


UNREACHABLE = (ClientConnectionError, asyncio.TimeoutError)
"""What nio raises when the homeserver does not answer."""
