"""What happened, and who is to hear of it: pure, given what was stored, who subscribed, and the time.

Nothing is posted of what a source held when it was first read, of what is older than a week when it is
first seen, or of what concerns another nation. A notice that changes is news at any age.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from feeds.notice import Stage
from feeds.rows import Prepared
from feeds.subject import Subject
from feeds.subscribing import Wishes
from feeds.when import not_before
from storage.keys import key
from storage.notice_doc import NEWS, NoticeDoc
from storage.notice_events import Change, NewEvent
from storage.notices import Fate, Stored, StoredNotice
from storage.outbox import NewRow
from storage.subscriptions import Delivery, Subscription

MOST: Final = 25
"""Posts to one place in one poll of a source; what is beyond is told in one line."""

TOO_OLD: Final = timedelta(days=7)
"""Older than this when first seen, a notice is stored and not posted."""

EVENT: Final = "event"
"""`subject_kind` of a row about an event."""

MORE: Final = "more"
"""`subject_kind` of a row that says how many more there were: its `subject_id` is that number."""

_CALLED_OFF: Final = {"cancelled", "withdrawn", "unsuccessful"}
_CALLED: Final = {Stage.PLANNING.value, Stage.TENDER.value}
_AWARDED: Final = {Stage.AWARD.value, Stage.CONTRACT.value}


_COMPARED: Final = (
    *("stage", "status", "psr_kind", "title"),
    *("deadline", "standstill_ends", "amount", "supplier_names"),
)


class Happened(StrEnum):
    """What happened to a notice: the kind of its event, and the reason of the rows about it."""

    NEW = "new"
    FOLLOW_UP = "follow-up"
    AWARDED = "awarded"
    CHANGED = "changed"
    DEADLINE_MOVED = "deadline-moved"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"


@dataclass(slots=True)
class Tally:
    """How many posts each place got in this poll; `most` is None where there is no bound."""

    most: int | None = MOST
    posts: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)

    def full(self, place: tuple[str, str, str | None]) -> bool:
        """Count one more for `place`; whether it is one too many."""
        self.posts[place] += 1
        return self.most is not None and self.posts[place] > self.most


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all items of a batch. `announce`: the source is past its first fetch.

    `whatever_age` lets old notices be posted too: an operator asked for it.
    """

    now: datetime
    wishes: Wishes
    announce: bool
    whatever_age: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """An event to keep, and the rows about it, whose `subject_id` is still to be filled in."""

    event: NewEvent
    rows: tuple[NewRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write for a batch: intents in order, and rows that stand for themselves."""

    intents: tuple[Intent, ...]
    more: tuple[NewRow, ...] = ()


def decide(
    stored: Iterable[Stored],
    prepared: Mapping[tuple[str, str], Prepared],
    before: Mapping[str, StoredNotice],
    terms: Terms,
    tally: Tally,
) -> Decision:
    """What happened to each notice of a batch and who is to hear of it.

    `prepared` is by source and notice id; `before` the last notice of each thread as it was before the batch,
    by thread key.
    """
    last: MutableMapping[str, StoredNotice] = dict(before)
    intents: list[Intent] = []
    beyond: dict[tuple[str, str, str | None], list[NewRow]] = {}
    for each in stored:
        notice = each.notice
        earlier = each.old or last.get(notice.thread_key)
        if earlier is None or earlier.published <= notice.published:
            last[notice.thread_key] = notice
        if each.fate is Fate.SAME:
            continue
        if earlier is not None and each.old is None and not _follows(notice, earlier):
            earlier = None
        what, changes = happened(notice, earlier, edited=each.old is not None)
        event = NewEvent(notice_id=notice.id, kind=what.value, at=terms.now, changes=changes)
        rows: list[NewRow] = []
        if _to_be_told(each, terms):
            subject = prepared[notice.source, notice.notice_id].subject
            for row, instant in _rows(notice, what, subject, terms):
                place = (row.platform, row.channel, row.thread)
                if instant and tally.full(place):
                    beyond.setdefault(place, []).append(row)
                else:
                    rows.append(row)
        intents.append(Intent(event, tuple(rows)))
    return Decision(tuple(intents), tuple(_more(rows) for rows in beyond.values()))


def happened(
    notice: StoredNotice, earlier: StoredNotice | None, *, edited: bool
) -> tuple[Happened, tuple[Change, ...]]:
    """What `notice` is after `earlier`, and what changed: after itself, where it was `edited`."""
    if earlier is None:
        if notice.stage == Stage.CANCELLATION.value:
            return Happened.CANCELLED, ()
        if notice.stage == Stage.TERMINATION.value:
            return Happened.TERMINATED, ()
        return Happened.NEW, ()
    changes = changed(notice, earlier, edited=edited)
    if any(change.field == "status" and change.new in _CALLED_OFF for change in changes):
        return Happened.CANCELLED, changes
    if notice.stage != earlier.stage:
        if notice.stage == Stage.CANCELLATION.value:
            return Happened.CANCELLED, changes
        if notice.stage == Stage.TERMINATION.value:
            return Happened.TERMINATED, changes
        if notice.stage in _AWARDED and earlier.stage in _CALLED:
            return Happened.AWARDED, changes
        return (Happened.CHANGED if edited else Happened.FOLLOW_UP), changes
    if any(change.field == "deadline" for change in changes):
        return Happened.DEADLINE_MOVED, changes
    return (Happened.CHANGED if edited or changes else Happened.FOLLOW_UP), changes


def changed(notice: StoredNotice, earlier: StoredNotice, *, edited: bool) -> tuple[Change, ...]:
    """The fields in which they differ, old and new.

    A later notice of a procurement may hold only what changed, so what it leaves out did not; and an award's
    deadline is not compared with a tender's.
    """
    found = []
    for name in _COMPARED:
        old, new = _plain(name, earlier), _plain(name, notice)
        left_out = new in (None, "") and not edited
        other_stage = name in ("deadline", "standstill_ends") and notice.stage != earlier.stage
        if old != new and not left_out and not (other_stage and not edited):
            found.append(Change(name, old, new))
    return tuple(found)


def _follows(notice: StoredNotice, earlier: StoredNotice) -> bool:
    """Whether `notice` came after `earlier`: one that only now is found may be older."""
    return earlier.id != notice.id and earlier.published <= notice.published and earlier.stage != NEWS


def _to_be_told(each: Stored, terms: Terms) -> bool:
    if not terms.announce:
        return False
    fresh = each.notice.published >= terms.now - TOO_OLD
    return fresh or terms.whatever_age or each.fate is Fate.CHANGED


def _rows(
    notice: StoredNotice, what: Happened, subject: Subject, terms: Terms
) -> Iterable[tuple[NewRow, bool]]:
    """A row for each place that wants to hear of it, and whether it goes out at once."""
    places: dict[tuple[str, str, str | None], Subscription] = {}
    for subscription, _ in terms.wishes.matching(subject, terms.now):
        place = (subscription.platform, subscription.channel, subscription.thread)
        known = places.setdefault(place, subscription)
        if known.delivery is Delivery.DAILY and subscription.delivery is Delivery.INSTANT:
            places[place] = subscription  # where several ask for it, the one that wants it soonest
    for (platform, channel, thread), subscription in places.items():
        row = NewRow(
            key=key_of(notice, what.value, platform, channel, thread),
            subject_kind=EVENT,
            subject_id=0,
            reason=what.value,
            platform=platform,
            channel=channel,
            thread=thread,
            subscription_id=subscription.id,
            not_before=not_before(subscription, terms.now),
        )
        yield row, subscription.delivery is Delivery.INSTANT


def key_of(notice: StoredNotice, reason: str, platform: str, channel: str, thread: str | None) -> str:
    """The key of a row about a state of a notice: the same however often, and by whomever, it is decided."""
    return key(notice.source, notice.notice_id, notice.version, reason, platform, channel, thread)


def _more(rows: list[NewRow]) -> NewRow:
    """One row instead of many: how many there were."""
    first = rows[0]
    return NewRow(
        key=key("more", *(row.key for row in rows)),
        subject_kind=MORE,
        subject_id=len(rows),
        reason=MORE,
        platform=first.platform,
        channel=first.channel,
        thread=first.thread,
        subscription_id=first.subscription_id,
        not_before=max(row.not_before for row in rows),
    )


def _plain(name: str, notice: StoredNotice) -> str | float | bool | None:
    value = NoticeDoc.from_json(notice.doc).status if name == "status" else getattr(notice, name)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return "; ".join(str(each) for each in value)
    return value if isinstance(value, str | float | bool) or value is None else str(value)
