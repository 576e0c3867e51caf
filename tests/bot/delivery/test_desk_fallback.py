"""Where people and channels of the desk cannot be reached: told elsewhere, organisers once, nothing lost."""

from datetime import timedelta

from bot.core import Core
from bot.delivery.desk.fallback import JOIN
from commands.core.context import Services
from commands.core.request import Person, Platform, Request
from law.foi.story import Event, Kind
from storage import channels, foi_reminders, foi_tasks, outbox_upkeep, people, person_settings
from tests.bot.delivery.conftest import until
from tests.bot.delivery.foi import DAY, LAST, MONDAY, OVERDUE, SOON, FoiNews, at
from tests.bot.delivery.test_desk import news, talk
from tests.servers.discord import plain
from tests.servers.discord.fixtures import Talk

__all__ = ["news", "talk"]

LATER = 2 * JOIN
OPEN = "POST /users/@me/channels"


async def closed(news: FoiNews) -> bool:
    async with news.database.read() as connection:
        known = await person_settings.get(connection, news.number(news.server.jo))
    return "discord" in known.closed


async def test_who_lets_nobody_write_is_named_in_the_channel_with_others(talk: Talk, news: FoiNews) -> None:
    news.server.jo.closed = news.kim.closed = True
    for user, subject in (
        (news.server.jo, "secret plans"),
        (news.server.jo, "contracts"),
        (news.kim, "bidders"),
    ):
        await news.request(user, subject=subject)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["dropped"] * 3 + ["pending"] * 3
        assert await closed(news)
        assert await news.calm(at(SOON) + LATER) == ["dropped"] * 3 + ["sent"] * 3
    [message] = news.posted()
    said = plain(message)
    assert message.pings == {str(news.server.jo.id), str(news.kim.id)}
    assert "request 1: The answer will soon be due: has anything come?; request 2: " in said
    assert "request 3: The answer will soon be due" in said
    assert "secret plans" not in said
    assert news.told() == news.posted(news.organisers) == []


async def test_once_known_to_be_closed_they_are_named_at_once_and_organisers_hear_at_the_third_time(
    talk: Talk, news: FoiNews
) -> None:
    news.server.jo.closed = True
    mine = await news.request(news.server.jo)
    async with news.delivering(talk.adapter):
        for times, day in enumerate((SOON, LAST, OVERDUE), 1):
            await news.sweep(at(day, 0, 10))
            await news.calm(at(day))
            await news.calm(at(day) + LATER)
            assert len([each for each in news.posted() if each.pings]) == times
            async with news.database.write() as connection:
                await foi_tasks.touch(connection, mine.id, news.now)  # they do see it
        assert news.server.requests[OPEN] == 1
        [told] = news.posted(news.organisers)
        assert "Jo cannot be written to in private" in plain(told)
        await news.sweep(at(OVERDUE + 6 * DAY, 0, 10))
        await news.calm(at(OVERDUE + 6 * DAY) + LATER)
    assert len(news.posted(news.organisers)) == 1


async def test_who_writes_in_private_is_written_to_there_again(
    talk: Talk, news: FoiNews, services: Services
) -> None:
    news.server.jo.closed = True
    mine = await news.request(news.server.jo)
    async with news.delivering(talk.adapter):
        await news.sweep(at(SOON, 0, 10))
        await news.calm(at(SOON) + LATER)
        assert await closed(news)
        news.server.jo.closed = False

        async def store() -> object:
            return news.database

        core = Core(Services(services.register, services.catalogue, store))  # type: ignore[arg-type]
        jo = Person(Platform.DISCORD, str(news.server.jo.id), "Jo")
        await core.answer(Request(Platform.DISCORD, jo, "help", "1", "2", news.now, private=True))
        assert not await closed(news)
        async with news.database.write() as connection:
            await foi_tasks.touch(connection, mine.id, news.now)
        await news.sweep(at(LAST, 0, 10))
        await news.calm(at(LAST))
    assert len(news.told()) == 1


async def test_without_a_channel_for_the_desk_organisers_are_told_instead(talk: Talk, news: FoiNews) -> None:
    news.server.jo.closed = True
    async with news.database.write() as connection:
        await channels.clear_purpose(connection, news.campaign, "discord", str(news.foi.id))
    await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["dropped", "sent", "sent"]
    assert "Jo cannot be written to in private" in plain(news.posted(news.organisers)[0])
    [told] = news.told(news.server.organiser)
    assert "Jo" in plain(told)
    assert "request 1: The answer will soon be due" in plain(told)


async def test_a_reminder_s_own_words_stay_private(talk: Talk, news: FoiNews) -> None:
    news.server.jo.closed = True
    mine = await news.request(news.server.jo)
    async with news.database.write() as connection:
        words = "my illness permitting"
        due = at(MONDAY + DAY, 15)
        await foi_reminders.add(connection, mine.id, news.number(news.server.jo), due, words, news.now)
    await news.sweep(at(MONDAY + DAY, 15))
    async with news.delivering(talk.adapter):
        await news.calm()
        await news.calm(news.now + LATER)
    [message] = news.posted()
    assert "request 1: A reminder you asked for." in plain(message)
    assert "illness" not in plain(message)


async def test_a_second_account_is_tried_first(talk: Talk, news: FoiNews) -> None:
    news.server.jo.closed = True
    await news.request(news.server.jo)
    async with news.database.write() as connection:
        jo = news.number(news.server.jo)
        await connection.exec_driver_sql(
            f"INSERT INTO accounts (platform, id, person_id, name) VALUES ('matrix', '@jo:x', {jo}, 'Jo')"
        )
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        await until(lambda: _moved(news))
    assert [(row.platform, row.channel, str(row.state)) for row in await news.rows()] == [
        ("discord", f"@{news.server.jo.id}", "dropped"),
        ("matrix", "@jo:x", "pending"),
    ]


async def _moved(news: FoiNews) -> bool:
    news.now = at(SOON)
    return len(await news.rows()) == 2


async def test_an_account_that_is_gone_gives_its_tasks_back(talk: Talk, news: FoiNews) -> None:
    del news.server.people[news.server.jo.id]
    mine = await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        await news.calm(at(SOON))
    assert (await news.again(mine)).assignee is None
    [entry] = [each for each in await _history(news, mine.id) if each.kind == "returned"]
    assert entry.why == "their account is gone"
    assert "This is free again" in plain(news.posted()[0])
    assert "free again" in plain(news.posted(news.organisers)[0])


async def _history(news: FoiNews, number: int) -> list[foi_tasks.TaskEvent]:
    async with news.database.read() as connection:
        return await foi_tasks.history(connection, number)


async def test_who_is_forgotten_is_told_nothing_and_the_task_is_offered(talk: Talk, news: FoiNews) -> None:
    mine = await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.database.write() as connection:
        await people.forget_person(connection, "discord", str(news.server.jo.id), news.now)
    await news.sweep(at(SOON, 8))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["sent"]
    assert news.told() == []
    assert (await news.again(mine)).assignee is None
    assert "foi claim 1" in str(news.posted()[0].buttons)


async def test_a_channel_that_is_gone_is_told_to_organisers(talk: Talk, news: FoiNews) -> None:
    await news.request(None)
    del news.server.channels[news.foi.id]
    await news.sweep(at(SOON, 8))
    async with news.delivering(talk.adapter):
        await news.calm()
        news.now += timedelta(minutes=5)  # once more, as networks have their moments
        assert await news.calm() == ["dropped", "sent"]
    [told] = news.posted(news.organisers)
    assert "The answer will soon be due" in plain(told)
    assert "the channel it is for cannot be posted to" in plain(told)


async def test_what_can_be_told_nowhere_is_a_dead_letter_that_can_be_revived(
    talk: Talk, news: FoiNews
) -> None:
    news.server.jo.closed = news.server.organiser.closed = True
    async with news.database.write() as connection:
        for channel in (news.foi, news.organisers):
            await channels.clear_purpose(connection, news.campaign, "discord", str(channel.id))
    await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        states = await news.calm(at(SOON))
        assert "dead" in states
        async with news.database.write() as connection:
            letters = await outbox_upkeep.dead_letters(connection, 10)
            assert any("could not be written to in private" in str(each.problem) for each in letters)
            await channels.set_purpose(
                connection, news.campaign, "discord", str(news.organisers.id), "organisers", None
            )
            await outbox_upkeep.revive(connection, news.now)
        await news.calm()
    assert any("request 1" in plain(each) for each in news.posted(news.organisers))


async def test_a_campaign_without_anybody_keeps_what_it_cannot_tell(talk: Talk, news: FoiNews) -> None:
    async with news.database.write() as connection:
        for channel in (news.foi, news.organisers):
            await channels.clear_purpose(connection, news.campaign, "discord", str(channel.id))
        await connection.exec_driver_sql("DELETE FROM roles")
    await news.request(None)
    await news.sweep(at(SOON, 8))
    async with news.delivering(talk.adapter):
        assert await news.calm() == ["dead"]
        async with news.database.write() as connection:
            await channels.set_purpose(connection, news.campaign, "discord", str(news.foi.id), "foi", None)
            await outbox_upkeep.revive(connection, news.now)
        assert await news.calm() == ["dropped", "sent"]
    assert "foi claim 1" in str(news.posted()[0].buttons)


async def test_an_event_meanwhile_makes_the_mention_stale(talk: Talk, news: FoiNews) -> None:
    news.server.jo.closed = True
    mine = await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        await news.calm(at(SOON))
        await news.happens(mine, Event(Kind.WITHDRAWN, SOON), news.number(news.server.jo))
        assert await news.calm(at(SOON) + LATER) == ["dropped", "dropped"]
    assert news.posted() == []
