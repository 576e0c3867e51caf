"""Starting, losing and regaining the connection; rate limits; what only the operator can mend."""

import asyncio

import discord
import pytest

from bot.answering import Unfinished
from bot.discord.adapter import DiscordAdapter
from bot.discord.settings import DiscordSettings
from bot.errors import ConfigurationProblem
from tests.servers.discord import DiscordServer, plain
from tests.servers.discord.fixtures import talking


@pytest.fixture
def no_pause(monkeypatch):
    """Identify again without the five seconds Discord asks for."""

    async def at_once(*_, **__):
        return

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)


async def test_dropped_socket_resumes_and_misses_nothing(talk):
    await talk.ask("ccg before")
    talk.server.gateway.drop()
    await talk.server.until(lambda: not talk.server.gateway.sockets)
    said = await talk.server.say("!ccg while away")
    answer = await talk.server.until(lambda: talk.answer(said), 20)
    assert plain(answer) == "You asked: ccg while away"
    assert talk.server.gateway.identifies == 1
    assert talk.server.gateway.resumes == 1


async def test_asked_to_reconnect(talk):
    await talk.server.gateway.reconnect()
    await talk.server.until(lambda: talk.server.gateway.resumes == 1)
    assert await talk.ask("ccg 04Y") == "You asked: ccg 04Y"
    assert talk.server.gateway.identifies == 1


async def test_session_invalid_but_resumable(talk):
    await talk.server.gateway.invalidate(resumable=True)
    await talk.server.until(lambda: talk.server.gateway.resumes == 1)
    assert await talk.ask("ccg 04Y") == "You asked: ccg 04Y"


async def test_session_invalid_for_good(no_pause, talk):
    await talk.server.gateway.invalidate(resumable=False)
    await talk.server.until(lambda: talk.server.gateway.identifies == 2)
    await talk.server.connected()
    assert await talk.ask("ccg 04Y") == "You asked: ccg 04Y"


async def test_closed_with_a_code_that_can_be_resumed(talk):
    await talk.server.gateway.close(4000)
    await talk.server.until(lambda: talk.server.gateway.resumes == 1)
    assert await talk.ask("ccg 04Y") == "You asked: ccg 04Y"


async def test_replayed_event_is_answered_once(talk):
    """A resume from an older position delivers what was answered already."""
    await talk.ask("ccg 04Y")
    for session in talk.server.gateway.sessions.values():
        for event, data in list(session.events):
            if event == "MESSAGE_CREATE":
                await session.dispatch(event, data)
    await talk.ask("last")
    assert [plain(m) for m in talk.server.answers()] == ["You asked: ccg 04Y", "You asked: last"]


@pytest.mark.parametrize("everywhere", [False, True])
async def test_rate_limits_delay_and_lose_nothing(talk, everywhere):
    talk.server.limit_next(2, retry_after=0.05, everywhere=everywhere, path="/messages")
    assert [await talk.ask(f"ccg {n}") for n in range(3)] == [f"You asked: ccg {n}" for n in range(3)]


async def test_rate_limited_interaction(talk):
    talk.server.limit_next(path="/callback")
    assert await talk.slash("ccg", {"body": "04Y"}) == "You asked: ccg 04Y"


async def test_server_error_is_tried_again(talk):
    talk.server.fail_next(status=502, path="POST /channels/{channel_id}/messages")
    assert await talk.ask("ccg 04Y") == "You asked: ccg 04Y"


async def test_answer_that_arrived_without_acknowledgement_is_not_posted_twice(talk, monkeypatch):
    monkeypatch.setattr("bot.discord.sending._RETRIES", (0.05,))
    talk.server.cut_next(path="POST /channels/{channel_id}/messages")
    await talk.server.say("!ccg 04Y")
    await talk.server.until(lambda: talk.server.requests["POST /channels/{channel_id}/messages"] == 2)
    await talk.ask("last")
    assert [plain(m) for m in talk.server.answers()] == ["You asked: ccg 04Y", "You asked: last"]


async def test_without_heartbeat_acknowledgement_it_connects_anew(discord_server, answering, monkeypatch):
    discord_server.gateway.heartbeat_ms = 200
    async with talking(discord_server, answering) as talk:
        await talk.server.until(lambda: talk.server.gateway.beats > 1)
        assert "ms" in talk.adapter.health().words


async def test_wrong_token(discord_server, answering, tmp_path):
    adapter = DiscordAdapter(DiscordSettings("wrong", api_base=discord_server.api_base), answering, tmp_path)
    with pytest.raises(ConfigurationProblem, match="Discord refused the token") as caught:
        await adapter.run()
    assert "wrong" not in str(caught.value)
    assert not adapter.health().well


async def test_token_refused_by_the_gateway(talk):
    await talk.server.gateway.close(4004)
    with pytest.raises(ConfigurationProblem, match="token"):
        await asyncio.wait_for(talk.running, 5)


async def test_discord_out_of_reach_is_worth_a_restart(answering, tmp_path, unused_tcp_port):
    base = f"http://127.0.0.1:{unused_tcp_port}/api/v10"
    adapter = DiscordAdapter(DiscordSettings("token", api_base=base), answering, tmp_path)
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        await adapter.run()


# --- the message content intent ---


@pytest.mark.parametrize("told_by", ["flags", "gateway"])
async def test_works_without_the_message_content_intent(answering, told_by, caplog):
    async with DiscordServer(content_granted=False) as server:
        if told_by == "gateway":
            server.flags = DiscordServer().flags
        async with talking(server, answering) as talk:
            assert talk.server.gateway.identifies == (2 if told_by == "gateway" else 1)
            await talk.server.say("!ccg unheard")
            assert plain(await talk.say("ccg 04Y", mentions_bot=True)) == "You asked: ccg 04Y"
            direct = talk.server.direct(talk.server.jo)
            assert plain(await talk.say("ccg 04Y", channel=direct)) == "You asked: ccg 04Y"
            assert await talk.slash("ccg", {"body": "04Y"}) == "You asked: ccg 04Y"
            assert "only work by mention" in talk.adapter.health().words
        assert server.contract.violations == []
    assert len(answering.asked) == 3


async def test_intent_not_asked_for_when_configured_off(discord_server, answering):
    async with talking(discord_server, answering, message_content=False) as talk:
        assert all(not s.intents & (1 << 15) for s in talk.server.gateway.sessions.values())
        await talk.server.say("!ccg unheard")
        await talk.say("last", mentions_bot=True)
    assert [request.text for request in answering.asked] == ["last"]


# --- shards ---


@pytest.mark.parametrize(("shards", "refused"), [(2, 0), (None, 1)])
async def test_shards_as_configured_or_as_discord_requires(no_pause, answering, shards, refused):
    async with DiscordServer(shards=2) as server:
        far = server.another_guild("Far", shard=1 - (server.guild.id >> 22) % 2)
        place = server.channel("far", far)
        async with talking(server, answering, shards=shards) as talk:
            assert talk.server.gateway.identifies == 2 + refused
            assert await talk.ask("ccg near") == "You asked: ccg near"
            assert await talk.ask("ccg far", channel=place) == "You asked: ccg far"
            assert "2 servers" in talk.adapter.health().words
        assert server.contract.violations == []


async def test_too_few_shards_are_said(answering, tmp_path):
    async with DiscordServer(shards=2) as server:
        where = {"api_base": server.api_base, "gateway_url": server.gateway_url}
        adapter = DiscordAdapter(DiscordSettings(server.token, shards=1, **where), answering, tmp_path)
        with pytest.raises(ConfigurationProblem, match="shards"):
            await adapter.run()


async def test_one_shard_of_several_dropped_resumes(no_pause, answering):
    async with DiscordServer(shards=2) as server, talking(server, answering, shards=2) as talk:
        await talk.server.gateway.reconnect()
        await talk.server.until(lambda: talk.server.gateway.resumes == 2)
        assert await talk.ask("ccg near") == "You asked: ccg near"


# --- restart ---


async def test_unfinished_question_of_an_earlier_run_is_answered(discord_server, answering):
    said = await discord_server.say("!setup", author=discord_server.organiser, deliver=False)
    answering.left = (Unfinished(str(said.channel.id), str(said.id)),)
    async with talking(discord_server, answering) as talk:
        assert plain(await talk.server.next_reply(timeout=10)) == "You asked: setup"
    assert answering.asked[0].manages_space


async def test_unfinished_question_that_was_answered_after_all(discord_server, answering):
    async with talking(discord_server, answering) as talk:
        said = await talk.server.say("!ccg 04Y")
        answer = await talk.server.next_reply()
    answering.answers.clear()
    answering.left = (Unfinished(str(said.channel.id), str(said.id)),)
    async with talking(discord_server, answering) as talk:
        await talk.server.until(lambda: talk.server.requests["GET /channels/{channel_id}/messages"] == 1, 10)
        await talk.ask("last")
    assert len(discord_server.answers()) == 2
    assert answering.answers[str(said.id)] == str(answer.id)


async def test_unfinished_that_cannot_be_read_is_given_up(discord_server, answering):
    answering.left = (
        Unfinished(str(discord_server.room.id), "123"),
        Unfinished("456", "789"),
        Unfinished("", "nonsense"),
    )
    async with talking(discord_server, answering) as talk:
        await talk.server.until(lambda: talk.server.requests["GET /channels/{channel_id}"] == 1, 10)
        assert await talk.ask("ccg 04Y")
    assert answering.answers["123"] == ""


@pytest.mark.parametrize("by", ["close", "cancel"])
async def test_stopping_lets_an_answer_under_way_finish(discord_server, answering, by):
    answering.delay = 0.2
    async with talking(discord_server, answering) as talk:
        await talk.server.say("!ccg 04Y")
        await talk.server.until(lambda: answering.asked)
        if by == "cancel":
            talk.running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await talk.running
    assert [plain(m) for m in discord_server.answers()] == ["You asked: ccg 04Y"]


async def test_health(talk):
    await talk.ask("ccg 04Y")
    health = talk.adapter.health()
    assert health.part == "Discord"
    assert health.well
    assert "connected" in health.words
    assert "1 server" in health.words
