"""The little language of `watch`: read, refused in words, and written back as the same wish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.core.wish import (
    KINDS,
    TOPICS,
    Narrow,
    NoWish,
    Wish,
    read_hour,
    read_money,
    read_wish,
    write_wish,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Wish()),
        ("tenders Midlands", Wish(kind="tenders", where="Midlands")),
        ("tenders in the South West", Wish(kind="tenders", where="the South West")),
        ("everything Staffordshire", Wish(where="Staffordshire")),
        ("Staffordshire", Wish(where="Staffordshire")),
        ("mergers", Wish(kind="mergers")),
        ("awards QNC over £1m without dentistry", Wish(kind="awards", where="QNC", narrow=Narrow(minimum=1e6, not_keywords=("dentistry",)))),
        ("company Virgin Care", Wish(narrow=Narrow(suppliers=("Virgin Care",)))),
        ("awards Stoke on Trent supplier Virgin Care, HCRG", Wish(kind="awards", where="Stoke on Trent", narrow=Narrow(suppliers=("Virgin Care", "HCRG")))),
        ('tenders with "care with dignity", GP under £2.5 million known value', Wish(kind="tenders", narrow=Narrow(keywords=('"care with dignity"', "GP"), maximum=2.5e6, include_unknown=False))),
        ("tenders cpv 85, 8512 topics IT, works", Wish(kind="tenders", narrow=Narrow(cpv=("85", "8512"), topics=("it", "works")))),
        ("mergers London daily", Wish(kind="mergers", where="London", hour=8)),
        ("mergers London daily at 6pm quiet 22-7 threads", Wish(kind="mergers", where="London", hour=18, quiet=(22, 7), threads=True)),
        ("all daily 18:00 quiet from 10pm to 7am", Wish(hour=18, quiet=(22, 7))),
        ("news feed feed:3", Wish(kind="news", narrow=Narrow(sources=("feed:3",)))),
    ],
)  # fmt: skip
def test_read(text, expected):
    assert read_wish(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tenders over lots", "is not a sum"),
        ("tenders over £2m under £1m", "Nothing is over"),
        ("tenders with", "something is missing"),
        ("tenders cpv care", "no CPV code"),
        ("tenders topics roads", "They are: care"),
        ("tenders daily at noonish", "is not an hour"),
        ("tenders quiet sometimes", "quiet 22-7"),
        ("tenders quiet 7-7", "quiet 22-7"),
        ("tenders threads please", "do not understand"),
        ("tenders with " + ", ".join(f"w{n}" for n in range(30)), "At most"),
    ],
)
def test_refused_in_words(text, words):
    with pytest.raises(NoWish, match=words):
        read_wish(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("£1m", 1e6), ("750,000", 750_000), ("500k", 5e5), ("2.5 million", 2.5e6), ("1bn", 1e9), ("0", None), ("m", None), ("£-1", None)],
)  # fmt: skip
def test_money(text, amount):
    assert read_money(text) == amount


@pytest.mark.parametrize(
    ("text", "hour"),
    [("8", 8), ("08:00", 8), ("12am", 0), ("12pm", 12), ("24", 0), ("25", None), ("13pm", None), ("8:30", None)],
)  # fmt: skip
def test_hours(text, hour):
    assert read_hour(text) == hour


names = st.lists(st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{8})?", fullmatch=True), max_size=3, unique=True)
names = names.map(tuple).filter(
    lambda items: not any(w.casefold() in _RESERVED for i in items for w in i.split())
)
_RESERVED = {"with", "about", "over", "above", "under", "below", "without", "except", "topics", "topic", "supplier", "suppliers",
             "company", "companies", "buyer", "buyers", "feed", "feeds", "known", "instant", "daily", "quiet", "threads", "threaded", "cpv"}  # fmt: skip
wishes = st.builds(
    Wish,
    kind=st.sampled_from(KINDS),
    where=st.sampled_from(["", "Y60", "QNC", "national", "England"]),
    narrow=st.builds(
        Narrow,
        topics=st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple),
        cpv=st.lists(st.sampled_from(["85", "8512", "33000000"]), max_size=2, unique=True).map(tuple),
        keywords=names,
        not_keywords=names,
        buyers=names,
        suppliers=names,
        sources=st.sampled_from([(), ("feed:3",)]),
        minimum=st.none() | st.integers(1, 10**6).map(float) | st.just(1.25e6),
        maximum=st.none() | st.integers(2 * 10**6, 10**10).map(float),
        include_unknown=st.booleans(),
    ),
    hour=st.none() | st.integers(0, 23),
    quiet=st.none() | st.tuples(st.integers(0, 11), st.integers(12, 23)),
    threads=st.booleans(),
)


@given(wishes)
def test_written_back_as_the_same_wish(wish):
    assert read_wish(write_wish(wish)) == wish


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from([*sorted(_RESERVED), "Midlands", "£1m", ","]), max_size=8).map(" ".join)
)
def test_any_words_are_a_wish_or_refused(text):
    try:
        read_wish(text)
    except NoWish as error:
        assert str(error)
