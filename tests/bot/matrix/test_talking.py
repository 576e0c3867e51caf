"""Questions and answers in plain and encrypted rooms, groups, threads and private talks."""

import json
from pathlib import Path
from typing import Any

import pytest
from nio import crypto
from structlog.testing import capture_logs

from bot.core import Core
from tests.bot.matrix import parrot
from tests.bot.matrix.conftest import Arrive
from tests.servers.matrix_person import content_of
from tests.servers.matrix_talk import MatrixTalk, matrix_talk
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse

KINDS = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])


def request_of(text: str) -> Any:
    """The request a command got for a question whose text is `text`."""
    return next(request for request in reversed(parrot.asked) if request.text == text)


async def group(talk: MatrixTalk, arrive: Arrive) -> Any:
    """Let a third person into the talk's room."""
    third = await arrive("third")
    await talk.person.client.room_invite(talk.room_id, third.id)
    await third.join(talk.room_id)
    await talk.person.member(talk.room_id, third.id)
    return third


@KINDS
async def test_a_question_is_answered(
    homeserver: Synapse, tmp_path: Path, core: Core, encrypted: bool
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk:
        answer = await talk.reply("!parrot Cannock Chase")
        content = content_of(answer)
        assert answer.decrypted is encrypted
        assert content["msgtype"] == "m.notice"
        assert content["body"] == "Parrot\nYou said: Cannock Chase"
        assert content["format"] == "org.matrix.custom.html"
        assert content["formatted_body"] == "<h3>Parrot</h3><p><strong>You said: </strong>Cannock Chase</p>"
        assert content["m.mentions"] == {}
        request = request_of("parrot Cannock Chase")
        assert (request.space, request.channel, request.thread) == (talk.room_id, talk.room_id, None)
        assert request.author.id == talk.person.id
        assert request.manages_space
        assert not request.private


async def test_a_private_talk_needs_no_prefix(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    async with matrix_talk(homeserver, tmp_path, core, name=None) as talk:
        assert await talk.ask("parrot just so") == "Parrot\nYou said: just so"
        request = request_of("parrot just so")
        assert request.private
        assert request.space is None


async def test_in_a_group_only_what_is_for_the_bot_is_answered(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        third = await group(talk, arrive)
        room, bot = talk.room_id, talk.settings.user
        chatter = [
            await third.say(room, "parrot hello"),
            await third.say(room, "!!! what a day"),
            await third.say(room, "!parrot from a bot", msgtype="m.notice"),
        ]
        asked = [
            await third.say(room, "!parrot one"),
            await third.say(room, f"{bot} parrot two"),
            await third.say(
                room,
                "Watcher: parrot three",
                format="org.matrix.custom.html",
                formatted_body=f'<a href="https://matrix.to/#/{bot}">Watcher</a>: parrot three',
                **{"m.mentions": {"user_ids": [bot]}},
            ),
        ]
        said = [content_of(await third.answer(room, question))["body"] for question in asked]
        assert said == [f"Parrot\nYou said: {word}" for word in ("one", "two", "three")]
        reply = (await third.answer(room, asked[0])).event_id
        thanks = await third.say(
            room,
            "thanks",
            **{"m.mentions": {"user_ids": [bot]}, "m.relates_to": {"m.in_reply_to": {"event_id": reply}}},
        )
        await third.answer(room, await third.say(room, "!parrot four"))
        assert [third.answers(room, event) for event in (*chatter, thanks)] == [[], [], [], []]
        assert not request_of("parrot four").manages_space


@KINDS
async def test_a_thread_is_answered_in_the_thread(
    homeserver: Synapse, tmp_path: Path, core: Core, encrypted: bool
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk:
        room, person = talk.room_id, talk.person
        root = await person.say(room, "!parrot root")
        inside = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
        inside["m.in_reply_to"] = {"event_id": root}
        question = await person.say(room, "!draw", **{"m.relates_to": inside})
        answers = await person.until(
            lambda: person.answers(room, question)[1:] and person.answers(room, question)
        )
        assert [content_of(answer)["msgtype"] for answer in answers] == ["m.notice", "m.image"]
        for answer in answers:
            assert content_of(answer)["m.relates_to"] == {
                "rel_type": "m.thread",
                "event_id": root,
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": question},
            }


@KINDS
async def test_pictures_follow_the_text(
    homeserver: Synapse, tmp_path: Path, core: Core, encrypted: bool
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk:
        room, person = talk.room_id, talk.person
        question = await person.say(room, "!draw")
        _, picture = await person.until(
            lambda: len(person.answers(room, question)) == 2 and person.answers(room, question)
        )
        content = content_of(picture)
        assert content["body"] == "a white square"
        assert content["info"] == {"mimetype": "image/png", "size": len(parrot.png()), "w": 2, "h": 3}
        url = content["file"]["url"] if encrypted else content["url"]
        data = (await person.client.download(url)).body
        if encrypted:
            file = content["file"]
            data = crypto.decrypt_attachment(data, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
        assert data == parrot.png()


@KINDS
async def test_files_follow_the_text(
    homeserver: Synapse, tmp_path: Path, core: Core, encrypted: bool
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk:
        room, person = talk.room_id, talk.person
        question = await person.say(room, "!keep")
        _, file = await person.until(
            lambda: len(person.answers(room, question)) == 2 and person.answers(room, question)
        )
        content = content_of(file)
        assert content["msgtype"] == "m.file"
        assert (content["body"], content["filename"]) == ("one line", "list.csv")
        assert content["info"] == {"mimetype": "text/csv", "size": 3}
        assert ("file" in content) is encrypted


async def test_somebody_named_is_mentioned(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        third = await arrive("third", display_name="Jo <b>&")
        await talk.person.client.room_invite(talk.room_id, third.id)
        await third.join(talk.room_id)
        await talk.person.member(talk.room_id, third.id)
        question = await talk.person.say(
            talk.room_id,
            "!greet Jo <b>&",
            format="org.matrix.custom.html",
            formatted_body=f'!greet <a href="https://matrix.to/#/{third.id}">Jo &lt;b&gt;&amp;</a>',
            **{"m.mentions": {"user_ids": [third.id]}},
        )
        content = content_of(await talk.person.answer(talk.room_id, question))
        assert content["m.mentions"] == {"user_ids": [third.id]}
        assert content["msgtype"] == "m.text"
        assert content["body"] == "Hello @Jo <b>&"
        assert content["formatted_body"] == (
            f'<p>Hello <a href="https://matrix.to/#/{third.id}">Jo &lt;b&gt;&amp;</a></p>'
        )


async def test_markup_in_arguments_stays_inert(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    evil = "<img src=x onerror=alert(1)> **bold** [x](javascript:y) @room @everyone \u202egnp.exe"
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        content = content_of(await talk.reply(f"!parrot {evil}"))
        assert content["m.mentions"] == {}
        assert "<img" not in content["formatted_body"]
        assert (
            "&lt;img src=x onerror=alert(1)&gt; **bold** [x](javascript:y) @room" in content["formatted_body"]
        )
        assert "\u202e" not in content["body"] + content["formatted_body"]


@KINDS
async def test_an_edit_changes_the_answer(
    homeserver: Synapse, tmp_path: Path, core: Core, encrypted: bool, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk:
        room, person = talk.room_id, talk.person
        question = await person.say(room, "!parrot wrong")
        answer = await person.answer(room, question)
        await person.edit(room, question, "!parrot right")
        content = content_of(await person.edit_of(room, answer.event_id))
        assert content["m.new_content"]["body"] == "Parrot\nYou said: right"
        assert content["m.new_content"]["formatted_body"].endswith("</strong>right</p>")
        third = await group(talk, arrive)
        await third.edit(room, question, "!parrot forged")
        statement = await person.say(room, "parrot late")
        await person.edit(room, statement, "!parrot late")
        assert content_of(await person.answer(room, statement))["body"] == "Parrot\nYou said: late"
        assert not [request for request in parrot.asked if "forged" in request.text]
        assert len(person.answers(room, question)) == 1


@KINDS
async def test_choices_by_reaction_and_by_number(
    homeserver: Synapse, tmp_path: Path, core: Core, encrypted: bool, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk:
        room, person = talk.room_id, talk.person
        third = await group(talk, arrive)
        question = await person.say(room, "!pick")
        answer = await third.answer(room, question)
        body = content_of(answer)["body"]
        assert body.startswith("Which?\n1. number one\n2. number two\n3. number three\nReact with 1️⃣")
        offered = await third.until(
            lambda: len(reactions(third, answer.event_id)) == 3 and reactions(third, answer.event_id)
        )
        assert offered == ["1️⃣", "2️⃣", "3️⃣"]

        await third.react(room, answer.event_id, "3\u20e3")  # as some keyboards write it
        said = content_of(await third.answer(room, answer.event_id))
        assert said["body"] == "Parrot\nYou said: three"
        assert request_of("parrot three").author.id == third.id
        await third.react(room, answer.event_id, "👍")
        assert await talk.ask("!2") == "Parrot\nYou said: two"
        assert len(third.answers(room, answer.event_id)) == 1


def reactions(person: Any, message: str) -> list[str]:
    """The keys with which `message` has been reacted to, as `person` saw them."""
    relations = [content_of(event).get("m.relates_to", {}) for _, event in person.events]
    return [
        each["key"]
        for each in relations
        if each.get("rel_type") == "m.annotation" and each["event_id"] == message
    ]


async def test_answers_come_in_order_and_rooms_do_not_wait_for_each_other(
    homeserver: Synapse, tmp_path: Path, core: Core
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        person = talk.person
        other = await person.make_room(talk.settings.user, name="Other")
        await person.member(other, talk.settings.user)
        first = await person.say(talk.room_id, f"!slow {other}")
        second = await person.say(talk.room_id, "!parrot after")
        third = await person.say(other, "!parrot beside")
        await person.answer(other, third)
        parrot.let_go.add(other)
        await person.answer(talk.room_id, first)
        await person.answer(talk.room_id, second)
        answers = [
            content_of(event)["m.relates_to"]["m.in_reply_to"]["event_id"]
            for _, event in person.events
            if event.sender == talk.settings.user and "m.relates_to" in content_of(event)
        ]
        assert answers == [third, first, second]


async def test_the_log_says_nothing_of_people_or_their_words(
    homeserver: Synapse, tmp_path: Path, core: Core
) -> None:
    with capture_logs() as logs:
        async with matrix_talk(homeserver, tmp_path, core, encrypted=True) as talk:
            await talk.ask("!parrot secret words")
            await talk.ask("!pick")
            token = json.loads((tmp_path / "state" / "matrix" / "session.json").read_text())["access_token"]
    written = json.dumps(logs)
    for private in (talk.person.id, talk.room_id, talk.settings.user, token, "secret words", "bot password"):
        assert private not in written
    assert "matrix.following" in written
