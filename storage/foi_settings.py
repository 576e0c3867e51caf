"""What a campaign wants otherwise than the desk does by itself: its ladder, its ICO weeks, who may claim."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import foi_settings


async def get(connection: AsyncConnection, campaign_id: int) -> dict[str, Any]:
    """The settings of a campaign, as it put them; empty where it has none."""
    query = select(foi_settings.c.settings).where(foi_settings.c.campaign_id == campaign_id)
    found = (await connection.execute(query)).scalar()
    return {} if found is None else dict(json.loads(found))


async def put(connection: AsyncConnection, campaign_id: int, settings: dict[str, Any]) -> None:
    """Keep these settings, in the place of all there were. What they mean is decided by who reads them."""
    words = json.dumps(settings, sort_keys=True)
    await dialect.put(connection, foi_settings, campaign_id=campaign_id, settings=words)
