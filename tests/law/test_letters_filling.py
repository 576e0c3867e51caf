"""Filling a letter in: whatever people type, nothing is lost silently and nothing is run."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law import letters
from law.foi.regime import Regime
from law.letters import Form, Letter
from law.letters.filling import LONGEST_VALUE, SIGN
from law.letters.letter import FIELD
from tests.law.letter_examples import FIELDS

OWN = letters.parse(
    "own",
    "Field: service: the service\nField: since (day): the first day\nField: more (lines, optional): anything\n"
    "Subject: About {service}\n\nDear {authority},\n\n{service} since {since}.\n\n{more}\n\nYours,\n{name}\n",
)


def filled(**fields: str | date) -> letters.Filled:
    return letters.fill(OWN, {"authority": "A", "service": "nursing", "since": date(2026, 11, 30), **fields})


def test_days_are_written_with_their_weekday():
    assert filled().body == "Dear A,\n\nnursing since Monday 30 November 2026.\n\nYours,\n[your full name]"
    assert "since last spring." in filled(since="last spring").body


def test_what_is_missing_is_named_and_its_place_is_kept():
    found = letters.fill(OWN, {"service": " \u202e "})
    assert [(each.name, each.words) for each in found.missing] == [
        ("service", "the service"),
        ("authority", "the public body's name"),
        ("since", "the first day"),
    ]
    assert found.subject == "About [the service]"
    assert found.body.startswith(
        "Dear [the public body's name],\n\n[the service] since [the first day].\n\nYours,"
    )


def test_an_optional_line_goes_with_the_gap_it_would_leave():
    assert "\n\nPlease.\n\nAnd thanks.\n\nYours," in filled(more="Please.\n\n\n\nAnd thanks.\n").body
    only = letters.parse("only", "Field: more (lines, optional): anything\nSubject: S\n\n{more}\n\nEnd.")
    assert letters.fill(only, {}).body == "End."


def test_the_writers_name_is_theirs():
    found = filled(name="Nickname", reply_to="@nickname:example.org")
    assert "[your full name]" in found.body
    assert "ickname" not in found.body
    assert found.missing == ()
    assert found.notes == (SIGN,)
    assert letters.fill(letters.get("tribunal_note"), FIELDS).notes == ()


def test_values_are_text_and_nothing_else():
    found = filled(service="{authority} {name} {act} {0} %s \\1 \\g<1>")
    assert found.subject == "About {authority} {name} {act} {0} %s \\1 \\g<1>"


def test_what_cannot_be_seen_goes_and_lines_fold():
    found = filled(service="a\u202eb\x00\x1b[31m\ud800c\u2066\r\nd\te\u2028f", more="x\r\ny\x07\u200f\u2029z")
    assert found.subject == "About ab[31mc d e f"
    assert "\n\nx\ny\nz\n\n" in found.body


@pytest.mark.parametrize("word", ["Ysbyty Gwynedd – Môn", "ਪੰਜਾਬੀ", "میں‌ہوں", "👩🏽‍⚕️", "Zoë Nguyễn"])
def test_every_script_stays(word):
    assert filled(service=word).subject == f"About {word}"


def test_what_is_too_long_is_named_and_not_cut():
    found = filled(service="x" * 301, more="y" * 4001)
    assert found.subject == "About [the service]"
    assert [each.name for each in found.missing] == ["service", "more"]
    assert found.notes[:2] == (
        "service has 301 characters; at most 300 fit. Shorten it.",
        "more has 4,001 characters; at most 4,000 fit. Shorten it.",
    )
    assert "x" * 300 in filled(service="x" * 300).subject


ANYTHING = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    ["{name}", "{authority", "}", "{{act}}", "\n{more}\n", "{}", "[your full name]"]
)


@given(
    st.sampled_from(letters.names()).map(letters.get),
    st.dictionaries(st.sampled_from(sorted(FIELDS)), ANYTHING | st.dates()),
    st.sampled_from(Regime),
)
def test_whatever_is_typed_a_letter_comes_of_it(
    letter: Letter, fields: dict[str, str | date], regime: Regime
):
    found = letters.fill(letter, fields, regime)
    typed = "".join(value for value in fields.values() if isinstance(value, str))
    if not set("{}") & set(typed):
        assert not set("{}") & set(found.subject + found.body)
    assert "\n" not in found.subject
    assert not {unicodedata.category(each) for each in found.subject + found.body} & {"Cs"}
    (found.subject + found.body).encode()
    given_fields = {name for name, value in fields.items() if not isinstance(value, str) or value.strip()}
    for each in letter.fields:
        assert each in found.missing or each.optional or each.name in given_fields
    for each in found.missing:
        assert f"[{each.words}]" in found.subject + found.body


@given(st.text(st.characters(codec=None), max_size=LONGEST_VALUE[Form.LINES]))
def test_text_without_anything_odd_is_not_changed(text: str):
    plain = " ".join("".join(each for each in text if each.isprintable()).split())
    if plain and len(plain) <= LONGEST_VALUE[Form.LINE]:
        assert filled(service=plain).subject == f"About {plain}"


@given(st.text(st.characters(codec=None), max_size=200))
def test_only_the_letters_own_fields_are_replaced(text: str):
    assert FIELD.findall(filled(service=text.replace("{", "").replace("}", "")).body) == []
