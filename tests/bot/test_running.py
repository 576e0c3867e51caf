"""``ccgwatch run`` as a process of its own: both networks, one failing, a clean end."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.discord.sending import key
from bot.feeding import TITLES
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import plain
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import bot_account
from tests.servers.synapse import Synapse

ROOT = Path(__file__).parents[2]
STARTING = 60.0
"""Seconds a process may take to start and connect on a busy machine."""


@asynccontextmanager
async def bot_process(state: Path, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run ``ccgwatch run`` with this environment; killed at the end if it still runs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CCGWATCH_")}
    variables = {"FEEDS__ENABLED": "false"} | variables  # tests look at nothing outside this machine
    environment |= {f"CCGWATCH_FEEDS__{name.upper()}__ENABLED": "false" for name in TITLES}
    environment |= {f"CCGWATCH_{name}": value for name, value in variables.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--state", str(state),
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


def discord(server: DiscordServer, token: str = "") -> dict[str, str]:
    return {
        "DISCORD__TOKEN": token or server.token,
        "DISCORD__API_BASE": server.api_base,
        "DISCORD__GATEWAY_URL": server.gateway_url,
    }


async def ask_on_discord(server: DiscordServer, text: str) -> str:
    said = await server.say(text)

    def answer():
        return next(
            (m for m in server.answers(said.channel) if m.body.get("nonce") == key(str(said.id), 0)), None
        )

    return plain(await server.until(answer, STARTING))


@pytest.mark.synapse
async def test_both_networks_in_one_process_then_a_clean_end(
    discord_server: DiscordServer, homeserver: Synapse, tmp_path: Path
):
    person = await MatrixPerson.arrive(homeserver, tmp_path)
    account = await bot_account(homeserver, person.id)
    matrix = {
        "MATRIX__HOMESERVER": homeserver.url,
        "MATRIX__USER": account.user,
        "MATRIX__PASSWORD": account.password or "",
        "MATRIX__ALLOW_INVITES_FROM": f'["{person.id}"]',
    }
    try:
        async with bot_process(tmp_path / "state", **discord(discord_server), **matrix) as process:
            await discord_server.connected(STARTING)
            room = await person.make_room(account.user, name="Ward 7", encrypted=True)
            await person.member(room, account.user)
            on_matrix = await person.answer(room, await person.say(room, "!ccg Cannock Chase"))
            for answer in (
                str(content_of(on_matrix)["body"]),
                await ask_on_discord(discord_server, "!ccg Cannock Chase"),
            ):
                assert "1 April 2013 to 30 June 2022" in answer
                assert "NHS Staffordshire and Stoke-on-Trent ICB (QNC)" in answer
            status = await ask_on_discord(discord_server, "!status")
            assert "Matrix: well" in status
            assert "Discord: well" in status
            assert "Database: well" in status
            process.send_signal(signal.SIGTERM)
            _, log = await asyncio.wait_for(process.communicate(), 20)
            assert process.returncode == 0
    finally:
        await person.leave()
    for secret in ("Cannock", person.id, account.password or "", discord_server.token, "Jo"):
        assert secret.encode() not in log
    assert b"stopped" in log


async def test_one_network_away_does_not_stop_the_other(
    discord_server: DiscordServer, tmp_path: Path, unused_tcp_port: int
):
    matrix = {
        "MATRIX__HOMESERVER": f"http://127.0.0.1:{unused_tcp_port}",
        "MATRIX__USER": "@bot:example.org",
        "MATRIX__PASSWORD": "x",
    }
    async with bot_process(tmp_path, **discord(discord_server), **matrix):
        await discord_server.connected(STARTING)
        status = await ask_on_discord(discord_server, "!status")
        assert "Discord: well" in status
        assert "Matrix: in trouble" in status


async def test_following_runs_beside_the_rest_where_it_is_turned_on(
    discord_server: DiscordServer, tmp_path: Path, unused_tcp_port: int
):
    variables = {
        "FEEDS__ENABLED": "true",
        "FEEDS__WHATDOTHEYKNOW__ENABLED": "true",
        "FEEDS__WHATDOTHEYKNOW__URL": f"http://127.0.0.1:{unused_tcp_port}",
        "BOT__CONTACT": "bot@example.org",
    }
    async with bot_process(tmp_path, **discord(discord_server), **variables) as process:
        await discord_server.connected(STARTING)
        assert "WhatDoTheyKnow: well: no page was due yet" in await ask_on_discord(discord_server, "!status")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0


async def test_a_wrong_token_ends_with_words(discord_server: DiscordServer, tmp_path: Path):
    async with bot_process(tmp_path, **discord(discord_server, token="wrong.wrong.wrong")) as process:
        _, log = await asyncio.wait_for(process.communicate(), 90)
    assert process.returncode == 1
    assert b"Discord refused the token" in log
    assert b"wrong.wrong" not in log
    assert b"Traceback" not in log
