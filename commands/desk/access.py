"""Which request is meant, and what somebody may do with it.

In a campaign's space its requests are known and no others; in private talk those of the campaigns a person
has a role in, and those they have in hand or help with. What is not there and what somebody may not know of
are refused in the same words. A right is looked at when it is used, also by whoever presses a button that
was made for somebody else.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.errors import NoRequest, NotAllowed
from commands.core.here import campaign_of
from commands.core.permissions import ORGANISERS, VOLUNTEERS
from commands.desk.settings import Claims, DeskSettings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest
    from storage.roles import Role


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks, and what they are in a campaign: `person` and `role` None where we know nothing of them.

    `manages` says that the platform lets them manage the campaign's space, in which they ask.
    """

    person: int | None
    role: "Role | None"
    manages: bool

    @property
    def organiser(self) -> bool:
        """Whether they organise the campaign."""
        return self.manages or self.role is storage.roles.Role.ORGANISER

    @property
    def observer(self) -> bool:
        """Whether they are to look on only."""
        return not self.manages and self.role is storage.roles.Role.OBSERVER


async def standing(context: Context, connection: "AsyncConnection", campaign_id: int) -> Standing:
    """What the asker is in a campaign."""
    asked = context.request
    person = await storage.people.person_of(connection, asked.platform, asked.author.id)
    role = None if person is None else await storage.roles.role_of_person(connection, campaign_id, person)
    here = await campaign_of(context, connection) if asked.manages_space else None
    return Standing(person, role, here is not None and here.id == campaign_id)


async def find_request(
    context: Context, connection: "AsyncConnection", number: int, *, lock: bool = False
) -> "FoiRequest":
    """The request of that number, if the asker may know of it here. Raises `NoRequest`.

    With `lock` nobody else changes it until the transaction ends.
    """
    found: FoiRequest | None = await storage.foi_requests.get(connection, number, lock=lock)
    if found is None or not await _known_here(context, connection, found):
        raise NoRequest(number)
    return found


async def _known_here(context: Context, connection: "AsyncConnection", found: "FoiRequest") -> bool:
    if context.request.space is not None:
        here = await campaign_of(context, connection)
        return here is not None and here.id == found.campaign_id
    who = await standing(context, connection, found.campaign_id)
    return who.person is not None and (who.role is not None or await _takes_part(connection, found, who))


async def require_move(context: Context, connection: "AsyncConnection", found: "FoiRequest") -> Standing:
    """The asker's standing, if they may move the request on, as its assignee and organisers may.

    Raises `NotAllowed`.
    """
    who = await standing(context, connection, found.campaign_id)
    if who.organiser or (who.person is not None and who.person == found.assignee and not who.observer):
        return who
    name = await _holder(connection, found)
    raise NotAllowed(f"Request {found.id}", f"whoever has it in hand ({name}), and for organisers")


async def require_help(context: Context, connection: "AsyncConnection", found: "FoiRequest") -> Standing:
    """As `require_move`, for what helpers may do, too: notes and evidence."""
    who = await standing(context, connection, found.campaign_id)
    if not who.organiser and (who.observer or not await _takes_part(connection, found, who)):
        needed = "whoever has it in hand, those who help with it, and organisers"
        raise NotAllowed(f"Adding to request {found.id}", needed)
    return who


async def require_claim(
    context: Context, connection: "AsyncConnection", found: "FoiRequest", settings: DeskSettings
) -> Standing:
    """The asker's standing, if they may take tasks of this campaign. Raises `NotAllowed`."""
    who = await standing(context, connection, found.campaign_id)
    if who.observer:
        raise NotAllowed("Claiming", f"{VOLUNTEERS}, of whom you are one")
    if settings.claims is Claims.LISTED and who.role is None and not who.organiser:
        raise NotAllowed("Claiming", "volunteers whom an organiser of this campaign has listed")
    return who


async def require_organiser(
    context: Context, connection: "AsyncConnection", campaign_id: int, what: str
) -> Standing:
    """The asker's standing, if they organise the campaign; `what` is for organisers. Raises `NotAllowed`."""
    who = await standing(context, connection, campaign_id)
    if not who.organiser:
        raise NotAllowed(what, ORGANISERS)
    return who


async def _takes_part(connection: "AsyncConnection", found: "FoiRequest", who: Standing) -> bool:
    if who.person is None:
        return False
    return who.person == found.assignee or who.person in await storage.foi_tasks.helpers(connection, found.id)


async def _holder(connection: "AsyncConnection", found: "FoiRequest") -> str:
    name = None if found.assignee is None else await storage.people.name_of(connection, found.assignee)
    return name or "nobody at the moment"
