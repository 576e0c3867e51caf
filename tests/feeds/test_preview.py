"""What a subscription would have heard of is what it hears of: stored notices matched as new ones are."""

from itertools import product

import pytest

import register
from feeds import rows
from feeds.classify import classify
from feeds.errors import FeedError
from feeds.packages import releases
from feeds.preview import wanted
from feeds.subscribing import matches
from storage.notices import StoredNotice
from storage.subscriptions import Kind
from tests.feeds.conftest import SAMPLES
from tests.feeds.making import NOW, tender, wish

FILTERS = (
    *({}, {"keywords": ("dialysis", "care")}, {"not_keywords": ("service",)}, {"cpv": ("8512", "33")}),
    *(
        {"min": 1e5},
        {"max": 1e6, "include_unknown": False},
        {"suppliers": ("Trust",)},
        {"buyers": ("Council",)},
    ),
    *({"topics": ("it", "goods", "works")},),
)
AREAS = ({}, {"region": "Y60"}, {"region": "national"}, {"icb": "QNC"}, {"body": "RJE"})
WISHES = [
    wish(kind=kind, filters=filters, **area)
    for kind, filters, area in product((Kind.ALL, Kind.TENDERS, Kind.AWARDS), FILTERS, AREAS)
]


def packages():
    yield [tender(1), tender(2, "Some Agent")]
    for path in sorted(SAMPLES.glob("ocds/*.json")):
        yield list(releases(path.read_bytes()))


@pytest.mark.parametrize("package", packages())
def test_the_same_subscriptions_want_it(package, router):
    known = register.load()
    compared = 0
    for release in package:
        try:
            made = rows.of_notice(classify(release, router), "find_a_tender", known, {}, ())
        except FeedError:
            continue
        values = {name: getattr(made.row, name) for name in type(made.row).__dataclass_fields__}
        stored = StoredNotice(**values, id=1, seen_at=NOW, changed_at=NOW, version=1)
        for each in WISHES:
            # A description is shortened when it is stored: a word at its very end may be missing.
            if each.filters.get("keywords") or each.filters.get("not_keywords"):
                continue
            why = matches(each, made.subject)
            assert (wanted(each, stored) is None) == (why is None), (stored.notice_id, each)
            compared += 1
    assert compared


def test_words_are_looked_for(router):
    made = rows.of_notice(classify(tender(1), router), "find_a_tender", register.load(), {}, ())
    values = {name: getattr(made.row, name) for name in type(made.row).__dataclass_fields__}
    stored = StoredNotice(**values, id=1, seen_at=NOW, changed_at=NOW, version=1)
    assert wanted(wish(filters={"keywords": ("clinic",)}), stored)
    assert wanted(wish(filters={"keywords": ("dialysis",)}), stored) is None
    assert wanted(wish(filters={"not_keywords": ("skin",)}), stored) is None
