"""The timeline of a request as a picture: what happened, what is to come, and whose move it was.

Along the top runs the time, with a numbered mark for each event and a lettered one for each deadline;
underneath each mark is told in words, so that nothing overlaps however much happened in one week.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from PIL import Image, ImageDraw

from commands.cards import pens
from commands.cards.foi_axis import Axis
from commands.core.moments import short_day

MOST_EVENTS: Final = 24
MOST_DEADLINES: Final = 10
"""Marks there is room for: the latest events and the next deadlines; how many are left out is said."""

_WIDTH, _MARGIN, _ROW = 1200, 40, 31
_TOP, _MIDDLE, _BOTTOM, _WORDS = 152, 212, 272, 366
_CHIP, _APART, _SIZE = 14, 32, 18
_BETWEEN = 36
_COLUMN = (_WIDTH - 2 * _MARGIN - _BETWEEN) // 2
_FEW = 8
_RED = "#b3261e"


class Move(StrEnum):
    """Whose move it was, in the words of the key."""

    THEIRS = "their move"
    LATE = "they are late"
    OURS = "our move"
    JUDGED = "with the Commissioner or the tribunal"


_COLOUR: Final = {Move.THEIRS: "#2f6fb0", Move.LATE: _RED, Move.OURS: "#d18b16", Move.JUDGED: "#6d5a99"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A day in words; `heavy` for the deadline that counts now, `missed` for one that has passed."""

    day: date
    words: str
    heavy: bool = False
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Whose move it was from one day to another."""

    start: date
    end: date
    move: Move


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that is drawn; `happened` and `coming` in the order of their days.

    Once the request is `over`, today is shown only where it lies near.
    """

    title: str
    words: str
    today: date
    happened: tuple[Mark, ...] = ()
    coming: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A line under the axis: of a mark, with its `chip`, or a heading without one."""

    words: str
    day: str = ""
    chip: str = ""
    mark: Mark | None = None


def draw(timeline: Timeline) -> bytes:
    """The picture as PNG bytes: 1200 pixels wide, at most about 1000 high."""
    left, right = _columns(timeline)
    height = _WORDS + max(len(left), len(right)) * _ROW + _MARGIN // 2
    picture = Image.new("RGB", (_WIDTH, height), pens.PAPER)
    pen = ImageDraw.Draw(picture)
    room = _WIDTH - 2 * _MARGIN
    pen.text((_MARGIN, 22), pens.cut(timeline.title, 28, room), pens.INK, pens.font(28))
    pen.text((_MARGIN, 62), pens.cut(timeline.words, 20, room), pens.QUIET, pens.font(20))
    _time(pen, timeline)
    for x, rows in ((_MARGIN, left), (_MARGIN + _COLUMN + _BETWEEN, right)):
        dates = max((pens.wide(row.day, _SIZE) for row in rows), default=0)
        for number, row in enumerate(rows):
            _tell(pen, x, _WORDS + number * _ROW, row, dates)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


# --- the time ---


def _time(pen: ImageDraw.ImageDraw, timeline: Timeline) -> None:
    """The axis with whose move it was, today, and the marks."""
    happened, coming = _marks(timeline)
    days = [mark.day for mark in (*happened, *coming)]
    if not timeline.over or not days:
        days.append(timeline.today)
    axis = Axis.over(days, _MARGIN, _WIDTH - _MARGIN)
    axis.line(pen, _MIDDLE)
    for span in timeline.spans:
        start, end = axis.x(max(span.start, axis.first)), axis.x(span.end)
        pen.rectangle((start, _MIDDLE - 7, max(end, start + 2), _MIDDLE + 7), _COLOUR[span.move])
    if axis.first <= timeline.today <= axis.last:
        _today(pen, axis, timeline.today)
    _chips(pen, axis, _TOP, [(mark, chip) for mark, chip in zip(happened, _numbers(timeline), strict=True)])
    _chips(pen, axis, _BOTTOM, list(zip(coming, _letters(coming), strict=True)))
    axis.names(pen, _MIDDLE + 13)
    _key(pen, timeline)


def _today(pen: ImageDraw.ImageDraw, axis: Axis, day: date) -> None:
    x = axis.x(day)
    pen.line((x, _TOP - 34, x, _BOTTOM + 22), pens.INK, 2)
    words = f"today, {short_day(day, day)}"
    half = pens.wide(words, 17) / 2
    middle = min(max(x, _MARGIN + half), _WIDTH - _MARGIN - half)
    pen.text((middle, _TOP - 40), words, pens.INK, pens.font(17), anchor="ms")


def _chips(pen: ImageDraw.ImageDraw, axis: Axis, y: int, marks: list[tuple[Mark, str]]) -> None:
    """Marks side by side as near to their days as there is room, each joined to its day by a line."""
    toward = _CHIP if y < _MIDDLE else -_CHIP
    places = spread(
        [axis.x(mark.day) for mark, _ in marks], _APART, _MARGIN + _CHIP, _WIDTH - _MARGIN - _CHIP
    )
    for (mark, _), place in zip(marks, places, strict=True):
        edge = _MIDDLE - 7 if y < _MIDDLE else _MIDDLE + 7
        pen.line((place, y + toward, axis.x(mark.day), edge), pens.LINE, 2)
    for (mark, chip), place in zip(marks, places, strict=True):
        _chip(pen, place, y, chip, mark)


def _chip(pen: ImageDraw.ImageDraw, x: float, y: float, chip: str, mark: Mark) -> None:
    """A numbered disc for what happened, a lettered square for what is to come."""
    corners = (x - _CHIP, y - _CHIP, x + _CHIP, y + _CHIP)
    if chip.isdigit():
        pen.ellipse(corners, pens.INK)
        ink = pens.PAPER
    else:
        ink = _RED if mark.missed else pens.INK
        pen.rounded_rectangle(corners, 5, ink if mark.heavy else pens.PAPER, ink, 2)
        ink = pens.PAPER if mark.heavy else ink
    pen.text((x, y), chip, ink, pens.font(16), anchor="mm")


def spread(wanted: Sequence[float], apart: float, least: float, most: float) -> list[float]:
    """Places at least `apart` from each other, in order, as near as can be to those wanted.

    Places that would overlap are set side by side around the middle of what they wanted; all of them stay
    between `least` and `most` as long as there is room.
    """
    groups: list[tuple[float, int]] = []  # where the first of a group stands, and how many they are
    for place in wanted:
        start, many = place, 1
        while groups and groups[-1][0] + groups[-1][1] * apart > start:
            before, count = groups.pop()
            start = (before * count + (start - count * apart) * many) / (count + many)
            many += count
        groups.append((start, many))
    places = [start + number * apart for start, many in groups for number in range(many)]
    least_yet = [least + number * apart for number in range(len(places))]
    most_yet = [most - number * apart for number in range(len(places))][::-1]
    return [max(min(place, high), low) for place, high, low in zip(places, most_yet, least_yet, strict=True)]


def _key(pen: ImageDraw.ImageDraw, timeline: Timeline) -> None:
    """What the colours of the band mean: those that occur."""
    x: float = _MARGIN
    for move in Move:
        if any(span.move is move for span in timeline.spans):
            pen.rectangle((x, _BOTTOM + 46, x + 26, _BOTTOM + 58), _COLOUR[move])
            pen.text((x + 34, _BOTTOM + 52), move, pens.QUIET, pens.font(16), anchor="lm")
            x += 34 + pens.wide(move, 16) + 26


# --- the words ---


def _marks(timeline: Timeline) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    return timeline.happened[-MOST_EVENTS:], timeline.coming[:MOST_DEADLINES]


def _numbers(timeline: Timeline) -> list[str]:
    first = max(0, len(timeline.happened) - MOST_EVENTS)
    return [str(number + 1) for number in range(first, len(timeline.happened))]


def _letters(marks: Sequence[Mark]) -> list[str]:
    return [chr(ord("A") + number) for number in range(len(marks))]


def _columns(timeline: Timeline) -> tuple[list[_Row], list[_Row]]:
    """What happened on the left, what is to come on the right; what is too long on the left goes on there."""
    happened, coming = _marks(timeline)
    earlier, later = len(timeline.happened) - len(happened), len(timeline.coming) - len(coming)
    past = [_Row(f"What happened{f' ({earlier} earlier ones left out)' if earlier else ''}")]
    past += [_row(mark, chip, timeline) for mark, chip in zip(happened, _numbers(timeline), strict=True)]
    future = [_Row(f"Deadlines{f' (and {later} more)' if later else ''}")] if coming else []
    future += [_row(mark, chip, timeline) for mark, chip in zip(coming, _letters(coming), strict=True)]
    half = max((len(past) + len(future) + 1) // 2, min(len(past), _FEW))
    over = past[half:]
    return past[:half], [*over, *future]


def _row(mark: Mark, chip: str, timeline: Timeline) -> _Row:
    return _Row(mark.words, short_day(mark.day, timeline.today), chip, mark)


def _tell(pen: ImageDraw.ImageDraw, x: int, y: int, row: _Row, dates: float) -> None:
    """One line; `dates` are the pixels its day takes."""
    middle = y + _ROW // 2
    if row.mark is None:
        pen.text((x, middle), row.words, pens.QUIET, pens.font(_SIZE), anchor="lm")
        return
    ink = _RED if row.mark.missed else pens.INK
    _chip(pen, x + _CHIP, middle, row.chip, row.mark)
    edge = 0.5 if row.mark.heavy else 0
    before = x + 2 * _CHIP + 12
    after = before + dates + 18
    words = pens.cut(row.words, _SIZE, x + _COLUMN - after)
    for place, text in ((before, row.day), (after, words)):
        pen.text((place, middle), text, ink, pens.font(_SIZE), anchor="lm", stroke_width=edge)
