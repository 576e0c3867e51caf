"""A batch before it is made: whom it is for, the days, the shares, a letter, and what to know of costs."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from commands.cards import spreadsheet
from commands.core.context import Context
from commands.core.moments import counted, short_day
from commands.core.reply import (
    Attachment,
    Block,
    Bold,
    Bullets,
    Code,
    Fields,
    Heading,
    Line,
    Note,
    Table,
    Text,
)
from commands.core.text import shown
from commands.core.words import listing, named, short_name, weekday
from commands.desk.ledger import RULE
from commands.desk.planning import Plan, Planned
from commands.desk.sets import Chosen
from law.foi.costs import LIMIT, WINDOW
from register import Register
from register.model import Body

_ROWS = 40
"""Rows of a table in the answer; the file has all."""
_MOST_WARNED, _MOST_NAMED, _MOST_DAYS = 8, 12, 12
_NOBODY = "nobody yet"
_COLUMNS = ("code", "body", "send_on", "whose", "foi_address", "whatdotheyknow", "similar_requests")


def who(chosen: Chosen, excluded: tuple[Body, ...], missed: tuple[Body, ...]) -> tuple[Block, ...]:
    """Who was meant by what was typed: those replaced, named twice, left out, and not in it anyway."""
    lines: list[Line] = [(each.words,) for each in chosen.replaced]
    lines += [(note,) for note in chosen.notes]
    if chosen.doubled:
        lines.append((f"Named more than once, asked once: {_names(chosen.doubled)}.",))
    if excluded:
        lines.append((Bold("Left out: "), f"{_names(excluded)}."))
    if missed:
        lines.append((f"Not among them anyway: {_names(missed)}.",))
    return (Bullets(tuple(lines)),) if lines else ()


def preview(context: Context, plan: Plan, number: int | None, today: date) -> tuple[Block, ...]:
    """The whole of it; `number` is the draft's, None while something is missing for it."""
    register, batch = context.register, plan.batch
    many = counted(len(plan.planned), "request")
    draft = f"Batch {number}, a draft" if number is not None else "A batch that is not complete"
    return (
        Heading(f"{draft}: {many} to {batch.name}"),
        Text(("Nothing is made and nothing sent.",)),
        Fields(tuple(_facts(register, plan))),
        *_days(plan, today),
        table(register, plan, today),
        *warnings(plan),
        *_example(plan),
        as_csv(register, plan, f"batch-{number or 'draft'}.csv"),
    )


def missing(context: Context, plan: Plan, again: str) -> tuple[Block, ...]:
    """What is still to be given, and how; `again` is the command without it."""
    asked = tuple((Bold(each.name), f": {each.words}") for each in plan.missing)
    form = "; ".join(f"{each.name} = …" for each in plan.missing)
    return (
        Text((Bold("Still missing, the same for every body:"),)),
        Bullets(asked),
        Text(("Say it all again with it: ", Code(context.type(f"{again} --fields {form}")))),
    )


def table(register: Register, plan: Plan, today: date) -> Table:
    """Each body with its day, whose it is, and how it can be reached; the first `_ROWS`."""
    rows = tuple(
        (
            named(each.body),
            short_day(each.on, today),
            _whose(plan, each),
            _reached_by(register, each.body) or "no address known",
        )
        for each in plan.planned[:_ROWS]
    )
    return Table(("body", "to be sent", "whose", "reached by"), rows)


def warnings(plan: Plan) -> Iterator[Block]:
    """What the bodies may cost together: with earlier requests, and with those that come after this."""
    if plan.warned:
        bodies = [each.body for each in plan.planned if each.body.code in plan.warned]
        many = counted(len(bodies), "body", "bodies")
        yield Text((Bold(f"{many} had similar requests from this campaign lately:"),))
        yield Bullets(tuple(_earlier(plan, body) for body in bodies[:_MOST_WARNED]))
        if len(bodies) > _MOST_WARNED:
            yield Note((f"{len(bodies) - _MOST_WARNED} more are in the file.",))
    words = (
        "A body may add up what it costs to answer requests “in concert or in pursuance of a campaign” for "
        f"similar information within {WINDOW} consecutive working days, and refuse them all above £{LIMIT} "
        "(18 hours at £25). A batch asks each body once; do not ask them the like again before that time is "
        "over. "
    )
    yield Text((words, "The rule: ", RULE, "."))


def as_csv(register: Register, plan: Plan, name: str) -> Attachment:
    """All of it as a table to take away."""
    rows = []
    for each in plan.planned:
        contacts = register.contacts(each.body.code)
        earlier = plan.warned.get(each.body.code)
        similar = "; ".join(str(sent.request_id) for sent in earlier.similar) if earlier else ""
        addresses = (
            contact.value if contact and not contact.old else ""
            for contact in (contacts.foi_email, contacts.whatdotheyknow)
        )
        whose = _whose(plan, each)
        rows.append((each.body.code, each.body.name, each.on.isoformat(), whose, *addresses, similar))
    return spreadsheet.as_csv(name, _COLUMNS, rows, f"{counted(len(rows), 'body', 'bodies')}, all of them")


def shares(plan: Plan) -> str:
    """``Jo 6, Mo 5``: how many each has."""
    many = Counter(each.person for each in plan.planned)
    found = [f"{shown(name)} {many[person]}" for person, name in plan.names.items() if many[person]]
    return ", ".join([*found, *([f"{_NOBODY} {many[None]}"] if many[None] else [])])


def _facts(register: Register, plan: Plan) -> Iterator[tuple[str, Line]]:
    letter, days = plan.letter, [each.on for each in plan.planned]
    yield "Letter", (f"{letter.title} ({letter.name}, version {letter.version}), under the {plan.regime}",)
    yield "Subject", (shown(plan.batch.subject, 200),)
    reached = [_reached_by(register, each.body) for each in plan.planned]
    address = sum("address" in each for each in reached)
    page = sum("WhatDoTheyKnow" in each for each in reached)
    yield (
        "Reached by",
        (f"{address} of {len(days)} have a known FOI address, {page} a page on WhatDoTheyKnow",),
    )
    nowhere = [each.body for each, words in zip(plan.planned, reached, strict=True) if not words]
    if nowhere:
        yield "Without either", (f"{_names(nowhere)}: look for their address first",)
    yield "Sending", (_when(days, plan.batch.per_day),)
    if not plan.names:
        words = "nobody: they wait for whoever claims them. Name people with --to, or make volunteers"
        yield "Shared out", (words,)
    else:
        yield "Shared out", (shares(plan),)


def _when(days: list[date], per_day: int) -> str:
    if days[0] == days[-1]:
        return f"all on {weekday(days[0])}"
    return f"from {weekday(days[0])} to {weekday(days[-1])}, {per_day} a working day"


def _days(plan: Plan, today: date) -> Iterator[Block]:
    many = Counter(each.on for each in plan.planned)
    if len(many) > 1:
        rows = tuple((short_day(day, today), str(n)) for day, n in list(many.items())[:_MOST_DAYS])
        yield Table(("day", "letters"), rows)
        if len(many) > _MOST_DAYS:
            yield Note((f"And so on, on {len(many) - _MOST_DAYS} more working days.",))


def _earlier(plan: Plan, body: Body) -> Line:
    similar = plan.warned[body.code].similar
    listed = ", ".join(
        f"request {one.request_id} ({weekday(one.on)}: {shown(one.subject)})" for one in similar
    )
    return (Bold(short_name(body)), f": {listed}")


def _example(plan: Plan) -> Iterator[Block]:
    filled = plan.example
    yield Heading(f"The first letter, to {short_name(plan.planned[0].body)}")
    yield Fields((("Subject", (filled.subject,)),))
    yield from (Text((row,)) for row in filled.body.split("\n") if row)
    yield from (Note((note,)) for note in filled.notes)


def _reached_by(register: Register, body: Body) -> str:
    contacts = register.contacts(body.code)
    ways = (("FOI address", contacts.foi_email), ("WhatDoTheyKnow", contacts.whatdotheyknow))
    return ", ".join(words for words, contact in ways if contact and not contact.old)


def _whose(plan: Plan, each: Planned) -> str:
    return shown(plan.names.get(each.person, _NOBODY)) if each.person is not None else _NOBODY


def _names(bodies: tuple[Body, ...] | list[Body]) -> str:
    names = [named(each) for each in bodies[:_MOST_NAMED]]
    return listing([*names, f"{len(bodies) - _MOST_NAMED} more"] if len(bodies) > _MOST_NAMED else names)
