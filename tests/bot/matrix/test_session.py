"""Signing in, coming back, and refusing what does not belong together."""

import asyncio
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from nio import AsyncClient

from bot.core import Core
from bot.errors import ConfigurationProblem
from bot.matrix.adapter import MatrixAdapter
from bot.matrix.settings import MatrixSettings
from bot.matrix.wire import MatrixTrouble
from tests.bot.matrix.conftest import Arrive
from tests.servers.matrix_person import content_of
from tests.servers.matrix_talk import bot_account, running
from tests.servers.synapse import Synapse, free_port

pytestmark = pytest.mark.synapse


async def refusal(settings: MatrixSettings, core: Core, state: Path) -> str:
    """The words with which the adapter refuses to run."""
    with pytest.raises(ConfigurationProblem) as refused:
        await MatrixAdapter(settings, core, state).run()
    words = str(refused.value)
    assert settings.password is None or settings.password not in words
    return words


async def signed_in(server: Synapse, core: Core, state: Path) -> MatrixSettings:
    """A bot that has run once."""
    settings = await bot_account(server)
    async with running(settings, core, state):
        pass
    return settings


async def token_of(server: Synapse, user: str, password: str) -> tuple[str, str]:
    """(access token, device id) of a new session."""
    client = AsyncClient(server.url, user)
    answer = await client.login(password)
    await client.close()
    return answer.access_token, answer.device_id


async def test_state_is_for_the_owner_only(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await signed_in(homeserver, core, tmp_path)
    folder = tmp_path / "matrix"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("session.json", "crypto.db", "cross_signing.json"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name
    session = json.loads((folder / "session.json").read_text())
    assert session["user_id"] == settings.user
    assert settings.password not in (folder / "session.json").read_text()


async def test_the_password_is_needed_once(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await signed_in(homeserver, core, tmp_path)
    async with running(replace(settings, password=None), core, tmp_path) as adapter:
        assert adapter.health().well
    assert "password, or an access_token" in await refusal(
        replace(settings, password=None), core, tmp_path / "elsewhere"
    )


async def test_a_wrong_password_is_said_plainly(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await bot_account(homeserver)
    words = await refusal(replace(settings, password="not this"), core, tmp_path)
    assert f"does not accept this password for {settings.user}" in words


async def test_token_and_device(homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    token, device = await token_of(homeserver, settings.user, str(settings.password))
    given = replace(settings, password=None, access_token=token, device_id=device)
    async with running(given, core, tmp_path) as adapter:
        assert "device verified" in adapter.health().words  # the first upload needs no password
        room = await person.make_room(settings.user, name="Talk", encrypted=True)
        await person.member(room, settings.user)
        answer = await person.answer(room, await person.say(room, "!parrot token"))
        assert content_of(answer)["body"] == "Parrot\nYou said: token"
    assert json.loads((tmp_path / "matrix" / "session.json").read_text())["device_id"] == device
    async with running(given, core, tmp_path):
        pass
    words = await refusal(replace(given, device_id="OTHER"), core, tmp_path)
    assert "names the device OTHER" in words
    words = await refusal(given, core, tmp_path / "lost")
    assert f"device {device} has encryption keys on the homeserver already, but they are not here" in words
    assert "restore the whole folder" in words
    words = await refusal(replace(given, access_token="nonsense"), core, tmp_path / "other")
    assert "does not accept the bot's session" in words
    words = await refusal(replace(given, device_id="OTHER"), core, tmp_path / "other")
    assert f"belongs to device {device}" in words
    words = await refusal(replace(given, user="@somebody:test.local"), core, tmp_path / "other")
    assert f"belongs to {settings.user}" in words


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("crypto.db", "encryption store of device"),
        ("session.json", "session.json is missing, but the encryption store is there"),
    ],
)
async def test_a_part_of_the_state_is_missing(
    homeserver: Synapse, tmp_path: Path, core: Core, lost: str, said: str
) -> None:
    settings = await signed_in(homeserver, core, tmp_path)
    (tmp_path / "matrix" / lost).unlink()
    words = await refusal(settings, core, tmp_path)
    assert said in words
    assert str(tmp_path / "matrix") in words
    assert "restore the whole folder from one backup, or move it away" in words


async def test_state_of_two_devices_mixed(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await signed_in(homeserver, core, tmp_path / "one")
    async with running(settings, core, tmp_path / "two"):
        pass
    (tmp_path / "two" / "matrix" / "crypto.db").rename(tmp_path / "one" / "matrix" / "crypto.db")
    assert "belongs to another device" in await refusal(settings, core, tmp_path / "one")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"user_id": 1}'])
async def test_an_unreadable_session(homeserver: Synapse, tmp_path: Path, core: Core, text: str) -> None:
    settings = await bot_account(homeserver)
    (tmp_path / "matrix").mkdir()
    (tmp_path / "matrix" / "session.json").write_text(text)
    assert "session.json" in await refusal(settings, core, tmp_path)


async def test_another_user_in_the_configuration(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await signed_in(homeserver, core, tmp_path)
    words = await refusal(replace(settings, user="@other:test.local"), core, tmp_path)
    assert f"names the user @other:test.local, but the state is that of {settings.user}" in words


async def test_a_session_that_was_signed_out(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await signed_in(homeserver, core, tmp_path)
    token = json.loads((tmp_path / "matrix" / "session.json").read_text())["access_token"]
    client = AsyncClient(homeserver.url, settings.user)
    client.access_token = token
    await client.logout()
    await client.close()
    words = await refusal(settings, core, tmp_path)
    assert "no longer accepts the bot's session" in words
    assert token not in words


async def test_signed_out_while_running(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await bot_account(homeserver)
    adapter = MatrixAdapter(settings, core, tmp_path)
    task = asyncio.create_task(adapter.run())
    while not adapter.health().well:
        await asyncio.sleep(0.02)
    client = AsyncClient(homeserver.url, settings.user)
    await client.login(settings.password)
    await client.logout(all_devices=True)
    await client.close()
    with pytest.raises(ConfigurationProblem, match="no longer accepts"):
        await asyncio.wait_for(task, 60)


async def test_one_process_at_a_time(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = await bot_account(homeserver)
    async with running(settings, core, tmp_path):
        assert "Another process is using" in await refusal(settings, core, tmp_path)


async def test_a_homeserver_that_is_down_at_start(homeserver: Synapse, tmp_path: Path, core: Core) -> None:
    settings = replace(await bot_account(homeserver), homeserver=f"http://127.0.0.1:{free_port()}")
    adapter = MatrixAdapter(settings, core, tmp_path)
    with pytest.raises(MatrixTrouble, match="does not answer"):
        await adapter.run()
    assert not adapter.health().well
    async with running(replace(settings, homeserver=homeserver.url), core, tmp_path):
        pass


async def test_a_homeserver_without_scheme(tmp_path: Path, core: Core) -> None:
    assert "must be a web address" in await refusal(
        MatrixSettings("matrix.example.org", "@bot:example.org", "secret"), core, tmp_path
    )
