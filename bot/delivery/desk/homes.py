"""Whose a row of the desk is: the campaign, its channels, and the request it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.desk.reasons import read
from commands.desk.telling import PERSON, REMIND, TEAM, networks
from storage import channels, foi_reminders, foi_requests
from storage.channels import ChannelRole
from storage.foi_requests import FoiRequest
from storage.outbox import OutboxRow


@dataclass(frozen=True, slots=True)
class Home:
    """A campaign with its channels and the networks it is at home on; `request` where a row is about one."""

    campaign_id: int
    roles: Sequence[ChannelRole]
    near: Sequence[str]
    request: FoiRequest | None = None

    def without(self, platform: str, channel: str) -> "Home":
        """The same without a channel that cannot be posted to."""
        here = (platform, channel)
        roles = [each for each in self.roles if (each.platform, each.channel_id) != here]
        return replace(self, roles=roles)


async def home_of(connection: AsyncConnection, row: OutboxRow) -> Home | None:
    """Whose a row is; None where what it is about is gone."""
    request = await _request(connection, row)
    campaign = request.campaign_id if request else _campaign(row)
    if campaign is None:
        return None
    roles = await channels.of_campaign(connection, campaign)
    return Home(campaign, roles, await networks(connection, campaign), request)


async def _request(connection: AsyncConnection, row: OutboxRow) -> FoiRequest | None:
    number: int | None = row.subject_id
    if row.subject_kind in (TEAM, PERSON):
        return None
    if row.subject_kind == REMIND:
        reminder = await foi_reminders.get(connection, row.subject_id)
        number = reminder.request_id if reminder else None
    return await foi_requests.get(connection, number) if number is not None else None


def _campaign(row: OutboxRow) -> int | None:
    """The campaign of a row that is about no request."""
    if row.subject_kind == TEAM:
        return row.subject_id
    return read(row.reason).number if row.subject_kind == PERSON else None
