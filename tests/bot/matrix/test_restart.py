"""Restarts, kills and outages: every question is answered, and answered once."""

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.matrix.settings import MatrixSettings
from tests.bot.matrix import parrot
from tests.bot.matrix.conftest import Arrive
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import bot_account, running
from tests.servers.synapse import ROOT, Synapse

pytestmark = pytest.mark.synapse


@pytest.fixture
def own_server() -> Iterator[Synapse]:
    """A homeserver for one test, to stop and start."""
    server = Synapse.prepare()
    server.start()
    yield server
    server.discard()


async def settled(person: MatrixPerson, settings: MatrixSettings, *, encrypted: bool = False) -> str:
    """A room both are in; the bot must be running."""
    room = await person.make_room(settings.user, name="Talk", encrypted=encrypted)
    await person.member(room, settings.user)
    return room


async def body(person: MatrixPerson, room: str, question: str) -> str:
    return str(content_of(await person.answer(room, question))["body"])


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_restart_keeps_the_device_and_answers_what_was_missed_once(
    homeserver: Synapse, tmp_path: Path, arrive: Arrive, encrypted: bool
) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    state = tmp_path / "state"
    async with parrot.core(tmp_path) as core, running(settings, core, state):
        room = await settled(person, settings, encrypted=encrypted)
        before = await person.say(room, "!parrot before")
        await person.answer(room, before)
    session = json.loads((state / "matrix" / "session.json").read_text())
    missed = await person.say(room, "!parrot missed")
    async with parrot.core(tmp_path) as core, running(settings, core, state):
        assert await body(person, room, missed) == "Parrot\nYou said: missed"
        after = await person.say(room, "!parrot after")
        assert await body(person, room, after) == "Parrot\nYou said: after"
    assert json.loads((state / "matrix" / "session.json").read_text()) == session
    assert [len(person.answers(room, question)) for question in (before, missed, after)] == [1, 1, 1]


async def test_a_long_gap_is_filled(homeserver: Synapse, tmp_path: Path, arrive: Arrive) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path):
        room = await settled(person, settings, encrypted=True)
        third = await arrive("third")
        await person.client.room_invite(room, third.id)
        await third.join(room)
        await person.member(room, third.id)
        await person.answer(room, await person.say(room, "!parrot begin"))
    first = await person.say(room, "!parrot first")
    for number in range(60):
        await person.say(room, f"chatter {number}")
    last = await person.say(room, "!parrot last")
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path):
        assert await body(person, room, last) == "Parrot\nYou said: last"
        assert await body(person, room, first) == "Parrot\nYou said: first"
    assert [len(person.answers(room, question)) for question in (first, last)] == [1, 1]


async def test_the_first_start_answers_no_history(
    homeserver: Synapse, tmp_path: Path, arrive: Arrive
) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    bot = await MatrixPerson.on_device(homeserver, tmp_path, settings.user, str(settings.password))
    room = await person.make_room(settings.user, name="Talk")
    await bot.join(room)
    await bot.leave()
    old = await person.say(room, "!parrot old")
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path):
        new = await person.say(room, "!parrot new")
        assert await body(person, room, new) == "Parrot\nYou said: new"
        assert person.answers(room, old) == []


async def test_a_room_joined_later_answers_from_the_invitation_on(
    homeserver: Synapse, tmp_path: Path, arrive: Arrive
) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path):
        room = await person.make_room(name="Talk")
        old = await person.say(room, "!parrot old")
        await person.client.room_invite(room, settings.user)
        new = await person.say(room, "!parrot new")
        assert await body(person, room, new) == "Parrot\nYou said: new"
        assert person.answers(room, old) == []


@pytest.mark.parametrize("moment", ["taken", "sent"])
async def test_a_kill_in_the_middle_of_an_answer_gives_exactly_one(
    homeserver: Synapse, tmp_path: Path, arrive: Arrive, moment: str
) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path / "state"):
        room = await settled(person, settings, encrypted=True)
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.matrix.run_bot",
        json.dumps(asdict(settings)),
        str(tmp_path),
        moment,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    question = await person.say(room, "!parrot once")
    assert await asyncio.wait_for(bot.wait(), 30) == -signal.SIGKILL
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path / "state"):
        assert await body(person, room, question) == "Parrot\nYou said: once"
        after = await person.say(room, "!parrot after")
        await person.answer(room, after)
        assert await core.answer_to("matrix", question)  # type: ignore[arg-type]
    assert len(person.answers(room, question)) == 1


async def test_an_event_delivered_again_is_answered_once(
    homeserver: Synapse, tmp_path: Path, arrive: Arrive
) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    mark = f"matrix:sync:{settings.user}"
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path):
        room = await settled(person, settings, encrypted=True)
        earlier = await core.recall(mark)
        assert earlier
        question = await person.say(room, "!parrot once")
        await person.answer(room, question)
    for _ in range(2):
        async with parrot.core(tmp_path) as core:
            await core.keep(mark, earlier)
            async with running(settings, core, tmp_path):
                after = await person.say(room, "!parrot after")
                await person.answer(room, after)
    assert len(person.answers(room, question)) == 1


async def test_a_homeserver_that_goes_away_and_comes_back(own_server: Synapse, tmp_path: Path) -> None:
    person = await MatrixPerson.arrive(own_server, tmp_path)
    settings = await bot_account(own_server, person.id)
    async with parrot.core(tmp_path) as core, running(settings, core, tmp_path) as adapter:
        room = await settled(person, settings)
        question = await person.say(room, "!slow")
        await asyncio.sleep(0.2)  # the bot is at work on it
        await asyncio.to_thread(own_server.stop)
        await person.until(lambda: not adapter.health().well)
        assert "does not answer" in adapter.health().words
        await asyncio.to_thread(own_server.start)
        await person.until(lambda: adapter.health().well)
        await person.leave()
        again = await MatrixPerson.on_device(own_server, tmp_path, person.id, person.password)
        await again.until(lambda: again.answers(room, question))
        assert await body(again, room, await again.say(room, "!parrot back")) == "Parrot\nYou said: back"
        assert len(again.answers(room, question)) == 1
        await again.leave()
