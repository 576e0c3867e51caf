"""A procurement's history: its notices in order, and what changed in the one that is shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from commands.cards import kinds
from commands.cards.changes import happened
from commands.core.moments import london_day, pounds, short_day
from commands.core.reply import Block, Bold, Bullets, Code, Heading, Line, Text
from law.asking import asking

if TYPE_CHECKING:
    from storage.notice_events import Event
    from storage.notices import StoredNotice

_SHOWN = 12


def history(
    notice: "StoredNotice", others: "Sequence[StoredNotice]", events: "Sequence[Event]", now: datetime
) -> tuple[Block, ...]:
    """How the procurement went: every notice of it we have, oldest first, and this one's changes."""
    today = london_day(now)
    items: list[Line] = []
    if len(others) > 1:
        left_out = len(others) - _SHOWN
        if left_out > 0:
            items.append((f"{left_out} earlier ones are left out",))
        items += [_step(each, each.id == notice.id, today_of=now) for each in others[-_SHOWN:]]
    changes = [
        (f"{short_day(london_day(event.at), today)}: {happened(event)}",) for event in events if event.changes
    ]
    blocks: list[Block] = []
    if items:
        blocks += [Heading("This procurement so far"), Bullets(tuple(items))]
    if changes:
        blocks += [Text((Bold("What changed:"),)), Bullets(tuple(changes[-_SHOWN:]))]
    return tuple(blocks)


def worth_asking(notice: "StoredNotice") -> tuple[Block, ...]:
    """Questions about a notice of this kind; empty where there are none in particular."""
    found = asking(notice.psr_kind, notice.notice_type)
    if found is None or not notice.health or notice.scope == "out-of-scope":
        return ()
    questions: tuple[Line, ...] = tuple((each,) for each in found.questions)
    return (Heading("Worth asking"), Bullets(questions), Text((Bold("By when: "), f"{found.by}.")))


def _step(notice: "StoredNotice", this: bool, *, today_of: datetime) -> Line:
    day = short_day(london_day(notice.published), london_day(today_of))
    facts = kinds.short_kind(notice)
    if notice.amount is not None:
        facts += f", {pounds(notice.amount)}"
    if notice.supplier_names:
        facts += f", {notice.supplier_names[0][:60]}"
        facts += f" and {len(notice.supplier_names) - 1} more" if len(notice.supplier_names) > 1 else ""
    return (f"{day}: {facts}; ", Bold("this one") if this else Code(f"notice {notice.id}"))
