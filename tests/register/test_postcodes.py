"""What is a postcode and what is not."""

import pytest

from register.postcodes import Postcode, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WS11 1AA", Postcode("WS", "WS11", True)),
        ("ws111aa", Postcode("WS", "WS11", True)),
        (" ws11  1aa ", Postcode("WS", "WS11", True)),
        ("WS11", Postcode("WS", "WS11", False)),
        ("WS11 1", Postcode("WS", "WS11", True)),
        ("M1 1AE", Postcode("M", "M1", True)),
        ("m11ae", Postcode("M", "M1", True)),
        ("SW1A 1AA", Postcode("SW", "SW1A", True)),
        ("EC1A1BB", Postcode("EC", "EC1A", True)),
    ],
)
def test_postcodes(text: str, expected: Postcode) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", "04Y", "QNC", "99Z9", "N9Z", "WS", "WS111", "E38000028", "D7T5G", "B2M3M"]
)
def test_no_postcodes(text: str) -> None:
    assert parse(text) is None


def test_a_london_letter_is_not_part_of_the_district() -> None:
    found = parse("SW1A 1AA")
    assert found is not None
    assert found.district == "SW1"
