"""When a question fits several bodies: which, why, and what they all lead to."""

from datetime import date

from commands.cards.because import because
from commands.core.context import Context
from commands.core.paging import LONGEST
from commands.core.parse import Found
from commands.core.reply import (
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Heading,
    Note,
    Outcome,
    Reply,
    Text,
)
from commands.core.text import shown
from commands.core.words import lifetime, named, short_name
from register import close
from register.model import Match, Why

_MOST = 8
_WORTH = 60.0
_MOST_OTHERS = 4


def contenders(found: Found) -> tuple[Match, ...]:
    """The matches that fit about as well as the best."""
    if found.best.why in (Why.CODE, Why.NAME):
        return (found.best,)
    return close(found.matches)[:_MOST]


def is_ambiguous(found: Found) -> bool:
    """Whether a person has to choose."""
    return len(contenders(found)) > 1


def also_found(context: Context, found: Found) -> tuple[Block, ...]:
    """What else bears the name, less well, so that nobody takes the best guess for the only one."""
    if found.best.why in (Why.CODE, Why.NAME):
        return ()
    shown_already = {found.best.body.code, *(b.code for b, _ in context.register.now(found.best.body))}
    others = [m.body for m in found.matches if m.score >= _WORTH and m.body.code not in shown_already]
    if not others:
        return ()
    names = ", ".join(named(body) for body in others[:_MOST_OTHERS])
    return (Note((f"Also found: {names}. Ask with the code for one of them.",)),)


def which_one(
    context: Context, found: Found, command: str, on: date | None = None, *, after: str = ""
) -> Reply:
    """“Did you mean”: every contender with its reason, and a button, reaction or number for each.

    `after` is what follows the body in the command; where that is too long for a button it is to be typed.
    """
    options = contenders(found)
    suffix = f"{after} on {on.isoformat()}" if on else after
    blocks: list[Block] = [
        Heading(f"Which “{shown(found.query)}” do you mean?"),
        Bullets(tuple((Bold(named(m.body)), f", {lifetime(m.body)}: {because(m)}") for m in options)),
    ]
    today = {code for m in options for code in (b.code for b, _ in context.register.now(m.body))}
    if len(today) == 1 and (body := context.register.body(today.pop())):
        blocks.append(Text(("Whichever it is, ", Bold(named(body)), " decides there today.")))
    orders = [f"{command} {match.body.code}{suffix}" for match in options]
    if all(len(order) <= LONGEST for order in orders):
        names = (short_name(match.body)[:80] for match in options)
        blocks.append(Choices(tuple(map(Choice, names, orders))))
    else:
        blocks.append(Bullets(tuple((Code(context.type(order)),) for order in orders)))
    return Reply(tuple(blocks), Outcome.AMBIGUOUS)
