"""What is decided about a row, purely: from what is known of its subject now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.notices.plan import (
    CHANNEL,
    NOTICE,
    Announce,
    Known,
    More,
    Remind,
    Tell,
    Update,
    decide,
    own,
    reminder,
    together,
)
from bot.delivery.notices.words import digest, more, unreachable
from bot.delivery.perform import pause
from bot.delivery.prepare import Drop, Wait
from storage.campaigns import Space
from storage.notice_events import Change, Event
from storage.notices import StoredNotice
from storage.outbox import OutboxRow, State
from storage.posts import Post
from storage.subscriptions import Delivery, Kind, Subscription
from tests.bot.delivery.news import notice

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

ROW = OutboxRow(
    key="k", subject_kind="event", subject_id=5, reason="new", platform="discord", channel="1", subscription_id=7,
    not_before=NOW - MINUTE, id=1, state=State.LEASED, attempts=1, leased_by="h", leased_until=NOW + MINUTE,
    created_at=NOW - MINUTE, sent_at=None, message_id=None, problem=None,
)  # fmt: skip
WISH = Subscription(
    campaign_id=1, platform="discord", channel="1", kind=Kind.ALL, id=7, muted_until=None, paused_why=None,
    created_by=None, created_at=NOW - DAY,
)  # fmt: skip
EVENT = Event(notice_id=3, kind="new", at=NOW - MINUTE, id=5)
_given = notice(1, published=NOW - MINUTE)
STORED = StoredNotice(
    **{name: getattr(_given, name) for name in _given.__dataclass_fields__},
    id=3, seen_at=NOW - MINUTE, changed_at=NOW - MINUTE, version=1,
)  # fmt: skip
KNOWN = Known({5: EVENT}, {3: STORED}, {7: WISH})


def standing(about: str, content_hash: str) -> Post:
    return Post("discord", "1", about, "11", None, "11", content_hash)


def test_news_is_announced() -> None:
    assert decide(ROW, KNOWN, NOW) == Announce(STORED)


def test_a_first_posting_that_was_missed_says_what_happened_since() -> None:
    changed = replace(EVENT, kind="changed")
    assert decide(ROW, replace(KNOWN, events={5: changed}), NOW) == Announce(STORED, changed)


def test_what_was_posted_is_followed_up_where_it_has_changed() -> None:
    root, mine = standing(STORED.thread_key, "x"), standing(own(STORED), "another")
    there = {("discord", "1", each.thread_key): each for each in (root, mine)}
    known = replace(KNOWN, standing=there)
    assert decide(ROW, known, NOW) == Update(STORED, EVENT, mine, root)
    same = {**there, ("discord", "1", own(STORED)): replace(mine, content_hash=STORED.content_hash)}
    assert isinstance(decide(ROW, replace(known, standing=same), NOW), Drop)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (None, Drop("unsubscribed")),
        (replace(WISH, paused_why="gone"), Drop("gone")),
        (replace(WISH, muted_until=NOW + MINUTE), Drop("muted")),
        (replace(WISH, muted_until=NOW), Announce(STORED)),
        (replace(WISH, quiet_from=14, quiet_to=16), Wait(NOW + 60 * MINUTE)),
        (replace(WISH, quiet_from=16, quiet_to=14), Announce(STORED)),
        (replace(WISH, delivery=Delivery.DAILY, hour=16), Wait(NOW + 60 * MINUTE)),
        (replace(WISH, delivery=Delivery.DAILY, hour=15), Announce(STORED)),  # made before, and it is due
    ],
)
def test_what_people_want_now_counts(wish: Subscription | None, expected: object) -> None:
    wishes = {7: wish} if wish else {}
    assert decide(ROW, replace(KNOWN, subscriptions=wishes), NOW) == expected


def test_what_is_gone_or_old_is_dropped() -> None:
    assert isinstance(decide(ROW, replace(KNOWN, notices={}), NOW), Drop)
    assert isinstance(decide(ROW, replace(KNOWN, events={}), NOW), Drop)
    assert isinstance(decide(ROW, KNOWN, NOW + 8 * DAY), Drop)


@pytest.mark.parametrize(
    ("reason", "deadline", "expected"),
    [
        (reminder("closes", NOW + DAY), NOW + DAY, Remind),
        (reminder("closes", NOW + DAY), NOW + 2 * DAY, Drop),
        (reminder("closes", NOW + DAY), None, Drop),
        (reminder("closes", NOW), NOW, Drop),
        ("closes some day", NOW + DAY, Drop),
        ("", NOW + DAY, Drop),
    ],
)
def test_a_reminder_holds_only_for_the_deadline_it_was_made_for(
    reason: str, deadline: datetime | None, expected: type
) -> None:
    row = replace(ROW, subject_kind=NOTICE, subject_id=3, reason=reason)
    known = replace(KNOWN, notices={3: replace(STORED, deadline=deadline)})
    assert isinstance(decide(row, known, NOW), expected)


def test_the_other_kinds() -> None:
    assert decide(replace(ROW, subject_kind="more", subject_id=12), KNOWN, NOW) == More(12)
    told = replace(ROW, subject_kind=CHANNEL, subject_id=7, subscription_id=None)
    assert isinstance(decide(told, KNOWN, NOW), Drop)
    resting = replace(WISH, paused_why="gone")
    assert decide(told, replace(KNOWN, subscriptions={7: resting}), NOW) == Tell(resting)
    assert isinstance(decide(replace(ROW, subject_kind="petition"), KNOWN, NOW), Drop)


def test_pauses_double_up_to_half_an_hour_and_differ() -> None:
    seconds = [pause(attempts).total_seconds() for attempts in range(1, 30)]
    assert seconds[:4] == [5, 10, 20, 40]
    assert seconds[-1] == 1800
    assert pause(3, 0.0) == timedelta(seconds=15)
    assert pause(3, 1.0) == timedelta(seconds=25)


def test_events_together_say_what_is_different_in_the_end() -> None:
    def event(kind: str, *changes: Change) -> Event:
        return Event(notice_id=3, kind=kind, at=NOW, changes=changes, id=1)

    merged = together(
        [
            event("changed", Change("title", "a", "b"), Change("amount", 1.0, 2.0)),
            event("deadline-moved", Change("title", "b", "c"), Change("deadline", None, "d")),
            event("cancelled", Change("amount", 2.0, 1.0)),
        ]
    )
    assert merged.kind == "cancelled"
    assert merged.changes == (Change("title", "a", "c"), Change("deadline", None, "d"))
    assert together([event("new"), event("changed", Change("title", "a", "b"))]).kind == "new"


def test_a_digest_of_very_much_counts_what_it_leaves_out() -> None:
    reply = digest([Announce(STORED)] * 40, NOW)
    assert reply.plain().count("Dental services 1") == 25
    assert "And 15 more notices" in reply.plain()


def test_words_for_organisers_lead_to_the_channel() -> None:
    resting = replace(WISH, paused_why="The bot may not post there.")
    spaces = (Space("discord", "99", 1, "Server"),)
    told = unreachable(Tell(resting, spaces), "!").plain()
    assert "this channel <https://discord.com/channels/99/1>" in told
    assert "!mute off" in told
    assert "the id 1" in unreachable(Tell(resting), "!").plain()
    room = replace(resting, platform="matrix", channel="!abc:test.local")
    assert "https://matrix.to/#/!abc:test.local" in unreachable(Tell(room), "!").plain()


def test_more_says_where_to_see_them() -> None:
    assert more(12, "?").plain() == "And 12 more notices for this channel. See them with ?tenders."
