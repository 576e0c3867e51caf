"""Find a Tender numbers its notices through the year, ``nnnnnn-yyyy``: a missing number may be a lost notice.

It may also never have been published, or not yet. So missing numbers are kept for some days, asked
for singly a few times, and then let go.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

_NUMBER: Final = re.compile(r"(\d{6})-(20\d\d)")
_DENSE: Final = 0.6
_TOLERATED: Final = 0.03
_FEW: Final = 5
_MOST: Final = 300
_REST: Final = timedelta(minutes=30)
_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Missing:
    """A number that did not come: how often it was asked for, and when next to ask."""

    name: str
    tried: int
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Sequence:
    """The highest number seen in each year, and those below it still missed.

    What is below the highest and not missing was seen, or will not be asked for any more.
    """

    highest: dict[int, int]
    missing: tuple[Missing, ...] = ()

    def seen(self, names: Iterable[str], now: datetime) -> "Sequence":
        """After notices of these ids came.

        Gaps count only where most of the numbers came: a part of the stream has gaps that mean nothing.
        """
        highest = dict(self.highest)
        came = set(names)
        missing = [each for each in self.missing if each.name not in came]
        for year, numbers in _by_year(came).items():
            before = highest.get(year)
            top = max(numbers)
            if before is None or top <= before:
                highest[year] = max(top, before or 0)
                continue
            above = [number for number in numbers if number > before]
            if len(above) >= _DENSE * (top - before):
                gaps = sorted(set(range(before + 1, top)) - numbers)
                missing += [Missing(f"{number:06d}-{year}", 0, now + _REST) for number in gaps]
            highest[year] = top
        return Sequence(highest, tuple(missing[-_MOST:]))

    def due(self, now: datetime, most: int) -> tuple[Missing, ...]:
        """Those to ask for now, at most so many."""
        return tuple(each for each in self.missing if each.next_at <= now)[:most]

    def absent(self, name: str, now: datetime) -> "Sequence":
        """After the site said it has no notice of this id: later again, after some tries no more."""
        kept = []
        for each in self.missing:
            if each.name != name:
                kept.append(each)
            elif each.tried + 1 < _TRIES:
                rest = _REST * 8**each.tried
                kept.append(replace(each, tried=each.tried + 1, next_at=now + rest))
        return Sequence(self.highest, tuple(kept))

    def as_json(self) -> dict[str, Any]:
        """For the source's mark."""
        return {
            "highest": {str(year): number for year, number in self.highest.items()},
            "missing": [[each.name, each.tried, each.next_at.isoformat()] for each in self.missing],
        }

    @classmethod
    def of_json(cls, value: Any) -> "Sequence":
        """From a mark; one that is not understood counts as none."""
        try:
            return cls(
                {int(year): int(number) for year, number in value["highest"].items()},
                tuple(
                    Missing(name, tried, datetime.fromisoformat(at)) for name, tried, at in value["missing"]
                ),
            )
        except (TypeError, KeyError, ValueError, AttributeError):
            return cls({})


def lost(names: Collection[str]) -> int:
    """How many numbers between those that came did not, where that is more than pages lose now and then."""
    gaps = 0
    came = 0
    for numbers in _by_year(names).values():
        span = max(numbers) - min(numbers) + 1
        if len(numbers) >= _DENSE * span:
            gaps += span - len(numbers)
            came += len(numbers)
    return gaps if gaps > max(_FEW, _TOLERATED * came) else 0


def _by_year(names: Iterable[str]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for number, year in _numbers(names):
        found.setdefault(year, set()).add(number)
    return found


def _numbers(names: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in names:
        if match := _NUMBER.fullmatch(name):
            yield int(match[1]), int(match[2])
