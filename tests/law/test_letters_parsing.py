"""Letters that organisers write: read with little, refused with the line and what would be right."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law import letters
from law.foi.regime import Regime, Source
from law.foi.story import Stage
from law.letters import Field, Form, LetterProblem, Recipient, parse
from law.letters.letter import LONGEST, LONGEST_LINE, MOST
from law.letters.vocabulary import KNOWN

FULL = """\
Name: ask_beds
Title: Beds closed
Version: 3
To: authority
For: FOISA, foia
When: Draft, waiting
Field: ward: the ward
Field: since (day): the first day
Field: more (lines, optional): anything else
Law: FOIA section 1: https://www.legislation.gov.uk/ukpga/2000/36/section/1
Subject: Beds on {ward}

Dear {authority},

Beds on {ward} since {since}?

{more}

{name}
"""


def test_a_subject_and_a_body_are_enough():
    letter = parse("ask_beds", "Subject: Beds\n\nHow many beds are there?\n")
    assert letter == letters.Letter("ask_beds", "Ask beds", "Beds", "How many beds are there?")
    assert (letter.version, letter.regimes, letter.stages) == (1, (Regime.FOIA, Regime.EIR), ())
    assert letter.to is Recipient.AUTHORITY


def test_everything_that_a_head_may_say():
    letter = parse("ask_beds", FULL)
    assert (letter.title, letter.version) == ("Beds closed", 3)
    assert letter.regimes == (Regime.FOISA, Regime.FOIA)
    assert letter.stages == (Stage.DRAFT, Stage.WAITING)
    assert letter.law == (Source("FOIA section 1", "https://www.legislation.gov.uk/ukpga/2000/36/section/1"),)
    assert letter.fields == (
        Field("ward", "the ward"),
        KNOWN["authority"],
        Field("since", "the first day", Form.DAY),
        Field("more", "anything else", Form.LINES, optional=True),
    )
    assert parse("ask_beds", letter.to_text()) == letter


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\u2028", " \n"])
def test_line_ends_of_every_kind(ending):
    assert parse("ask_beds", FULL.replace("\n", ending)) == parse("ask_beds", FULL)


def test_what_cannot_be_seen_is_no_part_of_a_letter():
    assert parse("a", "\ufeffSubject: B\u202eeds\n\nHow\u2066 many\x07?").body == "How many?"


PROBLEMS = [
    ("", 1, "There is no subject"),
    ("\n\n", 3, "There is no subject"),
    ("Dear all,\n\nhow many?", 1, '"Dear all," cannot stand before the subject. A letter begins with'),
    ("Title: x\nFrom: me\nSubject: s\n\nb", 2, '"From: me" cannot stand before the subject'),
    ("Title: x\nTitle: y\nSubject: s\n\nb", 2, "Title stands here twice"),
    ("Title:\nSubject: s\n\nb", 1, "Title is empty"),
    ("Subject:\n\nb", 1, "Subject is empty"),
    (
        f"Subject: {'s' * (LONGEST_LINE + 1)}\n\nb",
        1,
        f"{LONGEST_LINE + 1} characters; at most {LONGEST_LINE}",
    ),
    ("Subject: s", 1, "Nothing follows the subject"),
    ("Subject: s\n\n \n", 1, "Nothing follows the subject"),
    ("Subject: s\nb", 2, "Put an empty line between the subject and the letter"),
    (f"Subject: s\n\n{'b' * LONGEST}", 3, "The letter has 8,001 characters; at most 8,000 fit"),
    (
        "Subject: {ward}\n\nb",
        1,
        '{ward} is not known. Say above the subject what goes in, like "Field: ward: ',
    ),
    ("Subject: s\n\na\n\n\n\nb {wrad} c", 7, "or use one of answered, appeal_by, asked, authority"),
    ("Subject: s\n\n{Ward}", 3, '"{Ward}" is no field. Braces stand around the name of a field only'),
    ("Subject: s\n\nx {} y", 3, '"{}" is no field'),
    ("Subject: s\n\n{{act}}", 3, '"{" is no field'),
    ("Subject: s\n\na } b", 3, '"}" is no field'),
    ("Field: ward\nSubject: s\n\n{ward}", 1, '"ward" declares no field'),
    ("Field: The Ward: x\nSubject: s\n\nb", 1, '"The Ward: x" declares no field'),
    ("Field: w: x\nField: w: y\nSubject: s\n\n{w}", 2, "w is declared twice"),
    ("Field: w: x\nSubject: s\n\nb", 1, "{w} is nowhere in the letter"),
    ("Field: name: x\nSubject: s\n\n{name}", 1, "{name} means the same in every letter"),
    ("Field: act: x\nSubject: s\n\n{act}", 1, "{act} means the same in every letter"),
    ("Field: w (date): x\nSubject: s\n\n{w}", 1, '"date" says nothing about a field'),
    ("Field: due: x\nSubject: s\n\n{due}", 1, "Declare it as due (day), or not at all"),
    (
        "Field: w (optional): x\nSubject: s\n\nThe {w}.",
        4,
        "{w} may be left out, so it must stand on a line of",
    ),
    ("Subject: {extension}\n\nb", 1, "{extension} may be left out"),
    ("Field: w (lines): x\nSubject: {w}\n\nb", 2, "{w} is several lines, which a subject cannot hold"),
    ("Law: FOIA\nSubject: s\n\nb", 1, '"FOIA" names no source'),
    ("Law: FOIA: http://example.org\nSubject: s\n\nb", 1, "names no source"),
    ("Name: other\nSubject: s\n\nb", 1, 'This letter is kept as ask_beds, and calls itself "other"'),
    ("Version: 1.2\nSubject: s\n\nb", 1, '"1.2" is no version'),
    ("Version: ٣\nSubject: s\n\nb", 1, "is no version"),
    ("For: GDPR\nSubject: s\n\nb", 1, '"GDPR" is not one of FOIA, EIR, FOISA'),
    ("When: late\nSubject: s\n\nb", 1, '"late" is not one of draft, waiting'),
    ("To: me\nSubject: s\n\nb", 1, '"me" is not one of authority, commissioner, volunteer'),
]


@pytest.mark.parametrize(("text", "line", "words"), PROBLEMS)
def test_what_is_wrong_is_said_with_its_line(text, line, words):
    with pytest.raises(LetterProblem, match=re.escape(words)) as problem:
        parse("ask_beds", text)
    assert problem.value.line == line
    assert str(problem.value).startswith(f"Line {line}: ")


@pytest.mark.parametrize("name", ["", "Ask", "ask beds", "1st", "a" * 41, "../chase_1", "ask\n"])
def test_names_are_plain(name):
    with pytest.raises(LetterProblem, match="cannot be a letter's name"):
        parse(name, FULL)


def test_not_more_fields_than_anybody_fills_in():
    head = "\n".join(f"Field: f{n}: x" for n in range(MOST + 1))
    with pytest.raises(LetterProblem, match="at most 30 fields"):
        parse("a", f"{head}\nSubject: s\n\n{' '.join(f'{{f{n}}}' for n in range(MOST + 1))}")


def test_the_longest_letter_can_be_written_down_and_read():
    letter = parse("a", f"Subject: s\n\n{{name}}{'b' * (LONGEST - 7)}")
    assert parse("a", letter.to_text()) == letter


PIECE = st.sampled_from(
    [
        "Subject: ",
        "Field: ",
        "Law: ",
        "Version: ",
        "For: ",
        "{",
        "}",
        "{name}",
        "\n",
        "\n\n",
        ": ",
        "(day)",
        "x",
    ]
) | st.text(st.characters(codec=None), max_size=8)


@given(st.lists(PIECE, max_size=25).map("".join))
def test_any_text_is_a_letter_or_has_a_problem(text: str):
    for attempt in (text, f"Subject: x\n\n{text}"):
        try:
            letter = parse("any", attempt)
        except LetterProblem as problem:
            assert 1 <= problem.line <= len(attempt) + 1
        else:
            assert parse("any", letter.to_text()) == letter
            letters.fill(letter, {})
