"""All of a request as an answer: what it is, what happened, every clock, what was noted, what comes next."""

from collections.abc import Iterator

from commands.cards.foi_clock import every_clock, late_words
from commands.cards.foi_recorded import evidence
from commands.cards.foi_steps import next_steps
from commands.cards.foi_story import picture, timeline
from commands.cards.foi_words import body_words, event_words, heading, stage_words
from commands.core.context import Context
from commands.core.moments import counted, london_day, short_day
from commands.core.reply import Block, Bold, Bullets, Code, Fields, Heading, Line, Link, Note, Text
from commands.core.text import shown
from commands.core.words import listing, named, weekday
from commands.desk.happening import today
from commands.desk.whole import Whole
from law import letters
from law.foi.regime import rules
from law.foi.story import Kind

_NOTES = 8
_NOBODY = "nobody"
_FORGOTTEN = "somebody who has been forgotten"


async def card(context: Context, whole: Whole) -> tuple[Block, ...]:
    """Everything there is about it."""
    case, now = whole.case, today(context)
    clock, request = case.clock, case.request
    state = "; ".join(filter(None, (stage_words(clock.stage, clock.result), late_words(clock))))
    title = heading(request)
    drawn = timeline(
        title, case.events, clock, request.regime, whole.desk.calendars, now, whole.desk.settings.clock
    )
    blocks: list[Block] = [Heading(title), Fields(tuple(_facts(context, whole, state)))]
    blocks += [Text((Bold("What happened"),)), Bullets(tuple(_story(context, whole)))]
    if clock.deadlines or clock.problem:
        blocks += [Text((Bold("What is due"),)), *every_clock(clock, now)]
    blocks.append(Text((Bold("Next: "), clock.next_step)))
    if clock.letter is not None:
        letter = letters.get(clock.letter).title
        command = Code(context.type(f"foi letter {request.id}"))
        blocks.append(Text((Bold("The letter that fits: "), f"{letter}: ", command)))
    blocks += _notes(context, whole)
    blocks.append(await picture(f"foi-{request.id}", drawn))
    blocks.append(Note(("Dates are calculated from what was recorded; they are not legal advice.",)))
    return (*blocks, next_steps(case, show=False))


def _facts(context: Context, whole: Whole, state: str) -> Iterator[tuple[str, Line]]:
    request, now = whole.case.request, today(context)
    yield "Body", _body(context, whole)
    yield "Asked for", (shown(request.subject, 300),)
    yield "Under", (rules(request.regime).act,)
    yield "Stands", (Bold(state),)
    if whole.case.clock.open:
        yield "In hand", (_hands(whole),)
    if request.deferred_until is not None and request.deferred_until > now:
        yield "Rests until", (weekday(request.deferred_until),)
    if request.send_on is not None and not any(event.kind is Kind.SENT for event in whole.case.events):
        yield "To be sent", (weekday(request.send_on),)
    if request.url:
        yield "Page", (Link(request.url, request.url),)


def _body(context: Context, whole: Whole) -> Line:
    """The body that was asked, and who has taken its place since."""
    request = whole.case.request
    words = f"{body_words(request.body_name)} ({request.body_code})"
    body = context.register.body(request.body_code)
    if body is None or body.status == "open":
        return (words,)
    heirs = [named(heir) for heir, _ in context.register.now(body)]
    closed = f", closed {weekday(body.closed)}" if body.closed else ", closed"
    return (words, f"{closed}; today: ", Bold(listing(heirs))) if heirs else (words, closed)


def _hands(whole: Whole) -> str:
    request = whole.case.request
    words = _NOBODY if request.assignee is None else _name(whole, request.assignee)
    if request.wanted_by is not None and request.assignee is not None:
        words = f"{words}, wanted by {weekday(request.wanted_by)}"
    if whole.helpers:
        words = f"{words}; {listing([_name(whole, each) for each in whole.helpers])} help"
    return words


def _story(context: Context, whole: Whole) -> Iterator[Line]:
    """The events by their days, numbered as `foi correct` counts them."""
    regime, now = whole.case.request.regime, today(context)
    for number, event in enumerate(whole.events, start=1):
        words = f" {short_day(event.on, now)}: {event_words(event, regime)}"
        stored = whole.recorded.get(event.id or 0)
        by = f", says {_name(whole, stored.by_person)}" if stored and stored.by_person else ""
        yield (Bold(f"{number}"), f"{words}{by}.", *evidence(event))
    if not whole.case.events:
        yield ("Nothing yet.",)
    if whole.corrected:
        was = "was" if whole.corrected == 1 else "were"
        yield (f"{counted(whole.corrected, 'entry', 'entries')} {was} taken back or corrected.",)


def _notes(context: Context, whole: Whole) -> Iterator[Block]:
    if not whole.notes:
        return
    now = today(context)
    items: list[Line] = []
    for note in whole.notes[-_NOTES:]:
        by = f"{_name(whole, note.by_person)}, " if note.by_person else ""
        words: Line = (f"{by}{short_day(london_day(note.at), now)}: {shown(note.words, 300)}",)
        items.append((*words, " ", Link(note.url, note.url)) if note.url else words)
    earlier = len(whole.notes) - len(items)
    yield Text((Bold("Notes and evidence"), f" (and {earlier} earlier)" if earlier else ""))
    yield Bullets(tuple(items))


def _name(whole: Whole, person: int) -> str:
    return shown(whole.names.get(person, _FORGOTTEN), 40)
