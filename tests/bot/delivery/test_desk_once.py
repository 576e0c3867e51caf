"""A digest is one message for the same requests, whatever process dies when, and whatever happens meanwhile."""

from datetime import date, timedelta

from bot.delivery.posting import Post, Posted
from bot.ticks import KEPT, Ticks
from commands.core.request import Platform
from law.foi.story import Event, Kind, Result
from storage import foi_requests
from storage.database import Database
from tests.bot.delivery.foi import DAY, LAST, MONDAY, SOON, FoiNews, at
from tests.bot.delivery.test_desk import news, talk
from tests.servers.discord import plain
from tests.servers.discord.fixtures import Talk

__all__ = ["news", "talk"]

DIED = "UPDATE outbox SET state = 'leased', leased_by = 'dead', leased_until = not_before, message_id = NULL WHERE state = 'sent'"
"""As it was just before what had been posted was marked."""


async def digest(talk: Talk, news: FoiNews) -> None:
    """Two requests of Jo's told in one message, by a process that died before it marked them."""
    for subject in ("tender plans", "contracts"):
        await news.request(news.server.jo, subject=subject)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["sent", "sent"]
    await news.write(DIED)
    talk.server.rest.forget_nonces()


async def test_what_a_dead_process_told_is_not_told_again_with_what_came_since(
    talk: Talk, news: FoiNews
) -> None:
    await digest(talk, news)
    await news.request(news.server.jo, subject="bidders")
    await news.sweep(at(SOON))
    news.now = at(SOON + DAY)
    async with news.delivering(talk.adapter):
        assert await news.calm() == ["sent"] * 3
    first, second = news.told()
    assert first.edits == 1  # brought up to date: it is a day later
    assert ("bidders" in plain(first), "bidders" in plain(second)) == (False, True)
    assert "tender plans" not in plain(second)


async def test_what_became_stale_meanwhile_leaves_the_message_findable(talk: Talk, news: FoiNews) -> None:
    """The first row's key is the one by which the network knows the message."""
    await digest(talk, news)
    mine = await news.find(1)
    await news.happens(mine, Event(Kind.WITHDRAWN, SOON), news.number(news.server.jo))
    async with news.delivering(talk.adapter):
        assert await news.calm() == ["sent", "sent"]
    [message] = news.told()
    assert "contracts" in plain(message)
    assert "tender plans" not in plain(message)


async def test_all_of_it_stale_is_not_told_again(talk: Talk, news: FoiNews) -> None:
    await digest(talk, news)
    news.now = at(LAST)
    async with news.delivering(talk.adapter):
        assert await news.calm() == ["dropped", "dropped"]
    assert len(news.told()) == 1


async def test_what_waited_for_the_morning_is_no_part_of_what_was_told_at_night(
    talk: Talk, news: FoiNews
) -> None:
    news.now = at(date(2025, 9, 2), 12)
    refused = Event(Kind.ANSWERED, date(2025, 9, 2), result=Result.REFUSED)
    sent = Event(Kind.SENT, MONDAY)
    last = date(2025, 10, 28)  # of the time to ask for a review of the first
    await news.request(news.server.jo, sent, refused, subject="review")
    news.now = at(last, 0, 10)
    drafted = Event(Kind.DRAFTED, date(2025, 9, 2))
    await news.request(news.server.jo, drafted, subject="draft", send_on=last)
    await news.sweep(at(last, 0, 10))  # both would come by day; nothing is delivered until night
    async with news.delivering(talk.adapter):
        assert sorted(await news.calm(at(last, 22))) == ["pending", "sent"]
    await news.write(DIED)
    talk.server.rest.forget_nonces()
    async with news.delivering(talk.adapter):
        await news.calm(at(last, 22, 5))
        assert len(news.told()) == 1
        assert sorted(await news.calm(at(last + DAY, 8))) == ["sent", "sent"]
    first, second = news.told()
    assert "review" in plain(first)
    assert "“draft”" in plain(second) or ": draft" in plain(second)


async def test_what_is_not_told_is_written_down_before_the_message_goes_out(
    talk: Talk, news: FoiNews
) -> None:
    for subject in ("tender plans", "contracts"):
        await news.request(news.server.jo, subject=subject)
    await news.sweep(at(SOON, 0, 10))
    await news.happens(await news.find(1), Event(Kind.WITHDRAWN, SOON), news.number(news.server.jo))
    seen: list[list[str]] = []

    class Watching:
        platform = Platform.DISCORD

        def ready(self) -> bool:
            return True

        async def post(self, post: Post) -> Posted:
            seen.append(await news.states())
            return await talk.adapter.post(post)

    async with news.delivering(Watching()):
        await news.calm(at(SOON))
    assert seen == [["dropped", "leased"]]


async def test_two_processes_tell_it_once(talk: Talk, news: FoiNews) -> None:
    for number in range(6):
        await news.request((news.server.jo, news.kim)[number % 2], subject=f"subject {number}")
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter), news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["sent"] * 6
    assert [len(news.told(user)) for user in (news.server.jo, news.kim)] == [1, 1]


async def test_an_answer_lost_on_the_way_is_no_second_message(talk: Talk, news: FoiNews) -> None:
    for subject in ("tender plans", "contracts"):
        await news.request(news.server.jo, subject=subject)
    await news.sweep(at(SOON, 0, 10))
    talk.server.cut_next(path="POST /channels/{channel_id}/messages")
    async with news.delivering(talk.adapter):
        await news.calm(at(SOON))
        for _ in range(20):
            news.now += timedelta(seconds=1)
            if await news.calm() == ["sent", "sent"]:
                break
    assert await news.states() == ["sent", "sent"]
    assert len(news.told()) == 1


async def test_what_was_told_of_an_open_request_is_remembered_as_long_as_it_is_open(
    talk: Talk, news: FoiNews
) -> None:
    mine = await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["sent"]

    async def store() -> Database:
        return news.database

    async def nothing() -> None: ...

    later = Ticks(store, nothing, lambda: None, lambda: at(SOON) + 2 * KEPT)
    await later.tidy()
    async with news.database.write() as connection:
        await foi_requests.look_again(connection, mine.id, news.now)
    await news.sweep(at(SOON))
    assert await news.states() == ["sent"]
    await news.happens(mine, Event(Kind.WITHDRAWN, SOON), news.number(news.server.jo))
    await later.tidy()
    assert await news.states() == []
