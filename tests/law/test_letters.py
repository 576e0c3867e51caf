"""The letters of the desk, filled in: what they say, in which law's words, and what they rest on."""

import re
from urllib.parse import urlsplit

import pytest

from law import letters
from law.foi.regime import Regime
from law.foi.story import Stage
from law.letters import Recipient
from law.letters.fitting import REQUESTS, REVIEWS
from law.letters.links import wdtk
from law.letters.words import NAMES, WORDS
from tests.law.letter_examples import FIELDS

OFFICIAL = {"www.legislation.gov.uk", "ico.org.uk", "www.gov.uk", "www.whatdotheyknow.com"}
SAYS = {
    "request_plans": [
        "About community nursing in Stafford, from Tuesday 1 April 2025 to the day you receive this",
        "so far as any of it is environmental information, under the Environmental Information Regulations 2004",
    ],
    "request_duties": [
        "Section 14Z45 of the National Health Service Act 2006 requires a board to arrange for people who use",
        "regulation 23 of SI 2013/218",
        "please send me, about the closure of the minor injuries unit at Cannock Hospital:",
    ],
    "request_conflicts": [
        "Section 14Z30 of the National Health Service Act 2006 requires a board to keep registers of interests",
        "The interests declared from Tuesday 1 April 2025 to that day",
    ],
    "request_bidders": [
        "About Community Nursing Services for Staffordshire (notice 2026/S 000-012345), please send me:",
        "the record that regulation 24 of SI 2023/1348 requires",
    ],
    "request_merger": [
        "requires NHS England to consult the boards likely to be affected",
        "asking councils, Healthwatch, staff, patients and the public",
    ],
    "acknowledgement_check": [
        "On Monday 2 November 2026 I sent you a request under the Freedom of Information Act 2000",
        "As I have calculated it, your answer is due by Tuesday 1 December 2026.",
    ],
    "chase_1": [
        "Section 10(1) of the Act requires an answer promptly, and not later than the twentieth working day",
        "As I have calculated it, the last day was Tuesday 1 December 2026.",
        "a complaint to the Information Commissioner; where no answer has come, that does not need an internal",
    ],
    "chase_2": [
        "on Monday 2 November 2026, and a reminder on Wednesday 2 December 2026",
        "Please answer within five working days of this letter.",
    ],
    "clarification_answer": [
        "On Monday 9 November 2026 you asked what I mean",
        "I mean the contracts signed since April 2025.\n\nDrafts are not needed.",
        "counted anew from the day you receive this",
    ],
    "review_delay": [
        "Please carry out an internal review of how you have handled my request",
        "within 20 working days as a rule, and within 40 where it is complex (paragraphs 5.4 and 5.5).",
    ],
    "review_general": [
        "You answered on Thursday 3 December 2026. I am not satisfied with the answer",
        "- The contract is missing.\n- The value is missing.",
    ],
    "review_s12": [
        "£450, which is 18 hours",
        "(SI 2004/3244, regulation 4(3)), at £25 an hour",
        "(section 16)",
    ],
    "review_s14": ["about the request, not about the person who makes it", "a high hurdle"],
    "review_s22": ["was there when you received my request", "by which day it will be published"],
    "review_s31": ["the paragraph of section 31(1) you rely on"],
    "review_s36": ["the reasonable opinion of a qualified person", "which limb of section 36(2)"],
    "review_s40": ["the legitimate interest in openness"],
    "review_s41": ["from whom you obtained it", "could sue and would be likely to win"],
    "review_s43": ["trade secret (section 43(1))", "Procurement Act 2023, sections 50 and 53"],
    "ico_complaint": [
        "Dear Information Commissioner,",
        "Under section 50 of the Act I complain about how it was handled.",
        "Monday 2 November 2026: I sent the request\nWednesday 2 December 2026: I sent a reminder",
        "Days called calculated are my own count of working days.",
    ],
    "tribunal_note": [
        "This is a note for you, not a letter to send, and not legal advice.",
        "must have received your notice of appeal within 28 days of the day the decision notice was sent",
        "As calculated, the last day is Monday 29 March 2027.",
    ],
}


@pytest.mark.parametrize("name", letters.names())
def test_what_it_says(name):
    letter = letters.get(name)
    filled = letters.fill(letter, FIELDS)
    text = f"{filled.subject}\n{filled.body}"
    assert SAYS[name]
    assert [words for words in SAYS[name] if words not in text] == []
    assert filled.missing == ()
    assert not re.search(r"[{}]|\.\.|  |\bcampaign\b(?! first)", text)
    assert "\n" not in filled.subject
    if letter.to is not Recipient.VOLUNTEER:
        assert filled.body.endswith(
            "\n\nYours faithfully,\n\n[your full name]\n[your e-mail or postal address]"
        )


def test_there_is_a_letter_for_everything():
    assert set(letters.names()) == set(SAYS)
    assert {*REQUESTS, *REVIEWS.values()} < set(letters.names())
    with pytest.raises(KeyError):
        letters.get("no_such_letter")


@pytest.mark.parametrize("name", letters.names())
def test_the_head_says_what_it_is_and_rests_on(name):
    letter = letters.get(name)
    assert letter.name == name
    assert letter.title
    assert letter.version >= 1
    assert letter.regimes
    assert letter.stages
    assert letter.law
    for source in letter.law:
        address = urlsplit(source.url)
        assert (address.scheme, address.netloc in OFFICIAL) == ("https", True), source


@pytest.mark.parametrize("name", letters.names())
def test_paragraphs_are_not_broken_into_lines(name):
    """A line ends where a sentence or an item does: mail programs wrap by themselves."""
    for line in letters.get(name).body.split("\n"):
        assert not line or re.search(r"[.:,?}]$", line) or line.startswith("- ") or "https://" in line, line


@pytest.mark.parametrize("name", letters.names())
def test_written_down_and_read_again_it_is_the_same(name):
    letter = letters.get(name)
    assert letters.parse(name, letter.to_text()) == letter


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_fits_into_its_link(name):
    filled = letters.fill(letters.get(name), FIELDS)
    assert wdtk(
        "nhs_staffordshire_and_stoke_on_trent_integrated_care_board", filled.subject, filled.body
    ).whole


@pytest.mark.parametrize(
    ("name", "regime", "words"),
    [
        (
            "chase_1",
            Regime.EIR,
            "Regulation 5(2) requires an answer as soon as possible, and no later than 20",
        ),
        ("chase_1", Regime.EIR, "a request under the Environmental Information Regulations 2004"),
        ("chase_1", Regime.FOISA, "my next step is to require a review under section 20 of the Act"),
        ("chase_2", Regime.FOISA, "before any application to the Scottish Information Commissioner"),
        ("review_delay", Regime.EIR, "a reconsideration under regulation 11 (an internal review) of how you"),
        ("review_delay", Regime.EIR, "no later than 40 working days after the day you receive it."),
        ("review_delay", Regime.FOISA, "Section 21 of the Act requires your answer to this promptly"),
        ("review_delay", Regime.FOISA, "that is what I am dissatisfied with"),
        ("review_general", Regime.EIR, "ask for a reconsideration under regulation 11"),
        ("review_general", Regime.FOISA, "ask for a review under section 20 of the Act"),
        ("clarification_answer", Regime.EIR, "(regulation 9)"),
        ("clarification_answer", Regime.FOISA, "(section 15 of the Act)"),
        ("ico_complaint", Regime.EIR, "as regulation 18 applies it, I complain about how it was handled."),
        ("ico_complaint", Regime.FOISA, "Dear Scottish Information Commissioner,"),
        ("ico_complaint", Regime.FOISA, "Under section 47 of the Act I apply for a decision"),
    ],
)
def test_each_law_has_its_own_words(name, regime, words):
    assert words in letters.fill(letters.get(name), FIELDS, regime).body


@pytest.mark.parametrize("regime", Regime)
def test_no_law_speaks_in_the_words_of_another(regime):
    other = {Regime.FOIA: r"regulation|Scot", Regime.EIR: r"of the Act\b|Scot", Regime.FOISA: r"regulation"}
    for name in letters.names():
        letter = letters.get(name)
        if regime in letter.regimes and len(letter.regimes) == 3:
            assert not re.search(other[regime], letters.fill(letter, FIELDS, regime).body, re.IGNORECASE), (
                name
            )


def test_every_law_has_words_for_the_same_things():
    assert all(set(WORDS[regime]) == NAMES for regime in Regime)
    assert not any(text.endswith(".") for words in WORDS.values() for text in words.values())


def test_a_letter_says_when_it_is_not_made_for_a_law():
    filled = letters.fill(letters.get("review_s43"), FIELDS, Regime.EIR)
    assert filled.notes[0] == (
        "This letter is made for the Freedom of Information Act 2000, not for the Environmental Information "
        "Regulations 2004. Choose another."
    )
    assert len(letters.fill(letters.get("review_general"), FIELDS, Regime.EIR).notes) == 1


def test_what_is_not_to_be_sent_to_the_body_says_so():
    to = {name: letters.get(name).to for name in letters.names()}
    assert to.pop("ico_complaint") is Recipient.COMMISSIONER
    assert to.pop("tribunal_note") is Recipient.VOLUNTEER
    assert set(to.values()) == {Recipient.AUTHORITY}


def test_letters_stand_at_the_stage_they_are_for():
    at = {stage: {name for name in letters.names() if stage in letters.get(name).stages} for stage in Stage}
    assert at[Stage.DRAFT] == set(REQUESTS)
    assert at[Stage.CLARIFICATION] == {"clarification_answer"}
    assert at[Stage.ANSWERED] == {"review_general", *REVIEWS.values()}
    assert at[Stage.NOTICE] == {"tribunal_note"}
