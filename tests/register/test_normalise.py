"""Folding: what differs only in writing becomes one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.model import Kind
from register.normalise import LONGEST, core, key, without_council, words


@pytest.mark.parametrize(
    "text",
    [
        "Stoke-on-Trent",
        "STOKE ON TRENT",
        "stoke‑on‑trent",
        "Stoke\u200b on\u00a0Trent",
        "\u202eStoke on Trent\u202c",
        "Ｓｔｏｋｅ on Trent",
        "Stöke on Trent",
        "Stoke\ton\x00Trent",
        "**Stoke on Trent**",
    ],
)
def test_writings_of_one_name_have_one_key(text: str) -> None:
    assert key(text) == "stokeontrent"


def test_ampersand_is_and() -> None:
    assert key("Brighton & Hove") == key("Brighton and Hove") == "brightonandhove"


@pytest.mark.parametrize("mark", "'’ʼ`")
def test_apostrophes_do_not_part_words(mark: str) -> None:
    assert words(f"King{mark}s Lynn") == ["kings", "lynn"]


@pytest.mark.parametrize(
    ("text", "left", "kind"),
    [
        ("NHS Cannock Chase CCG", "cannock chase", Kind.CCG),
        ("Cannock Chase Clinical Commissioning Group", "cannock chase", Kind.CCG),
        ("NHS Devon Integrated Care Board", "devon", Kind.ICB),
        ("Bolton Teaching PCT", "bolton", Kind.PCT),
        ("Devon primary care trust", "devon", Kind.PCT),
        ("Solent NHS Trust", "solent", Kind.TRUST),
        ("NHS England Midlands", "midlands", Kind.REGION),
        ("Midlands and Lancashire CSU", "midlands and lancashire", Kind.CSU),
        ("the Black Country", "black country", None),
        ("North Staffs", "north staffordshire", None),
        ("Saint Helens", "st helens", None),
        ("NHS", "", None),
        ("C.C.G. Cannock Chase", "cannock chase", Kind.CCG),
        ("N.H.S. Stoke-on-Trent C.C.G", "stoke on trent", Kind.CCG),
        ("N.E. Lincs", "north east lincolnshire", None),
        ("St. Helens", "st helens", None),
    ],
)
def test_the_core_of_a_name(text: str, left: str, kind: Kind | None) -> None:
    found = core(text)
    assert (" ".join(found.words), found.kind) == (left, kind)


def test_a_footprint_is_told_apart() -> None:
    assert core("Humber, Coast and Vale STP").stp
    assert not core("NHS Devon ICB").stp


def test_council_words_are_taken_off_only_where_there_are_any() -> None:
    assert without_council("Lichfield District Council").split() == ["lichfield"]
    assert without_council("Lichfield") == ""


@given(st.text(max_size=400))
def test_any_text_folds_to_letters_and_digits(text: str) -> None:
    folded = key(text)
    assert len(folded) <= LONGEST * 3
    assert " " not in folded
    assert key(folded) == key(folded.upper()) or not folded.isascii()
    core(text)
