"""Tables to take away: CSV that a spreadsheet opens as what it is."""

import csv
import io
from collections.abc import Iterable, Sequence

from commands.core.reply import Attachment

# What a spreadsheet would take for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], summary: str) -> Attachment:
    """The table as a file: UTF-8 with a mark that spreadsheets know it by; empty cells for None."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return Attachment(name, out.getvalue().encode("utf-8-sig", "replace"), "text/csv", summary)


def _cell(item: object) -> str:
    if item is None:
        return ""
    if isinstance(item, float):
        return f"{item:.2f}".removesuffix(".00")
    text = " ".join(str(item).split())
    return f"'{text}" if text.startswith(_FORMULA) else text
