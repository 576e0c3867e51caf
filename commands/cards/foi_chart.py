"""How bodies answered, as a picture: for each a bar for its time and a bar for what it gave.

Bars are as long as there are requests, and every part has its number in it where there is room, so that
nothing has to be told from colours alone.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from commands.cards import pens

MOST: Final = 20
"""Rows of a picture."""

_WIDTH, _MARGIN = 1200, 40
_HEAD, _ROW, _BAR = 156, 50, 18
_LABEL, _COUNT = 430, 60
_ROOM = _WIDTH - 2 * _MARGIN - _LABEL - _COUNT
_SIZE, _SMALL = 19, 15


@dataclass(frozen=True, slots=True)
class Part:
    """What one colour of a bar stands for."""

    words: str
    colour: str
    ink: str = pens.PAPER


TIME: Final = (
    Part("answered in time", "#2f6fb0"),
    Part("late", "#b3261e"),
    Part("not due yet", "#d5dde5", pens.INK),
    Part("ended without an answer", "#f3efe6", pens.INK),
)
ANSWER: Final = (
    Part("in full", "#3b7d4f"),
    Part("in part", "#e0b040", pens.INK),
    Part("refused", "#7b2d5b"),
    Part("not held", "#8d98a3"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """How many requests of a body or region were sent: all of them by `TIME`, those answered by `ANSWER`."""

    label: str
    time: tuple[int, int, int, int]
    answer: tuple[int, int, int, int]

    @property
    def many(self) -> int:
        """How many there are."""
        return sum(self.time)


def draw(title: str, words: str, rows: Sequence[Row]) -> bytes:
    """The picture as PNG bytes: 1200 pixels wide, at most about 1200 high; the first `MOST` rows."""
    shown = rows[:MOST]
    picture = Image.new("RGB", (_WIDTH, _HEAD + len(shown) * _ROW + _MARGIN // 2), pens.PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((_MARGIN, 22), pens.cut(title, 28, _WIDTH - 2 * _MARGIN), pens.INK, pens.font(28))
    pen.text((_MARGIN, 62), pens.cut(words, _SIZE, _WIDTH - 2 * _MARGIN), pens.QUIET, pens.font(_SIZE))
    _key(pen, 98, "When", TIME)
    _key(pen, 124, "What", ANSWER)
    most = max((row.many for row in shown), default=0) or 1
    for number, row in enumerate(shown):
        _row(pen, _HEAD + number * _ROW, row, most)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _key(pen: ImageDraw.ImageDraw, y: int, title: str, parts: Sequence[Part]) -> None:
    pen.text((_MARGIN, y + 8), title, pens.QUIET, pens.font(_SMALL + 1), anchor="lm")
    x: float = _MARGIN + 60
    for part in parts:
        pen.rectangle((x, y, x + 26, y + 16), part.colour)
        pen.text((x + 34, y + 8), part.words, pens.QUIET, pens.font(_SMALL + 1), anchor="lm")
        x += 34 + pens.wide(part.words, _SMALL + 1) + 26


def _row(pen: ImageDraw.ImageDraw, y: int, row: Row, most: int) -> None:
    label = pens.cut(row.label, _SIZE, _LABEL - 16)
    pen.text((_MARGIN, y + _ROW // 2), label, pens.INK, pens.font(_SIZE), anchor="lm")
    left = _MARGIN + _LABEL
    for below, parts, counts in ((5, TIME, row.time), (7 + _BAR, ANSWER, row.answer)):
        for start, end, part, count in _parts(parts, counts, most):
            pen.rectangle((left + start, y + below, left + end - 1, y + below + _BAR - 1), part.colour)
            if pens.wide(str(count), _SMALL) + 6 <= end - start:
                middle = (left + (start + end) / 2, y + below + _BAR / 2)
                pen.text(middle, str(count), part.ink, pens.font(_SMALL), anchor="mm")
    end = left + row.many / most * _ROOM
    pen.text((end + 12, y + _ROW // 2), str(row.many), pens.INK, pens.font(_SIZE), anchor="lm")


def _parts(
    parts: Sequence[Part], counts: Sequence[int], most: int
) -> Iterator[tuple[float, float, Part, int]]:
    """Where each part of a bar that is not empty begins and ends."""
    start = 0.0
    for part, count in zip(parts, counts, strict=True):
        if count:
            end = start + count / most * _ROOM
            yield start, max(end, start + 2), part, count
            start = end
