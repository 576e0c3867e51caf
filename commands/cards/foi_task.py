"""A request as a task: whose it is, by when, how it stands; as a line of a list and after a change."""

from collections.abc import Mapping, Sequence
from datetime import date

from commands.cards.foi_clock import late_words
from commands.cards.foi_recorded import stands
from commands.cards.foi_steps import next_steps
from commands.cards.foi_words import DEADLINE, body_words, heading, stage_words
from commands.core.context import Context
from commands.core.moments import days_left, london_day
from commands.core.reply import Block, Bold, Choice, Choices, Code, Heading, Line, Reply, Text
from commands.core.text import shown
from commands.core.words import weekday
from commands.desk.cases import Case
from law.foi.clock import Clock

NOBODY = "nobody has it in hand"
SOMEBODY = "somebody who has been forgotten"
_MOST = 10


def line(found: Case, names: Mapping[int, str], today: date, me: int | None = None) -> Line:
    """A request in a list: number, body, subject, stage, the date that counts, who has it in hand.

    `me` is whoever asks.
    """
    request = found.request
    facts = [stage_words(found.clock.stage, found.clock.result)]
    if request.priority > 0:
        facts.insert(0, "high priority")
    if due := due_words(found.clock, today):
        facts.append(due)
    if found.clock.open:
        facts.append(whose(found, names, me))
    if request.deferred_until is not None and request.deferred_until > today:
        facts.append(f"rests until {weekday(request.deferred_until)}")
    about = f"{body_words(request.body_name)}, “{shown(request.subject, 60)}”"
    return (Bold(f"{request.id} "), about, f": {'; '.join(facts)}")


def due_words(clock: Clock, today: date) -> str:
    """The date that counts: ``answer due Tuesday 1 December 2026, in 10 days``, or by how much it is late."""
    if clock.main is None:
        return clock.problem
    off = late_words(clock) if clock.late else days_left(clock.main.day, today)
    return f"{DEADLINE[clock.main.what]} {weekday(clock.main.day)}, {off}"


def whose(found: Case, names: Mapping[int, str], me: int | None = None) -> str:
    """Who has it in hand, and by when that is wanted; `me` is whoever asks."""
    request = found.request
    if request.assignee is None:
        return NOBODY
    mine = request.assignee == me
    words = "in your hands" if mine else f"in the hands of {shown(names.get(request.assignee, SOMEBODY))}"
    return f"{words}, wanted by {weekday(request.wanted_by)}" if request.wanted_by else words


def changed(
    context: Context,
    found: Case,
    what: str,
    back: str,
    *,
    more: Sequence[Block] = (),
    first: Sequence[Choice] = (),
) -> Reply:
    """The answer to whoever changed a task: what was done, how it stands, the way back, the next steps.

    `back` is the command that undoes it, without prefix; `first` are choices before the usual ones.
    """
    steps = (*first, *next_steps(found).options)
    blocks: list[Block] = [Heading(heading(found.request)), Text((what,)), *stands(context, found), *more]
    if back:
        blocks.append(Text(("The way back: ", Code(context.type(back)), ".")))
    return Reply((*blocks, Choices(steps[:_MOST])))


def names_in(found: Sequence[Case]) -> set[int]:
    """The people whose names a list of requests needs."""
    return {each.request.assignee for each in found if each.request.assignee is not None}


def today_of(context: Context) -> date:
    """The day it is in London for whoever asks."""
    return london_day(context.request.now)
