"""Secret addresses of calendars: whoever has one sees the deadlines, so it is shown once and not kept."""

import hashlib
import secrets
from typing import TYPE_CHECKING

import storage

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.calendar_addresses import CalendarAddress

PATH = "/calendar/{token}.ics"
"""Where the bot's own web server shows a calendar."""
_BYTES = 32


def new_token() -> str:
    """A token nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token: enough to know it again, not to make it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def address(base: str, token: str) -> str:
    """The address to subscribe to, under the web server's own."""
    return base.rstrip("/") + PATH.format(token=token)


async def of(
    connection: "AsyncConnection", *, campaign_id: int | None = None, person_id: int | None = None
) -> "list[CalendarAddress]":
    """The open addresses of a campaign's or a person's calendar."""
    if campaign_id is not None:
        found: list[CalendarAddress] = await storage.calendar_addresses.of_campaign(connection, campaign_id)
    else:
        assert person_id is not None
        found = await storage.calendar_addresses.of_person(connection, person_id)
    return found
