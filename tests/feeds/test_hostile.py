"""Releases of any quality: a notice or a `NoticeError`, never another exception, never slow."""

import copy
import random
import time

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.classify import classify
from feeds.errors import NoticeError
from feeds.normalise import normalise
from feeds.notice import Notice
from tests.feeds.releases import SAMPLES, changed, psr, real, release

HOSTILE = [
    None, True, False, 0, 1, -1, 10**400, 1.5, float("inf"), float("nan"), "", " ", "x" * 100_000, "<br/>" * 5_000,
    "\x00\ud800\u202e", "&#x110000;&#0;&bogus;", "1e9999", "2026-02-30T25:61:61Z", "9999-12-31T23:59:59-23:59",
    "0001-01-01", [], {}, [[]], [{}], [None, 1, "a"], {"a": {"b": {}}}, ["tender"] * 2_000, "PSR", "award",
    {"text": 5}, {"amount": "NaN", "currency": 7}, {"amount": 1e308}, {"endDate": {}}, "Provider Selection Regime " * 500,
    "this is a this is a " * 2_000, "representations by " * 2_000, "standstill 1/1/1 " * 2_000,
]  # fmt: skip
KEYS = [
    "id",
    "ocid",
    "date",
    "tag",
    "tender",
    "buyer",
    "parties",
    "awards",
    "contracts",
    "planning",
    "bids",
    "links",
]


def some_releases():
    if (SAMPLES / "ocds").exists():
        found = sorted(real().values(), key=lambda each: each["id"])
        return [*random.Random(7).sample(found, 40), real()["076300-2026"], real()["075996-2026"]]
    return [release(), psr("This is a PSR notice", tag="tender"), changed("new", old="old")]


def paths(value, at=()):
    """Every place in a release."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from paths(each, (*at, key))


def replaced(value, at, by):
    if not at:
        return by
    made = copy.copy(value)
    if by is KeyError and len(at) == 1:
        del made[at[0]]
    else:
        made[at[0]] = replaced(value[at[0]], at[1:], by)
    return made


RELEASES = some_releases()
PATHS = [list(paths(each)) for each in RELEASES]


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_mutated_real_releases(router, data):
    number = data.draw(st.integers(0, len(RELEASES) - 1))
    mutated = RELEASES[number]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.sampled_from(PATHS[number]))
        by = data.draw(st.sampled_from([*HOSTILE, KeyError]))
        try:
            mutated = replaced(mutated, at, by)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    try:
        found = classify(mutated, router)
    except NoticeError as problem:
        assert str(problem)
        return
    assert isinstance(found.notice, Notice)
    assert orjson.dumps(found.row())
    assert hash(found.notice.content_hash) is not None


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
            ),
            max_leaves=12,
        ),
    )
)
def test_anything_at_all(value):
    for tried in (value, {**release(), **value}):
        try:
            normalise(tried)
        except NoticeError as problem:
            assert str(problem)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_any_value_in_any_field_of_the_tender(value):
    whole = RELEASES[0]
    for key in whole["tender"]:
        notice = normalise({**whole, "tender": {**whole["tender"], key: value}})
        assert notice.id == whole["id"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"id": None}, "id is missing"),
        ({"id": "a b"}, "id is missing"),
        ({"id": 5}, "id is missing"),
        ({"id": "\ud800"}, "id is missing"),
        ({"ocid": None}, "ocid is missing"),
        ({"ocid": "ocds-b5fd17-"}, "only a prefix"),
        ({"ocid": "h6vhtk-1"}, "only a prefix"),
        ({"date": None}, "date is missing"),
        ({"date": "yesterday"}, "date is missing"),
    ],
)
def test_what_is_wrong_is_named(changes, problem):
    with pytest.raises(NoticeError, match=problem) as caught:
        normalise(release(**changes))
    if "id" not in changes:
        assert "012345-2026" in str(caught.value)


@pytest.mark.parametrize("value", [None, 5, "text", [], [release()]])
def test_no_release_at_all(value):
    with pytest.raises(NoticeError, match="must be an object"):
        normalise(value)


@pytest.mark.parametrize(
    "words",
    [
        "this is a " * 20_000,
        "psr " * 20_000,
        "provider " * 20_000,
        "intention to award " * 10_000,
        "following the " * 10_000 + "intention to award notice",
        "the nhs psr notice of " * 10_000,
        "standstill ends 1 jan " * 5_000,
        "Direct Award " * 10_000,
        "PSR Aa " * 10_000,
        "a" * 500_000 + " PSR",
    ],
)
def test_no_text_takes_long(words):
    started = time.process_time()
    normalise(psr(f"Provider Selection Regime {words}", title=words, lots=[{"description": words}] * 3))
    assert time.process_time() - started < 2
