"""A body that is no more cannot be asked: who answers for its papers today."""

from commands.core.context import Context
from commands.core.errors import NotPossible
from commands.core.paging import LONGEST
from commands.core.reply import Block, Bullets, Choice, Choices, Code, Heading, Line, Outcome, Reply, Text
from commands.core.words import listing, named, short_name
from register.model import Body

_MOST = 9


def ask_successor(context: Context, body: Body, rest: str) -> Reply:
    """Which bodies of today to ask instead; `rest` is what follows the body in ``foi new``.

    Raises `NotPossible` where there is none.
    """
    heirs = [heir for heir, _ in context.register.now(body) if heir.code != body.code]
    if not heirs:
        wrong = f"{named(body)} is no more, and I know of no body that took its place."
        raise NotPossible(wrong, f"ccg {body.code}")
    orders = [f"foi new {heir.code} {rest}" for heir in heirs[:_MOST]]
    names = listing([named(heir) for heir in heirs])
    words: Line = (f"{named(body)} is no more; its records and duties passed on. Ask today: {names}.",)
    blocks: list[Block] = [Heading(f"{short_name(body)} cannot be asked"), Text(words)]
    if all(len(order) <= LONGEST for order in orders):
        options = (Choice(short_name(heir)[:80], order) for heir, order in zip(heirs, orders, strict=False))
        blocks.append(Choices(tuple(options)))
    else:
        blocks.append(Bullets(tuple((Code(context.type(order)),) for order in orders)))
    return Reply(tuple(blocks), Outcome.AMBIGUOUS)
