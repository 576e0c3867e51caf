"""What a campaign asked of which body and when, for what the law may cost together (`law.foi.costs`)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from law.foi.story import Kind, Stage
from storage.schema import foi_events, foi_requests


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to a body. `on` is the day it was first sent, of a draft the one planned for it, if any."""

    request_id: int
    body_code: str
    subject: str
    letter: str | None
    on: date | None


async def asked(
    connection: AsyncConnection, campaign_id: int, bodies: Collection[str], since: date
) -> list[Asked]:
    """A campaign's requests to these bodies (codes) that were sent on or after `since`, and its drafts."""
    mine = foi_requests.c
    sent = (
        select(func.min(foi_events.c.on_day))
        .where(
            foi_events.c.request_id == mine.id,
            foi_events.c.kind == Kind.SENT.value,
            foi_events.c.void.is_(False),
        )
        .scalar_subquery()
    )
    draft = mine.stage == Stage.DRAFT.value
    query = (
        select(mine.id, mine.body_code, mine.subject, mine.letter, func.coalesce(sent, mine.send_on))
        .where(mine.campaign_id == campaign_id, mine.body_code.in_(bodies), or_(draft, sent >= since))
        .order_by(mine.id)
    )
    return [Asked(*row) for row in await connection.execute(query)]
