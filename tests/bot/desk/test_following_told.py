"""From a page or a list on the web to a message in private on the stand-in Discord, and what is pressed there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import load
from bot.core import Core
from bot.desk.following import Following
from bot.desk.sweeping import recount
from bot.feeding import poller
from commands.core.context import Services
from feeds.fetcher import Fetcher
from feeds.throttle import Throttle
from feeds.turns import Turns
from law.calendar import LAST_YEAR
from law.foi.story import Event as Recorded
from law.foi.story import Kind, Result
from storage import foi_events, foi_follows
from storage.database import Database
from storage.foi_requests import FoiRequest
from tests.bot.delivery.foi import DAY, DUE, MONDAY, FoiNews, at
from tests.feeds.holiday_list import PATH, document, listed
from tests.servers import replay
from tests.servers.discord import Message, plain
from tests.servers.discord.fixtures import Talk, talking
from tests.servers.discord.server import DiscordServer
from tests.servers.whatdotheyknow import Event, publish, request_path
from tests.storage.conftest import SQLITE_ONLY, database, database_url, server

__all__ = ["database", "database_url", "server"]

PAGE = "https://www.whatdotheyknow.com/request/sample_contracts"
ANSWERED = date(2025, 9, 10)
ANSWER = Event(2, "response", datetime(2025, 9, 10, 9, tzinfo=UTC), "rejected")


class Scene:
    """A desk on Discord, the bot that answers there, and the replayed sites."""

    def __init__(self, news: FoiNews, talk: Talk, site: replay.Replay, config: Path) -> None:
        self.news, self.talk, self.site, self.config = news, talk, site, config

    async def _database(self) -> Database:
        return self.news.database

    async def follow(self, request: FoiRequest) -> None:
        async with self.news.database.write() as connection:
            await foi_follows.put(connection, request.id, PAGE, self.news.now)

    async def look(self) -> None:
        """Look at whatever page is due."""
        clock = lambda: self.news.now  # noqa: E731
        turns = Turns(self.news.database, "whatdotheyknow", timedelta(seconds=60), clock)
        part = Following(load(self.config), self._database, turns=turns, clock=clock)
        assert await part.look()
        await part.close()

    async def poll(self, name: str) -> None:
        """As ``ccgwatch feeds poll`` does."""
        fetch = Fetcher("tests", Throttle(default=0.0))
        polling = poller(load(self.config), self.news.database, self.register, fetch)
        await polling.prepare()
        looked = await polling.look((await polling.states())[name])
        await fetch.close()
        assert looked.problem == ""

    @property
    def register(self):  # type: ignore[no-untyped-def]
        import register

        return register.load()

    async def delivered(self, now: datetime) -> list[str]:
        """Deliver what is due by then; how the rows ended."""
        async with self.news.delivering(self.talk.adapter):
            return await self.news.calm(now)

    async def press(self, message: Message, label: str, author: object = None) -> str:
        """What Jo, or somebody else, hears when they press a button."""
        [custom_id] = [each["custom_id"] for each in message.buttons if each["label"] == label]
        pressed = await self.news.server.press(message, custom_id, author=author or self.news.server.jo)  # type: ignore[arg-type]
        return plain(await self.news.server.response(pressed))

    async def events(self, request: FoiRequest) -> list[Recorded]:
        async with self.news.database.read() as connection:
            stored = await foi_events.of_request(connection, request.id)
        return [replace(each.event, id=None) for each in stored]


@pytest.fixture
async def scene(
    database: Database, discord_server: DiscordServer, services: Services, tmp_path: Path
) -> AsyncIterator[Scene]:
    news = FoiNews(database, discord_server)
    await news.begin()

    async def store() -> Database:
        return database

    core = Core(replace(services, database=store), now=lambda: news.now)
    async with replay.serving(replay.Replay()) as site, talking(discord_server, core, tmp_path) as talk:
        config = tmp_path / "config.toml"
        config.write_text(
            "[bot]\ncontact = 'bot@example.org'\n"
            f"[feeds.bank_holidays]\nurl = '{site.address}{PATH}'\n"
            f"[feeds.whatdotheyknow]\nenabled = true\nurl = '{site.address}'\n"
        )
        yield Scene(news, talk, site, config)


def labels(message: Message) -> list[str]:
    return [button["label"] for button in message.buttons]


async def test_what_a_page_shows_is_confirmed_with_one_press(scene: Scene):
    news = scene.news
    mine = await news.request(news.server.jo, url=PAGE)
    await scene.follow(mine)
    publish(scene.site, ANSWER)
    news.now = at(ANSWERED, 12)
    await scene.look()
    assert await scene.delivered(at(ANSWERED, 13)) == ["pending"]  # with the next digest
    assert await scene.delivered(at(ANSWERED + DAY)) == ["sent"]
    [message] = news.told()
    said = plain(message)
    assert "WhatDoTheyKnow shows an answer: refused, Wednesday 10 September 2025" in said
    assert f"{PAGE}#incoming-2" in said
    assert "Sample User" not in said and "ignore what was said" not in said
    assert labels(message) == ["Confirm: refused", "Not so", "Show the request"]
    assert len(await scene.events(mine)) == 2
    answer = await scene.press(message, "Confirm: refused")
    assert "Recorded: answered: refused, Wednesday 10 September 2025" in answer
    assert (await scene.events(mine))[-1] == Recorded(
        Kind.ANSWERED, ANSWERED, result=Result.REFUSED, url=f"{PAGE}#incoming-2"
    )
    assert "already" in await scene.press(message, "Confirm: refused")
    assert len(await scene.events(mine)) == 3


@SQLITE_ONLY
async def test_what_was_pressed_counts_whatever_the_page_says_by_then(scene: Scene):
    news = scene.news
    mine = await news.request(news.server.jo, url=PAGE)
    await scene.follow(mine)
    publish(scene.site, replace(ANSWER, state=None))
    news.now = at(ANSWERED, 12)
    await scene.look()
    await scene.delivered(at(ANSWERED + DAY))
    [message] = news.told()
    assert "of which nobody has said yet what it is" in plain(message)
    assert labels(message)[:2] == ["It answers in full", "In part"]
    publish(scene.site, ANSWER)
    news.now = at(ANSWERED + 2 * DAY)
    await scene.look()
    await scene.press(message, "In part")
    assert (await scene.events(mine))[-1].result is Result.PART
    assert [row.reason for row in await news.rows() if "suggested" in row.reason] == ["suggested 1"]


@SQLITE_ONLY
async def test_somebody_else_s_press_is_refused_and_not_so_records_nothing(scene: Scene):
    news = scene.news
    mine = await news.request(news.server.jo, url=PAGE)
    await scene.follow(mine)
    publish(scene.site, ANSWER)
    news.now = at(ANSWERED, 12)
    await scene.look()
    await scene.delivered(at(ANSWERED + DAY))
    [message] = news.told()
    refused = await scene.press(message, "Confirm: refused", news.kim)
    assert "for whoever has it in hand (Jo), and for organisers. Nothing was changed." in refused
    assert "Nothing was recorded" in await scene.press(message, "Not so")
    assert len(await scene.events(mine)) == 2


@SQLITE_ONLY
@pytest.mark.parametrize("what", ["recorded", "dismissed", "reassigned", "closed"])
async def test_what_does_not_hold_any_more_is_not_told(scene: Scene, what: str):
    news = scene.news
    mine = await news.request(news.server.jo, url=PAGE)
    await scene.follow(mine)
    publish(scene.site, ANSWER)
    news.now = at(ANSWERED, 12)
    await scene.look()
    jo = news.number(news.server.jo)
    match what:
        case "recorded":
            await news.happens(mine, Recorded(Kind.ANSWERED, ANSWERED, result=Result.PART), jo)
        case "dismissed":
            async with news.database.write() as connection:
                await foi_follows.settle(connection, 1, "dismissed")
        case "reassigned":
            await news.assign(mine, news.kim)
        case "closed":
            await news.happens(mine, Recorded(Kind.WITHDRAWN, ANSWERED), jo)
    assert await scene.delivered(at(ANSWERED + DAY)) == ["dropped"]
    assert news.told() == []


@SQLITE_ONLY
async def test_pages_of_several_requests_are_one_digest(scene: Scene):
    news = scene.news
    first = await news.request(news.server.jo, url=PAGE)
    second = await news.request(news.server.jo, subject="contracts")
    await scene.follow(first)
    async with news.database.write() as connection:
        await foi_follows.put(connection, second.id, f"{PAGE}_2", news.now)
    publish(scene.site, ANSWER)
    publish(scene.site, replace(ANSWER, number=7, state=None), path=request_path("sample_contracts_2"))
    news.now = at(ANSWERED, 12)
    await scene.look()
    news.now += timedelta(minutes=2)
    await scene.look()
    assert await scene.delivered(at(ANSWERED + DAY)) == ["sent", "sent"]
    [message] = news.told()
    assert labels(message) == [
        "1, 10 September 2025: Confirm: refused",
        "1, 10 September 2025: Not so",
        "What is to be confirmed",
        "Show 1",
        "Show 2",
    ]
    assert "of which nobody has said yet" in await scene.press(message, "What is to be confirmed")
    await scene.press(message, "1, 10 September 2025: Confirm: refused")
    assert (await scene.events(first))[-1].result is Result.REFUSED


@SQLITE_ONLY
async def test_a_page_that_is_gone_is_told_once(scene: Scene):
    news = scene.news
    mine = await news.request(news.server.jo, url=PAGE)
    await scene.follow(mine)
    news.now = at(ANSWERED, 12)
    await scene.look()  # 404
    assert await scene.delivered(at(ANSWERED + DAY)) == ["sent"]
    [message] = news.told()
    assert "is not there any more, and is looked at no longer" in plain(message)


async def test_a_holiday_on_gov_uk_moves_a_deadline_and_its_assignee_is_told(scene: Scene):
    news = scene.news
    first, last = date(2024, 1, 1), date(LAST_YEAR, 12, 31)
    scene.site.documents[PATH] = document(listed(first=first, last=last))
    mine = await news.request(news.server.jo)
    await news.sweep()
    await scene.poll("bank_holidays")
    assert await recount(news.database, news.now) == 0
    assert (await news.again(mine)).due_on == DUE
    proclaimed = date(2025, 9, 15)
    added = [(division, proclaimed, "Day of thanks") for division in ("england-and-wales", "scotland")]
    scene.site.documents[PATH] = document(listed(added, first=first, last=last))
    await scene.poll("bank_holidays")
    news.now = at(MONDAY, 13)
    await news.sweep()
    assert (await news.again(mine)).due_on == DUE + DAY
    assert await scene.delivered(at(MONDAY + DAY)) == ["sent"]
    [message] = news.told()
    assert (
        "Its date moved from Monday 29 September 2025 to Tuesday 30 September 2025, because Monday 15 September "
        "2025 is Day of thanks (England, Scotland and Wales)"
    ) in plain(message)
    scene.site.documents[PATH] = document(listed(first=first, last=last))  # and back
    await scene.poll("bank_holidays")
    await news.sweep(at(MONDAY + DAY, 10))
    assert await scene.delivered(at(MONDAY + 2 * DAY)) == ["sent", "sent"]
    assert "moved from Tuesday 30 September 2025 to Monday 29 September 2025" in plain(news.told()[-1])
