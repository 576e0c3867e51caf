"""What to do with a row of the outbox, decided from what is known about its subject now. Pure.

A row says what to post about, never the words: the subject is looked at again when it goes out. What has
become stale is dropped, what may not go out yet waits, and what was posted before is followed up or changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.delivery.prepare import Drop, Wait
from feeds.decide import EVENT, MORE, Happened
from feeds.when import not_before
from storage.campaigns import Space
from storage.notice_events import Change, Event
from storage.notices import StoredNotice
from storage.outbox import OutboxRow
from storage.posts import Post as Standing
from storage.subscriptions import Delivery, Subscription

NOTICE, CHANNEL = "notice", "channel"
"""Kinds of subject, beside those of `feeds.decide`: a deadline of a notice, a channel out of reach."""
NEWS_FOR = timedelta(days=7)
"""How long after it was decided something is still worth posting."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for some rows, by their ids.

    `standing` is by (platform, channel, what it is about), `spaces` by campaign, where a row asks for them.
    """

    events: dict[int, Event] = field(default_factory=dict)
    notices: dict[int, StoredNotice] = field(default_factory=dict)
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    standing: dict[tuple[str, str, str], Standing] = field(default_factory=dict)
    spaces: dict[int, list[Space]] = field(default_factory=dict)

    def subscription(self, row: OutboxRow) -> Subscription | None:
        """Whose wish the row is, None where it is nobody's or that is gone."""
        return self.subscriptions.get(row.subscription_id or 0)

    def notice(self, row: OutboxRow) -> StoredNotice | None:
        """The notice the row is about, None where there is none."""
        if row.subject_kind == EVENT:
            event = self.events.get(row.subject_id)
            return self.notices.get(event.notice_id) if event else None
        return self.notices.get(row.subject_id) if row.subject_kind == NOTICE else None

    def stands(self, row: OutboxRow, about: str) -> Standing | None:
        """Where in the row's channel something was posted."""
        return self.standing.get((row.platform, row.channel, about))


@dataclass(frozen=True, slots=True)
class Announce:
    """Post a notice; after `root`, the procurement's first post there, where there is one.

    `event` is what happened, to be said beside the card where the first posting was missed.
    """

    notice: StoredNotice
    event: Event | None = None
    root: Standing | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Say what changed of a notice posted as `own`, and bring that post up to date."""

    notice: StoredNotice
    event: Event
    own: Standing
    root: Standing


@dataclass(frozen=True, slots=True)
class Remind:
    """Remind of a deadline: `what` is ``closes`` or ``standstill``, `when` its moment."""

    notice: StoredNotice
    what: str
    when: datetime
    root: Standing | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell organisers that a channel of theirs cannot be reached; `subscription` is one that rests."""

    subscription: Subscription
    spaces: tuple[Space, ...] = ()


@dataclass(frozen=True, slots=True)
class More:
    """Say that there were so many more."""

    many: int


Decision = Drop | Wait | Announce | Update | Remind | Tell | More


def own(notice: StoredNotice) -> str:
    """What a notice's own post is kept under, beside that of its procurement."""
    return f"notice {notice.id}"


def reminder(what: str, when: datetime) -> str:
    """The reason of a row that reminds of this deadline."""
    return f"{what} {when.isoformat()}"


def together(events: Sequence[Event]) -> Event:
    """Some events of a notice, oldest first, as one: what is different in the end from the beginning."""
    first, *later = events
    changes = {change.field: change for change in first.changes}
    for change in (each for event in later for each in event.changes):
        before = changes.get(change.field)
        changes[change.field] = Change(change.field, before.old if before else change.old, change.new)
    kind = later[-1].kind if later and first.kind != Happened.NEW else first.kind
    left = tuple(change for change in changes.values() if change.old != change.new)
    return replace(first, kind=kind, changes=left)


def decide(row: OutboxRow, known: Known, now: datetime) -> Decision:
    """What to do with a row that is due."""
    if now - row.created_at > NEWS_FOR:
        return Drop("too old to be news")
    if row.subject_kind == CHANNEL:
        resting = known.subscriptions.get(row.subject_id)
        if resting is None or not resting.paused_why:
            return Drop("posting goes on again")
        return Tell(resting, tuple(known.spaces.get(resting.campaign_id, ())))
    if row.subscription_id is not None:
        subscription = known.subscription(row)
        if subscription is None:
            return Drop("unsubscribed")
        if subscription.paused_why:
            return Drop(subscription.paused_why)
        if subscription.muted_until and subscription.muted_until > now:
            return Drop("muted")
        # A digest's hour is counted from when the news came, quiet hours from now.
        daily = subscription.delivery is Delivery.DAILY
        at = not_before(subscription, row.created_at if daily else now)
        if at > now:
            return Wait(at)
    if row.subject_kind == MORE:
        return More(row.subject_id)
    notice = known.notice(row)
    if notice is None:
        return Drop("the notice is not there any more")
    root = known.stands(row, notice.thread_key)
    return _remind(row, notice, root, now) if row.subject_kind == NOTICE else _event(row, notice, root, known)


def _event(row: OutboxRow, notice: StoredNotice, root: Standing | None, known: Known) -> Decision:
    event = known.events[row.subject_id]
    there = known.stands(row, own(notice))
    if there is None:
        return Announce(notice, None if event.kind == Happened.NEW else event, root)
    if there.content_hash == notice.content_hash:
        return Drop("posted already, as it stands now")
    return Update(notice, event, there, root or there)


def _remind(row: OutboxRow, notice: StoredNotice, root: Standing | None, now: datetime) -> Decision:
    what, _, stamp = row.reason.partition(" ")
    try:
        when = datetime.fromisoformat(stamp)
    except ValueError:
        return Drop("a reminder of an unknown kind")
    actual = notice.deadline if what == "closes" else notice.standstill_ends
    if actual != when:
        return Drop("the deadline has moved")
    if when <= now:
        return Drop("the deadline is over")
    return Remind(notice, what, when, root)
