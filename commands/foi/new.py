"""`foi new`: begin a request to a body, perhaps in somebody's hands at once."""

from dataclasses import replace
from typing import TYPE_CHECKING

import storage
from commands.cards.ambiguity import contenders, which_one
from commands.cards.foi_task import changed, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotAllowed
from commands.core.here import author, campaign_of, ensure_campaign, require_space
from commands.core.parse import Found
from commands.core.permissions import ORGANISERS
from commands.core.reply import Choice, Note, Reply
from commands.core.request import Person
from commands.core.text import shown
from commands.desk.access import require_claim, require_organiser, standing
from commands.desk.cases import Case, desk_of
from commands.desk.ledger import ledger, warning
from commands.desk.people import take_in, tell
from commands.desk.recording import record, settle
from commands.desk.successor import ask_successor
from commands.desk.telling import ASSIGNED
from law import letters
from law.foi.regime import Regime
from law.foi.story import Event, Kind
from register.model import Body

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest

LONGEST_SUBJECT = 200


@command(
    "foi new",
    "Begin a Freedom of Information request to a body",
    parameters=(
        Parameter("body", Type.BODY, "Whom to ask: a body's name or code"),
        Parameter("subject", Type.TEXT, "What for, in a few words"),
        Parameter("to", Type.PERSON, "Who is to send it", required=False, keywords=("to",)),
        Parameter(
            "regime",
            Type.CHOICE,
            "The law to ask under: FOIA, or EIR for the environment",
            required=False,
            choices=tuple(each.value.casefold() for each in Regime),
            keywords=("regime", "under"),
        ),
        Parameter(
            "letter", Type.TEXT, "The letter to send, by its name", required=False, keywords=("letter",)
        ),
    ),
    examples=(
        "foi new QNC contracts with private hospitals",
        "foi new NHS Devon ICB: closure of wards to @jo",
        "foi new RJE emissions of the incinerator --regime eir",
    ),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def new(
    context: Context,
    body: Found,
    subject: str,
    to: Person | None,
    regime: str | None,
    letter: str | None,
) -> Reply:
    """Draft it; nothing is sent. A body that is no more is answered for by the one that is."""
    require_space(context)
    if len(subject) > LONGEST_SUBJECT:
        wrong = f"A subject has at most {LONGEST_SUBJECT} characters; what you ask goes into the letter."
        raise BadArguments("foi new", wrong)
    more = "".join([f" --regime {regime}" if regime else "", f" --letter {letter}" if letter else ""])
    likely = contenders(body)
    there = [match for match in likely if match.body.open_on(today_of(context))] or likely
    if len(there) > 1:
        either = Found(body.query, tuple(there))
        return _then(which_one(context, either, "foi new", after=f" {subject}{more}"), to)
    asked = there[0].body
    if not asked.open_on(today_of(context)):
        return _then(ask_successor(context, asked, f"{subject}{more}"), to)
    return await _begin(context, asked, subject, to, Regime(regime or "FOIA"), letter)


def _then(asks: Reply, to: Person | None) -> Reply:
    """A question back, with a word about whom it was to be given to: a button cannot name people."""
    if to is None:
        return asks
    words = Note((f"It is not given to {shown(to.name)} by that: assign it afterwards.",))
    return replace(asks, blocks=(*asks.blocks, words))


async def _begin(
    context: Context, body: Body, subject: str, to: Person | None, regime: Regime, letter: str | None
) -> Reply:
    now, today = context.request.now, today_of(context)
    database = await context.services.database()
    async with database.write() as connection:
        if await campaign_of(context, connection) is None and not context.request.manages_space:
            raise NotAllowed("Beginning with requests where nothing is set up", ORGANISERS)
        campaign = await ensure_campaign(context, connection)
        desk = await desk_of(connection, campaign.id)
        name = await _letter(connection, campaign.id, letter) if letter else None
        me = await author(context, connection)
        counted = await ledger(connection, desk, body.code, subject, today, letter=name)
        given = storage.foi_requests.NewRequest(
            campaign_id=campaign.id,
            body_code=body.code,
            body_name=body.name,
            icb=body.icb or body.code,
            region=body.region,
            subject=subject,
            regime=regime,
            letter=name,
            created_by=me,
        )
        request: FoiRequest = await storage.foi_requests.add(connection, given, now)
        found: Case = await record(connection, desk, request, Event(Kind.DRAFTED, today), me, now)
        what = "This is a draft now; nothing was sent."
        if to is not None:
            await _hand(context, connection, request, to, me)
            found = await settle(connection, desk, request, now)
            what = f"This is a draft now, in the hands of {shown(to.name)}; nothing was sent."
    first = (Choice("I take it", f"foi claim {request.id}"),) if to is None else ()
    return changed(context, found, what, f"foi withdraw {request.id}", more=warning(counted), first=first)


async def _hand(
    context: Context, connection: "AsyncConnection", request: "FoiRequest", to: Person, me: int
) -> None:
    """Give it to somebody: to oneself as a claim, to others as an organiser."""
    now, mine = context.request.now, to.id == context.request.author.id
    if mine:
        desk = await desk_of(connection, request.campaign_id)
        await require_claim(context, connection, request, desk.settings)
    else:
        await require_organiser(context, connection, request.campaign_id, "Giving a request to somebody")
    who = await standing(context, connection, request.campaign_id)
    listed = mine and who.organiser  # and need not be a volunteer, too
    whom = me if listed else await take_in(connection, request.campaign_id, to, me, now)
    entry = await storage.foi_tasks.assign(connection, request.id, whom, me, now)
    if whom != me:
        await tell(connection, request, [whom], f"{ASSIGNED} {entry}", now, near=to.platform)


async def _letter(connection: "AsyncConnection", campaign_id: int, name: str) -> str:
    """The name of a letter there is, ours or the campaign's. Raises `BadArguments`."""
    wanted = name.casefold().replace(" ", "_").replace("-", "_")
    own = [each.name for each in await storage.foi_letters.all_of(connection, campaign_id)]
    known = {each.casefold(): each for each in (*letters.names(), *own)}
    if wanted not in known:
        begins = [each for each in known.values() if each.startswith("request_") or each in own]
        wrong = f"“{shown(name)}” is no letter I know. There are: {', '.join(begins)}."
        raise BadArguments("foi new", wrong, instead=f"foi new QNC tender plans --letter {begins[0]}")
    return known[wanted]
