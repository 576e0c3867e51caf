"""Suggestions while somebody types."""

import pytest

from register import Register
from register.model import Kind
from register.suggest import LONGEST


def test_nothing_typed_offers_the_icbs_of_today_or_the_counties(ours: Register) -> None:
    values = [value for _, value in ours.suggest("", limit=100)]
    assert values == [
        b.code for b in sorted(ours.bodies(Kind.ICB), key=lambda b: b.name) if b.status == "open"
    ]
    assert ("Staffordshire, a county", "E10000028") in ours.suggest_places("")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("can", "04Y"),
        ("cannock c", "04Y"),
        ("NHS Can", "04Y"),
        ("04", "04C"),
        ("qnc", "QNC"),
        ("devn", "15N"),
        ("bnss", "15C"),
        ("lich", "E07000194"),
        ("ws1", "WS11"),
        ("stoke", "05W"),
    ],
)
def test_what_is_offered(ours: Register, typed: str, value: str) -> None:
    assert value in [offered for _, offered in ours.suggest(typed)]


def test_places_first_where_places_are_asked_for(ours: Register) -> None:
    assert ours.suggest_places("cannock")[0] == ("Cannock Chase, a district council area", "E07000192")
    assert ours.suggest_places("ws11 1aa")[0] == ("Postcode district WS11", "WS11")
    assert ours.suggest("cannock")[0] == ("NHS Cannock Chase CCG (04Y, 2013–2022)", "04Y")


def test_each_value_finds_what_its_label_says(ours: Register) -> None:
    for typed in ("", "n", "st", "lon", "ws", "kent", "north e", "royal", "stafford", "sw1"):
        for label, value in (*ours.suggest(typed), *ours.suggest_places(typed)):
            assert 0 < len(label) <= LONGEST
            assert 0 < len(value) <= LONGEST
            first = ours.find(value)[0]
            body = ours.body(value)
            if body is not None:
                assert first.body == body
                assert body.code in label
            else:
                (place,) = ours.places(value)
                assert place.code == value
                assert first.place == place


def test_no_choice_is_offered_twice(ours: Register) -> None:
    for typed in ("s", "london", "north", "birmingham"):
        offered = ours.suggest(typed)
        assert len(offered) <= 25
        assert len({label for label, _ in offered}) == len(offered) == len({value for _, value in offered})


def test_the_longest_names_fit(ours: Register) -> None:
    for body in ours.bodies():
        label = next(label for label, value in ours.suggest(body.code) if value == body.code)
        assert body.code in label
