"""What happened to a notice since it was last told of, in words."""

from datetime import datetime
from typing import TYPE_CHECKING

from commands.cards import kinds
from commands.core.moments import LONDON, at, counted, london_day, pounds
from commands.core.reply import Block, Bold, Bullets, Line, Text
from commands.core.text import shown
from commands.core.words import weekday

if TYPE_CHECKING:
    from storage.notice_events import Change, Event
    from storage.notices import StoredNotice

_EVENTS = {
    "new": "New notice",
    "changed": "The notice was changed",
    "deadline-moved": "The deadline moved",
    "follow-up": "The next step of this procurement",
    "cancelled": "Called off",
    "terminated": "The contract ends",
    "awarded": "The supplier is chosen",
}
_FIELDS = {
    "title": "Title",
    "amount": "Value",
    "deadline": "Deadline",
    "standstill_ends": "Standstill until the end of",
    "supplier_names": "Supplier",
    "psr_kind": "Kind",
    "stage": "Stage",
}
_MOMENTS = {"deadline", "standstill_ends"}


def change(notice: "StoredNotice", event: "Event", now: datetime) -> tuple[Block, ...]:
    """What `event` changed, as a follow-up under the notice's own post."""
    first: Line = (Bold(f"{_EVENTS.get(event.kind, 'News of this notice')}: "), kinds.kind(notice))
    changes = tuple(_words(each) for each in event.changes if each.field in _FIELDS)
    return (Text(first), Bullets(changes)) if changes else (Text(first),)


def happened(event: "Event") -> str:
    """One line of a procurement's history: ``The deadline moved: …``."""
    told = [f"{_FIELDS[each.field]} {_old_and_new(each)}" for each in event.changes if each.field in _FIELDS]
    return ": ".join([_EVENTS.get(event.kind, "Changed"), *(["; ".join(told)] if told else [])])


def _words(each: "Change") -> Line:
    return (Bold(f"{_FIELDS[each.field]}: "), _old_and_new(each))


def _old_and_new(each: "Change") -> str:
    old, new = _value(each.field, each.old), _value(each.field, each.new)
    moved = _moved(each)
    return f"now {new}{moved}, before {old}" if each.old not in (None, "") else f"now {new}"


def _moved(each: "Change") -> str:
    """``, 3 days later``, of a moment that moved."""
    if each.field not in _MOMENTS:
        return ""
    old, new = _moment(each.old), _moment(each.new)
    if old is None or new is None or old == new:
        return ""
    days = (london_day(new) - london_day(old)).days
    if days == 0:
        return ", later that day" if new > old else ", earlier that day"
    return f", {counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _value(field: str, value: str | float | bool | None) -> str:
    if value is None or value == "":
        return "none"
    if field == "amount" and isinstance(value, int | float):
        return pounds(value)
    if moment := _moment(value) if field in _MOMENTS else None:
        return at(moment) if field == "deadline" else weekday(london_day(moment))
    if field in ("psr_kind", "stage"):
        return kinds.named(str(value))
    return shown(str(value), 120)


def _moment(value: str | float | bool | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=LONDON)
