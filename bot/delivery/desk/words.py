"""Messages of the desk: one request to somebody, several in a digest, and what a channel is told; pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from bot.delivery.desk.lookup import Known
from bot.delivery.desk.plan import Chase, Entry, Hint, Moved
from bot.delivery.desk.reasons import is_private
from bot.delivery.desk.sayings import late, what
from commands.cards.foi_clock import counts_now, late_words
from commands.cards.foi_steps import next_steps
from commands.cards.foi_suggested import choices
from commands.cards.foi_words import DEADLINE, body_words, heading
from commands.core.moments import counted, days_left
from commands.core.reply import (
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Heading,
    Line,
    Link,
    Mention,
    Note,
    Reply,
    Span,
    Text,
)
from commands.core.request import Person, Platform
from commands.core.text import shown
from commands.core.words import weekday
from commands.desk import telling
from commands.desk.cases import Case
from commands.desk.promises import Promise
from commands.desk.suggesting import is_open
from commands.desk.telling import Reach
from law import letters
from law.foi.ladder import Step
from law.foi.story import Event
from storage.foi_follows import Suggestion
from storage.foi_reminders import Reminder

MOST: Final = 15
"""Requests of a digest that are told; the rest are counted."""
_CHOICES = 10
_STEPS = 7
_CONFIRMED = 2
"""Suggestions that can be confirmed in a digest of several requests."""
_ALL_SUGGESTED: Final = Choice("What is to be confirmed", "wdtk list")
_WHOLE = Step | Promise | Event | Moved | Chase | Reminder
"""What is told with the clock and the next steps."""
_ELSEWHERE = (
    "This is told here because the channel it is for cannot be posted to. Order in the one to use instead: "
)


def to_somebody(requests: Sequence[Sequence[Entry]], known: Known, prefix: str, today: date) -> Reply:
    """What somebody is told in private of these requests, each with what there is to tell of it."""
    others, mine = _parted(requests)
    if not others and len(mine) == 1:
        return _one(mine[0], known, prefix, today, public=False)
    items = tuple(_item(entries, known, today, public=False) for entries in mine[:MOST])
    blocks: list[Block] = [Heading(f"Your requests on {weekday(today)}" if mine else "The FOI desk")]
    blocks += [*_named(others, known, prefix), *([Bullets(items)] if items else [])]
    if len(mine) > MOST:
        blocks.append(
            Text((f"And {counted(len(mine) - MOST, 'more request')}: ", Code(f"{prefix}mine"), "."))
        )
    blocks.append(Note(("Dates are calculated.",)))
    pressed = list(_to_confirm(requests))
    numbers = [_case(entries).request.id for entries in requests[: _CHOICES - len(pressed)]]
    shows = tuple(Choice(f"Show {number}", f"foi show {number}") for number in numbers)
    return Reply((*blocks, *_instead(requests, prefix), Choices((*pressed, *shows))))


def to_channel(requests: Sequence[Sequence[Entry]], known: Known, prefix: str, today: date) -> Reply:
    """What a channel is told: of requests for everybody, and who is asked to see to theirs."""
    named, everybodys = _parted(requests)
    if not named and len(everybodys) == 1:
        return _one(everybodys[0], known, prefix, today, public=True)
    items = tuple(_item(entries, known, today, public=True) for entries in everybodys[:MOST])
    blocks: list[Block] = [Heading("The FOI desk"), *_named(named, known, prefix)]
    blocks += [Bullets(items)] if items else []
    if len(everybodys) > MOST:
        left = counted(len(everybodys) - MOST, "more request")
        blocks.append(Text((f"And {left}: ", Code(f"{prefix}foi list"), ".")))
    blocks.append(Note(("Dates are calculated.",)))
    free = [_case(each).request for each in everybodys if _case(each).request.assignee is None][:_CHOICES]
    claims = tuple(Choice(f"Take {each.id}", f"foi claim {each.id}") for each in free)
    return Reply((*blocks, *_instead(requests, prefix), *((Choices(claims),) if claims else ())))


def _parted(requests: Sequence[Sequence[Entry]]) -> tuple[list[Entry], list[list[Entry]]]:
    """What names somebody who cannot be told themselves; and the rest, by request."""
    named = [entry for entries in requests for entry in entries if entry.whom is not None]
    rest = [[entry for entry in entries if entry.whom is None] for entries in requests]
    return named, [entries for entries in rest if entries]


def closed(whom: Reach, prefix: str) -> Reply:
    """That somebody cannot be written to, for organisers."""
    name = shown(whom.accounts[0].name)
    return Reply(
        (
            Heading(f"{name} cannot be written to in private"),
            Text(
                (
                    f"What {name} is to be reminded of goes to the channel for the desk, by name, if there "
                    "is one. Ask them to write me a private message, such as ",
                    Code(f"{prefix}mine"),
                    ": from then on I answer there. Or give their requests to somebody else: ",
                    Code(f"{prefix}foi list"),
                    ".",
                )
            ),
        )
    )


def _one(entries: Sequence[Entry], known: Known, prefix: str, today: date, *, public: bool) -> Reply:
    """One request, with its clock and what to press."""
    case = _case(entries)
    blocks: list[Block] = [Heading(heading(case.request))]
    for entry in entries:
        blocks.append(
            Text((Bold(f"{what(entry, known, public=public)}."), *_said_late(entry), *_there(entry)))
        )
    if case.clock.open and any(isinstance(each.about, _WHOLE) or _given(each) for each in entries):
        blocks += counts_now(case.clock, today)
        blocks.append(Text((Bold("Next: "), case.clock.next_step)))
        blocks += _letter(case, entries, prefix)
    if case.request.url:
        blocks.append(Text((Link("Its page", case.request.url),)))
    return Reply((*blocks, *_instead([entries], prefix), Choices(tuple(_choices(case, entries)))))


def _choices(case: Case, entries: Sequence[Entry]) -> Iterator[Choice]:
    number = case.request.id
    suggested = [each.about for each in entries if isinstance(each.about, Suggestion)]
    if suggested:
        pressed = [choice for each in suggested for choice in choices(each, named=len(suggested) > 1)]
        yield from pressed if len(pressed) < _CHOICES else [*pressed[: _CHOICES - 2], _ALL_SUGGESTED]
    elif any(each.mine for each in entries):
        yield from next_steps(case, show=False).options[:_STEPS]
        yield Choice("Remind me tomorrow", f"foi snooze {number} tomorrow")
        yield Choice("Remind me in a week", f"foi snooze {number} in 1 week")
    elif case.request.assignee is None and case.clock.open:
        yield Choice("Take it", f"foi claim {number}")
    yield Choice("Show the request", f"foi show {number}")


def _to_confirm(requests: Sequence[Sequence[Entry]]) -> Iterator[Choice]:
    """What pages show, to confirm in a press or two; the list of it where there is more to say."""
    entries = [entry.about for some in requests for entry in some]
    suggested = [each for each in entries if isinstance(each, Suggestion)]
    plain = [each for each in suggested if not is_open(each)][:_CONFIRMED]
    for each in plain:
        yield from choices(each, named=True)
    if len(plain) < len(suggested):
        yield _ALL_SUGGESTED


def _item(entries: Sequence[Entry], known: Known, today: date, *, public: bool) -> Line:
    """A request in a digest: what is to be told, the date that counts with its working, the page."""
    case = _case(entries)
    request, main = case.request, case.clock.main
    about = f"{body_words(request.body_name)}, “{shown(request.subject, 60)}”: "
    said = ". ".join(what(each, known, public=public) for each in entries)
    spans: list[Span] = [Bold(f"{request.id} "), about, Bold(f"{said}."), *_said_late(entries[0])]
    for entry in entries:
        spans += _there(entry)
    if main is not None and case.clock.open:
        off = late_words(case.clock) or days_left(main.day, today)
        name = DEADLINE[main.what]
        spans.append(f" {name[0].upper()}{name[1:]}: {weekday(main.day)}, {off}. {main.working}")
    if request.url:
        spans += [" ", Link("Its page", request.url)]
    return tuple(spans)


def _named(named: Sequence[Entry], known: Known, prefix: str) -> Iterator[Block]:
    """Who is asked to see to what: a line each, without reasons and anybody's words."""
    people: dict[int, list[Entry]] = {}
    for entry in named:
        assert entry.whom is not None
        people.setdefault(entry.whom.person_id, []).append(entry)
    for entries in people.values():
        asks = [f"request {_case([each]).request.id}: {what(each, known, public=True)}" for each in entries]
        yield Text((_name(entries[0]), f": {'; '.join(asks)}."))
    if people:
        words = "I cannot write to them in private. Whoever writes to me there, for example "
        yield Note((words, Code(f"{prefix}mine"), ", hears of it there from then on."))


def _name(entry: Entry) -> Span:
    """Somebody: in a channel so that they notice, where they have an account on its network."""
    assert entry.whom is not None
    accounts = entry.whom.accounts
    here = next((each for each in accounts if each.platform == entry.row.platform), None)
    if here is None or is_private(entry.row):
        return Bold(shown(accounts[0].name))
    return Mention(Person(Platform(here.platform), here.id, here.name))


def _letter(case: Case, entries: Sequence[Entry], prefix: str) -> Iterator[Block]:
    steps = (each.about.letter for each in entries if isinstance(each.about, Step))
    name = next((each for each in steps if each), None) or case.clock.letter
    if name is not None:
        command = Code(f"{prefix}foi letter {case.request.id} {name}")
        yield Text((Bold("The letter that fits: "), f"{letters.get(name).title}: ", command))


def _instead(requests: Sequence[Sequence[Entry]], prefix: str) -> Iterator[Block]:
    if any(entry.why.instead for entries in requests for entry in entries):
        yield Note((_ELSEWHERE, Code(f"{prefix}setup channel foi"), "."))


def _said_late(entry: Entry) -> Line:
    return (f" {late(entry)}",) if late(entry) else ()


def _there(entry: Entry) -> Line:
    about = entry.about
    return (" ", Link("Read it there", about.url)) if isinstance(about, Suggestion) else ()


def _given(entry: Entry) -> bool:
    """Whether it says that somebody was given or asked something."""
    return entry.why.kind in (telling.ASSIGNED, telling.HELPING) or isinstance(entry.about, Hint)


def _case(entries: Sequence[Entry]) -> Case:
    case = entries[0].case
    assert case is not None
    return case
