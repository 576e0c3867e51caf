"""Text from outside can only ever be text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.markdown import atoms, escape, neutral, one_line, pack, size
from commands.core.reply import Bold, Code, Link, Mention
from commands.core.request import Person, Platform


def shown(*spans):
    return "".join(atoms(spans))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 04Y (CCG)", "plain words, 04Y (CCG)"),
        ("**bold** _it_ ~~gone~~ ||spoiler||", r"\*\*bold\*\* \_it\_ \~\~gone\~\~ \|\|spoiler\|\|"),
        ("[click](https://evil.example)", r"\[click\](https://evil.example)"),
        ("<@123> <#1> <t:1:R> <:a:1>", "\\<@\u200b123\\> \\<\\#1\\> \\<t:1:R\\> \\<:a:1\\>"),
        ("@everyone @here @&12", "@\u200beveryone @\u200bhere @\u200b&12"),
        ("# big", r"\# big"),
        ("> quote", r"\> quote"),
        ("- item", r"\- item"),
        ("-# small", r"\-\# small"),
        ("12. item", r"12\. item"),
        ("a - b 12. c", "a - b 12. c"),
        ("back\\slash `code`", r"back\\slash \`code\`"),
        ("see https://a.example/b_c?d=e_f.", "see https://a.example/b_c?d=e_f."),
        ("xhttps://a_b", r"xhttps://a\_b"),
        ("jo@example.org", "jo@example.org"),
    ],
)
def test_text(text, expected):
    assert shown(text) == expected


def test_markup_at_the_start_of_later_lines():
    assert shown("one\n- two\n  # three") == "one\n\\- two\n  \\# three"


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\x00", "\x1b", "\U000e0041"]
)
def test_what_shows_nothing_is_dropped(hidden):
    assert neutral(f"a{hidden}b") == "ab"
    assert shown(Bold(f"a{hidden}b")) == "**ab**"


def test_lone_surrogates_can_be_sent():
    assert neutral("a\ud800b").encode()


def test_spans():
    assert shown("Now ", Bold("NHS *Devon*"), " is ", Code("Q`JK")) == r"Now **NHS \*Devon\*** is `Q'JK`"
    assert shown(Bold(" edge "), "x") == " **edge** x"
    assert shown(Bold(""), Code(" ")) == ""


def test_links():
    assert shown(Link("the site", "https://a.example/x (1)")) == "[the site](https://a.example/x%20%281%29)"
    assert shown(Link("https://a.example", "https://a.example")) == "https://a.example"
    assert shown(Link("", "https://a.example")) == "https://a.example"
    assert shown(Link("write", "mailto:foi@a.example")) == "write (foi@a.example)"
    assert shown(Link("foi@a.example", "mailto:foi@a.example")) == "foi@a.example"
    assert (
        shown(Link("https://good.example", "https://bad.example"))
        == "https://good.example (https://bad.example)"
    )
    assert shown(Link("click", "javascript:alert(1)")) == "click (javascript:alert(1))"
    assert shown(Link("a](b)", "https://a.example")) == r"[a\](b)](https://a.example)"


def test_mentions():
    assert shown(Mention(Person(Platform.DISCORD, "12", "Jo"))) == "<@12>"
    assert shown(Mention(Person(Platform.MATRIX, "@jo:x", "J_o"))) == r"@J\_o"
    assert shown(Mention(Person(Platform.DISCORD, "12> @everyone", "Jo"))) == "@Jo"


@given(st.text())
def test_escaped_text_reads_back(text):
    import re

    clean = one_line(text)
    back = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(clean)).replace("\u200b", "")
    assert back == clean


@given(
    st.lists(st.lists(st.text("ab\\* \U0001f600é", max_size=60), max_size=5), max_size=5), st.integers(8, 50)
)
def test_pack_keeps_the_limit_and_every_character(lines, most):
    packed = pack([[escape(neutral(atom)) for atom in line] for line in lines], most)
    assert all(0 < size(text) <= most for text in packed)
    letters = "".join("".join(line) for line in lines)
    for letter in "ab\U0001f600é*":
        assert "".join(packed).count(letter) == letters.count(letter)
    for text in packed:
        assert not (len(text) - len(text.rstrip("\\"))) % 2  # no escape cut in two
