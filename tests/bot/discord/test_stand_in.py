"""The stand-in itself: it refuses what Discord refuses, and its judge judges."""

import aiohttp
import pytest

from tests.servers.discord import DiscordServer, limits
from tests.servers.discord.contract import Contract, location
from tests.servers.discord.limits import Refused

needs_description = pytest.mark.skipif(location() is None, reason="Discord's OpenAPI file is not here")


def embed(**parts):
    return {"embeds": [{"title": "t", **parts}]}


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2001},
        {"content": "\U0001f600" * 1001},
        {"embeds": [{"title": "t"}] * 11},
        {"embeds": [{}]},
        embed(title="x" * 257),
        embed(description="x" * 4097),
        embed(footer={"text": "x" * 2049}),
        embed(fields=[{"name": "n", "value": "v"}] * 26),
        embed(fields=[{"name": "x" * 257, "value": "v"}]),
        embed(fields=[{"name": "n", "value": "x" * 1025}]),
        embed(fields=[{"name": "n", "value": " "}]),
        {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
        {"components": [{"type": 1, "components": [{"label": "l", "custom_id": "c"}]}] * 6},
        {"components": [{"type": 1, "components": [{"label": "l", "custom_id": str(n)} for n in range(6)]}]},
        {"components": [{"type": 1, "components": [{"label": "x" * 81, "custom_id": "c"}]}]},
        {"components": [{"type": 1, "components": [{"label": "l", "custom_id": "x" * 101}]}]},
        {"components": [{"type": 1, "components": [{"label": "l", "custom_id": "c"}] * 2}]},
        {"content": "x", "nonce": "x" * 26},
    ],
)
def test_messages_beyond_a_limit_are_refused(body):
    with pytest.raises(Refused) as caught:
        limits.message(body)
    assert caught.value.body["code"] == 50035
    assert caught.value.body["errors"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Upper"},
        {"name": "two words"},
        {"name": "x" * 33},
        {"description": "x" * 101},
        {"description": ""},
        {"options": [{"name": f"o{n}", "description": "d"} for n in range(26)]},
        {"options": [{"name": "a", "description": "d"}, {"name": "b", "description": "d", "required": True}]},
        {"options": [{"name": "a", "description": "d", "choices": [{"name": "n", "value": "v"}] * 26}]},
        {"options": [{"name": "a", "description": "d"}] * 2},
        {
            "options": [
                {"type": 1, "name": "a", "description": "d"},
                {"type": 3, "name": "b", "description": "d"},
            ]
        },
        {
            "options": [
                {
                    "type": 1,
                    "name": f"o{n}",
                    "description": "d" * 100,
                    "options": [{"name": f"o{m}", "description": "d" * 60} for m in range(20)],
                }
                for n in range(9)
            ]
        },
    ],
)
def test_commands_beyond_a_limit_are_refused(change):
    with pytest.raises(Refused):
        limits.commands([{"name": "ccg", "description": "d"} | change])


def test_too_many_autocomplete_choices_are_refused():
    with pytest.raises(Refused):
        limits.choices([{"name": "n", "value": "v"}] * 26)


@needs_description
async def test_the_judge_finds_what_breaks_the_contract():
    contract = Contract()
    contract.request("POST", "/channels/{channel_id}/messages", {"content": 12})
    contract.request("POST", "/nowhere", {})
    contract.response("GET", "/gateway", 200, {"address": "?"})
    contract.schema("UserResponse", {"id": "1"})
    assert len(contract.violations) == 4


@needs_description
async def test_every_talk_is_judged(talk):
    before = talk.server.contract.judged
    await talk.ask("ccg 04Y")
    assert talk.server.contract.judged >= before + 4  # the question, the request, its answer, the echo of it


async def test_same_nonce_same_message():
    async with DiscordServer() as server, aiohttp.ClientSession() as session:
        url = f"{server.api_base}/channels/{server.room.id}/messages"
        headers = {"Authorization": f"Bot {server.token}"}
        body = {"content": "once", "nonce": "n1", "enforce_nonce": True}
        ids = set()
        for _ in range(2):
            async with session.post(url, json=body, headers=headers) as response:
                assert response.headers["Content-Type"] == "application/json"
                ids.add((await response.json())["id"])
        assert len(ids) == len(server.answers()) == 1


async def test_without_a_token_nothing():
    async with DiscordServer() as server, aiohttp.ClientSession(server.api_base + "/") as session:
        response = await session.get("users/@me")
        assert response.status == 401


async def test_interaction_is_answered_once_and_in_time(talk, monkeypatch):
    used = await talk.server.slash("ccg", {"body": "04Y"})
    await talk.server.response(used)
    url = f"{talk.server.api_base}/interactions/{used.id}/{used.token}/callback"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"type": 4, "data": {"content": "again"}}) as response:
            assert (response.status, (await response.json())["code"]) == (400, 40060)
        monkeypatch.setattr("tests.servers.discord.interactions.DEADLINE", -1)
        async with session.post(url, json={"type": 4, "data": {"content": "late"}}) as response:
            assert (response.status, (await response.json())["code"]) == (404, 10062)
