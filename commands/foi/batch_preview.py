"""`batch preview`: one letter to many bodies, looked at before anything is made of it."""

from datetime import date, timedelta
from typing import Final

import storage
from commands.cards.foi_batch_plan import missing, preview, who
from commands.cards.foi_task import today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import author, campaign_of, ensure_campaign, require_space
from commands.core.reply import Choice, Choices, Code, Reply, Text
from commands.core.request import Person
from commands.core.text import shown
from commands.core.words import weekday
from commands.desk.cases import Desk, desk_of
from commands.desk.lettering import own_letters
from commands.desk.ordering import NAME, Order, read_order
from commands.desk.planning import Plan, about, plan, regime_of
from commands.desk.sharers import sharers
from commands.desk.sharing import in_turn, working_day
from law.errors import BeyondHorizon
from law.letters import Letter

PER_DAY: Final = 10
"""Letters a working day, where nobody says."""
MOST_A_DAY: Final = 100
KEPT: Final = timedelta(days=14)
"""How long a draft waits to be made."""


@command(
    NAME,
    "Look at one letter to many bodies before it is made: who, when, whose, what it says",
    parameters=(
        Parameter("bodies", Type.TEXT, "Whom: all ICBs, Midlands, trusts in London, or names with commas"),
        Parameter("letter", Type.TEXT, "The letter's name: request_plans", False, keywords=("letter",)),
        Parameter("subject", Type.TEXT, "What it is about", False, keywords=("subject", "about")),
        Parameter("fields", Type.TEXT, "What goes in: since = 1 April 2025", False, keywords=("fields",)),
        Parameter("without", Type.TEXT, "Whom not, as bodies", False, keywords=("without", "except")),
        Parameter(
            "start", Type.DATE, "The first day of sending", False, keywords=("from",), direction="future"
        ),
        Parameter("daily", Type.NUMBER, "Letters a working day", False, keywords=("per-day", "daily")),
        Parameter("to", Type.PEOPLE, "Who shares it; all volunteers if not said", False, keywords=("to",)),
    ),
    examples=(
        'batch preview all ICBs request_plans "community nursing" --fields since = 1 April 2025',
        "batch preview Midlands request_duties closure of walk-in centres --without QNC --per-day 3",
        "batch preview QNC, NHS Devon ICB, 04Y request_merger the merger of your board --from 1 December",
    ),
    permission=Permission.ORGANISER,
    area=Area.FOI,
)
async def batch_preview(
    context: Context,
    bodies: str,
    letter: str | None,
    subject: str | None,
    fields: str | None,
    without: str | None,
    start: date | None,
    daily: int | None,
    to: tuple[Person, ...] | None,
) -> Reply:
    """Nothing is made: it is kept as a draft, to be made as it was shown."""
    require_space(context)
    if daily is not None and daily > MOST_A_DAY:
        raise BadArguments(NAME, f"At most {MOST_A_DAY} letters a working day.")
    database = await context.services.database()
    async with database.read() as connection:
        here = await campaign_of(context, connection)
        own = await own_letters(connection, here.id) if here else {}
    order = read_order(context.register, own, bodies, letter, subject, fields, without)
    found, number = await _draft(context, order, start, daily or PER_DAY, to or ())
    head, *rest = preview(context, found, number, today_of(context))
    blocks = [head, *who(order.chosen, order.excluded, order.missed), *rest]
    if number is None:
        return Reply((*blocks, *missing(context, found, order.typed)))
    return Reply((*blocks, *offer(context, number, len(found.planned))))


async def _draft(
    context: Context, order: Order, start: date | None, per_day: int, to: tuple[Person, ...]
) -> tuple[Plan, int | None]:
    """The plan, and the number under which it is kept; None where something is missing for it."""
    now, today = context.request.now, today_of(context)
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await ensure_campaign(context, connection)
        desk = await desk_of(connection, campaign.id)
        me = await author(context, connection)
        people = await sharers(connection, campaign.id, to, now)
        turns = in_turn(people, await storage.foi_tasks.loads(connection, campaign.id))
        subject, kept = about(order.letter, order.about, order.fields, today)
        batch = storage.foi_batches.NewBatch(
            campaign_id=campaign.id,
            name=shown(order.chosen.words, 120),
            letter=order.letter.name,
            subject=subject,
            fields=kept,
            bodies=tuple(body.code for body in order.chosen.bodies),
            first_day=_first(desk, order.letter, start, today),
            per_day=per_day,
            created_by=me,
        )
        found = await plan(connection, context.register, desk, batch, turns, today)
        if found.missing:
            return found, None
        await storage.foi_batches.drop_drafts(connection, campaign.id, now - KEPT)
        draft = await storage.foi_batches.add(connection, batch, now, turns)
    return found, draft.id


def offer(context: Context, number: int, many: int) -> tuple[Text | Choices, ...]:
    """To make the draft, to press or to type."""
    order = f"batch make {number}"
    label = f"Make these {many} requests" if many > 1 else "Make this request"
    words = (
        "To make it as it stands here: ",
        Code(context.type(order)),
        f". To change it, say it again otherwise; a draft is forgotten after {KEPT.days} days.",
    )
    return (Text(words), Choices((Choice(label, order),)))


def _first(desk: Desk, letter: Letter, start: date | None, today: date) -> date:
    """The first day of sending: the one that was said, else the working day after today."""
    if start is not None and start < today:
        wrong = f"{weekday(start)} has passed. The date after “from” is the first day of sending."
        raise BadArguments(NAME, wrong)
    try:
        return working_day(start or today + timedelta(days=1), desk.calendars.of(regime_of(letter)))
    except BeyondHorizon as problem:
        raise BadArguments(NAME, str(problem)) from None
