"""`ccg` (also `icb`, `body`, `who`): who decides about NHS care there, then and now."""

from datetime import date

from commands.cards.ambiguity import also_found, is_ambiguous, which_one
from commands.cards.body import card
from commands.cards.territory import on_that_day
from commands.core.context import Context
from commands.core.declare import Parameter, Type, command
from commands.core.parse import Found
from commands.core.reply import Reply


@command(
    "ccg",
    "Who decides about NHS care in a place, then and now",
    aliases=("icb", "body", "who"),
    parameters=(
        Parameter("body", Type.BODY, "A CCG, ICB, PCT, trust, code, council district or postcode"),
        Parameter(
            "on", Type.DATE, "A day, for who was responsible then", required=False, keywords=("on", "in")
        ),
    ),
    examples=("ccg Cannock Chase", "icb Devon", "who ST16 3AD", "ccg Cannock Chase on 2010"),
)
async def ccg(context: Context, body: Found, on: date | None) -> Reply:
    """Answer with the body's card, with a choice where several fit, or with a day's responsibility."""
    if is_ambiguous(body):
        return which_one(context, body, "ccg", on)
    if on is not None:
        return on_that_day(context, body.best, on)
    return Reply((*card(context.register, body.best), *also_found(context, body)))
