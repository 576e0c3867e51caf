"""The FOI desk delivered on the stand-in Discord: one message to the right person, once, as it is then."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.desk.regular import team
from commands.desk.settings import DeskSettings, keep
from commands.desk.telling import ASSIGNED, FOI, HELPING, RELEASED
from law.foi.story import Event, Kind, Result
from storage import extra_holidays, foi_events, foi_reminders, foi_tasks, people
from storage.database import Database
from storage.outbox import NewRow
from tests.bot.delivery.foi import AGAIN, DAY, DUE, LAST, MONDAY, OVERDUE, SOON, FoiNews, at
from tests.bot.discord.stand_in import StandInAnswering
from tests.servers.discord import plain
from tests.servers.discord.fixtures import Talk, talking
from tests.servers.discord.server import DiscordServer
from tests.storage.conftest import SQLITE_ONLY

pytestmark = SQLITE_ONLY


@pytest.fixture
async def news(database: Database, discord_server: DiscordServer) -> FoiNews:
    made = FoiNews(database, discord_server)
    await made.begin()
    return made


@pytest.fixture
async def talk(discord_server: DiscordServer, news: FoiNews) -> AsyncIterator[Talk]:
    async with talking(discord_server, StandInAnswering()) as talk:
        yield talk


def buttons(message: object) -> list[str]:
    return [button["custom_id"].removeprefix("ask:") for button in message.buttons]  # type: ignore[attr-defined]


async def test_a_nudge_comes_in_private_at_nine_with_its_working_and_next_steps(
    talk: Talk, news: FoiNews
) -> None:
    await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON, 8, 59)) == ["pending"]
        assert await news.calm(at(SOON)) == ["sent"]
    [message] = news.told()
    said = plain(message)
    assert said.splitlines()[0] == "1 NHS Devon ICB: tender plans"
    assert "The answer will soon be due: has anything come?" in said
    assert "Monday 29 September 2025, in 7 days" in said
    assert "calculated; FOIA section 10(1)" in said
    assert "the 20th working day after" in said
    assert "Late" not in said
    assert {"foi answered 1 full", "foi answered 1 refused", "foi snooze 1 tomorrow"} <= set(buttons(message))
    assert news.posted() == news.posted(news.organisers) == []


async def test_a_letter_that_fits_is_named_and_how_to_get_it(talk: Talk, news: FoiNews) -> None:
    await news.request(news.server.jo, url="https://www.whatdotheyknow.com/request/plans")
    await news.sweep(at(OVERDUE, 0, 10))
    async with news.delivering(talk.adapter):
        await news.calm(at(OVERDUE))
    [message] = news.told()
    assert "!foi letter 1 chase_1" in plain(message)
    assert "whatdotheyknow.com/request/plans" in plain(message)
    assert "foi chased 1" in buttons(message)


async def test_what_is_due_to_one_person_together_is_one_message(talk: Talk, news: FoiNews) -> None:
    for subject in ("tender plans", "contracts", "bidders"):
        await news.request(news.server.jo, subject=subject)
    await news.request(news.kim)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["sent"] * 4
    [message] = news.told()
    said = plain(message)
    assert said.startswith("Your requests on Monday 22 September 2025")
    for number, subject in enumerate(("tender plans", "contracts", "bidders"), 1):
        assert f"{number} NHS Devon ICB, “{subject}”" in said
    assert said.count("Answer due: Monday 29 September 2025, in 7 days. Calculated:") == 3
    assert buttons(message) == ["foi show 1", "foi show 2", "foi show 3"]
    assert len(news.told(news.kim)) == 1
    assert len({row.message_id for row in await news.rows()}) == 2


async def test_what_comes_late_says_so_and_comes_once(talk: Talk, news: FoiNews) -> None:
    await news.request(news.server.jo)
    await news.sweep(at(OVERDUE + 2 * DAY, 7))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(OVERDUE + 2 * DAY)) == ["sent"]
    [message] = news.told()
    assert "The answer is late: remind them. Late: this was for Tuesday 30 September 2025." in plain(message)


async def test_a_reminder_that_was_held_up_says_so(talk: Talk, news: FoiNews) -> None:
    await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        await news.calm(at(SOON + DAY, 10))
    [message] = news.told()
    assert "Late: this was for Monday 22 September 2025." in plain(message)


@pytest.mark.parametrize(
    "what", ["answered", "reassigned", "closed", "deferred", "moved", "overtaken", "forgotten"]
)
async def test_what_does_not_hold_any_more_is_dropped(talk: Talk, news: FoiNews, what: str) -> None:
    mine = await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    match what:
        case "answered":
            await news.happens(
                mine, Event(Kind.ANSWERED, SOON, result=Result.FULL), news.number(news.server.jo)
            )
        case "reassigned":
            await news.assign(mine, news.kim)
        case "closed":
            await news.happens(mine, Event(Kind.WITHDRAWN, SOON), news.number(news.server.jo))
        case "deferred":
            async with news.database.write() as connection:
                await foi_tasks.defer(connection, mine.id, DUE, None, news.now)
        case "moved":
            async with news.database.write() as connection:
                await extra_holidays.add(connection, None, LAST, "A day of thanks", ("ENG",), news.now)
        case "overtaken":
            news.now = at(LAST)
        case "forgotten":
            async with news.database.write() as connection:
                account = str(news.server.jo.id)
                await people.forget_person(connection, "discord", account, news.now)
    async with news.delivering(talk.adapter):
        states = await news.calm(max(news.now, at(SOON)))
    assert states == ([] if what == "forgotten" else ["dropped"])
    assert news.told() == []


async def test_what_somebody_put_off_comes_when_they_wanted_it(talk: Talk, news: FoiNews) -> None:
    mine = await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.database.write() as connection:
        until = at(SOON, 15)
        await foi_reminders.add(connection, mine.id, news.number(news.server.jo), until, "", news.now)
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["dropped"]
        assert news.told() == []
        await news.sweep(at(SOON, 15))
        assert await news.calm() == ["dropped", "sent"]
    [message] = news.told()
    assert "You put this off until now." in plain(message)
    assert "Monday 29 September 2025, in 7 days" in plain(message)


async def test_a_reminder_comes_at_its_own_time_with_its_words(talk: Talk, news: FoiNews) -> None:
    mine = await news.request(news.server.jo)
    async with news.database.write() as connection:
        late = at(MONDAY + DAY, 23)
        words = "ask @everyone for the minutes"
        await foi_reminders.add(connection, mine.id, news.number(news.server.jo), late, words, news.now)
    async with news.delivering(talk.adapter):
        await news.sweep(late - timedelta(minutes=1))
        assert await news.calm() == []
        await news.sweep(late)
        assert await news.calm() == ["sent"]
    [message] = news.told()
    assert "You asked to be reminded: ask @everyone for the minutes." in plain(message)
    assert message.pings == set()


async def test_quiet_hours_hold_back_what_was_held_up(talk: Talk, news: FoiNews) -> None:
    await news.request(news.server.jo)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON, 21)) == ["pending"]
        assert (await news.rows())[0].attempts == 0
        assert await news.calm(at(SOON + DAY, 7, 59)) == ["pending"]
        assert await news.calm(at(SOON + DAY, 8)) == ["sent"]


async def test_the_last_word_on_the_last_day_does_not_wait_for_the_morning(talk: Talk, news: FoiNews) -> None:
    refused = Event(Kind.ANSWERED, date(2025, 9, 2), result=Result.REFUSED)
    news.now = at(date(2025, 9, 2), 12)
    await news.request(news.server.jo, Event(Kind.SENT, MONDAY), refused)
    last = date(2025, 10, 28)  # the fortieth working day after the answer
    await news.sweep(at(last, 21))
    async with news.delivering(talk.adapter):
        assert await news.calm() == ["sent"]
    assert "Last reminder. You can still ask for a review." in plain(news.told()[0])


async def test_a_last_word_before_the_last_day_waits_for_the_morning(talk: Talk, news: FoiNews) -> None:
    refused = Event(Kind.ANSWERED, date(2025, 9, 2), result=Result.REFUSED)
    news.now = at(date(2025, 9, 2), 12)
    await news.request(news.server.jo, Event(Kind.SENT, MONDAY), refused)
    await news.sweep(at(date(2025, 10, 27), 21))
    async with news.delivering(talk.adapter):
        assert await news.calm() == ["pending"]
        assert await news.calm(at(date(2025, 10, 28), 8)) == ["sent"]


async def test_what_others_recorded_is_told_as_long_as_it_stands(talk: Talk, news: FoiNews) -> None:
    mine = await news.request(news.server.jo)
    news.now = at(SOON - DAY, 12)
    await news.happens(mine, Event(Kind.ANSWERED, SOON - DAY, result=Result.PART, exemptions=("43",)))
    await news.happens(mine, Event(Kind.CHASED, SOON - DAY))
    async with news.database.write() as connection:
        [*_, chased] = await foi_events.of_request(connection, mine.id)
        await foi_events.void(connection, chased.id, None, news.now)
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["sent", "dropped"]
    said = plain(news.told()[0])
    assert "Recorded: answered: in part (s43), Sunday 21 September 2025." in said
    assert "!foi letter 1 review_s43" in said


async def test_tasks_given_and_taken(talk: Talk, news: FoiNews) -> None:
    mine = await news.request()
    jo, kim = (news.number(user) for user in (news.server.jo, news.kim))
    sam = news.number(news.server.organiser)
    async with news.database.write() as connection:
        wanted = date(2025, 9, 5)
        entry = await foi_tasks.assign(connection, mine.id, jo, sam, news.now, wanted_by=wanted)
        await foi_tasks.add_helper(connection, mine.id, kim, sam, news.now)
        [*_, helping] = await foi_tasks.history(connection, mine.id)
    for user, reason in ((news.server.jo, f"{ASSIGNED} {entry}"), (news.kim, f"{HELPING} {helping.id}")):
        await news.tell(_row(user.id, mine.id, reason, news))
    async with news.delivering(talk.adapter):
        assert await news.calm() == ["sent", "sent"]
        [first] = news.told()
        assert "This is yours from now on, wanted by Friday 5 September 2025. Sam gave it to you." in plain(
            first
        )
        assert "Monday 29 September 2025" in plain(first)
        assert "You were asked to help with this." in plain(news.told(news.kim)[0])
        async with news.database.write() as connection:
            entry = await foi_tasks.assign(connection, mine.id, kim, sam, news.now)
        await news.tell(_row(news.server.jo.id, mine.id, f"{RELEASED} {entry}", news))
        await news.calm()
    assert "Kim has this in hand now, not you any more." in plain(news.told()[1])


async def test_a_date_that_moved_is_told_with_the_reason(talk: Talk, news: FoiNews) -> None:
    await news.request(news.server.jo)
    async with news.database.write() as connection:
        day = date(2025, 9, 17)
        await extra_holidays.add(connection, news.campaign, day, "A day of thanks", ("SCT", "NIR"), news.now)
    await news.sweep(at(MONDAY + DAY, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(MONDAY + 2 * DAY)) == ["sent"]
    assert (
        "Its date moved from Monday 29 September 2025 to Tuesday 30 September 2025, because Wednesday "
        "17 September 2025 is A day of thanks (Northern Ireland and Scotland)."
    ) in plain(news.told()[0])


# --- channels ---


async def test_what_nobody_has_is_one_post_in_the_channel(talk: Talk, news: FoiNews) -> None:
    for subject in ("tender plans", "contracts"):
        await news.request(None, subject=subject)
    await news.sweep(at(SOON, 0, 10))
    async with news.delivering(talk.adapter):
        assert await news.calm(at(SOON)) == ["sent", "sent"]
    [post] = news.posted()
    assert "1 NHS Devon ICB, “tender plans”: The answer will soon be due" in plain(post)
    assert buttons(post) == ["foi claim 1", "foi claim 2"]


async def test_a_team_s_week_is_told_on_its_day(talk: Talk, news: FoiNews) -> None:
    """A Wednesday's, with a request of each sort; another campaign has none."""
    async with news.database.write() as connection:
        await keep(connection, news.campaign, DeskSettings(team_digest=2))
    for number in range(12):
        await news.request(None, subject=f"subject {number}")
    await news.request(news.server.jo, Event(Kind.SENT, MONDAY), subject="overdue")
    wednesday = OVERDUE + DAY
    assert await team(news.database, at(wednesday - DAY, 9)) == 0
    assert await team(news.database, at(wednesday, 8, 59)) == 0
    assert await team(news.database, at(wednesday, 9)) == 1
    assert await team(news.database, at(wednesday, 9, 5)) == 0
    async with news.delivering(talk.adapter):
        assert await news.calm(at(wednesday, 9, 5)) == ["sent"]
    said = plain(news.posted()[0])
    assert "The FOI desk in the week from Wednesday 1 October 2025" in said
    assert "Overdue: 13 requests" in said
    assert "And 3 more requests." in said
    assert "Due within seven days: none." in said
    assert "Nobody has in hand: 12 requests" in said
    assert "answer due Monday 29 September 2025, late by 2 working days" in said


async def test_a_week_that_was_missed_is_made_up_for_by_two_days_at_most(news: FoiNews) -> None:
    await news.request(None)
    assert await team(news.database, at(SOON - DAY, 10)) == 0
    assert await team(news.database, at(SOON + DAY, 10)) == 1
    assert await team(news.database, at(SOON + 10 * DAY, 10)) == 0


async def test_what_somebody_takes_meanwhile_is_not_offered_any_more(talk: Talk, news: FoiNews) -> None:
    mine = await news.request(None)
    await news.sweep(at(SOON, 0, 10))
    await news.assign(mine, news.kim)
    async with news.delivering(talk.adapter):
        assert (await news.calm(at(SOON, 8)))[0] == "dropped"
    assert news.posted() == []


async def test_silence_is_told_to_organisers_and_then_the_task_is_free(talk: Talk, news: FoiNews) -> None:
    mine = await news.request(news.server.jo)
    day = SOON
    async with news.delivering(talk.adapter):
        while day < AGAIN:
            await news.sweep(at(day, 0, 10))
            await news.calm(at(day, 10))
            day += DAY
    assert (await news.again(mine)).assignee is None
    [hint] = news.told(news.server.organiser)
    assert "Jo was nudged 3 times and has not been heard of since Monday 1 September 2025." in plain(hint)
    free = [plain(each) for each in news.posted() if "free again" in plain(each)]
    assert len(free) == 1
    assert "nothing was heard from whoever had it" in free[0]
    assert "Jo" not in free[0]
    assert "This is not yours any more: nothing was heard" in plain(news.told()[-1])
    assert "free again" in plain(news.posted(news.organisers)[0])


def _row(account: int, number: int, reason: str, news: FoiNews) -> NewRow:
    return NewRow(
        key=f"{account} {reason}", subject_kind=FOI, subject_id=number, reason=reason, platform="discord",
        channel=f"@{account}", not_before=news.now,
    )  # fmt: skip
