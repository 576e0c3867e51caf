"""A table of existing requests, read a row at a time: what each row is, or what is wrong with it. Pure.

Columns are known by several names in any order, and those that are not known are passed over. A date is
British: day before month. Nothing is guessed: a body that may be several is a bad row.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from commands.core import dates
from commands.core.text import clean, shown
from commands.desk.bodies import NoSet, read_body
from law.errors import ImpossibleEvent
from law.foi.events import check
from law.foi.regime import Regime
from law.foi.story import Event, Kind, Result
from register import Register
from register.model import Body

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
LONGEST_SUBJECT = 200
LONGEST_URL = 500

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "body": ("body", "authority", "public body", "public authority", "organisation", "trust", "icb"),
    "body_code": ("body_code", "body code", "code", "ods", "ods code", "ods_code"),
    "subject": ("subject", "title", "request", "topic", "about"),
    "regime": ("regime", "law", "act"),
    "sent": ("sent", "date sent", "sent on", "sent date", "date", "date of request"),
    "received": ("received", "received on", "delivered", "date received", "received_date"),
    "answered": ("answered", "answered on", "date answered", "response date", "date of response"),
    "result": ("result", "outcome", "answer", "status"),
    "url": ("url", "link", "address", "wdtk", "whatdotheyknow"),
}
"""The columns that are read, and what each may be called."""
_RESULTS = {
    **{each.value: each for each in Result},
    **dict.fromkeys(("in full", "successful", "complete", "granted", "all"), Result.FULL),
    **dict.fromkeys(("in part", "partial", "partly", "partially successful"), Result.PART),
    **dict.fromkeys(("rejected", "withheld", "exempt"), Result.REFUSED),
    **dict.fromkeys(("not held", "not_held", "none held"), Result.NOTHELD),
}
_TIME = re.compile(r"[T ]\d{1,2}:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$")
_SPELT = re.compile(r"(\d{1,2})[\s-]([A-Za-z]{3,9})[\s-](\d{2}|\d{4})")
_WHOLE = re.compile(r"(\w+,?\s)?\w+[\s./-]\w+[\s./,-]+\w+")
"""Three parts, perhaps after a weekday: a month or a year alone names no day."""


class UnreadableTable(ValueError):
    """The file is no table of requests; the message says in words why and what to do."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A request as a row gives it, with what has happened to it.

    `row` counts from 2: the first is that of the names.
    """

    row: int
    body: Body
    subject: str
    regime: Regime
    url: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: which column, and what is wrong, in words."""

    row: int
    column: str
    wrong: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.wrong}"


def read_table(data: bytes, register: Register, today: date) -> Iterator[Planned | BadRow]:
    """Each row of a CSV table. Raises `UnreadableTable` where the whole is none."""
    rows = _rows(data)
    names = next(rows, None)
    if names is None:
        raise UnreadableTable("The file is empty.")
    places = _places(names)
    for number, cells in enumerate(rows, 2):
        if number > MOST_ROWS + 1:
            raise UnreadableTable(f"The table has more than {MOST_ROWS:,} rows: import it in parts.")
        values = {
            column: clean(cells[place]) if place < len(cells) else "" for column, place in places.items()
        }
        if any(values.values()):
            try:
                yield _planned(number, values, register, today)
            except _Bad as bad:
                yield BadRow(number, bad.column, bad.wrong)


class _Bad(Exception):
    def __init__(self, column: str, wrong: str) -> None:
        super().__init__(wrong)
        self.column, self.wrong = column, wrong


def _rows(data: bytes) -> Iterator[list[str]]:
    if len(data) > MOST_BYTES:
        raise UnreadableTable(f"The file has more than {MOST_BYTES // 1_000_000} MB: import it in parts.")
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableTable("That is a workbook. Save the sheet as CSV (UTF-8) and import that.")
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableTable("That is no text. Save the sheet as CSV (UTF-8) and import that.")
    text = _decoded(data)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableTable(f"The table cannot be read: {error}.") from error


def _decoded(data: bytes) -> str:
    """UTF-8, what Windows spreadsheets call Unicode, or else their Western European letters."""
    codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _places(names: list[str]) -> dict[str, int]:
    known = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        column = known.get(clean(name).casefold())
        if column is not None:
            places.setdefault(column, place)
    missing = [name for name in ("subject", "sent") if name not in places]
    if "body" not in places and "body_code" not in places:
        missing.insert(0, "body (or body_code)")
    if missing:
        found = ", ".join(shown(name, 20) for name in names[:12] if name.strip()) or "nothing"
        raise UnreadableTable(
            f"The first row must name the columns; I miss {', '.join(missing)}. Found: {found}."
        )
    return places


def _planned(row: int, values: Mapping[str, str], register: Register, today: date) -> Planned:
    subject = values.get("subject", "")
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise _Bad("subject", f"a subject has 1 to {LONGEST_SUBJECT} characters.")
    url = values.get("url", "")
    if url and (not url.startswith(("https://", "http://")) or len(url) > LONGEST_URL or " " in url):
        raise _Bad("url", f"“{shown(url)}” is no web address.")
    return Planned(
        row,
        _body(values, register),
        subject,
        _regime(values.get("regime", "")),
        url,
        tuple(_events(values, url, today)),
    )


def _body(values: Mapping[str, str], register: Register) -> Body:
    code, name = values.get("body_code", ""), values.get("body", "")
    if code:
        body = register.body(code.upper())
        if body is None:
            raise _Bad("body_code", f"“{shown(code)}” is no code of the register.")
        return body
    if not name:
        raise _Bad("body", "the body's name or code is missing.")
    try:
        return read_body(name, register)
    except NoSet as problem:
        raise _Bad("body", str(problem)) from None


def _regime(said: str) -> Regime:
    if not said:
        return Regime.FOIA
    try:
        return Regime({"foi": "FOIA"}.get(said.casefold(), said.upper()))
    except ValueError:
        raise _Bad("regime", f"“{shown(said)}” is not one of {', '.join(Regime)}.") from None


def _events(values: Mapping[str, str], url: str, today: date) -> Iterator[Event]:
    """What happened, in order, each checked against what is before it."""
    before: list[Event] = []
    result = _result(values)
    for column, kind in (("sent", Kind.SENT), ("received", Kind.DELIVERED), ("answered", Kind.ANSWERED)):
        said = values.get(column, "")
        if not said:
            continue
        day = _day(column, said, today)
        event = Event(kind, day, result=result if kind is Kind.ANSWERED else None)
        if kind is Kind.SENT and url:
            event = Event(kind, day, url=url)
        try:
            check(before, event, today)
        except ImpossibleEvent as problem:
            raise _Bad(column, str(problem)) from None
        before.append(event)
        yield event
    if result is not None and not values.get("answered"):
        raise _Bad("answered", "the result is given, but not the day of the answer.")


def _day(column: str, said: str, today: date) -> date:
    """A whole date; the time of day that some programs add is left out."""
    words = _TIME.sub("", said)
    if spelt := _SPELT.fullmatch(words):  # as spreadsheets write it: 02-Nov-26
        day, month, year = spelt.groups()
        words = f"{day} {month} {year if len(year) == 4 else f'20{year}'}"
    found = dates.read_date(words, today, "past") if _WHOLE.fullmatch(words) else None
    if found is None:
        none = dates.why_none(words, today, "past")
        why = f" {none.words}" if none else ""
        raise _Bad(
            column, f"“{shown(said)}” is no date I can read.{why} Write day, month and year: 02/11/2026."
        )
    return found


def _result(values: Mapping[str, str]) -> Result | None:
    said = values.get("result", "").casefold()
    if not said and not values.get("answered"):
        return None
    found = _RESULTS.get(said)
    if found is None:
        wanted = ", ".join(Result)
        raise _Bad("result", f"“{shown(said)}” is not one of {wanted}." if said else f"say which: {wanted}.")
    return found
