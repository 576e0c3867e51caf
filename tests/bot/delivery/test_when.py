"""Digests, quiet hours and reminders: on London's clocks, once, and with what is true when they go out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.delivery.notices.reminders import remind, spans
from commands.core.moments import LONDON
from storage import marks
from storage.subscriptions import Delivery
from tests.bot.delivery.conftest import delivering, settled, until
from tests.bot.delivery.news import News, changed, notice
from tests.bot.discord.stand_in import StandInAnswering
from tests.servers.discord import plain
from tests.servers.discord.fixtures import Talk, talking
from tests.servers.discord.server import DiscordServer

DAY = timedelta(days=1)
WINTER = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    at: datetime = WINTER

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(news: News) -> Clock:
    news.now = WINTER
    return Clock()


@pytest.fixture
async def talk(discord_server: DiscordServer) -> AsyncIterator[Talk]:
    async with talking(discord_server, StandInAnswering()) as talk:
        yield talk


def london(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LONDON).astimezone(UTC)


async def states(news: News, *wanted: str) -> None:
    """Wait until the rows stand like this."""

    async def so() -> bool:
        return await news.states() == list(wanted)

    await until(so)


async def test_a_digest_is_one_post_a_day_at_its_hour(talk: Talk, news: News, clock: Clock) -> None:
    await news.subscribe("discord", str(talk.server.room.id), delivery=Delivery.DAILY, hour=7)
    await news.publish(*(notice(n, published=WINTER) for n in range(3)))
    async with delivering(news, talk.adapter, now=clock):
        await states(news, *["pending"] * 3)
        clock.at = london(2026, 11, 19, 7) - timedelta(seconds=1)
        await states(news, *["pending"] * 3)
        clock.at = london(2026, 11, 19, 7)
        assert await settled(news) == ["sent"] * 3
        news.now = clock.at = london(2026, 11, 19, 12)
        await news.publish(changed(notice(1, published=WINTER), deadline=clock.at + 9 * DAY))
        clock.at = london(2026, 11, 20, 7)
        assert await settled(news) == ["sent"] * 4
        clock.at = london(2026, 11, 21, 7)  # a quiet day
        assert await settled(news) == ["sent"] * 4
    first, second = talk.server.answers()
    assert plain(first).splitlines()[0] == "New on Thursday 19 November 2026"
    assert plain(first).count("Dental services") == 3
    assert "Dental services 1" in plain(second)
    assert first.edits == second.edits == 0


async def test_a_digest_killed_after_it_was_posted_is_not_posted_again(
    talk: Talk, news: News, clock: Clock
) -> None:
    """And what came in since is in the next one."""
    room = talk.server.room
    await news.subscribe("discord", str(room.id), delivery=Delivery.DAILY)
    await news.publish(*(notice(n, published=WINTER) for n in range(3)))
    clock.at = london(2026, 11, 19, 8)
    async with delivering(news, talk.adapter, now=clock):
        assert await settled(news) == ["sent"] * 3
    talk.server.rest.forget_nonces()
    async with news.database.write() as connection:  # as it was just before the rows were marked
        await connection.exec_driver_sql(
            "UPDATE outbox SET state = 'leased', leased_by = 'dead', leased_until = not_before"
        )
    await news.publish(notice(9, published=WINTER))
    async with delivering(news, talk.adapter, now=clock):
        assert await settled(news) == ["sent"] * 4
    first, second = talk.server.answers()
    assert plain(first).count("Dental services") == 3
    assert "Dental services 9" in plain(second)
    assert plain(second).count("Dental services") == 1


async def test_a_row_made_before_the_digest_was_asked_for_waits_for_it(
    talk: Talk, news: News, clock: Clock
) -> None:
    wish = await news.subscribe("discord", str(talk.server.room.id))
    await news.publish(notice(1, published=WINTER))
    async with news.database.write() as connection:
        await connection.exec_driver_sql(
            f"UPDATE subscriptions SET delivery = 'daily', hour = 8 WHERE id = {wish.id}"
        )
    async with delivering(news, talk.adapter, now=clock):

        async def put_off() -> bool:
            return (await news.rows())[0].not_before > clock.at

        await until(put_off)
        clock.at = london(2026, 11, 19, 8)
        assert await settled(news) == ["sent"]
    assert len(talk.server.answers()) == 1


async def test_quiet_hours_hold_posts_back_and_hold_up_nobody_else(
    talk: Talk, news: News, clock: Clock
) -> None:
    """Also those that were due before the quiet began, when the bot was away."""
    quiet, other = talk.server.channel("quiet"), talk.server.channel("other")
    await news.subscribe("discord", str(quiet.id), quiet_from=22, quiet_to=7)
    await news.subscribe("discord", str(other.id))
    await news.publish(notice(1, published=WINTER))
    clock.at = london(2026, 11, 18, 23)
    async with delivering(news, talk.adapter, now=clock):
        await states(news, "pending", "sent")
        clock.at = london(2026, 11, 19, 7)
        assert await settled(news) == ["sent", "sent"]
    assert len(talk.server.answers(quiet)) == len(talk.server.answers(other)) == 1


# --- reminders ---


@pytest.mark.parametrize(
    ("done", "today", "expected"),
    [
        (
            None,
            date(2026, 11, 18),
            [("standstill", 19, 20), ("closes", 20, 21), ("standstill", 21, 22), ("closes", 25, 26)],
        ),
        (
            date(2026, 11, 17),
            date(2026, 11, 18),
            [("standstill", 19, 20), ("closes", 20, 21), ("standstill", 21, 22), ("closes", 25, 26)],
        ),
        (
            date(2026, 11, 15),
            date(2026, 11, 18),
            [("standstill", 17, 20), ("closes", 18, 21), ("standstill", 19, 22), ("closes", 23, 26)],
        ),
        (date(2026, 11, 18), date(2026, 11, 18), []),
    ],
)
def test_what_a_day_reminds_of(done: date | None, today: date, expected: list[tuple[str, int, int]]) -> None:
    found = [(span.what, span.start.day, span.end.day) for span in spans(done, today)]
    assert found == expected


def test_days_begin_at_midnight_in_london_whatever_the_clocks_do() -> None:
    [_, two, _, week] = spans(None, date(2026, 3, 27))
    assert (two.start, two.end) == (
        datetime(2026, 3, 29, 0, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 23, 0, tzinfo=UTC),
    )
    assert week.start == datetime(2026, 4, 2, 23, 0, tzinfo=UTC)


async def test_a_deadline_is_reminded_of_a_week_and_two_days_before(news: News, clock: Clock) -> None:
    await news.subscribe("discord", "1")
    await news.publish(notice(1, published=WINTER, deadline=london(2026, 11, 30, 12)))
    for day in range(18, 31):
        for hour in (0, 3, 9, 17):
            await remind(news.database, max(WINTER, london(2026, 11, day, hour)))
    _, week, two = await news.rows()
    assert [row.reason.split()[0] for row in (week, two)] == ["closes", "closes"]
    assert [row.not_before for row in (week, two)] == [london(2026, 11, 23, 9), london(2026, 11, 28, 9)]


async def test_a_reminder_says_what_is_true_when_it_goes_out(talk: Talk, news: News, clock: Clock) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    some = [notice(n, published=WINTER, deadline=london(2026, 11, 30, 12)) for n in range(3)]
    await news.publish(*some)
    async with delivering(news, talk.adapter, now=clock):
        await settled(news)
        clock.at = london(2026, 11, 23, 0)
        assert await remind(news.database, clock.at) == 3
        news.now = london(2026, 11, 23, 1)
        await news.publish(changed(some[1], deadline=london(2026, 12, 10, 12)))
        await states(news, "sent", "sent", "sent", "pending", "pending", "pending", "pending")
        clock.at = london(2026, 11, 23, 9)
        assert await settled(news) == ["sent", "sent", "sent", "sent", "dropped", "sent", "sent"]
    reminders = [plain(m) for m in talk.server.answers() if "Closes in 7 days" in plain(m)]
    assert len(reminders) == 2
    [moved] = [plain(m) for m in talk.server.answers() if "deadline moved" in plain(m)]
    assert "10 days later" in moved


async def test_a_reminder_is_not_what_a_change_edits(talk: Talk, news: News, clock: Clock) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    await news.publish(notice(1, published=WINTER, deadline=london(2026, 11, 30, 12)))
    async with delivering(news, talk.adapter, now=clock):
        await settled(news)
        clock.at = news.now = london(2026, 11, 23, 9)
        assert await remind(news.database, clock.at) == 1
        await settled(news)
        await news.publish(changed(notice(1, published=WINTER), deadline=london(2026, 12, 10, 12)))
        assert await settled(news) == ["sent"] * 3
    assert [message.edits for message in talk.server.answers()] == [1, 0, 0]


async def test_a_standstill_is_reminded_of_and_marked_calculated(
    talk: Talk, news: News, clock: Clock
) -> None:
    await news.subscribe("discord", str(talk.server.room.id))
    ends = london(2026, 11, 25, 0) - timedelta(seconds=1)
    award = notice(1, published=WINTER, stage="award", standstill_ends=ends, standstill_stated=False)
    await news.publish(award)
    async with delivering(news, talk.adapter, now=clock):
        await settled(news)
        clock.at = london(2026, 11, 21, 9)
        assert await remind(news.database, clock.at) == 1
        await settled(news)
    reminder = plain(talk.server.answers()[-1])
    assert "The time to object ends in 3 days: midnight at the end of Tuesday 24 November 2026" in reminder
    assert "calculated" in reminder


async def test_days_the_bot_was_away_are_made_up_for_once(news: News, clock: Clock) -> None:
    await news.subscribe("discord", "1")
    await news.publish(notice(1, published=WINTER, deadline=london(2026, 11, 27, 12)))
    async with news.database.write() as connection:
        await marks.put(connection, "reminders", "2026-11-19")
    assert await remind(news.database, london(2026, 11, 26, 10)) == 1  # and not two of them
    assert await remind(news.database, london(2026, 11, 26, 10)) == 0


async def test_what_is_over_or_called_off_is_not_reminded_of(news: News, clock: Clock) -> None:
    await news.subscribe("discord", "1")
    off = notice(1, published=WINTER, deadline=london(2026, 11, 27, 12), doc='{"status": "cancelled"}')
    elsewhere = notice(2, published=WINTER, deadline=london(2026, 11, 27, 12), region="Y61")
    followed = notice(3, published=WINTER, deadline=london(2026, 11, 27, 12))
    await news.publish(off, elsewhere, followed)
    await news.publish(
        changed(followed, notice_id="9-2026", stage="award", deadline=None, published=WINTER + DAY)
    )
    assert await remind(news.database, london(2026, 11, 20, 10)) == 0
