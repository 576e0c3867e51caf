"""Replies as embeds: what they look like, and that any reply keeps every limit and loses nothing."""

import re

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.discord.cards import NOTHING
from bot.discord.render import MOST_MESSAGES, Outgoing, label, render, render_text
from bot.discord.sending import BUTTON
from commands.core.reply import (
    Attachment,
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
    Outcome,
    Picture,
    Reply,
    Table,
    Text,
)
from commands.core.request import Person, Platform
from tests.servers.discord import limits

JO = Person(Platform.DISCORD, "80351110224678912", "Jo")


def wire(outgoing: Outgoing) -> dict:
    """A message as its body on the wire, built without a running client."""
    body: dict = {"content": outgoing.content, "embeds": [embed.to_dict() for embed in outgoing.embeds]}
    buttons = [
        {"type": 2, "style": 2, "label": label(choice), "custom_id": BUTTON + choice.command}
        for choice in outgoing.buttons
    ]
    rows = [buttons[n : n + 5] for n in range(0, len(buttons), 5)]
    body["components"] = [{"type": 1, "components": row} for row in rows]
    body["attachments"] = [{"description": getattr(file, "alt", "")[:1024]} for file in outgoing.files]
    body["allowed_mentions"] = {"users": list(outgoing.pings)}
    return body


CARD = Reply(
    (
        Heading("NHS Cannock Chase CCG"),
        Text(("Abolished. Today ", Bold("NHS Staffordshire and Stoke-on-Trent ICB"), " decides.")),
        Fields(
            (
                ("Code", (Code("04Y"),)),
                ("Region", ("Midlands",)),
                ("Site", (Link("the site", "https://a.example"),)),
            )
        ),
        Bullets((("One",), ("Two",))),
        Note(("Open Government Licence v3.0",)),
    )
)


def test_card():
    (message,) = render(CARD)
    (embed,) = message.embeds
    assert embed.title == "NHS Cannock Chase CCG"
    assert embed.description == "Abolished. Today **NHS Staffordshire and Stoke-on-Trent ICB** decides."
    fields = [(field.name, field.value, field.inline) for field in embed.fields]
    assert fields == [
        ("Code", "`04Y`", True),
        ("Region", "Midlands", True),
        ("Site", "[the site](https://a.example)", False),
        (NOTHING, "- One\n- Two", False),
    ]
    assert embed.footer.text == "Open Government Licence v3.0"
    assert message.content == ""
    assert message.pings == ()


def test_plain_text_of_the_same():
    (message,) = render_text(CARD)
    assert message.embeds == ()
    assert message.content.splitlines() == [
        "**NHS Cannock Chase CCG**",
        "Abolished. Today **NHS Staffordshire and Stoke-on-Trent ICB** decides.",
        "**Code:** `04Y`",
        "**Region:** Midlands",
        "**Site:** [the site](https://a.example)",
        "- One",
        "- Two",
        "-# Open Government Licence v3.0",
    ]


def test_a_second_heading_begins_a_second_embed():
    (message,) = render(Reply((Heading("One"), Text(("1",)), Heading("Two"), Text(("2",)))))
    assert [(embed.title, embed.description) for embed in message.embeds] == [("One", "1"), ("Two", "2")]


def test_colour_tells_an_answer_from_a_refusal():
    answered, refused = (
        render(Reply((Text(("x",)),), outcome)) for outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND)
    )
    assert answered[0].embeds[0].colour != refused[0].embeds[0].colour


def test_mentions_ping_only_those_named():
    (message,) = render(Reply((Text(("Over to ", Mention(JO), " <@99> @everyone")),)))
    assert message.content == f"<@{JO.id}>"
    assert message.pings == (int(JO.id),)


def test_narrow_table_is_aligned_and_wide_one_is_a_list():
    (message,) = render(Reply((Table(("Code", "Name"), (("04Y", "Cannock"), ("05V", "Stafford"))),)))
    assert message.embeds[0].description == "```\nCode  Name\n04Y   Cannock\n05V   Stafford\n```"
    (message,) = render(Reply((Table(("Code", "Name"), (("04Y", "NHS " + "Cannock " * 6),)),)))
    assert message.embeds[0].description == "- **Code: 04Y** · Name: NHS " + ("Cannock " * 6).strip()


def test_buttons_and_choices_that_cannot_be_buttons():
    long = Choice("Long", "ccg " + "x" * 90)
    (message,) = render(
        Reply((Text(("Which?",)), Choices((Choice("Devon", "ccg QJK"), long, Choice("x" * 90, "ccg 1")))))
    )
    assert message.buttons[0].label == "Devon"
    assert [label(choice) for choice in message.buttons] == ["Devon", "x" * 79 + "…"]
    assert "**2.** Long" in message.embeds[0].description
    assert "**3.** " + "x" * 90 in message.embeds[0].description


def test_choices_alone():
    (message,) = render(Reply((Choices((Choice("Devon", "ccg QJK"),)),)))
    assert message.content
    assert len(message.buttons) == 1


def test_picture_is_an_attachment_with_its_words():
    picture = Picture("lineage.png", b"png", "How it came to be")
    (message,) = render(Reply((Text(("See",)), picture)))
    assert message.files == (picture,)


def test_files_go_along_or_are_named_where_they_may_not():
    table = Attachment("tenders.csv", b"a,b", "text/csv", "2 notices")
    reply = Reply((Text(("See",)), table))
    (message,) = render(reply)
    assert message.files == (table,)
    (message,) = render_text(reply)
    assert message.files == ()
    assert "tenders.csv" in message.content


def test_nothing_to_show():
    assert render(Reply(())) == render(Reply((Text(("",)), Heading(" ")))) == []


def test_what_is_left_out_is_counted():
    reply = Reply((Bullets(tuple((f"Item {n} " + "x" * 80,) for n in range(2000))),))
    for made in (render(reply), render_text(reply)):
        assert len(made) == MOST_MESSAGES
        shown = "\n".join(m.content + "".join(e.description or "" for e in m.embeds) for m in made)
        left = 2000 - shown.count("- Item")
        assert f"…and {left:,} more lines" in made[-1].content


# --- any reply at all ---

words = (
    st.text(max_size=400)
    | st.text("*_`~|[]()<>#@\\- \n", max_size=60)
    | st.just("word " * 300)
    | st.just("x" * 5000)
)
people = st.builds(Person, st.just(Platform.DISCORD), st.sampled_from([JO.id, "x", "1"]), words)
spans = st.one_of(
    words, st.builds(Bold, words), st.builds(Code, words), st.builds(Mention, people),
    st.builds(Link, words, words | st.just("https://a.example/" + "y" * 3000) | st.just("mailto:a@b.example")),
)  # fmt: skip
lines = st.lists(spans, max_size=4).map(tuple)
choices = st.builds(Choice, words, st.text(max_size=80) | st.just("c" * 80))
rows = st.lists(st.tuples(words, words), max_size=30).map(tuple)
blocks = st.one_of(
    st.builds(Heading, words),
    st.builds(Text, lines),
    st.builds(Note, lines),
    st.builds(Fields, st.lists(st.tuples(words, lines), max_size=30).map(tuple)),
    st.builds(Bullets, st.lists(lines, max_size=30).map(tuple)),
    st.builds(Table, st.tuples(words, words), rows),
    st.builds(Choices, st.lists(choices, max_size=10).map(tuple)),
    st.builds(Picture, st.just("a.png"), st.binary(max_size=4), words),
    st.builds(Attachment, st.just("a.csv"), st.binary(max_size=4), st.just("text/csv"), words),
)
replies = st.builds(Reply, st.lists(blocks, max_size=8).map(tuple), st.sampled_from(Outcome))


@given(replies)
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)
def test_any_reply_keeps_every_limit(reply):
    for made in (render(reply), render_text(reply)):
        assert len(made) <= MOST_MESSAGES
        for outgoing in made:
            body = wire(outgoing)
            limits.message(body, len(outgoing.files))
            assert not limits.empty(body, len(outgoing.files))


plain_words = st.text("aeq07 *_", max_size=200)
plain_lines = st.lists(
    plain_words | st.builds(Bold, plain_words) | st.builds(Code, plain_words), max_size=3
).map(tuple)
cells = plain_words.map("e{}".format)  # what has no cell needs no column name
plain_blocks = st.one_of(
    st.builds(Heading, plain_words),
    st.builds(Text, plain_lines),
    st.builds(Note, plain_lines),
    st.builds(Fields, st.lists(st.tuples(plain_words, plain_lines), max_size=30).map(tuple)),
    st.builds(Bullets, st.lists(plain_lines, max_size=20).map(tuple)),
    st.builds(Table, st.tuples(cells, cells), st.lists(st.tuples(cells, cells), max_size=9).map(tuple)),
)


@given(st.lists(plain_blocks, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_letter_is_lost(found):
    reply = Reply(tuple(found))
    for made in (render(reply), render_text(reply)):
        if any("more lines" in message.content for message in made):
            continue
        shown = "".join(
            message.content + "".join(_letters(embed) for embed in message.embeds) for message in made
        )
        for letter in "aeq07":
            assert shown.count(letter) >= reply.plain().count(letter)


def _letters(embed: discord.Embed) -> str:
    named = "".join(f"{field.name}{field.value}" for field in embed.fields)
    return f"{embed.title or ''}{embed.description or ''}{named}{embed.footer.text or ''}"


@pytest.mark.parametrize("hostile", ["@everyone", "<@1>", "**x**", "[a](https://b)", "\u202etxt", "<script>"])
def test_hostile_text_in_every_place(hostile):
    line = (hostile,)
    reply = Reply(
        (
            Heading(hostile), Text(line), Fields(((hostile, line),)), Bullets((line,)), Table((hostile,), ((hostile,),)),
            Note(line), Choices((Choice(hostile, "ccg"),)),
        )
    )  # fmt: skip
    (message,) = render(reply)
    assert message.pings == ()
    assert message.content == ""
    (message,) = render_text(reply)
    markup = re.sub(r"```[^`]*```", "", message.content)  # within a code block all is text
    assert "\u202e" not in message.content
    for active in ("@everyone", "<@1>", "[a]("):
        assert active not in markup
