"""Matching: everything a subscription asks for must hold, and many subscriptions cost little."""

import time
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.subject import Subject, folded
from feeds.subscribing import Wishes, matches
from feeds.when import not_before
from register.buyers import Scope
from storage.subscriptions import Delivery, Kind
from tests.feeds.making import NOW, wish

NOTICE = Subject(
    source="find_a_tender",
    about=Kind.TENDERS,
    scope=Scope.LOCAL,
    bodies=frozenset({"QNC"}),
    icbs=frozenset({"QNC"}),
    regions=frozenset({"Y60"}),
    text="Community dermatology clinics\nPART of the GP contract in Stoke, non-emergency patient transport",
    topics=frozenset({"care"}),
    cpv=("85121282",),
    amount=Decimal(1_200_000),
    buyers=("NHS Staffordshire and Stoke-on-Trent ICB",),
    suppliers=("Virgin Care Limited",),
)


def changed(**values) -> Subject:
    from dataclasses import replace

    return replace(NOTICE, **values)


@pytest.mark.parametrize(
    ("area", "matched"),
    [
        ({}, True),
        ({"region": "Y60"}, True),
        ({"region": "y60"}, True),
        ({"region": "Y61"}, False),
        ({"icb": "QNC"}, True),
        ({"icb": "QOC"}, False),
        ({"body": "QNC"}, True),
        ({"body": "RRE"}, False),
        ({"region": "Y60", "icb": "QOC"}, False),  # the narrowest counts
        ({"region": "national"}, False),
    ],
)
def test_areas(area, matched):
    assert (matches(wish(**area), NOTICE) is not None) is matched
    assert bool(list(Wishes([wish(**area)]).matching(NOTICE, NOW))) is matched


def test_national_and_out_of_scope():
    national = changed(scope=Scope.NATIONAL, regions=frozenset(), icbs=frozenset(), bodies=frozenset())
    assert matches(wish(region="national"), national)
    assert matches(wish(), national)
    assert not matches(wish(region="Y60"), national)
    assert not matches(wish(), changed(scope=Scope.OUT_OF_SCOPE))


@pytest.mark.parametrize(
    ("kind", "about", "matched"),
    [
        (Kind.TENDERS, Kind.TENDERS, True),
        (Kind.ALL, Kind.TENDERS, True),
        (Kind.AWARDS, Kind.TENDERS, False),
        (Kind.TENDERS, Kind.AWARDS, False),
        (Kind.MERGERS, Kind.MERGERS, True),
        (Kind.NEWS, Kind.MERGERS, True),
        (Kind.MERGERS, Kind.NEWS, False),
        (Kind.ALL, Kind.NEWS, True),
    ],
)
def test_kinds(kind, about, matched):
    assert (matches(wish(kind=kind), changed(about=about)) is not None) is matched


@pytest.mark.parametrize(
    ("filters", "matched"),
    [
        ({"keywords": ["dermatology"]}, True),
        ({"keywords": ["Dermatology", "dentistry"]}, True),
        ({"keywords": ["clinic"]}, True),
        ({"keywords": ["patient transport"]}, True),
        ({"keywords": ["transport patient"]}, False),
        ({"keywords": ["GP"]}, True),
        ({"keywords": ["PA"]}, False),
        ({"keywords": ['"community dermatology"']}, True),
        ({"keywords": ['"community dermatolog"']}, False),
        ({"keywords": ["art"]}, False),
        ({"keywords": ["((", "dentistry"]}, False),
        ({"not_keywords": ["dermatology"]}, False),
        ({"not_keywords": ["dentistry"], "keywords": ["stoke"]}, True),
        ({"keywords": ["stoke"], "not_keywords": ["GP"]}, False),
        ({"cpv": ["85"]}, True),
        ({"cpv": ["85000000"]}, True),
        ({"cpv": ["8512"]}, True),
        ({"cpv": ["33"]}, False),
        ({"min": 1_000_000}, True),
        ({"min": 2_000_000}, False),
        ({"max": 1_200_000}, True),
        ({"max": 1_000_000.5}, False),
        ({"min": 1, "max": 2}, False),
        ({"buyers": ["staffordshire and stoke"]}, True),
        ({"buyers": ["devon"]}, False),
        ({"suppliers": ["virgin care"]}, True),
        ({"suppliers": ["circle"]}, False),
        ({"suppliers": ["circle"], "buyers": ["stoke on trent"]}, True),
        ({"sources": ["find_a_tender"]}, True),
        ({"sources": ["contracts_finder"]}, False),
        ({"keywords": 5, "cpv": None, "min": "much", "topics": [7]}, True),
        ({}, True),
    ],
)
def test_filters(filters, matched):
    assert (matches(wish(filters=filters), NOTICE) is not None) is matched


def test_unknown_values():
    unknown = changed(amount=None)
    assert matches(wish(filters={"min": 5}), unknown)
    assert not matches(wish(filters={"min": 5, "include_unknown": False}), unknown)


@pytest.mark.parametrize(
    ("filters", "subject", "matched"),
    [
        ({}, {"care": False, "topics": frozenset({"it"})}, False),
        ({"topics": ["it"]}, {"care": False, "topics": frozenset({"it"})}, True),
        ({"topics": ["it"]}, {"care": False, "topics": frozenset({"it"}), "nhs": False}, False),
        ({"topics": ["it"]}, {"care": False, "topics": frozenset({"goods"})}, False),
        ({"topics": ["it"]}, {}, True),
        ({"suppliers": ["virgin care"]}, {"care": False}, True),
        ({"cpv": ["48"]}, {"care": False, "cpv": ("48000000",)}, True),
    ],
)
def test_care_by_default_and_topics_added(filters, subject, matched):
    assert (matches(wish(filters=filters), changed(**subject)) is not None) is matched


def test_what_a_campaigns_feed_says_is_for_that_campaign():
    private = changed(campaign_id=7, source="feed:7", about=Kind.NEWS)
    asked = {"sources": ["feed:7"]}
    assert matches(wish(campaign_id=7, filters=asked), private)
    assert not matches(wish(campaign_id=8, filters=asked), private)
    assert not matches(wish(campaign_id=7), private)


def test_muted_and_paused_hear_nothing():
    silent = [wish(1, muted_until=NOW + timedelta(1)), wish(2, paused_why="gone"), wish(3, muted_until=NOW)]
    assert [each.id for each, _ in Wishes(silent).matching(NOTICE, NOW)] == [3]


def test_why_is_said():
    why = matches(wish(region="Y60", filters={"keywords": ["stoke"], "cpv": ["85"]}), NOTICE)
    assert why and why.reasons == ("Y60", "CPV 85121282", "“stoke”")


def test_ten_thousand_subscriptions_cost_little():
    regions = ["Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63"]
    many = [wish(n, region=regions[n % 7], filters={"keywords": [f"word{n}"]}) for n in range(10_000)]
    many += [wish(10_000 + n, icb=f"Q{n:02}") for n in range(50)]
    wishes = Wishes(many)
    begun = time.perf_counter()
    for number in range(20):
        list(wishes.matching(changed(text=f"word{number * 7 + 3} of care"), NOW))
    assert (time.perf_counter() - begun) / 20 < 0.05


@given(
    st.dictionaries(
        st.sampled_from(["topics", "cpv", "keywords", "not_keywords", "min", "max", "buyers", "sources"]),
        st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.lists(st.text())),
        max_size=4,
    )
)
def test_no_filter_raises(filters):
    matches(wish(filters=filters), NOTICE)


@given(st.text())
def test_folding_never_raises_and_stands_between_spaces(text):
    assert folded(text)[0] == folded(text)[-1] == " "


@pytest.mark.parametrize(
    ("now", "values", "expected"),
    [
        ("2026-08-12T14:00:00+01:00", {}, "2026-08-12T14:00:00+01:00"),
        ("2026-08-12T14:00:00+01:00", {"quiet_from": 22, "quiet_to": 7}, "2026-08-12T14:00:00+01:00"),
        ("2026-08-12T23:00:00+01:00", {"quiet_from": 22, "quiet_to": 7}, "2026-08-13T07:00:00+01:00"),
        ("2026-08-12T06:59:00+01:00", {"quiet_from": 22, "quiet_to": 7}, "2026-08-12T07:00:00+01:00"),
        ("2026-08-12T07:00:00+01:00", {"quiet_from": 22, "quiet_to": 7}, "2026-08-12T07:00:00+01:00"),
        ("2026-08-12T13:10:00+01:00", {"quiet_from": 12, "quiet_to": 14}, "2026-08-12T14:00:00+01:00"),
        ("2026-08-12T13:10:00+01:00", {"quiet_from": 12, "quiet_to": 12}, "2026-08-12T13:10:00+01:00"),
        ("2026-08-12T07:00:00+01:00", {"delivery": Delivery.DAILY, "hour": 8}, "2026-08-12T08:00:00+01:00"),
        ("2026-08-12T08:00:00+01:00", {"delivery": Delivery.DAILY, "hour": 8}, "2026-08-13T08:00:00+01:00"),
        ("2026-08-12T09:00:00+01:00", {"delivery": Delivery.DAILY}, "2026-08-13T08:00:00+01:00"),
        # The clocks go forward on 29 March 2026 and back on 25 October.
        ("2026-03-28T12:00:00+00:00", {"delivery": Delivery.DAILY, "hour": 8}, "2026-03-29T08:00:00+01:00"),
        ("2026-10-24T12:00:00+01:00", {"delivery": Delivery.DAILY, "hour": 8}, "2026-10-25T08:00:00+00:00"),
        ("2026-03-28T12:00:00+00:00", {"delivery": Delivery.DAILY, "hour": 1}, "2026-03-29T02:00:00+01:00"),
        ("2026-10-25T00:30:00+01:00", {"delivery": Delivery.DAILY, "hour": 1}, "2026-10-25T01:00:00+01:00"),
        ("2026-10-25T01:30:00+01:00", {"delivery": Delivery.DAILY, "hour": 1}, "2026-10-26T01:00:00+00:00"),
        ("2026-10-25T00:30:00+01:00", {"quiet_from": 22, "quiet_to": 7}, "2026-10-25T07:00:00+00:00"),
    ],
)
def test_when_it_may_be_posted(now, values, expected):
    found = not_before(wish(**values), datetime.fromisoformat(now))
    assert found == datetime.fromisoformat(expected)
    assert found.utcoffset() == timedelta(0)
