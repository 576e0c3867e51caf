"""Delivery on the stand-in Discord: one post for each notice, its follow-ups, and nothing stale."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage import notices, outbox, outbox_upkeep, subscriptions
from storage.outbox import NewRow
from tests.bot.delivery.conftest import QUICK, delivering, settled, until
from tests.bot.delivery.news import News, changed, notice
from tests.bot.discord.stand_in import StandInAnswering
from tests.servers.discord import Channel, plain
from tests.servers.discord.fixtures import Talk, talking
from tests.servers.discord.server import DiscordServer
from tests.storage.conftest import SQLITE_ONLY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CREATE = "POST /channels/{channel_id}/messages"


@pytest.fixture
async def talk(discord_server: DiscordServer) -> AsyncIterator[Talk]:
    async with talking(discord_server, StandInAnswering()) as talk:
        yield talk


def said(talk: Talk, channel: Channel | None = None) -> list[str]:
    """The first line of each of the bot's posts."""
    return [plain(message).splitlines()[0] for message in talk.server.answers(channel)]


async def test_each_channel_that_asked_gets_one_post(talk: Talk, news: News) -> None:
    rooms = [talk.server.channel(f"room {n}") for n in range(3)]
    for room in rooms:
        await news.subscribe("discord", str(room.id))
    await news.subscribe("discord", str(talk.server.room.id), region="Y61")
    some = [notice(n) for n in range(3)]
    await news.publish(*some)
    async with delivering(news, talk.adapter):
        await settled(news)
        await news.publish(*some)  # the same again
        assert await settled(news) == ["sent"] * 9
    for room in rooms:
        assert said(talk, room) == [each.title for each in some]
    assert said(talk) == []


async def test_a_change_edits_the_post_and_says_what_changed(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    await news.publish(notice(1))
    async with delivering(news, talk.adapter):
        await settled(news)
        await news.publish(changed(notice(1), deadline=news.now + 9 * DAY))
        assert await settled(news) == ["sent", "sent"]
    first, second = talk.server.answers()
    assert first.edits == 1
    assert "Brought up to date" in plain(first)
    assert "Deadline: now" in plain(second)
    assert str(second.body["message_reference"]["message_id"]) == str(first.id)


async def test_a_procurement_goes_on_in_its_thread(talk: Talk, news: News) -> None:
    room = talk.server.room
    await news.subscribe("discord", str(room.id), thread_procurements=True)
    tender = notice(1)
    await news.publish(tender)
    async with delivering(news, talk.adapter):
        await settled(news)
        award = changed(tender, notice_id="000002-2026", stage="award", supplier_names=("Care Ltd",))
        await news.publish(award)
        await settled(news)
        await news.publish(changed(award, amount=2_000_000.0))
        assert await settled(news) == ["sent"] * 3
    [root] = talk.server.answers()
    thread = talk.server.channels[root.id]
    posted, update = talk.server.answers(thread)
    assert root.edits == 0
    assert "Care Ltd" in plain(posted)
    assert "£2 million" in plain(posted)  # brought up to date
    assert posted.edits == 1
    assert "Value: now £2 million, before £1.25 million" in plain(update)


async def test_a_forum_gets_a_post_for_each_procurement(news: News, discord_server: DiscordServer) -> None:
    forum = discord_server.forum("tenders")
    async with talking(discord_server, StandInAnswering()) as talk, delivering(news, talk.adapter):
        await news.subscribe("discord", str(forum.id))
        await news.publish(notice(1))
        await settled(news)
        await news.publish(changed(notice(1), title="Dental services, again"))
        assert await settled(news) == ["sent", "sent"]
    [thread] = [c for c in discord_server.channels.values() if c.parent is forum]
    first, second = discord_server.answers(thread)
    assert "Dental services, again" in plain(first)
    assert "Title: now Dental services, again" in plain(second)


async def test_a_notice_that_changed_while_its_post_waited_is_posted_once_as_it_stands(
    talk: Talk, news: News
) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    await news.publish(notice(1))
    await news.publish(changed(notice(1), title="As it stands now"))
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["sent", "dropped"]
    [message] = talk.server.answers()
    assert "As it stands now" in plain(message)
    assert message.edits == 0


async def test_changes_that_waited_are_told_together_as_they_stand(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    await news.publish(notice(1))
    async with delivering(news, talk.adapter):
        await settled(news)
    first = changed(notice(1), deadline=news.now + 9 * DAY, amount=2_000_000.0)
    second = changed(first, deadline=news.now + 12 * DAY, amount=1_250_000.0, title="Teeth")
    for each in (first, second):
        news.now += timedelta(seconds=1)
        await news.publish(each)
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["sent", "sent", "dropped"]
    card, told = map(plain, talk.server.answers())
    assert "Teeth" in card
    assert "Title: now Teeth, before Dental services 1" in told
    assert told.count("Deadline: now") == 1
    assert (news.now + 12 * DAY).strftime("%d %B").lstrip("0") in told
    assert "Value" not in told  # it is as it was


async def test_a_further_notice_that_changed_while_it_waited_does_not_say_what_was(
    talk: Talk, news: News
) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    await news.publish(notice(1, amount=500_000.0))
    follow = notice(1, notice_id="000002-2026", published=news.now, amount=2_000_000.0)
    await news.publish(follow)
    news.now += timedelta(seconds=1)
    await news.publish(changed(follow, amount=300_000.0))
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["sent", "sent", "dropped"]
    assert "million" not in plain(talk.server.answers()[1])
    assert "now £300,000, before £500,000" in plain(talk.server.answers()[1])


async def test_what_people_did_while_it_waited_is_heeded(talk: Talk, news: News) -> None:
    rooms = [talk.server.channel(name) for name in ("gone", "muted", "paused", "here")]
    wishes = [await news.subscribe("discord", str(room.id)) for room in rooms]
    await news.publish(notice(1))
    async with news.database.write() as connection:
        await subscriptions.remove(connection, [wishes[0].id])
        await subscriptions.mute(connection, [wishes[1].id], news.now + HOUR)
        await subscriptions.pause(connection, "discord", str(rooms[2].id), "no permission")
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["dropped", "dropped", "dropped", "sent"]
    assert [len(said(talk, room)) for room in rooms] == [0, 0, 0, 1]


async def test_what_is_too_old_is_dropped(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    news.now -= 8 * DAY
    await news.publish(notice(1, published=news.now))
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["dropped"]
    assert said(talk) == []


# --- channels that cannot be posted to ---


@pytest.mark.parametrize("trouble", ["gone", "removed", "refused"])
async def test_a_channel_out_of_reach_rests_and_organisers_hear_once(
    talk: Talk, news: News, trouble: str
) -> None:
    room, organisers = talk.server.channel("tenders"), talk.server.channel("organisers")
    for kind in ("tenders", "all"):
        await news.subscribe(
            "discord", str(room.id), kind=subscriptions.Kind(kind), filters={"sources": ["find_a_tender"]}
        )
    await news.organisers("discord", str(organisers.id))
    if trouble == "gone":
        del talk.server.channels[room.id]
    else:
        room.denied = {"view" if trouble == "removed" else "send"}
    await news.publish(*(notice(n) for n in range(3)))
    async with delivering(news, talk.adapter):
        await settled(news)
        await news.publish(notice(9))  # nobody is there to hear of it
        states = await settled(news)
    assert states == ["dead", "dropped", "dropped", "sent"]
    [told] = talk.server.answers(organisers)
    assert "A channel gets no news" in plain(told)
    async with news.database.read() as connection:
        assert all(
            each.paused_why for each in await subscriptions.of_channel(connection, "discord", str(room.id))
        )


async def test_a_channel_that_is_back_gets_what_was_given_up(talk: Talk, news: News) -> None:
    room = talk.server.room
    await news.subscribe("discord", str(room.id))
    room.denied = {"send"}
    await news.publish(notice(1))
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["dead"]
        room.denied = set()
        async with news.database.write() as connection:
            [letter] = await outbox_upkeep.dead_letters(connection, 10)
            assert "may not post" in str(letter.problem)
            await subscriptions.pause(connection, "discord", str(room.id), None)
            assert await outbox_upkeep.revive(connection, news.now) == 1
        assert await settled(news) == ["sent"]
    assert len(said(talk)) == 1


async def test_a_deleted_first_post_begins_anew(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id), thread_procurements=True)
    await news.publish(notice(1))
    async with delivering(news, talk.adapter):
        await settled(news)
        await talk.server.delete(talk.server.answers()[0])
        await news.publish(changed(notice(1), title="Another title"))
        assert await settled(news) == ["sent", "sent"]
    assert said(talk) == ["Another title"]


# --- networks in trouble ---


async def test_rate_limits_delay_one_channel_and_lose_nothing(talk: Talk, news: News) -> None:
    rooms = [talk.server.channel(f"room {n}") for n in range(5)]
    for room in rooms:
        await news.subscribe("discord", str(room.id))
    talk.server.limit_next(3, path=CREATE, retry_after=0.2)
    await news.publish(*(notice(n) for n in range(3)))
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["sent"] * 15
    assert [len(said(talk, room)) for room in rooms] == [3] * 5


async def test_answers_lost_on_the_way_are_no_second_posts(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    for _ in range(3):
        talk.server.cut_next(path=CREATE)
    some = [notice(n) for n in range(4)]
    await news.publish(*some)
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["sent"] * 4
    assert said(talk) == [each.title for each in some]


async def test_discord_away_costs_no_attempts(
    news: News, discord_server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with talking(discord_server, StandInAnswering()) as talk:
        await news.subscribe("discord", str(discord_server.room.id))
        port = discord_server.port
        await discord_server.stop()
        await until(lambda: _so(not talk.adapter.ready()))
        await news.publish(notice(1))
        async with delivering(news, talk.adapter):
            await asyncio.sleep(0.5)
            [row] = await news.rows()
            assert (row.state, row.attempts) == ("pending", 0)
            await discord_server.start(port)
            assert await settled(news, 60) == ["sent"]
    assert len(discord_server.answers()) == 1


async def _so(value: object) -> object:
    return value


async def test_a_dead_process_is_followed_by_another(talk: Talk, news: News) -> None:
    """It had claimed and perhaps posted; Discord has forgotten the nonce since."""
    await news.subscribe("discord", str(talk.server.room.id))
    some = [notice(n) for n in range(2)]
    await news.publish(*some)
    async with delivering(news, talk.adapter):
        await settled(news)
    talk.server.rest.forget_nonces()
    async with news.database.write() as connection:  # as it was just before the rows were marked
        await connection.exec_driver_sql(
            "UPDATE outbox SET state = 'leased', leased_by = 'dead', leased_until = not_before, message_id = NULL"
        )
        await connection.exec_driver_sql("DELETE FROM posts")
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["sent", "sent"]
        assert said(talk) == [each.title for each in some]
        await news.publish(changed(some[0], title="Another title"))
        assert await settled(news) == ["sent"] * 3
    assert "Another title" in plain(talk.server.answers()[0])


async def test_two_at_once_post_once(talk: Talk, news: News) -> None:
    rooms = [talk.server.channel(f"room {n}") for n in range(8)]
    for room in rooms:
        await news.subscribe("discord", str(room.id))
    some = [notice(n) for n in range(5)]
    async with delivering(news, talk.adapter), delivering(news, talk.adapter):
        await news.publish(*some)
        assert await settled(news) == ["sent"] * 40
    for room in rooms:
        assert said(talk, room) == [each.title for each in some]


async def test_what_discord_never_takes_is_given_up_with_words(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    talk.server.fail_next(2, status=400, path=CREATE)
    await news.publish(notice(1), notice(2))
    async with delivering(news, talk.adapter) as delivery:
        assert await settled(news) == ["dead", "sent"]
        assert "1 given up" in delivery.health().words
    [letter, _] = await news.rows()
    assert "malformed" in str(letter.problem)


async def test_a_row_of_an_unknown_kind_hurts_nobody(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    row = NewRow(
        key="k",
        subject_kind="petition",
        subject_id=1,
        reason="new",
        platform="discord",
        channel=str(talk.server.room.id),
        not_before=news.now,
    )
    async with news.database.write() as connection:
        await outbox.put_many(connection, [row], news.now)
    await news.publish(notice(1))
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["dropped", "sent"]


async def test_hostile_words_stay_words(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    await news.publish(notice(1, title="@everyone **free** <@1> [x](http://evil.example) `" + "x" * 5000))
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["sent"]
    [message] = talk.server.answers()
    assert message.pings == set()
    assert "@everyone" in plain(message)
    assert message.body.get("content") in (None, "")


async def test_a_slow_channel_holds_up_no_other(talk: Talk, news: News) -> None:
    slow, quick = talk.server.channel("slow"), talk.server.channel("quick")
    await news.subscribe("discord", str(slow.id))
    await news.publish(notice(0))
    await news.subscribe("discord", str(quick.id))
    await news.publish(*(notice(n) for n in range(1, 4)))
    talk.server.limit_next(1, path=CREATE, retry_after=1.5)
    async with delivering(news, talk.adapter, pace=QUICK):
        await until(lambda: _so(len(said(talk, quick)) == 3))
        assert len(said(talk, slow)) == 0
        assert await settled(news) == ["sent"] * 7
    assert said(talk, slow) == [notice(n).title for n in range(4)]


async def test_the_notice_is_gone(talk: Talk, news: News) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    [stored] = await news.publish(notice(1))
    async with news.database.write() as connection:
        await connection.exec_driver_sql(f"DELETE FROM notices WHERE id = {stored.id}")
        assert await notices.get(connection, stored.id) is None
    async with delivering(news, talk.adapter):
        assert await settled(news) == ["dropped"]


@SQLITE_ONLY
async def test_a_store_that_cannot_be_written_while_a_post_is_made(
    talk: Talk, news: News, database_url: str
) -> None:
    """The post is acknowledged and cannot be marked; it is not made again when it can."""
    await news.subscribe("discord", str(talk.server.room.id))
    talk.server.limit_next(path=CREATE, retry_after=1.0)
    await news.publish(notice(1), notice(2))
    async with delivering(news, talk.adapter):
        await until(lambda: _so(talk.server.requests[CREATE] == 1))
        somebody = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        somebody.execute("BEGIN IMMEDIATE")
        await until(lambda: _so(said(talk)))
        await asyncio.sleep(6)  # longer than the store's own patience, and than the lease
        assert said(talk) == ["Dental services 1"]
        somebody.close()
        assert await settled(news) == ["sent", "sent"]
    assert said(talk) == ["Dental services 1", "Dental services 2"]
