"""`setup`: an organiser makes a server or space a campaign's: name, region, organisers, channels."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import author
from commands.core.moments import counted
from commands.core.reply import Block, Bullets, Code, Fields, Heading, Line, Note, Outcome, Reply, Text
from commands.core.request import Person
from commands.core.text import shown
from commands.core.words import listing, region_name

if TYPE_CHECKING:
    from storage.campaigns import Campaign
    from storage.roles import Holder

PURPOSES = ("tenders", "mergers", "foi", "organisers", "general")
"""What a channel can be for. News and reminders will go to the channel set for them."""

_NAME_LONGEST = 80
_FIRST = "setup name Save Stafford Hospital"
_ROLES = ("organiser", "volunteer", "observer")
_NOT = "not-"
_ROLE_ACTIONS = (*_ROLES, *(f"{_NOT}{role}" for role in _ROLES))
_ACTIONS = ("show", "name", "region", *_ROLE_ACTIONS, "channel", "not-channel")


@command(
    "setup",
    "Name, home region, people and channels of this campaign",
    parameters=(
        Parameter("what", Type.CHOICE, "What to set", required=False, choices=_ACTIONS),
        Parameter("value", Type.TEXT, "The name, region or channel purpose", required=False),
        Parameter("person", Type.PERSON, "The person, for roles", required=False, keywords=("person",)),
    ),
    examples=(
        *("setup", "setup name Save Stafford Hospital", "setup region Midlands", "setup channel tenders"),
        *("setup volunteer @jo", "setup observer @jo"),
    ),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def setup(context: Context, what: str | None, value: str | None, person: Person | None) -> Reply:
    """Show or change the campaign of this place; every change names the way back."""
    if context.request.space is None:
        words = "A campaign belongs to a server or room: order this there, not in private."
        return Reply((Text((words,)),), Outcome.NOT_UNDERSTOOD)
    if what is None or what == "show":
        return await _show(context)
    campaign = await _campaign(context)
    if what in _ROLE_ACTIONS:
        return await _role(context, campaign, what, person)
    return await _SETTERS[what](context, campaign, value or "")


async def _campaign(context: Context) -> "Campaign":
    request = context.request
    database = await context.services.database()
    space = request.space or ""
    async with database.read() as connection:
        known = await storage.campaigns.campaign_of_space(connection, request.platform, space)
    if known:
        return known
    async with database.write() as connection:
        return await storage.campaigns.ensure_campaign(
            connection, request.platform, space, "This campaign", request.now
        )


async def _show(context: Context) -> Reply:
    request = context.request
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await storage.campaigns.campaign_of_space(
            connection, request.platform, request.space or ""
        )
        if campaign is None:
            words: Line = ("Nothing is set up here yet. Begin with ", Code(context.type(_FIRST)), ".")
            return Reply((Text(words),))
        holders = await storage.roles.holders(connection, campaign.id)
        set_channels = await storage.channels.of_campaign(connection, campaign.id)
    region = context.register.body(campaign.home_region) if campaign.home_region else None
    organisers = _of(holders, "organiser")
    here = [each.purpose for each in set_channels if each.channel_id == request.channel]
    rows: list[tuple[str, Line]] = [
        ("Campaign", (campaign.name,)),
        ("Home region", (region_name(region) if region else "not set",)),
        ("Organisers", (organisers or "whoever may manage this server or room",)),
        *((f"{role.title()}s", (_of(holders, role),)) for role in _ROLES[1:] if _of(holders, role)),
        ("This channel", (listing(here) if here else "for nothing in particular",)),
        ("Channels set", (str(len(set_channels)),)),
    ]
    ways: list[Line] = [
        (Code(context.type(f"setup {form}")),)
        for form in (
            *("name <text>", "region <region>", f"{'|'.join(_ROLES)} @person"),
            f"channel {'|'.join(PURPOSES)}",
        )
    ]
    blocks: list[Block] = [
        Heading("Set-up"),
        Fields(tuple(rows)),
        Text(("Change it with:",)),
        Bullets(tuple(ways)),
    ]
    return Reply(tuple(blocks))


def _of(holders: "list[Holder]", role: str) -> str:
    """The names of those who are that."""
    return ", ".join(shown(holder.name) for holder in holders if holder.role == role)


async def _name(context: Context, campaign: "Campaign", value: str) -> Reply:
    if not value or len(value) > _NAME_LONGEST:
        wrong = f"A name has 1 to {_NAME_LONGEST} characters."
        raise BadArguments("setup", wrong, instead="setup name Save Stafford Hospital")
    database = await context.services.database()
    async with database.write() as connection:
        await storage.campaigns.rename(connection, campaign.id, value)
    return _done(f"This campaign is now called “{value}”.", context, f"setup name {campaign.name}")


async def _region(context: Context, campaign: "Campaign", value: str) -> Reply:
    region = None if value.casefold() == "none" else context.register.region(value)
    if region is None and value.casefold() != "none":
        names = ", ".join(each.name for each in context.register.regions())
        wrong = f"“{shown(value)}” is no NHS England region. They are: {names}; or none."
        raise BadArguments("setup", wrong, instead="setup region Midlands")
    database = await context.services.database()
    async with database.write() as connection:
        await storage.campaigns.set_home_region(connection, campaign.id, region.code if region else None)
    words = f"Home region: {region_name(region)}." if region else "There is no home region any more."
    return _done(words, context, f"setup region {campaign.home_region or 'none'}")


async def _role(context: Context, campaign: "Campaign", what: str, person: Person | None) -> Reply:
    """Make somebody an organiser, a volunteer or an observer, or that no longer."""
    someone = person or next(iter(context.request.mentions), None)
    if someone is None:
        raise BadArguments("setup", "Mention the person with @.", understood=f"setup {what}")
    role = storage.roles.Role(what.removeprefix(_NOT))
    now, name = context.request.now, shown(someone.name)
    database = await context.services.database()
    async with database.write() as connection:
        person_id = await storage.people.ensure_person(
            connection, someone.platform, someone.id, someone.name, now
        )
        had = await storage.roles.role_of_person(connection, campaign.id, person_id)
        if what.startswith(_NOT):
            if had is not role:
                return Reply((Text((f"{name} was no {role}: nothing was changed.",)),))
            await storage.roles.revoke(connection, campaign.id, person_id)
        elif had is role:
            return Reply((Text((f"{name} was {_A[role]} already.",)),))
        else:
            by = await author(context, connection)
            await storage.roles.grant(connection, campaign.id, person_id, role, by, now)
        held = (await storage.foi_tasks.loads(connection, campaign.id)).get(person_id, 0)
    if what.startswith(_NOT):
        done = _done(f"{name} is {_A[role]} of this campaign no more.", context, f"setup {role} @person")
    else:
        back = f"setup {had} @person" if had else f"setup {_NOT}{role} @person"
        done = _done(f"{name} is now {_A[role]}: {_MAY[role]}.", context, back)
    if held and (what.startswith(_NOT) or role is storage.roles.Role.OBSERVER):
        keeps = f"{name} still has {counted(held, 'request')} in hand: assign them to somebody else."
        return Reply((*done.blocks, Note((keeps,))))
    return done


_A = {"organiser": "an organiser", "volunteer": "a volunteer", "observer": "an observer"}
_MAY = {
    "organiser": "they may order everything here",
    "volunteer": "they may take requests in hand",
    "observer": "they may look, and change nothing",
}


async def _channel(context: Context, campaign: "Campaign", value: str) -> Reply:
    purpose = _purpose(value)
    request = context.request
    database = await context.services.database()
    async with database.write() as connection:
        known = await storage.channels.of_campaign(connection, campaign.id)
        had = (request.platform, request.channel, purpose) in {
            (each.platform, each.channel_id, each.purpose) for each in known
        }
        await storage.channels.set_purpose(
            connection, campaign.id, request.platform, request.channel, purpose, campaign.home_region
        )
    if had:
        return Reply((Text((f"This channel was for {purpose} already.",)),))
    return _done(f"This channel is now for {purpose}.", context, f"setup not-channel {purpose}")


async def _not_channel(context: Context, campaign: "Campaign", value: str) -> Reply:
    """Take one purpose from the channel, or without a word each it has."""
    purpose = _purpose(value) if value else None
    request = context.request
    database = await context.services.database()
    async with database.write() as connection:
        known = await storage.channels.of_campaign(connection, campaign.id)
        here = [e.purpose for e in known if (e.platform, e.channel_id) == (request.platform, request.channel)]
        await storage.channels.clear_purpose(
            connection, campaign.id, request.platform, request.channel, purpose
        )
    gone = [each for each in here if purpose in (None, each)]
    left = [each for each in here if each not in gone]
    words = f"This channel is for {listing(left) if left else 'nothing in particular'} now."
    if not gone:
        return Reply((Text((f"Nothing was changed. {words}",)),))
    backs = [context.type(f"setup channel {each}") for each in gone]
    return Reply((Text((words,)), Text(("The way back: ", *_codes(backs), "."))))


def _codes(forms: list[str]) -> Line:
    found: Line = ()
    for form in forms:
        found = (*found, *((", then ",) if found else ()), Code(form))
    return found


def _purpose(value: str) -> str:
    purpose = value.casefold()
    if purpose not in PURPOSES:
        wrong = f"“{shown(value)}” is no purpose of a channel. They are: {', '.join(PURPOSES)}."
        raise BadArguments("setup", wrong, instead="setup channel tenders")
    return purpose


def _done(words: str, context: Context, back: str) -> Reply:
    return Reply((Text((words,)), Text(("The way back: ", Code(context.type(back)), "."))))


_SETTERS: dict[str, Callable[[Context, "Campaign", str], Awaitable[Reply]]] = {
    "name": _name,
    "region": _region,
    "channel": _channel,
    "not-channel": _not_channel,
}
