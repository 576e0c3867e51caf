"""A campaign's requests as a table, one row each: what is taken away can be brought back. Pure.

The columns up to `url` are read by `commands.desk.files.reading`; those after it follow from them, are
calculated, and are passed over there.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commands.cards.spreadsheet import as_csv
from commands.core.moments import counted
from commands.core.reply import Attachment
from commands.desk.cases import Case
from law.foi.story import Kind

GIVEN = ("body_code", "body", "subject", "regime", "sent", "received", "answered", "result", "url")
"""Columns that say what somebody recorded."""
CALCULATED = ("number", "stage", "due", "working", "days_late", "assignee", "region", "batch")
"""Columns that follow from it, or belong to the store it came from."""
COLUMNS = (*GIVEN, *CALCULATED)


@dataclass(frozen=True, slots=True)
class Row:
    """One request: values by column, None where there is nothing to say; dates are ISO."""

    values: Mapping[str, str | int | None]

    def in_order(self) -> list[str | int | None]:
        """The values in the order of `COLUMNS`."""
        return [self.values[name] for name in COLUMNS]


def row(case: Case, names: Mapping[int, str]) -> Row:
    """The row of a case; `names` are those of people by their number."""
    request, clock = case.request, case.clock
    days = {event.kind: event.on.isoformat() for event in case.events}
    main = clock.main
    return Row(
        {
            "body_code": request.body_code,
            "body": request.body_name,
            "subject": request.subject,
            "regime": request.regime.value,
            "sent": days.get(Kind.SENT),
            "received": days.get(Kind.DELIVERED),
            "answered": days.get(Kind.ANSWERED),
            "result": clock.result.value if clock.result else None,
            "url": request.url,
            "number": request.id,
            "stage": clock.stage.value,
            "due": main.day.isoformat() if main else None,
            "working": main.working if main else None,
            "days_late": clock.late_by,
            "assignee": names.get(request.assignee) if request.assignee is not None else None,
            "region": request.region,
            "batch": request.batch_id,
        }
    )


def csv_file(rows: Sequence[Row]) -> Attachment:
    """The table for a spreadsheet."""
    summary = f"{counted(len(rows), 'request')}; due dates are calculated"
    return as_csv("foi-requests.csv", COLUMNS, (each.in_order() for each in rows), summary)


def json_file(rows: Sequence[Row]) -> Attachment:
    """The same for programs: a list of objects."""
    data = json.dumps([dict(each.values) for each in rows], ensure_ascii=False, indent=1)
    summary = f"{counted(len(rows), 'request')}; due dates are calculated"
    return Attachment("foi-requests.json", data.encode(), "application/json", summary)


def example() -> str:
    """A table to fill in: the columns that are read, and one request."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    lines: Iterable[Sequence[str]] = (
        GIVEN,
        ("QNC", "", "Contracts with private hospitals", "FOIA", "02/11/2026", "", "", "", ""),
    )
    writer.writerows(lines)
    return out.getvalue()
