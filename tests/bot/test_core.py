"""Each message is answered once, whatever the store does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

import register
from bot.core import Core
from bot.store import Store
from commands.core.catalogue import ours
from commands.core.context import Services
from commands.core.reply import Choice, Choices, Outcome, Reply
from commands.core.request import Person, Platform, Request
from storage import people, person_settings
from storage.errors import DatabaseReadOnly

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ASKED = Request(Platform.MATRIX, Person(Platform.MATRIX, "@jo:x", "Jo"), "ccg 04Y", "!room", "$1", NOW)


@pytest.fixture
def core(services):
    return Core(services, lambda: NOW)


async def test_answered_once(core):
    reply = await core.answer(ASKED)
    assert reply
    assert await core.answer(ASKED) is None  # delivered twice, even before the answer is sent
    await core.sent(ASKED, reply, "$answer")
    assert await core.answer(ASKED) is None
    assert await core.answer_to(Platform.MATRIX, "$1") == "$answer"


async def test_a_later_run_finishes_what_an_earlier_one_took(core, services):
    assert await core.answer(ASKED)
    later = Core(services, lambda: NOW + timedelta(minutes=1))
    (left,) = await later.unfinished(Platform.MATRIX)
    assert (left.channel, left.message_id) == ("!room", "$1")
    reply = await later.answer(ASKED)
    assert reply
    await later.sent(ASKED, reply, "$answer")
    much_later = Core(services, lambda: NOW + timedelta(hours=1))
    assert await much_later.unfinished(Platform.MATRIX) == ()
    assert await much_later.answer(ASKED) is None


async def test_an_adapter_started_anew_finishes_what_its_forerunner_took(core):
    assert await core.answer(ASKED)
    assert await core.answer(ASKED) is None
    (left,) = await core.unfinished(Platform.MATRIX)
    assert left.message_id == "$1"
    assert await core.answer(ASKED)


async def test_too_old_to_finish(core, services):
    assert await core.answer(ASKED)
    later = Core(services, lambda: NOW + timedelta(hours=1))
    assert await later.unfinished(Platform.MATRIX) == ()


async def test_questions_are_answered_while_the_store_is_away():
    async def away():
        raise DatabaseReadOnly("read-only")

    core = Core(Services(register.load(), ours(), away), lambda: NOW)
    reply = await core.answer(ASKED)
    assert reply
    assert reply.outcome is Outcome.ANSWERED
    assert await core.answer(ASKED) is None
    await core.sent(ASKED, reply, "$answer")
    failed = await core.answer(replace(ASKED, text="privacy export", message_id="$2"))
    assert failed
    assert failed.outcome is Outcome.FAILED
    assert "database" in failed.plain()


async def test_tidy_deletes_what_was_kept_long_enough(services):
    old = Core(services, lambda: NOW - timedelta(days=40))
    asked = replace(ASKED, now=NOW - timedelta(days=40))
    reply = await old.answer(asked)
    assert reply
    await old.sent(asked, reply, "$answer")
    core = Core(services, lambda: NOW)
    await core.tidy()
    assert await core.answer_to(Platform.MATRIX, "$1") is None
    assert await core.chosen(Platform.MATRIX, "$answer", 1) is None


async def test_store_opens_once(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    assert await store() is await store()
    await store.close()
    await store.close()


async def test_a_number_while_the_store_is_out_of_order_is_answered_too(tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    services = Services(register.load(), ours(), Store(f"sqlite:///{blocked / 'ccgwatch.db'}"))
    reply = await Core(services, lambda: NOW).answer(replace(ASKED, text="2"))
    assert reply
    assert reply.outcome is Outcome.FAILED
    assert "database" in reply.plain()


async def test_a_post_to_somebody_is_picked_from_for_a_day_in_private_and_an_hour_elsewhere(core, services):
    reply = Reply((Choices((Choice("Devon", "ccg 15N"), Choice("Cannock Chase", "ccg 04Y"))),))
    for place in ("!talk", "!room"):
        for _ in range(2):  # sent again, it is offered once
            await core.offered(Platform.MATRIX, place, f"${place}", ["@jo:x"], reply)
    typed = replace(ASKED, text="2", now=NOW + timedelta(minutes=59))

    async def picks(request):
        return "Cannock Chase" in (await core.again(request)).plain()

    assert await picks(replace(typed, channel="!talk", private=True))
    assert await picks(replace(typed, channel="!room"))
    evening = replace(typed, now=NOW + timedelta(hours=10))
    assert await picks(replace(evening, channel="!talk", private=True))
    assert not await picks(replace(evening, channel="!room"))
    assert not await picks(replace(typed, channel="!talk", private=True, now=NOW + timedelta(hours=25)))
    assert not await picks(replace(typed, channel="!room", author=Person(Platform.MATRIX, "@kim:x", "Kim")))
    assert await core.chosen(Platform.MATRIX, "$!room", 1) == "ccg 15N"
    database = await services.database()
    async with database.read() as connection:
        assert (await connection.execute(text("select count(*) from offers"))).scalar_one() == 2


async def test_a_post_to_nobody_is_picked_from_by_reaction_only(core):
    reply = Reply((Choices((Choice("Cannock Chase", "ccg 04Y"),)),))
    await core.offered(Platform.MATRIX, "!room", "$post", (), reply)
    assert await core.chosen(Platform.MATRIX, "$post", 1) == "ccg 04Y"
    await core.offered(Platform.MATRIX, "!room", "$bare", ["@jo:x"], Reply(()))
    assert await core.chosen(Platform.MATRIX, "$bare", 1) is None


async def test_who_writes_in_private_can_be_written_to_there_again(core, services):
    database = await services.database()
    async with database.write() as connection:
        jo = await people.ensure_person(connection, Platform.MATRIX, "@jo:x", "Jo", NOW)
        for platform in (Platform.MATRIX, Platform.DISCORD):
            await person_settings.mark_closed(connection, jo, platform, NOW)

    async def closed():
        async with database.read() as connection:
            return set((await person_settings.get(connection, jo)).closed)

    assert await core.answer(ASKED)
    assert await closed() == {"matrix", "discord"}
    assert await core.answer(replace(ASKED, message_id="$2", private=True))
    assert await closed() == {"discord"}
    await core.reachable(Platform.DISCORD, "nobody that is known")
    assert await closed() == {"discord"}
