"""Who was responsible for a place or a body's area on a day, and through the years."""

from datetime import date

from commands.core.context import Context
from commands.core.reply import (
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Heading,
    Line,
    Note,
    Outcome,
    Reply,
    Text,
)
from commands.core.words import day, named, percent, weekday
from register.model import Body, Era, Match, Place


def subject(match: Match) -> Body | Place:
    """What a match is about: the place it was found through, or the body itself."""
    return match.place or match.body


def title(thing: Body | Place) -> str:
    """How to call it in a heading."""
    return named(thing) if isinstance(thing, Body) else thing.name or thing.code


def on_that_day(context: Context, match: Match, on: date) -> Reply:
    """Who commissioned care there on `on`."""
    thing = subject(match)
    answer = context.register.responsible(thing, on, context.request.now.date())
    blocks: list[Block] = [Heading(f"{title(thing)} on {weekday(on)}")]
    if answer.bodies:
        blocks.append(Bullets(tuple(_with_share(body, share) for body, share in answer.bodies)))
    if not answer.known:
        blocks.append(Text((answer.why_not,)))
    if answer.basis:
        blocks.append(Note((answer.basis,)))
    options = tuple(Choice(named(body)[:80], f"ccg {body.code}") for body, _ in answer.bodies[:4])
    if options:
        blocks.append(Choices(options))
    return Reply(tuple(blocks), Outcome.ANSWERED if answer.bodies or answer.known else Outcome.NOT_FOUND)


def eras(thing: Body | Place, history: tuple[Era, ...]) -> tuple[Block, ...]:
    """Every era as a line: from when to when, and who."""
    items = []
    for era in history:
        until = f"to {day(era.until)}" if era.until else "to today"
        bodies: Line = ()
        for number, (body, share) in enumerate(era.bodies):
            bodies = (*bodies, *(("; ",) if number else ()), *_with_share(body, share))
        items.append((Bold(f"{day(era.since)} {until}"), ": ", *bodies))
    return (Heading(f"Who decided about NHS care: {title(thing)}"), Bullets(tuple(items)))


def _with_share(body: Body, share: float | None) -> Line:
    part = f", {percent(share)} of it" if share is not None and share < 0.995 else ""
    return (Bold(named(body)), part)
