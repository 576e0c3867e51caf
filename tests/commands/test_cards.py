"""Cards of notices, alone: what they say of values, last days, places and kinds; hostile words as plain spans."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import register
from commands.cards import kinds
from commands.cards.changes import change
from commands.cards.notice import card
from commands.core.moments import ago, days_left, left, pounds
from commands.core.reply import Code, Link, Reply, Text
from feeds.notice import PsrKind, Stage
from storage.notice_doc import DocDeadline, DocMoney, DocStandstill, NoticeDoc
from storage.notice_events import Change, Event
from storage.notices import StoredNotice
from tests.commands.stock import HOSTILE, INTENTION, MERGER, NOW, described, notice

REGISTER = register.load()


def stored(made, doc=None, **changes):
    """As it stands in the store."""
    values = {name: getattr(made, name) for name in type(made).__dataclass_fields__} | changes
    if doc is not None:
        values["doc"] = doc.to_json()
    return StoredNotice(**values, id=7, seen_at=NOW, changed_at=NOW, version=1)


def words(made) -> str:
    return Reply(card(made, REGISTER, NOW)).plain()


@pytest.mark.parametrize(
    ("money", "amount", "expected"),
    [
        (None, None, "Value: not given"),
        (DocMoney("1", placeholder=True), None, "Value: not given (the notice has a placeholder)"),
        (DocMoney("12000.00", "EUR"), None, "Value: EUR 12000.00"),
        (DocMoney("750000"), 750_000.0, "Value: £750,000\n"),
        (DocMoney("1200000", gross=True), 1_200_000.0, "Value: £1.2 million (£1,200,000), with VAT"),
        (None, 2_000_000_000.0, "Value: £2 billion"),
    ],
)
def test_values(money, amount, expected):
    assert expected in words(stored(notice(1), described(value=money), amount=amount))


@pytest.mark.parametrize(
    ("held", "column", "expected"),
    [
        (DocStandstill("2026-12-03", True, "PSR regulation 12"), None, "Thursday 3 December 2026, in 12 days (as the notice states)"),
        (DocStandstill("2026-12-03", False, "", "counted so"), None, "(calculated: counted so)"),
        (DocStandstill("2026-12-03", False, "", "counted so", certain=False), None, "counted so; check it"),
        (DocStandstill("2026-11-21", True), None, "Saturday 21 November 2026, today"),
        (DocStandstill("2026-11-20", True), None, "passed"),
        (None, datetime(2026, 12, 3, 23, 59, 59, tzinfo=UTC), "Thursday 3 December 2026, in 12 days (calculated)"),
        (None, datetime(2026, 7, 3, 23, 0, tzinfo=UTC), "Friday 3 July 2026, passed"),  # midnight in summer
    ],
)  # fmt: skip
def test_standstills(held, column, expected):
    made = stored(INTENTION, described(standstill=held), standstill_ends=column, standstill_stated=False)
    assert expected in words(made)


def test_a_procurement_act_standstill_is_called_so():
    made = stored(INTENTION, None, psr_kind=None, notice_type="UK6", regime="procurement-act-2023")
    assert "Standstill until: midnight" in words(made)
    assert "Procurement Act 2023 <https://www.legislation.gov.uk/ukpga/2023/54>" in words(made)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scope": "national", "icb": None, "region": None}, "Where: national, or in several regions"),
        ({"scope": "national", "icb": None, "region": None, "confidence": "low"}, "not known, so it is shown as national"),
        ({"confidence": "medium"}, "(QNC), Midlands (Y60); probably, see why"),
        ({"icb": None}, "Where: Midlands (Y60)"),
        ({"scope": "out-of-scope", "icb": None, "region": None}, "outside England"),
        ({"icb": "XXX", "region": "Y60"}, "Where: Midlands (Y60)"),
    ],
)  # fmt: skip
def test_places(changes, expected):
    assert expected in words(stored(notice(1), described(icbs=()), **changes))


def test_several_boards_are_named():
    told = words(stored(notice(1), described(icbs=("QNC", "QOC")), icb=None))
    assert (
        "NHS Staffordshire and Stoke-on-Trent ICB (QNC) and NHS Shropshire, Telford and Wrekin ICB (QOC), Midlands"
        in told
    )


def test_every_kind_has_words():
    for stage in (*Stage, "news", "something new"):
        for psr in (None, *PsrKind, "something_new"):
            for number in (None, *(f"UK{n}" for n in range(1, 18)), "UK99"):
                made = stored(notice(1), stage=str(stage), psr_kind=psr, notice_type=number)
                assert kinds.kind(made)
                assert ":" not in kinds.short_kind(made)
    assert kinds.kind(stored(notice(1), stage="cancellation")) == "Called off"
    assert kinds.kind(stored(MERGER)) == "Merger"


def test_an_award_keeps_no_tender_deadline():
    doc = described(deadlines=(DocDeadline("tender", "2026-11-27T12:00:00+00:00"),))
    assert "Bids by" in words(stored(notice(1), doc))
    assert "Bids by" not in words(stored(notice(1), doc, stage="award"))


def test_changes_are_told_old_and_new():
    event = Event(
        id=1,
        notice_id=7,
        kind="deadline-moved",
        at=NOW,
        changes=(
            Change("deadline", "2026-11-27T12:00:00+00:00", "2026-11-25T12:00:00+00:00"),
            Change("title", "Before", HOSTILE),
            Change("unknown", 1, 2),
        ),
    )
    told = Reply(change(stored(notice(1)), event, NOW)).plain()
    assert "The deadline moved: Tender: bids are asked for" in told
    assert "Deadline: now Wednesday 25 November 2026, 12:00, 2 days earlier, before Friday 27" in told
    assert "unknown" not in told
    assert "\u202e" not in told
    assert Reply(change(stored(notice(1)), replace(event, kind="new", changes=()), NOW)).plain() == "New notice: Tender: bids are asked for"  # fmt: skip


TEXTS = st.text(max_size=60) | st.just(HOSTILE) | st.just("word " * 400)
DOCS = st.builds(
    NoticeDoc,
    url=st.sampled_from(["", "https://www.find-tender.service.gov.uk/Notice/000001-2026"]),
    description=TEXTS,
    psr_process=TEXTS,
    buyers=st.lists(TEXTS, max_size=6).map(tuple),
    value=st.none() | st.builds(DocMoney, TEXTS, TEXTS),
    deadlines=st.lists(
        st.builds(DocDeadline, TEXTS, TEXTS | st.just("2026-11-27T12:00:00Z")), max_size=3
    ).map(tuple),
    standstill=st.none()
    | st.builds(DocStandstill, TEXTS | st.just("2026-12-03"), st.booleans(), TEXTS, TEXTS),
    why=st.lists(TEXTS, max_size=4).map(tuple),
    bodies=st.lists(TEXTS | st.just("QNC"), max_size=3).map(tuple),
    facts=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([notice(1), INTENTION, MERGER]), TEXTS, TEXTS, DOCS)
def test_whatever_a_notice_holds_it_is_a_card_of_plain_spans(made, title, name, doc):
    blocks = card(stored(made, doc, title=title, buyer_name=name, supplier_names=(name,)), REGISTER, NOW)
    for block in blocks:
        lines = [block.line] if hasattr(block, "line") else [line for _, line in getattr(block, "rows", ())]
        for spans in lines:
            assert all(not isinstance(span, Code) for span in spans)
            links = [span.url for span in spans if isinstance(span, Link)]
            assert all(link.startswith("https://www.") for link in links)
    assert sum(len(line) for line in Reply(blocks).lines()) < 6_000
    assert any(isinstance(block, Text) for block in blocks)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(12.5, "£12.50"), (750_000, "£750,000"), (999_999.6, "£1,000,000"), (1e6, "£1 million"), (1_254_999, "£1.25 million"), (3.5e9, "£3.5 billion")],
)  # fmt: skip
def test_pounds(amount, expected):
    assert pounds(amount) == expected


def test_spans_of_time():
    assert left(NOW + timedelta(minutes=20), NOW) == "in less than an hour"
    assert left(NOW + timedelta(hours=30), NOW) == "in 30 hours"
    assert left(NOW + timedelta(days=9), NOW) == "in 9 days"
    assert left(NOW, NOW) == "passed"
    assert ago(None, NOW) == "never"
    assert ago(NOW + timedelta(hours=1), NOW) == "just now"  # a clock ahead of ours
    assert ago(NOW - timedelta(hours=49), NOW) == "2 days ago"
    assert days_left(NOW.date() + timedelta(days=1), NOW.date()) == "tomorrow"
