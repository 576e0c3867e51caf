"""What a benchmark found, as values, as Markdown and as JSON."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing measured on both sides, in `unit`.

    `most` is the highest ratio ours / bare aimed at, `least` the lowest, where more is better.
    """

    what: str
    ours: float
    bare: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float:
        """Ours to the bare one's."""
        return self.ours / self.bare

    @property
    def missed(self) -> bool:
        """Whether there is an aim, and it was missed."""
        too_much = self.most is not None and self.ratio > self.most
        return too_much or (self.least is not None and self.ratio < self.least)

    @property
    def verdict(self) -> str:
        """How it stands to the aim."""
        aims = [f"at {name} {aim:.2f}" for name, aim in (("most", self.most), ("least", self.least)) if aim]
        return f"{' and '.join(aims)}: {'**missed**' if self.missed else 'met'}" if aims else "none"


@dataclass(frozen=True, slots=True)
class Table:
    """One benchmark's findings. `bare` names what stands beside `ours`; `notes` say what was done."""

    title: str
    bare: str
    rows: tuple[Comparison, ...]
    notes: tuple[str, ...] = ()
    ours: str = "CCGWatch"

    def markdown(self) -> str:
        """A table for people."""
        lines = [f"| {self.title} | {self.ours} | {self.bare} | ratio | aim |", "|---|---:|---:|---:|---|"]
        lines += [
            f"| {row.what} | {shown(row.ours)} {row.unit} | {shown(row.bare)} {row.unit} "
            f"| {shown(row.ratio)} | {row.verdict} |"
            for row in self.rows
        ]
        return "\n".join([*lines, *(["", *self.notes] if self.notes else [])])

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        rows = [asdict(row) | {"ratio": round(row.ratio, 4)} for row in self.rows]
        return {"title": self.title, "bare": self.bare, "rows": rows, "notes": list(self.notes)}


def shown(value: float) -> str:
    """`value` with three digits that count."""
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def high(values: Sequence[float], share: float = 0.95) -> float:
    """What the share `share` of `values` does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


__all__ = ["Comparison", "Table", "high", "median", "shown"]
