"""`near`: the neighbours of a body, in its own time and today."""

from commands.cards.ambiguity import is_ambiguous, which_one
from commands.core.context import Context
from commands.core.declare import Parameter, Type, command
from commands.core.parse import Found
from commands.core.reply import Block, Bullets, Choice, Choices, Heading, Line, Note, Outcome, Reply, Text
from commands.core.words import named, short_name
from register.model import Body


@command(
    "near",
    "The neighbours of a CCG or ICB",
    aliases=("neighbours",),
    parameters=(Parameter("body", Type.BODY, "A CCG, ICB, code, council district or postcode"),),
    examples=("near Cannock Chase", "near QNC"),
)
async def near(context: Context, body: Found) -> Reply:
    """Neighbours of the body then, and of the boards that cover its area now."""
    if is_ambiguous(body):
        return which_one(context, body, "near")
    register, asked = context.register, body.best.body
    blocks: list[Block] = []
    today = [heir for heir, _ in register.now(asked)]
    for each in dict.fromkeys([asked, *today]):
        neighbours = register.neighbours(each.code)
        if neighbours:
            blocks += _section(each, neighbours)
    if not blocks:
        words = (
            f"Only CCGs and ICBs have outlines in the register: it knows no neighbours of {named(asked)}.",
        )
        return Reply((Text(words),), Outcome.NOT_FOUND)
    blocks.append(Note(("Touching outlines; a mere corner may be in or out.",)))
    options = tuple(Choice(short_name(each)[:80], f"ccg {each.code}") for each in today[:3])
    return Reply((*blocks, Choices(options)))


def _section(body: Body, neighbours: tuple[Body, ...]) -> list[Block]:
    items: tuple[Line, ...] = tuple((named(each),) for each in neighbours)
    heading = "Neighbours of" if body.status == "open" else "Neighbours, while it existed, of"
    return [Heading(f"{heading} {named(body)}"), Bullets(items)]
