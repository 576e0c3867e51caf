"""Links to WhatDoTheyKnow: the letter in them where it fits, nothing invented where it does not."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.letters.links import LONGEST, body_slug, followup, is_request, wdtk

ICB = "nhs_staffordshire_and_stoke_on_trent_integrated_care_board"


def test_the_letter_is_in_the_link():
    link = wdtk(ICB, "Beds & wards", "Dear all,\n\nHow many? £5 – 10%\n", tags=["beds", "foi:12"])
    address = urlsplit(link.url)
    assert link.whole
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"https://www.whatdotheyknow.com/new/{ICB}"
    assert parse_qs(address.query) == {
        "title": ["Beds & wards"],
        "body": ["Dear all,\n\nHow many? £5 – 10%\n"],
        "tags": ["beds foi:12"],
    }


def test_the_writers_address_has_no_place_on_a_public_page():
    link = wdtk(ICB, "Beds", "Yours,\n\n[your full name]\n[your e-mail or postal address]")
    assert parse_qs(urlsplit(link.url).query)["body"] == ["Yours,\n\n[your full name]"]


def test_a_long_letter_is_pasted():
    link = wdtk(ICB, "Beds", "x" * LONGEST, tags=["beds"])
    assert (link.url, link.whole) == (f"https://www.whatdotheyknow.com/new/{ICB}?title=Beds&tags=beds", False)
    assert wdtk(ICB, "é" * 400, "b").url == f"https://www.whatdotheyknow.com/new/{ICB}"
    assert wdtk(ICB, "Beds", "x" * 600, longest=512).whole is False


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.text(max_size=3000))
def test_a_link_is_never_longer_than_what_carries_it(subject: str, body: str):
    link = wdtk(ICB, subject, body)
    assert len(link.url) <= LONGEST
    assert link.url.isascii()
    if link.whole:
        assert parse_qs(urlsplit(link.url).query, keep_blank_values=True)["title"] == [subject]


@pytest.mark.parametrize("slug", ["", "a/b", "nhs?x=1", "Ä", "nhs devon", "../help"])
def test_what_is_no_page_name_is_refused(slug):
    with pytest.raises(ValueError, match="no page name"):
        wdtk(slug, "s", "b")


@pytest.mark.parametrize(
    "page",
    [
        "https://www.whatdotheyknow.com/request/beds_on_ward_4",
        "http://whatdotheyknow.com/request/beds_on_ward_4#incoming-12",
        "https://www.whatdotheyknow.com/cy/request/beds_on_ward_4/response/7/attach/2/a.pdf?cookie=1",
        " https://www.whatdotheyknow.com/request/beds_on_ward_4/ ",
    ],
)
def test_follow_ups_go_to_their_form(page):
    form = "https://www.whatdotheyknow.com/request/beds_on_ward_4/followups/new"
    assert is_request(page)
    assert followup(page) == f"{form}#followup"
    assert followup(page, review=True) == f"{form}?internal_review=1#followup"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://www.whatdotheyknow.com/body/nhs_devon",
        "https://example.org/request/beds",
        "https://www.whatdotheyknow.com.example.org/request/beds",
        "https://example.org/?https://www.whatdotheyknow.com/request/beds",
        "javascript:alert(1)//www.whatdotheyknow.com/request/beds",
    ],
)
def test_other_pages_have_no_form(page):
    assert followup(page) is None
    assert not is_request(page)


def test_a_body_is_known_by_its_page():
    assert body_slug(f"https://www.whatdotheyknow.com/body/{ICB}") == ICB
    assert body_slug("https://www.whatdotheyknow.com/request/beds") is None
