"""Deadlines as an answer shows them: the day, how far off it is, what it rests on, and how it was counted."""

from collections.abc import Iterator
from datetime import date

from commands.cards.foi_words import DEADLINE
from commands.core.moments import counted, days_left
from commands.core.reply import Block, Bold, Bullets, Fields, Line, Link, Note, Text
from commands.core.words import weekday
from law.foi.clock import Clock, Deadline


def counts_now(clock: Clock, today: date) -> tuple[Block, ...]:
    """The deadline that counts now with its working and its source; what is wrong where there is none."""
    blocks: list[Block] = []
    if clock.main is not None:
        blocks.append(Fields((row(clock.main, clock, today),)))
        blocks.append(Note((clock.main.working,)))
    if clock.problem:
        blocks.append(Text((clock.problem,)))
    return tuple(blocks)


def every_clock(clock: Clock, today: date) -> tuple[Block, ...]:
    """Every deadline that matters now, soonest first, and under them how each was counted."""
    blocks: list[Block] = []
    if clock.deadlines:
        blocks.append(Fields(tuple(row(each, clock, today) for each in clock.deadlines)))
        workings: Iterator[Line] = ((Bold(f"{_title(each)}: "), each.working) for each in clock.deadlines)
        blocks.append(Bullets(tuple(workings)))
    if clock.problem:
        blocks.append(Text((clock.problem,)))
    return tuple(blocks)


def row(deadline: Deadline, clock: Clock, today: date) -> tuple[str, Line]:
    """One deadline: ``Answer due: Monday 30 November 2026, in 9 days (calculated; FOIA section 10(1))``."""
    parts: list[str] = [f", {_off(deadline, clock, today)}"]
    if deadline.code_day is not None:
        parts.append(f"; by the section 45 Code's count {weekday(deadline.code_day)}")
    words: Line = (Bold(weekday(deadline.day)), "".join(parts), " (calculated; ")
    return _title(deadline), (*words, Link(deadline.rule, deadline.source), ")")


def late_words(clock: Clock) -> str:
    """``late by 4 working days``, ``late`` on days off before the first of them, empty where it is not."""
    if not clock.late:
        return ""
    return f"late by {counted(clock.late_by, 'working day')}" if clock.late_by else "late"


def _off(deadline: Deadline, clock: Clock, today: date) -> str:
    if deadline is clock.main and clock.late:
        return late_words(clock)
    return days_left(deadline.day, today)


def _title(deadline: Deadline) -> str:
    words = DEADLINE[deadline.what]
    return f"{words[0].upper()}{words[1:]}"
