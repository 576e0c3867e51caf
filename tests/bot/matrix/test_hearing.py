"""Which events are questions, and what is asked."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nio import Event

from bot.matrix.hearing import Edit, Me, Pick, Question, hear

ME = Me("@ccg-watch:example.org", "CCG Watch")
JO = "@jo:example.org"


def event(content: dict[str, Any], kind: str = "m.room.message", sender: str = JO) -> Any:
    """An event as nio parses it from a sync."""
    return Event.parse_event(
        {"type": kind, "event_id": "$question", "sender": sender, "origin_server_ts": 1, "content": content}
    )


def text(body: str, **more: Any) -> Any:
    return event({"msgtype": "m.text", "body": body, **more})


def asked(heard: Any) -> str | None:
    assert heard is None or isinstance(heard, Question)
    return heard.text if heard else None


@pytest.mark.parametrize(
    ("body", "group", "two"),
    [
        ("!ccg Stoke", "ccg Stoke", "ccg Stoke"),
        ("  !ccg Stoke ", "ccg Stoke", "ccg Stoke"),
        ("ccg Stoke", None, "ccg Stoke"),
        ("!", None, "!"),
        ("!!!", None, "!!!"),
        ("! ccg", None, "! ccg"),
        ("@ccg-watch:example.org ccg Stoke", "ccg Stoke", "ccg Stoke"),
        ("@ccg-watch:example.org: !ccg Stoke", "ccg Stoke", "ccg Stoke"),
        ("@ccg-watch ccg Stoke", "ccg Stoke", "ccg Stoke"),
        ("CCG Watch: ccg Stoke", "ccg Stoke", "ccg Stoke"),
        ("ccg watch, ccg Stoke", "ccg Stoke", "ccg Stoke"),
        ("ccg-watch: ccg Stoke", "ccg Stoke", "ccg Stoke"),
        ("CCG Watch is useful", None, "CCG Watch is useful"),
        ("CCG Watching: ccg Stoke", None, "CCG Watching: ccg Stoke"),
        ("@ccg-watchers ccg", None, "@ccg-watchers ccg"),
        ("@ccg-watch:example.org", "help", "help"),
        ("ask @ccg-watch:example.org about it", None, "ask @ccg-watch:example.org about it"),
        ("!1", "1", "1"),
    ],
)
def test_text(body: str, group: str | None, two: str) -> None:
    assert asked(hear(text(body), ME, two=False)) == group
    assert asked(hear(text(body), ME, two=True)) == two


def test_a_real_mention() -> None:
    named = {"m.mentions": {"user_ids": [ME.user_id]}}
    assert asked(hear(text("CCG Watch ccg Stoke", **named), ME, two=False)) == "ccg Stoke"
    assert asked(hear(text("ccg Stoke, please", **named), ME, two=False)) == "ccg Stoke, please"
    pill = f'<a href="https://matrix.to/#/{ME.user_id}">CCG Watch</a>'
    html = {"format": "org.matrix.custom.html", "formatted_body": f"ccg Stoke {pill}"}
    assert asked(hear(text("ccg Stoke CCG Watch", **named, **html), ME, two=False)) == "ccg Stoke"


def test_a_reply_to_the_bot_is_no_call() -> None:
    reply = {"m.mentions": {"user_ids": [ME.user_id]}, "m.relates_to": {"m.in_reply_to": {"event_id": "$a"}}}
    assert hear(text("thanks!", **reply), ME, two=False) is None
    assert asked(hear(text("!ccg Stoke", **reply), ME, two=False)) == "ccg Stoke"
    quoted = "> <@ccg-watch:example.org> !ccg 04Y\n> more\n\n!ccg Stoke"
    assert asked(hear(text(quoted, **reply), ME, two=False)) == "ccg Stoke"


def test_people_mentioned() -> None:
    ali, bo = "@ali:example.org", "@bo:example.org"
    pill = '<a href="https://matrix.to/#/%40ali%3Aexample.org">Ali</a>'
    heard = hear(
        text(
            f"!foi assign 12 Ali {bo}",
            format="org.matrix.custom.html",
            formatted_body=f"!foi assign 12 {pill} {bo}",
            **{"m.mentions": {"user_ids": [bo, ali, ME.user_id, 7]}},
        ),
        ME,
        two=False,
    )
    assert isinstance(heard, Question)
    assert heard.text == f"foi assign 12 {ali} {bo}"
    assert heard.mentions == (ali, bo)


@pytest.mark.parametrize(
    ("body", "shown", "expected"),
    [
        ("!foi assign 12 foi", "foi", "foi assign 12 @jo:a.org"),
        ("!foi assign 12 @Jo Smith by Friday", "@Jo Smith", "foi assign 12 @jo:a.org by Friday"),
        ("!foi assign 12 @Jo by Friday", "Jo", "foi assign 12 @jo:a.org by Friday"),
        ("!foi jot 12 Jo", "Jo", "foi jot 12 @jo:a.org"),
        ("!note 12 jo about jo", "jo", "note 12 jo about @jo:a.org"),
        ("!foi assign 12 Jo", "@", "foi assign 12 Jo"),
        ("!foi assign 12 Jo", "Somebody else", "foi assign 12 Jo"),
    ],
)
def test_a_pill_is_its_address_where_its_name_stands(body: str, shown: str, expected: str) -> None:
    pill = f'<a href="https://matrix.to/#/@jo:a.org">{shown}</a>'
    html = f"{body.rpartition(shown)[0]}{pill}"
    heard = hear(text(body, format="org.matrix.custom.html", formatted_body=html), ME, two=False)
    assert asked(heard) == expected


def test_two_pills_of_one_name() -> None:
    pills = " ".join(f'<a href="https://matrix.to/#/{user}">jo</a>' for user in ("@jo:a.org", "@jo:b.org"))
    html = {"format": "org.matrix.custom.html", "formatted_body": f"!foi help 12 {pills}"}
    heard = hear(text("!foi help 12 jo jo", **html), ME, two=False)
    assert asked(heard) == "foi help 12 @jo:a.org @jo:b.org"


@pytest.mark.parametrize("kind", ["m.notice", "m.emote", "m.image", "m.file", "org.example.other"])
def test_only_people_ask_and_only_in_text(kind: str) -> None:
    assert hear(event({"msgtype": kind, "body": "!ccg Stoke", "url": "mxc://a/b"}), ME, two=True) is None


def test_its_own_words_are_not_heard() -> None:
    assert hear(event({"msgtype": "m.text", "body": "!ccg"}, sender=ME.user_id), ME, two=True) is None


def test_threads_and_edits() -> None:
    thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": "$root"}}
    heard = hear(text("!ccg Stoke", **thread), ME, two=False)
    assert isinstance(heard, Question)
    assert heard.thread == "$root"
    change = {
        "m.new_content": {"msgtype": "m.text", "body": "!ccg Leek"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$first"},
    }
    assert hear(text("* !ccg Leek", **change), ME, two=False) == Edit(
        "$question", "$first", JO, Question("$first", JO, "ccg Leek")
    )
    change["m.new_content"] = {"msgtype": "m.text", "body": "never mind"}
    assert hear(text("* never mind", **change), ME, two=False) is None


@pytest.mark.parametrize(
    ("key", "number"), [("1️⃣", 1), ("3\u20e3", 3), ("9️⃣", 9), ("🔟", 10), ("0️⃣", None), ("👍", None), ("", None)]
)
def test_reactions(key: str, number: int | None) -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$answer", "key": key}
    heard = hear(event({"m.relates_to": relation}, "m.reaction"), ME, two=False)
    assert heard == (Pick("$question", JO, "$answer", number) if number else None)


json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(
    ["msgtype", "body", "format", "formatted_body", "m.mentions", "m.relates_to", "m.new_content"]
)


@given(st.dictionaries(keys, json), st.booleans())
@settings(deadline=None)
def test_any_content_is_survived(content: dict[str, Any], two: bool) -> None:
    found = text(
        "!ccg Stoke", **{key: value for key, value in content.items() if key not in ("msgtype", "body")}
    )
    hear(found, ME, two=two)
    hear(event({"msgtype": "m.text", **content}), ME, two=two)
