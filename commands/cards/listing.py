"""Notices as a list, a few lines each, and as a table to take away."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from commands.cards import kinds, spreadsheet
from commands.cards.notice import buyer, value
from commands.core.moments import LONDON, left, london_day, short_day
from commands.core.reply import Attachment, Bold, Choice, Code, Line
from commands.core.text import shown
from storage.notice_doc import NoticeDoc

if TYPE_CHECKING:
    from storage.notices import StoredNotice

_TITLE = 110
_COLUMNS = (
    *("number", "notice", "ocid", "published", "kind", "stage", "title", "buyer", "icb", "region", "scope"),
    *("value_gbp", "deadline", "standstill_ends", "standstill_stated", "suppliers", "page"),
)


def line(notice: "StoredNotice", now: datetime) -> Line:
    """One notice of a list: title, buyer, value, until when, and what to type for more."""
    doc = NoticeDoc.from_json(notice.doc)
    today = london_day(now)
    facts = [kinds.short_kind(notice)]
    if notice.buyer_name:
        facts.append(shown(buyer(notice, doc), 80))
    if notice.amount is not None:
        facts.append(value(notice, doc).partition(" (£")[0])
    if notice.supplier_names:
        facts.append(f"to {shown(', '.join(notice.supplier_names), 60)}")
    if notice.deadline is not None and notice.stage in ("planning", "tender"):
        facts.append(f"until {short_day(london_day(notice.deadline), today)}, {left(notice.deadline, now)}")
    facts.append(f"published {short_day(london_day(notice.published), today)}")
    return (Bold(shown(notice.title, _TITLE)), f": {'; '.join(facts)}; ", Code(f"notice {notice.id}"))


def choice(notice: "StoredNotice") -> Choice:
    """The button for one notice of a list."""
    return Choice(shown(notice.title, 70) or notice.notice_id[:70], f"notice {notice.id}")


def as_csv(notices: Iterable["StoredNotice"], name: str, summary: str) -> Attachment:
    """A table of notices; times on London's clocks."""
    return spreadsheet.as_csv(name, _COLUMNS, map(_row, notices), summary)


def _row(notice: "StoredNotice") -> tuple[object, ...]:
    doc = NoticeDoc.from_json(notice.doc)
    return (
        *(notice.id, notice.notice_id, notice.ocid, _time(notice.published), kinds.kind(notice)),
        *(notice.stage, notice.title, buyer(notice, doc), notice.icb, notice.region, notice.scope),
        *(notice.amount, _time(notice.deadline), _day(notice.standstill_ends)),
        *(notice.standstill_stated, "; ".join(notice.supplier_names), doc.url),
    )


def _time(when: datetime | None) -> str:
    return when.astimezone(LONDON).isoformat(timespec="minutes") if when else ""


def _day(when: datetime | None) -> str:
    return london_day(when).isoformat() if when else ""
