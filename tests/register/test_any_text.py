"""Whatever is typed, the register answers in order and never raises."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

import register
from register.model import Kind

OURS = register.load()
KNOWN = {body.code for body in OURS.bodies()}
NAMES = sorted(body.name for body in OURS.bodies())

anything = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="nhs ccgicbwsle019 -&'", max_size=30),
    st.sampled_from(NAMES).flatmap(lambda name: st.integers(0, len(name)).map(lambda n: name[:n])),
    st.text(min_size=1, max_size=4).map(lambda text: text * 2500),
)


@settings(max_examples=150, deadline=None)
@given(
    text=anything,
    on=st.none() | st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    kind=st.none() | st.sampled_from(Kind),
)
def test_find(text: str, on: date | None, kind: Kind | None) -> None:
    found = OURS.find(text, on=on, kind=kind)
    assert found == OURS.find(text, on=on, kind=kind)
    scores = [match.score for match in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)
    codes = [match.body.code for match in found]
    assert len(codes) == len(set(codes)) <= 10
    assert set(codes) <= KNOWN
    assert all(match.detail for match in found)


@settings(max_examples=80, deadline=None)
@given(anything)
def test_everything_else_that_takes_text(text: str) -> None:
    assert len(OURS.suggest(text)) <= 25
    assert len(OURS.suggest_places(text)) <= 25
    OURS.elsewhere(text)
    OURS.region(text)
    OURS.body(text)
    for place in OURS.places(text):
        assert place.name


def test_very_long_text() -> None:
    for text in ("a" * 10_000, "NHS " * 2_500, "\u0301" * 10_000, "\U0001f600" * 10_000, "ﷺ" * 10_000):
        assert OURS.find(text) == ()


def test_what_people_type_is_not_kept() -> None:
    OURS.find("my name is Jo Bloggs of Cannock")
    OURS.find("Canock Chase")
    known = OURS._finder._known
    assert all(form in OURS._index.forms or form in OURS._index.codes for form, _ in known)
