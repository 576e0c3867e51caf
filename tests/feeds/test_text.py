"""Plain text out of anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text import line, plain

TEXTS = [
    ("One<br/>two<br>three", "One\ntwo\nthree"),
    ("<p>One</p><p>two</p>", "One\ntwo"),
    ("<ul><li>One</li><li>two</li></ul>", "- One\n\n- two"),
    ("<script>alert(1)</script>Care", "Care"),
    ("<b onclick='x'>Care</b> &amp; health", "Care & health"),
    ("fewer than &lt; 5 and > 3", "fewer than < 5 and > 3"),
    ("a < b", "a < b"),
    ("AcusorbÂ® AbsorberLine", "Acusorb® AbsorberLine"),
    ("Peopleâ€™s care â€“ now", "People’s care – now"),
    ("cafÃ©", "café"),
    ("Âge d'or", "Âge d'or"),
    ("a\u202eb\u200bc\x00d", "abcd"),
    ("  many   blanks\t here ", "many blanks here"),
    ("a\r\nb\r\n\r\n\r\nc", "a\nb\n\nc"),
    ("a\ud800b", "ab"),
]


@pytest.mark.parametrize(("raw", "clean"), TEXTS)
def test_plain(raw, clean):
    assert plain(raw) == clean


@pytest.mark.parametrize("value", [None, 5, [], {}, True, b"bytes"])
def test_no_text_is_empty(value):
    assert plain(value) == ""
    assert line(value) == ""


def test_long_texts_end_at_a_word():
    text = plain("word " * 5000, 100)
    assert len(text) <= 100
    assert text.endswith("word…")


def test_one_line():
    assert line("a<br>b\n\nc") == "a b c"


def test_huge_texts_are_quick():
    assert len(plain("<" * 2_000_000, 1000)) <= 1000
    assert len(plain("â€" * 1_000_000, 1000)) <= 1000
    assert len(plain("<script>" * 100_000, 1000)) <= 1000


@given(st.text())
def test_any_text_is_clean_and_stays_so(text):
    once = plain(text)
    assert not set(once) & {"\x00", "\u202e", "\ud800", "\r", "\t"}
    assert once == once.strip()
