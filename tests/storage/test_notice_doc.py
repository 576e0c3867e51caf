"""The doc of a notice: written and read back alike, and read as far as it goes whatever is in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.notice_doc import DocDeadline, DocMoney, DocStandstill, NoticeDoc, buyer_key

WHOLE = NoticeDoc(
    url="https://www.find-tender.service.gov.uk/Notice/000001-2026",
    description="Care & more",
    status="active",
    updated=True,
    psr_process="competitive process",
    buyers=("NHS Devon ICB",),
    cpv=("85100000",),
    value=DocMoney("1250000.50", gross=True),
    bids=0,
    bidders=("A", "B"),
    deadlines=(DocDeadline("tender", "2026-11-30T12:00:00+00:00", source="tender.tenderPeriod.endDate"),),
    standstill=DocStandstill("2026-12-02", False, "PSR regulation 12", "published Fri 20 Nov 2026"),
    places=("UKK4",),
    related=("ocds-h6vhtk-000001",),
    why=("the buyer is NHS Devon ICB",),
    icbs=("QJK",),
    bodies=("QJK",),
    facts=(("Closed", "31 March 2026"),),
)


def test_written_and_read_back():
    assert NoticeDoc.from_json(WHOLE.to_json()) == WHOLE
    assert NoticeDoc.from_json(NoticeDoc().to_json()) == NoticeDoc()
    moment = WHOLE.deadlines[0].moment
    assert moment is not None
    assert moment.hour == 12


def test_half_a_surrogate_pair_is_no_reason_to_lose_a_notice():
    assert NoticeDoc.from_json(NoticeDoc(description="a\ud800b").to_json()).description == "a?b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NoticeDoc()),
        ("[1]", NoticeDoc()),
        ('{"unknown": 1, "url": 7, "why": ["a", 3], "bids": true}', NoticeDoc(why=("a",))),
        ('{"value": {"amount": 3}, "facts": [["a"], 3, ["b", "c"]]}', NoticeDoc(facts=(("b", "c"),))),
        ('{"deadlines": [{"when": "soon"}, {}], "standstill": {"ends": "2026-01-01"}}', NoticeDoc()),
    ],
)
def test_what_is_not_as_it_should_be_is_left_out(text, expected):
    assert NoticeDoc.from_json(text) == expected


def test_moments_and_days_that_are_none():
    assert DocDeadline("tender", "soon").moment is None
    assert DocDeadline("tender", "2026-11-30T12:00").moment is None
    assert DocStandstill("soon", stated=False).last_day is None


NAMES = st.sampled_from(list(NoticeDoc.__slots__)) | st.text()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
)


@given(ANYTHING)
def test_never_raises(value):
    NoticeDoc.from_json(json.dumps(value))


def test_buyer_key():
    assert buyer_key("NHS  Devon ICB.") == buyer_key("nhs devon icb") == "nhs devon icb"
    assert buyer_key("B", "A & C") == buyer_key("a and c", "b") == "a and c + b"
    assert buyer_key("", " - ") == ""
