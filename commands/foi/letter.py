"""`foi letter`: the letter for the next step, or another one, with everything known filled in."""

from commands.cards.foi_letter import card
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import BadArguments
from commands.core.paging import LONGEST
from commands.core.reply import Choice, Choices, Code, Outcome, Reply, Text
from commands.core.text import shown
from commands.desk.access import find_request
from commands.desk.cases import Case, case, desk_of
from commands.desk.happening import today
from commands.desk.ledger import of_request, warning
from commands.desk.lettering import addressee, choose, draft, fits, of_batch, own_letters, read_given, records
from commands.desk.parameters import REQUEST
from commands.desk.typed import press
from law.foi.clock import Stage
from law.letters import Letter

_MOST = 6


@command(
    "foi letter",
    "The letter for the next step of a request, filled in; or another by name",
    parameters=(
        REQUEST,
        Parameter("name", Type.TEXT, "The letter's name; the one that fits if not said", False),
        Parameter("fields", Type.TEXT, "What to put in: service = dialysis; since = 1 April 2024", False),
    ),
    examples=(
        "foi letter 12",
        "foi letter 12 chase_1",
        "foi letter 12 request_plans service = dialysis; since = 1 April 2024",
    ),
    area=Area.FOI,
)
async def letter(context: Context, id: int, name: str | None, fields: str | None) -> Reply:  # noqa: A002
    """The writer's name and address stay open: they are theirs, and kept nowhere."""
    said = f"{name or ''} {fields or ''}".strip()
    if read_given(said):  # no name was said
        name, fields = None, said
    database = await context.services.database()
    async with database.read() as connection:
        request = await find_request(context, connection, id)
        desk = await desk_of(connection, request.campaign_id)
        found = await case(connection, desk, request, today(context))
        own = await own_letters(connection, request.campaign_id)
        fitting = fits(found, own)
        chosen = choose(name.casefold(), own) if name else next(iter(fitting), None)
        batch = await of_batch(connection, request, chosen) if chosen else {}
        first = found.clock.stage is Stage.DRAFT
        counted = await of_request(connection, desk, request, today(context)) if first else None
    if chosen is None:
        return _none(context, found, name, fitting)
    typed = read_given(fields or "")
    _check(chosen, id, fields, typed)
    made = draft(context.register, found, chosen, {**batch, **typed}, today(context))
    blocks = card(context, found, made, addressee(context.register, request))
    return Reply((*blocks, *warning(counted), Choices(_choices(found, chosen, fitting))))


def _check(chosen: Letter, number: int, fields: str | None, given: dict[str, str]) -> None:
    """Raise `BadArguments` for what is no field of the letter."""
    names = [each.name for each in chosen.fields]
    unknown = [name for name in given if name not in names]
    if fields and (unknown or not given):
        wrong = f"“{shown(unknown[0] if unknown else fields)}” is nothing that goes into {chosen.name}."
        asked = f" It has: {', '.join(names)}." if names else " It asks for nothing."
        example = f" {names[0]} = …" if names else ""
        instead = f"foi letter {number} {chosen.name}{example}"
        raise BadArguments("foi letter", wrong + asked, instead=instead)


def _none(context: Context, found: Case, name: str | None, fitting: list[Letter]) -> Reply:
    number = found.request.id
    if name is None:
        words = f"No letter is wanted where request {number} stands: {found.clock.next_step}"
        return Reply((Text((words,)), Text(("All letters: ", Code(context.type("letters")), "."))))
    text = Text((f"There is no letter “{shown(name)}”. All letters: ", Code(context.type("letters")), "."))
    return Reply((text, Choices(_choices(found, None, fitting))), Outcome.NOT_FOUND)


def _choices(found: Case, chosen: Letter | None, fitting: list[Letter]) -> tuple[Choice, ...]:
    """What sending it is, to press; and the other letters that fit."""
    number = found.request.id
    options = []
    kind = records(chosen, found.clock.stage) if chosen else None
    if kind is not None:
        options.append(Choice("I sent it today", press(number, kind)))
    others = [each for each in fitting if chosen is None or each.name != chosen.name][:_MOST]
    options += [Choice(each.title[:LONGEST], f"foi letter {number} {each.name}") for each in others]
    return (*options, Choice("Show the request", f"foi show {number}"))
