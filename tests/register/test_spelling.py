"""Typing errors: one at any place in a name must not lead astray."""

import random
import string
from collections.abc import Iterable
from datetime import date

import pytest

from register import Register
from register.model import Body, Kind, Why
from register.spelling import Speller, allowed, nearest_word

FOUNDED = date(2013, 4, 1)
LETTERS = string.ascii_lowercase


def with_one_error(rng: random.Random, text: str) -> str:
    """`text` with a letter put in, left out, put wrong, or two neighbours swapped, anywhere."""
    place = rng.randrange(len(text) - 1)
    before, char, following, after = text[:place], text[place], text[place + 1], text[place + 2 :]
    match rng.randrange(4):
        case 0:
            return before + rng.choice(LETTERS) + char + following + after
        case 1:
            return before + following + after
        case 2:
            return before + rng.choice(LETTERS) + following + after
        case _:
            return before + following + char + after


def _astray(ours: Register, named: Iterable[tuple[str, Body]], each: int, seed: int) -> tuple[list[str], int]:
    rng = random.Random(seed)
    wrong, tried = [], 0
    for name, body in named:
        for _ in range(each):
            typed = with_one_error(rng, name)
            tried += 1
            found = ours.find(typed, limit=1)
            if not found or found[0].body.code != body.code:
                wrong.append(f"{typed} ({name})")
    return wrong, tried


@pytest.mark.parametrize("seed", [1, 2013])
@pytest.mark.parametrize("form", ["official", "bare", "lower", "long"])
def test_ccgs_of_2013_with_one_error_come_first(ours: Register, form: str, seed: int) -> None:
    named = []
    for ccg in ours.bodies(Kind.CCG, FOUNDED):
        bare = ccg.name.removeprefix("NHS ").removesuffix(" CCG")
        written = {
            "official": ccg.name,
            "bare": bare,
            "lower": ccg.name.lower(),
            "long": f"NHS {bare} Clinical Commissioning Group",
        }
        named.append((written[form], ccg))
    wrong, tried = _astray(ours, named, each=5, seed=seed)
    assert tried == 1055
    assert len(wrong) <= tried * 0.01, wrong


@pytest.mark.parametrize("kind", list(Kind))
def test_other_bodies_with_one_error_come_first(ours: Register, kind: Kind) -> None:
    named = [(body.name, body) for body in ours.bodies(kind)]
    wrong, tried = _astray(ours, named, each=3, seed=7)
    assert len(wrong) <= tried * 0.02, wrong


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Canock Chace", "04Y"),
        ("Cannock Chse CGC", "04Y"),
        ("NSH Cannock Chase CCG", "04Y"),
        ("cannockchase", "04Y"),
        ("Stafordshire and Stoke on Trnt ICB", "QNC"),
        ("Lichfeild", "QNC"),
        ("Bristol North Somrset", "15C"),
        ("Hul", "03F"),
    ],
)
def test_worse_spellings(ours: Register, typed: str, code: str) -> None:
    first = ours.find(typed)[0]
    assert first.body.code == code


def test_the_reason_says_how_much_differs(ours: Register) -> None:
    first = ours.find("Canock Chase")[0]
    assert first.why is Why.SPELLING
    assert "one letter differs from “" in first.detail
    assert first.score < ours.find("Cannock Chase")[0].score


def test_swapped_letters_are_likelier_than_other_letters(ours: Register) -> None:
    assert ours.find("aSlford")[0].body.name == "NHS Salford CCG"
    assert ours.find("Suton")[0].body.name == "NHS Sutton CCG"


def test_codes_are_never_guessed(ours: Register) -> None:
    codes = {body.code for body in ours.bodies()}
    rng = random.Random(5)
    for code in sorted(codes):
        typed = with_one_error(rng, code.lower()).upper()
        if any(char.isdigit() for char in typed) and typed not in codes:
            assert all(match.why in (Why.POSTCODE, Why.ALIAS) for match in ours.find(typed)), typed


@pytest.mark.parametrize(("letters", "errors"), [(3, 0), (4, 1), (7, 1), (8, 2), (13, 2), (14, 3), (40, 3)])
def test_errors_allowed_grow_with_the_name(letters: int, errors: int) -> None:
    assert allowed(letters) == errors


@pytest.mark.parametrize(
    "typed",
    ["annock", "xcannock", "canock", "cannoc", "cannockx", "acnnock", "cannokc", "canxock", "cannoock"],
)
def test_one_error_anywhere_is_found_by_halves(typed: str) -> None:
    assert Speller({"cannock": 7, "lichfield": 9}).one_off(typed) == ["cannock"]


def test_no_error_and_two_errors_are_not_one() -> None:
    speller = Speller({"cannock": 7})
    assert speller.one_off("cannock") == []
    assert speller.one_off("canoc") == []


def test_short_words_are_not_mended() -> None:
    assert nearest_word("kent", ["kents"]) is None
    assert nearest_word("lichfeild", ["lichfield"]) == "lichfield"
