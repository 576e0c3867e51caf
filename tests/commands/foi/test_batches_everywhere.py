"""A batch on every network: looked at, pressed or typed, made once, and each volunteer told of all of theirs."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

import pytest

import storage
from bot.console.chat import Conversation
from commands.core.context import Services
from law.foi.regime import Calendars
from storage.foi_requests import FoiRequest
from tests.bot.delivery.foi import FoiNews
from tests.servers.discord.fixtures import Talk
from tests.servers.discord.world import Message, User, plain
from tests.testbot import Testbot

NAMES = ("Ada", "Bea", "Cem", "Dee", "Eli", "Fay", "Gus")
ORDER = 'batch preview all ICBs request_plans "community nursing" --fields since = 1 April 2025 --per-day 12'


@pytest.fixture(autouse=True)
async def loaded(services: Services) -> None:
    """What the first question loads, so that a busy machine is not too late with its answer."""
    await services.database()
    services.register.find("QNC")
    assert Calendars.packaged().fingerprint


@pytest.fixture
def testbot(request: pytest.FixtureRequest, testbot: Testbot) -> Testbot:
    """Asked by somebody who may manage the place."""
    if testbot.network in ("discord", "slash"):
        request.getfixturevalue("discord_server").jo.manages = True
    return testbot


async def requests(services: Services) -> list[FoiRequest]:
    database = await services.database()
    async with database.read() as connection:
        return await storage.foi_batches.requests_of(connection, 1)


def shared_out(made: list[FoiRequest]) -> list[int]:
    """How many each has, nobody's not counted."""
    return sorted(Counter(each.assignee for each in made if each.assignee is not None).values())


async def test_looked_at_made_and_shown(testbot: Testbot) -> None:
    order = "batch preview QNC, NHS Devon ICB request_duties closure of wards"
    assert "Nothing is made and nothing sent" in await testbot.ask(order)
    assert "2 requests made, number 1 to 2" in await testbot.ask("batch make 1")
    assert "was made already" in await testbot.ask("batch make 1")
    assert "NHS Devon ICB" in await testbot.ask("batch show 1")
    assert "About closure of wards" in (await testbot.ask("foi letter 2")).replace(
        "about closure", "About closure"
    )
    assert "There is no batch 2 here" in await testbot.ask("batch show 2")


async def test_all_boards_among_seven_at_the_console(console: Conversation, services: Services) -> None:
    people = " ".join(f"@{name.casefold()}" for name in NAMES)
    await console.ask(f"!{ORDER} --to {people}")
    await console.ask("1")  # the only thing to press
    made = await requests(services)
    assert len({each.body_code for each in made}) == len(made) == 36
    assert shared_out(made) == [5, 5, 5, 5, 5, 5, 6]
    for each in made:
        text = (await console.ask(f"!foi letter {each.id}")).plain()
        assert f"Dear Freedom of Information team at {each.body_name}," in text
        assert "About community nursing, from Tuesday 1 April 2025" in text
        assert set(re.findall(r"\[[^\]]+\]", text)) - {
            f"[file: letter-{each.id}-request_plans.txt, the letter, to copy from]"
        } == {
            "[your full name]",
            "[your e-mail or postal address]",
        }


def _button(talk: Talk, label: str) -> tuple[Message, str] | None:
    """The button of that name in the room, with the message it is under."""
    there = ((message, each) for message in talk.server.answers() for each in message.buttons)
    return next(((message, each["custom_id"]) for message, each in there if each["label"] == label), None)


class TestDiscord:
    @pytest.fixture
    def seven(self, discord_talk: Talk) -> list[User]:
        return [discord_talk.server.user(name) for name in NAMES]

    async def test_pressed_by_an_organiser_and_told_once_each(
        self, discord_talk: Talk, services: Services, seven: list[User]
    ) -> None:
        server = discord_talk.server
        people = " ".join(f"<@{each.id}>" for each in seven)
        await discord_talk.say(f"!{ORDER} --to {people}", author=server.organiser)
        last, button = await server.until(lambda: _button(discord_talk, "Make these 36 requests"))
        refused = await server.response(await server.press(last, button, author=seven[0]))
        assert "Nothing was changed" in plain(refused)
        assert await requests(services) == []
        presses = [await server.press(last, button, author=server.organiser) for _ in range(2)]
        answers = [plain(each) for each in await asyncio.gather(*map(server.response, presses))]
        assert sum("36 requests made" in answer for answer in answers) == 1
        assert sum("was made already" in answer for answer in answers) == 1
        made = await requests(services)
        assert len({each.body_code for each in made}) == len(made) == 36
        assert shared_out(made) == [5, 5, 5, 5, 5, 5, 6]
        news = FoiNews(await services.database(), server)
        rows = await news.rows()
        assert len(rows) == 36
        news.now = max(row.not_before for row in rows) + timedelta(minutes=1)
        async with news.delivering(discord_talk.adapter):
            assert set(await news.calm(news.now)) == {"sent"}
        holders = {each.assignee for each in made}
        listed = []
        for each in seven:
            (told,) = server.answers(server.direct(each))  # one message, with all of theirs
            days = re.findall(r"This is yours from now on, to be sent on (\w+day) ", plain(told))
            assert len(days) == len(re.findall(r"- \d+ NHS", plain(told)))
            listed.append({int(number) for number in re.findall(r"- (\d+) NHS", plain(told))})
        tasks = [{each.id for each in made if each.assignee == person} for person in holders]
        assert sorted(listed, key=min) == sorted(tasks, key=min)

    async def test_a_reminder_ordered_for_all_reaches_whoever_has_it_unless_it_is_done(
        self, discord_talk: Talk, services: Services, seven: list[User]
    ) -> None:
        server, (ada, bea, *_) = discord_talk.server, seven
        order = f"batch preview QNC, QJK, QOC request_duties closures --to <@{ada.id}> <@{bea.id}>"
        lines = [order, "batch make 1", *(f"foi sent {number} 8 weeks ago" for number in (1, 2, 3))]
        for line in lines:
            await discord_talk.ask(line, author=server.organiser)
        news = FoiNews(await services.database(), server)
        before = len(await news.rows())
        await discord_talk.say("!batch chase 1", author=server.organiser)
        last, button = await server.until(lambda: _button(discord_talk, "Tell these 2 people"))
        told = await server.response(await server.press(last, button, author=server.organiser))
        assert "3 messages on their way to 2 people" in plain(told)
        assert "Recorded: chased" in await discord_talk.ask("foi chased 2", author=bea)
        rows = (await news.rows())[before:]
        news.now = max(row.not_before for row in await news.rows()) + timedelta(minutes=1)
        async with news.delivering(discord_talk.adapter):
            await news.calm(news.now)
        states = {
            row.subject_id: row.state for row in await news.rows() if row.id in {each.id for each in rows}
        }
        assert states == {1: "sent", 2: "dropped", 3: "sent"}
        said = "\n".join(plain(message) for message in server.answers(server.direct(ada)))
        assert "an organiser asks you to see to it: letter chase_1" in said
        assert "an organiser asks" not in "".join(map(plain, server.answers(server.direct(bea))))

    async def test_by_slash_command(self, discord_talk: Talk, services: Services, seven: list[User]) -> None:
        options = {
            "bodies": "all ICBs",
            "letter": "request_plans",
            "subject": "community nursing",
            "fields": "since = 1 April 2025",
            "to": seven[0],
            **{f"to-{number}": each for number, each in enumerate(seven[1:5], 2)},
        }
        organiser = discord_talk.server.organiser
        text = await discord_talk.slash("batch preview", options, author=organiser)
        assert "36 requests to all ICBs" in text
        assert "36 requests made" in await discord_talk.slash("batch make", {"id": 1}, author=organiser)
        assert shared_out(await requests(services)) == [7, 7, 7, 7, 8]
