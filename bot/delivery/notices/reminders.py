"""Deadlines that come near: decided purely, once a London day, and put into the outbox.

A tender's deadline is reminded of a week and two days before, the end of a standstill (until when an award
can be challenged) three days and one day before. A mark in the store says up to which day it is done, so
a day the bot was away is made up for, and no reminder is decided twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bot.delivery.notices.plan import NOTICE, reminder
from commands.core.moments import LONDON, london_day
from feeds.subject import Subject
from feeds.subscribing import Wishes
from feeds.when import not_before
from register.buyers import Scope
from storage import marks, notice_search, outbox, subscriptions
from storage.database import Database
from storage.keys import key
from storage.notice_doc import NoticeDoc
from storage.notices import StoredNotice
from storage.outbox import NewRow
from storage.subscriptions import Delivery, Kind, Subscription

LEADS = (("closes", 7), ("closes", 2), ("standstill", 3), ("standstill", 1))
"""What is reminded of, and how many days before."""
HOUR = time(9)
"""When on the day, in London, for those who do not get a digest."""
MOST_DAYS = 7
"""How many days that were missed are made up for."""
_MARK = "reminders"
_PAGE = 500
_OVER = {"complete", "cancelled", "withdrawn", "unsuccessful"}


@dataclass(frozen=True, slots=True)
class Span:
    """Deadlines of one kind that are to be reminded of because of one day: from `start` to before `end`."""

    what: str
    start: datetime
    end: datetime


def spans(done: date | None, today: date) -> Iterator[Span]:
    """What to look for, when all days up to `done` are done; the nearest deadlines first."""
    first = max(done + timedelta(days=1), today - timedelta(days=MOST_DAYS)) if done else today
    for what, lead in sorted(LEADS, key=lambda each: each[1]):
        if first <= today:
            last = today + timedelta(days=lead + 1)
            yield Span(what, _midnight(first + timedelta(days=lead)), _midnight(last))


def decide(found: Iterable[tuple[str, StoredNotice]], wishes: Wishes, now: datetime) -> Iterator[NewRow]:
    """The rows that remind of these deadlines, each notice once."""
    seen: set[tuple[str, int]] = set()
    for what, notice in found:
        when = notice.deadline if what == "closes" else notice.standstill_ends
        fresh = notice.changed_at > now - timedelta(hours=36)  # it was just told of
        over = NoticeDoc.from_json(notice.doc).status in _OVER and what == "closes"
        if when is None or when <= now or fresh or over or (what, notice.id) in seen:
            continue
        seen.add((what, notice.id))
        places: dict[tuple[str, str, str | None], Subscription] = {}
        for wish, _ in wishes.matching(subject(notice), now):
            place = (wish.platform, wish.channel, wish.thread)
            if place not in places or wish.delivery is Delivery.INSTANT:
                places[place] = wish
        for wish in places.values():
            yield _row(notice, what, when, wish, now)


def subject(notice: StoredNotice) -> Subject:
    """A stored notice as subscriptions see it."""
    doc = NoticeDoc.from_json(notice.doc)
    return Subject(
        source=notice.source,
        about=Kind.TENDERS if notice.stage in ("planning", "tender") else Kind.AWARDS,
        scope=Scope(notice.scope),
        bodies=frozenset((notice.body_code,)) if notice.body_code else frozenset(),
        icbs=frozenset(doc.icbs) | (frozenset((notice.icb,)) if notice.icb else frozenset()),
        regions=frozenset((notice.region,)) if notice.region else frozenset(),
        text="\n".join((notice.title, doc.description, *notice.supplier_names)),
        care=notice.health,
        nhs=notice.body_code is not None,
        topics=frozenset(notice.topics),
        cpv=doc.cpv,
        amount=None if notice.amount is None else Decimal(str(notice.amount)),
        buyers=doc.buyers or (notice.buyer_name,),
        suppliers=notice.supplier_names,
    )


async def remind(database: Database, now: datetime) -> int:
    """Put today's reminders into the outbox, unless that is done; how many. Raises `StorageError`."""
    today = london_day(now)
    async with database.read() as connection:
        mark = await marks.get(connection, _MARK)
        if mark == today.isoformat():
            return 0
        found: list[tuple[str, StoredNotice]] = []
        for span in spans(date.fromisoformat(mark) if mark else None, today):
            look = notice_search.deadlines if span.what == "closes" else notice_search.standstills
            after = None
            while True:
                page = await look(connection, span.start, span.end, _PAGE, after)
                found += [(span.what, notice) for notice in page.notices]
                after = page.following
                if after is None:
                    break
        wishes = Wishes(await subscriptions.all_active(connection, now))
    rows = list(decide(found, wishes, now))
    async with database.write() as connection:
        put = await outbox.put_many(connection, rows, now)
        await marks.put(connection, _MARK, today.isoformat())
    return put


def _row(notice: StoredNotice, what: str, when: datetime, wish: Subscription, now: datetime) -> NewRow:
    instant = wish.delivery is Delivery.INSTANT
    nine = datetime.combine(london_day(now), HOUR, LONDON).astimezone(UTC)
    parts = (what, notice.source, notice.notice_id, when.isoformat(), str(london_day(now)))
    place = (wish.platform, wish.channel, wish.thread or "")
    return NewRow(
        key=key(*parts, *place),
        subject_kind=NOTICE,
        subject_id=notice.id,
        reason=reminder(what, when),
        platform=wish.platform,
        channel=wish.channel,
        thread=wish.thread,
        subscription_id=wish.id,
        not_before=not_before(wish, max(now, nine) if instant else now),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
