"""A table of requests in, the same table with due dates out: for ``ccgwatch foi due --csv``."""

import csv
import io
import json as jsonlib
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.cli.foi_due import as_json, read_day, read_regime
from law.errors import BeyondHorizon
from law.foi.due import Due, due
from law.foi.regime import Calendars, Regime

_ADDED = ("due_date", "code_date", "skipped")


def count_table(file: Path, usual: Regime, calendars: Calendars, today: date, *, json: bool) -> bool:
    """Print every row of `file` that can be counted and name every other one; whether all could be.

    Rows are numbered as a spreadsheet does, the names of the columns being row 1. `usual` is the law of a row
    that names none. Raises OSError.
    """
    name = "the input" if str(file) == "-" else str(file)
    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    rows = _rows(data)
    number, good = 1, True
    try:
        header = next(rows, [])
        places = {column.strip().lower(): place for place, column in enumerate(header)}
        if "received_date" not in places:
            raise ValueError("it must name the columns, received_date and regime among them")
        out = csv.writer(sys.stdout, lineterminator="\n")
        if not json:
            out.writerow(_with(header, places, _ADDED))
        for number, row in enumerate(rows, start=2):
            if not any(row):
                continue
            try:
                cells = _cells(row, len(header))
                told = cells[places["regime"]].strip() if "regime" in places else ""
                law = read_regime(told) if told else usual
                found = _counted(cells[places["received_date"]].strip(), law, calendars, today)
            except ValueError as problem:
                good = False
                print(f"{name}, row {number}: {problem}", file=sys.stderr)
                continue
            if json:
                given = dict(zip(header, cells, strict=True))
                print(jsonlib.dumps(given | as_json(found), ensure_ascii=False))
            else:
                out.writerow(_with(cells, places, _as_cells(found)))
    except (ValueError, csv.Error) as problem:  # nothing after it can be read
        print(f"{name}, row {number}: {problem}", file=sys.stderr)
        return False
    return good


def _rows(data: bytes) -> Iterator[list[str]]:
    """The rows of a table in UTF-8, with or without its mark. Raises ValueError and csv.Error, in words."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not in UTF-8: save the table as CSV UTF-8") from None
    yield from csv.reader(io.StringIO(text, newline=""))


def _cells(row: list[str], columns: int) -> list[str]:
    """As many cells as there are columns; those left off at the end are empty. Raises ValueError."""
    if any(row[columns:]):
        raise ValueError(f"it has {len(row)} cells, and there are {columns} columns")
    return [*row[:columns], *[""] * (columns - len(row))]


def _counted(received: str, law: Regime, calendars: Calendars, today: date) -> Due:
    """Raises ValueError, in words that name what was received when."""
    try:
        return due(read_day(received, today), law, calendars)
    except BeyondHorizon as beyond:
        raise ValueError(f'"{received}" cannot be counted from. {beyond}') from None


def _as_cells(found: Due) -> tuple[str, ...]:
    """What `_ADDED` names."""
    skipped = "; ".join(f"{skip.day.isoformat()} {skip.reason}" for skip in found.skipped)
    return found.day.isoformat(), found.code_day.isoformat(), skipped


def _with(cells: Sequence[str], places: dict[str, int], added: Sequence[str]) -> list[str]:
    """`cells` with those of `_ADDED`: in their columns where the table has them, else at the end."""
    whole = list(cells)
    for column, cell in zip(_ADDED, added, strict=True):
        if column in places:
            whole[places[column]] = cell
        else:
            whole.append(cell)
    return whole
