"""Putting a task back into the pool when its holder is not heard of, and telling whom that concerns."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.places import nowhere
from commands.desk.hours import when
from commands.desk.telling import (
    FOI,
    FREE,
    GENERAL,
    ORGANISERS,
    PURPOSE,
    RELEASED,
    Reach,
    in_channels,
    known,
    to_organisers,
    to_person,
)
from storage import foi_tasks
from storage.channels import ChannelRole
from storage.foi_requests import FoiRequest
from storage.foi_tasks import Release
from storage.keys import key
from storage.outbox import NewRow


async def to_pool(
    connection: AsyncConnection,
    roles: Sequence[ChannelRole],
    near: Sequence[str],
    request: FoiRequest,
    reason: str,
    now: datetime,
) -> list[NewRow]:
    """Rows to where a campaign sees what is free: to its channels, or else to its organisers.

    `roles` are its channels, `near` the networks it is at home on.
    """
    purposes = (PURPOSE, GENERAL, ORGANISERS)
    rows = in_channels(roles, request.region, request.id, reason, now, purposes=purposes)
    if not rows:
        rows = await to_organisers(connection, request.campaign_id, request.id, reason, now)
    own = key(FOI, request.id, reason, "nowhere")
    return rows or [nowhere(near, FOI, request.id, reason, own, now)]


async def release(
    connection: AsyncConnection,
    roles: Sequence[ChannelRole],
    near: Sequence[str],
    request: FoiRequest,
    whom: Reach | None,
    kind: Release,
    why: str,
    now: datetime,
) -> list[NewRow]:
    """Take a task from who has it; the rows that tell the campaign, its organisers and, if given, `whom`."""
    entry = await foi_tasks.release(connection, request.id, None, now, kind, why)
    if entry is None:
        return []
    free = f"{FREE} {entry}"
    rows = await to_pool(connection, roles, near, request, free, now)
    rows += in_channels(roles, request.region, request.id, free, now, purposes=(ORGANISERS,))
    if whom is not None:
        at = when(now, whom.settings, urgent=False)
        rows += known([to_person(whom, request.id, f"{RELEASED} {entry}", at, near=near)])
    return rows
