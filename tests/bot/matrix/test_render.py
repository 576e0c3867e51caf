"""Any reply becomes a valid message: allowed tags only, balanced, inert, small enough."""

import json
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matrix.render import LARGEST, TOO_LONG, Message, render
from commands.core.reply import (
    Attachment,
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Fields,
    Heading,
    Link,
    Mention,
    Note,
    Picture,
    Reply,
    Table,
    Text,
    line,
)
from commands.core.request import Person, Platform

ALLOWED = {"h3", "h4", "p", "ul", "ol", "li", "strong", "em", "code", "a", "br"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}
VOID = {"br"}


class Checker(HTMLParser):
    """Reads HTML strictly; `text` is what is left to read, `links` where it leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links += [value or "" for _, value in attrs]
        if tag in VOID:
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")


def read(message: Message) -> Checker:
    checker = Checker()
    checker.feed(message.formatted)
    checker.close()
    assert checker.open == []
    return checker


words = st.text(max_size=60) | st.sampled_from(
    [
        "<b>",
        "</p><script>alert(1)</script>",
        "&amp;&#x3c;",
        '"><img src=x>',
        "@room",
        "\u202eevil\u202c",
        "a\x00b\ud800",
    ]
)
urls = st.sampled_from(
    [
        "https://example.org/a?b=1&c=<d>",
        "mailto:foi@example.org",
        "http://[broken",
        "javascript:alert(1)",
        'https://example.org/"onmouseover="x',
        " https://example.org",
        "data:text/html,x",
    ]
)
people = st.builds(
    Person,
    st.sampled_from(list(Platform)),
    st.sampled_from(["@jo:example.org", '@"><b>:example.org', "123"]),
    words,
)
spans = words | st.builds(Bold, words) | st.builds(Code, words) | st.builds(Link, words, urls)
spans = spans | st.builds(Mention, people)
lines = st.lists(spans, max_size=4).map(tuple)
tables = st.integers(1, 4).flatmap(
    lambda n: st.builds(
        Table,
        st.tuples(*[words] * n),
        st.lists(st.tuples(*[words] * n), max_size=4).map(tuple),
    )
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, words),
    st.builds(Text, lines),
    st.builds(Note, lines),
    st.builds(Fields, st.lists(st.tuples(words, lines), max_size=4).map(tuple)),
    st.builds(Bullets, st.lists(lines, max_size=4).map(tuple)),
    tables,
    st.builds(Choices, st.lists(st.builds(Choice, words, words), max_size=12).map(tuple)),
    st.builds(Picture, words, st.just(b"png"), words),
    st.builds(Attachment, words, st.just(b"a,b"), st.just("text/csv"), words),
)
replies = st.builds(Reply, st.lists(blocks, max_size=6).map(tuple))


@given(replies)
@settings(max_examples=100, deadline=None)
def test_any_reply_is_a_valid_message(reply: Reply) -> None:
    message = render(reply)
    checker = read(message)
    assert message.body.strip()
    for link in checker.links:
        assert urlsplit(link).scheme in {"http", "https", "mailto"}
    message.body.encode()
    message.formatted.encode()
    assert not set(message.body + message.formatted) & set("\x00\u202e\u2066\u061c")
    assert len(json.dumps([message.body, message.formatted])) <= LARGEST + 10
    assert message.choices == min(10, len(reply.choices()))


@given(words)
@settings(deadline=None)
def test_text_is_shown_as_it_is(text: str) -> None:
    shown = "".join(c for c in text if c in "\n\t" or c.isprintable() or not c.isascii())
    checker = read(render(Reply((Text((f"[{text}]",)),))))
    plain = [c for c in checker.text if c.isascii()]
    assert plain == [c for c in f"[{shown}]" if c.isascii()]
    assert checker.links == []


def test_every_block_reads_well() -> None:
    jo = Person(Platform.MATRIX, "@jo:example.org", "Jo")
    message = render(
        Reply(
            (
                Heading("NHS Cannock Chase CCG"),
                Text(line("Code ", Code("04Y"), ", ask ", Mention(jo))),
                Fields(
                    (("Opened", ("1 April 2013",)), ("Site", (Link("site", "https://example.org/?a=1&b=2"),)))
                ),
                Heading("Neighbours"),
                Bullets((("one",), (Bold("two"),))),
                Table(("Body", "Share"), (("QNC", "0.9"),)),
                Choices((Choice("First", "ccg 04Y"), Choice("Second", "ccg 05D"))),
                Note(("Source: ODS",)),
            )
        )
    )
    assert message.formatted == (
        "<h3>NHS Cannock Chase CCG</h3>"
        '<p>Code <code>04Y</code>, ask <a href="https://matrix.to/#/@jo:example.org">Jo</a></p>'
        "<p><strong>Opened:</strong> 1 April 2013<br><strong>Site:</strong> "
        '<a href="https://example.org/?a=1&amp;b=2">site</a></p>'
        "<h4>Neighbours</h4><ul><li>one</li><li><strong>two</strong></li></ul>"
        "<table><thead><tr><th>Body</th><th>Share</th></tr></thead>"
        "<tbody><tr><td>QNC</td><td>0.9</td></tr></tbody></table>"
        "<p><em>Source: ODS</em></p>"
        "<ol><li>First</li><li>Second</li></ol>"
        "<p>React with 1️⃣ or type <code>!1</code> (or another number).</p>"
    )
    assert message.body.splitlines() == [
        "NHS Cannock Chase CCG",
        "Code 04Y, ask @Jo",
        "Opened: 1 April 2013",
        "Site: site <https://example.org/?a=1&b=2>",
        "Neighbours",
        "- one",
        "- two",
        "Body | Share",
        "QNC | 0.9",
        "Source: ODS",
        "1. First",
        "2. Second",
        "React with 1️⃣ or type !1 (or another number).",
    ]
    assert message.mentions == ("@jo:example.org",)


def test_a_picture_alone_has_words() -> None:
    message = render(Reply((Picture("tree.png", b"", "the lineage of 04Y"),)))
    assert message.body == "the lineage of 04Y"
    assert [picture.filename for picture in message.files] == ["tree.png"]
    assert render(Reply((Attachment("a.csv", b"a", "text/csv", "1 notice"),))).body == "1 notice"


@pytest.mark.parametrize(
    "block",
    [
        Bullets(tuple((f"item {n} " + "é" * 50,) for n in range(2000))),
        Table(("a", "b"), tuple((f"row {n}", "<" * 40) for n in range(2000))),
        Fields(tuple((f"name {n}", ("value " * 20,)) for n in range(2000))),
        Text(("x" * 100_000,)),
    ],
    ids=["bullets", "table", "fields", "text"],
)
def test_what_is_too_long_is_cut_with_words_and_keeps_its_choices(block: Block) -> None:
    choices = Choices((Choice("narrower", "ccg 04Y"),))
    message = render(Reply((Heading("Much"), block, Text(("never reached",)), choices)))
    assert len(json.dumps([message.body, message.formatted])) <= LARGEST + 10
    assert TOO_LONG in message.body
    assert "1. narrower" in message.body
    assert "never reached" not in message.body
    read(message)
