"""A campaign's requests in figures: who answered in time and what they gave, as table and chart."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from commands.cards import spreadsheet
from commands.core.reply import Attachment, Picture, Table
from law.foi.clock import Stage
from law.foi.story import Result

if TYPE_CHECKING:
    from storage.foi_listing import Figure

_COLUMNS: Final = ("in_time", "late", "not_due", "ended", "full", "part", "refused", "notheld", "drafts")
_TITLES: Final = ("sent", "in time", "late", "not due yet", "ended", "full", "part", "refused", "not held")
_ALT = 1000


@dataclass(frozen=True, slots=True)
class Tally:
    """How many requests: `in_time`, `late`, `not_due` and `ended` (without an answer) are all that were sent.

    Late are those answered late and those waiting beyond their date. `full`, `part`, `refused` and `notheld`
    are the outcomes of those that were answered; `drafts` have not been sent.
    """

    label: str
    in_time: int = 0
    late: int = 0
    not_due: int = 0
    ended: int = 0
    full: int = 0
    part: int = 0
    refused: int = 0
    notheld: int = 0
    drafts: int = 0

    @property
    def sent(self) -> int:
        """How many were sent."""
        return self.in_time + self.late + self.not_due + self.ended


def tally(label: str, figures: "Iterable[Figure]") -> Tally:
    """The figures added up."""
    sums = dict.fromkeys(_COLUMNS, 0)
    for figure in figures:
        for column in _counted_as(figure):
            sums[column] += figure.n
    return Tally(label, **sums)


def tallies(figures: "Sequence[Figure]", by: "Callable[[Figure], str]") -> list[Tally]:
    """The figures by what `by` says of each, those with most requests first."""
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(by(figure), []).append(figure)
    found = [tally(label, group) for label, group in groups.items()]
    return sorted(found, key=lambda each: (-each.sent, each.label))


def table(first: str, rows: Sequence[Tally]) -> Table:
    """The rows under their titles; `first` names what they are by."""
    return Table((first, *_TITLES), tuple((each.label, *map(str, _numbers(each))) for each in rows))


def as_csv(name: str, first: str, rows: Sequence[Tally], summary: str) -> Attachment:
    """The rows as a table to take away."""
    titles = (first, *(title.replace(" ", "_") for title in _TITLES), "drafts")
    cells = ((each.label, *_numbers(each), each.drafts) for each in rows)
    return spreadsheet.as_csv(name, titles, cells, summary)


async def chart(title: str, words: str, rows: Sequence[Tally]) -> Picture:
    """The rows as a picture, with the same in words for those who cannot see it."""
    # Drawing takes tens of milliseconds: off the loop, and the library only when it is wanted.
    from commands.cards import foi_chart

    drawn = [
        foi_chart.Row(
            each.label,
            (each.in_time, each.late, each.not_due, each.ended),
            (each.full, each.part, each.refused, each.notheld),
        )
        for each in rows
    ]
    png = await asyncio.to_thread(foi_chart.draw, title, words, drawn)
    told = "; ".join(
        f"{each.label}: {each.sent} sent, {each.in_time} answered in time, {each.late} late" for each in rows
    )
    return Picture("foi-figures.png", png, f"{title}. {told}."[:_ALT])


def _numbers(each: Tally) -> tuple[int, ...]:
    return (
        *(each.sent, each.in_time, each.late, each.not_due, each.ended),
        *(each.full, each.part, each.refused, each.notheld),
    )


def _counted_as(figure: "Figure") -> tuple[str, ...]:
    """The columns a request of this kind counts in."""
    if figure.stage == Stage.DRAFT:
        return ("drafts",)
    outcome = (Result(figure.result).value,) if figure.result else ()
    if figure.late:
        return ("late", *outcome)
    if figure.result:
        return ("in_time", *outcome)
    return ("not_due",) if figure.open else ("ended",)
