"""A request's events and clock as a timeline: whose move it was when, what is due, and the picture of it."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from commands.cards.foi_clock import late_words
from commands.cards.foi_words import DEADLINE, event_words, stage_words
from commands.core.moments import short_day
from commands.core.reply import Picture
from commands.core.words import weekday
from law.foi.clock import Clock, ClockSettings, Stage, clock
from law.foi.regime import Calendars, Regime, rules
from law.foi.story import Event, in_order

if TYPE_CHECKING:
    from commands.cards.foi_timeline import Mark, Span, Timeline

_ALT = 1000
_COMMISSIONER = (Stage.ICO, Stage.TRIBUNAL)
_BODY = (Stage.WAITING, Stage.REVIEW)


async def picture(name: str, timeline: "Timeline") -> Picture:
    """The timeline drawn, with the same in words for those who cannot see it."""
    # Drawing takes tens of milliseconds: off the loop, and the library only when it is wanted.
    from commands.cards.foi_timeline import draw

    return Picture(f"{name}.png", await asyncio.to_thread(draw, timeline), alt(timeline))


def timeline(
    title: str,
    events: Sequence[Event],
    now: Clock,
    regime: Regime,
    calendars: Calendars,
    today: date,
    settings: ClockSettings,
) -> "Timeline":
    """What there is to draw of a request; `now` is its clock today."""
    from commands.cards.foi_timeline import Mark, Timeline

    ordered = in_order(events)
    state = "; ".join(filter(None, (stage_words(now.stage, now.result), late_words(now))))
    return Timeline(
        title,
        f"{rules(regime).act}. {weekday(today)}: {state}.",
        today,
        tuple(Mark(event.on, event_words(event, regime)) for event in ordered),
        tuple(_coming(now, today)),
        tuple(_spans(ordered, regime, calendars, today, settings)),
        over=not now.open,
    )


def alt(drawn: "Timeline") -> str:
    """The picture in words."""
    happened = "; ".join(f"{short_day(mark.day, drawn.today)} {mark.words}" for mark in drawn.happened)
    coming = "; ".join(f"{short_day(mark.day, drawn.today)} {mark.words}" for mark in drawn.coming)
    words = f"Timeline of {drawn.title}. What happened: {happened or 'nothing yet'}."
    return f"{words}{f' Deadlines: {coming}.' if coming else ''}"[:_ALT]


def _coming(now: Clock, today: date) -> "Iterator[Mark]":
    from commands.cards.foi_timeline import Mark

    marks = []
    for each in now.deadlines:
        missed = each.day < today
        marks.append(Mark(each.day, DEADLINE[each.what], heavy=each is now.main, missed=missed))
        if each.code_day is not None:
            marks.append(Mark(each.code_day, "as the section 45 Code counts", missed=each.code_day < today))
    yield from sorted(marks, key=lambda mark: mark.day)


def _spans(
    ordered: Sequence[Event], regime: Regime, calendars: Calendars, today: date, settings: ClockSettings
) -> "Iterator[Span]":
    """Whose move it was between each event and the next, judged by what had happened until then."""
    from commands.cards.foi_timeline import Move, Span

    for number, event in enumerate(ordered):
        start = event.on
        end = ordered[number + 1].on if number + 1 < len(ordered) else today
        if end <= start:
            continue
        then = clock(ordered[: number + 1], regime, calendars, end, settings)
        if then.stage in _BODY and then.main is not None and then.main.day < end:
            last = max(then.main.day, start)
            if last > start:
                yield Span(start, last, Move.THEIRS)
            yield Span(last, end, Move.LATE)
        elif then.stage in _BODY:
            yield Span(start, end, Move.THEIRS)
        elif then.stage in _COMMISSIONER:
            yield Span(start, end, Move.JUDGED)
        elif then.open:
            yield Span(start, end, Move.OURS)
