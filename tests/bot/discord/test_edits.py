"""An edited question changes its answer instead of adding one."""

import pytest

from bot.discord import messages
from commands.core.reply import Reply, Text
from tests.servers.discord import plain


async def edited(talk, answer, text):
    await talk.server.until(lambda: answer.edits and text in plain(answer))


async def test_edit_changes_the_answer(talk, answering):
    said = await talk.server.say("!ccg 04Z")
    answer = await talk.server.next_reply()
    await talk.server.edit(said, "!ccg 04Y")
    await edited(talk, answer, "04Y")
    assert talk.server.answers() == [answer]
    assert answering.answers[str(said.id)] == str(answer.id)


async def test_link_preview_is_no_edit(talk, answering):
    said = await talk.server.say("!ccg 04Y")
    await talk.server.next_reply()
    await talk.server.unfurl(said)
    await talk.server.edit(said, "!ccg 04Y")
    await talk.ask("last")
    assert [request.text for request in answering.asked] == ["ccg 04Y", "last"]


async def test_edit_may_make_a_question(talk):
    said = await talk.server.say("ccg 04Y")
    await talk.server.edit(said, "!ccg 04Y")
    assert plain(await talk.server.next_reply()) == "You asked: ccg 04Y"


async def test_old_message_edited_into_a_question_is_left_alone(talk, answering, monkeypatch):
    monkeypatch.setattr(messages, "EDITABLE_FOR", -messages.EDITABLE_FOR)
    said = await talk.server.say("ccg 04Y")
    await talk.server.edit(said, "!ccg 04Y")
    await talk.ask("last")
    assert [request.text for request in answering.asked] == ["last"]


async def test_deleted_answer_is_given_anew(talk):
    said = await talk.server.say("!ccg 04Z")
    answer = await talk.server.next_reply()
    await talk.server.remove(answer)
    await talk.server.edit(said, "!ccg 04Y")
    (anew,) = await talk.server.until(talk.server.answers)
    assert plain(anew) == "You asked: ccg 04Y"


@pytest.mark.parametrize(("before", "after"), [(3, 1), (1, 3)])
async def test_answer_of_several_messages(talk, answering, before, after):
    def long(pages):
        return Reply(tuple(Text(("word " * 700,)) for _ in range(pages)))

    await talk.ask("short")
    answering.rule = lambda _: long(before)
    said = await talk.server.say("!longer")
    await talk.server.until(lambda: len(talk.server.answers()) == before + 1)
    first = talk.server.answers()[1:]
    answering.rule = lambda _: long(after)
    await talk.server.edit(said, "!again")
    await talk.server.until(lambda: len(talk.server.answers()) == after + 1)
    assert talk.server.answers()[1] is first[0]
    await talk.server.until(lambda: answering.answers[str(said.id)].count(",") == after - 1)


async def test_edit_clears_what_the_new_answer_lacks(talk, answering):
    from commands.core.reply import Choice, Choices, Picture

    png = Picture("map.png", b"\x89PNG....", "A map")
    answering.rule = lambda _: Reply((Text(("See",)), png, Choices((Choice("Devon", "ccg Devon"),))))
    said = await talk.server.say("!lineage 04Y")
    answer = await talk.server.next_reply()
    assert answer.files
    assert answer.buttons
    answering.rule = lambda _: Reply((Text(("Only words",)),))
    await talk.server.edit(said, "!ccg 04Y")
    await edited(talk, answer, "Only words")
    assert not answer.files
    assert not answer.buttons
