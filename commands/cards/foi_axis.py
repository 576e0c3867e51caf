"""Time from left to right: where a day stands, and the months named along it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PIL import ImageDraw

from commands.cards import pens

_SIZE: Final = 16
_ROOM: Final = 96
"""Pixels from one name to the next, at least."""
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
_SHORT: Final = timedelta(days=70)
_AIR: Final = 0.04


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from `first` to `last` between the pixels `left` and `right`."""

    first: date
    last: date
    left: int
    right: int

    @classmethod
    def over(cls, days: Sequence[date], left: int, right: int) -> "Axis":
        """An axis with room for all `days` and some air at its ends."""
        first, last = min(days), max(days)
        air = max(timedelta(days=4), (last - first) * _AIR)
        earliest, latest = first - date.min, date.max - last
        return cls(first - min(air, earliest), last + min(air, latest), left, right)

    def x(self, day: date) -> float:
        """Where `day` stands, in pixels."""
        part = (day - self.first) / (self.last - self.first)
        return self.left + part * (self.right - self.left)

    def line(self, pen: ImageDraw.ImageDraw, y: int) -> None:
        """The line itself, with a stroke where a month or week begins."""
        pen.line((self.left, y, self.right, y), pens.LINE, 2)
        for day, _ in self._ticks():
            pen.line((self.x(day), y - 6, self.x(day), y + 6), pens.LINE, 2)

    def names(self, pen: ImageDraw.ImageDraw, y: int) -> None:
        """What begins where, below the line; readable also where lines cross it."""
        for day, words in self._ticks():
            x, half = self.x(day), pens.wide(words, _SIZE) / 2
            if self.left + half <= x <= self.right - half:
                pen.text(
                    (x, y), words, pens.QUIET, pens.font(_SIZE), "ma", stroke_width=3, stroke_fill=pens.PAPER
                )

    def _ticks(self) -> Iterator[tuple[date, str]]:
        """The days to name: Mondays where there are few, else first days of months, as many as have room."""
        if self.last - self.first <= _SHORT:
            monday = self.first + timedelta(days=-self.first.weekday() % 7)
            step = 7 if self._room(7) else 14
            while monday <= self.last:
                yield monday, f"{monday.day} {monday:%b}"
                monday += timedelta(days=step)
            return
        months = next((each for each in _MONTHS if self._room(each * 30.4)), _MONTHS[-1])
        month = self.first.year * 12 + self.first.month
        month += -month % months
        while (day := date(month // 12, month % 12 + 1, 1)) <= self.last:
            yield day, f"{day:%b %Y}" if months >= 12 or day.month <= months else f"{day:%b}"
            month += months

    def _room(self, days: float) -> bool:
        return self.x(self.first + timedelta(days=days)) - self.left >= _ROOM
