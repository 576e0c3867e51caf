"""Following requests on WhatDoTheyKnow: seldom, politely, and only ever as suggestions; both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import load
from bot.desk.following import Following
from bot.hooks import following
from feeds.turns import Turns
from law.foi.story import Event as Recorded
from law.foi.story import Kind, Result
from storage import foi_events, foi_follows, foi_tasks
from storage.database import Database
from storage.foi_follows import Follow, Suggestion
from storage.foi_requests import FoiRequest
from tests.bot.desk.conftest import short
from tests.commands.desk.conftest import NOW, World, sent
from tests.servers import replay
from tests.servers.whatdotheyknow import Event, atom, publish, request_path
from tests.storage.conftest import SQLITE_ONLY

PAGE = "https://www.whatdotheyknow.com/request/sample_contracts"
CONTACT = "bot@example.org"
DAY = timedelta(days=1)
EVERY = timedelta(hours=12)
SENT = Event(1, "sent", datetime(2026, 11, 2, 9, 0, tzinfo=UTC), "waiting_response")
ANSWER = Event(2, "response", datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "rejected")
LATE_ANSWER = Event(3, "response", datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


@dataclass
class Watch:
    """The part that follows, a world with requests, the site, and a clock to set."""

    world: World
    site: replay.Replay
    now: datetime = NOW
    parts: list[Following] = field(default_factory=list)
    config: Path = Path()
    told: int = 0

    def part(self) -> Following:
        """One more process that follows."""

        async def database() -> Database:
            return self.world.database

        def told() -> None:
            self.told += 1

        settings = load(self.config)
        assert following(settings).refused == ""
        turns = Turns(self.world.database, "whatdotheyknow", timedelta(seconds=60), lambda: self.now)
        made = Following(settings, database, told, turns=turns, clock=lambda: self.now)
        self.parts.append(made)
        return made

    async def follow(self, request: FoiRequest, page: str = PAGE) -> FoiRequest:
        async with self.world.database.write() as connection:
            await foi_follows.put(connection, request.id, page, self.now)
        return request

    async def look(self, after: timedelta = timedelta()) -> bool:
        """Look, so much later, by the process that was begun last."""
        self.now += after
        return await (self.parts[-1] if self.parts else self.part()).look()

    async def state(self, request: FoiRequest) -> Follow | None:
        async with self.world.database.read() as connection:
            return await foi_follows.get(connection, request.id)

    async def suggested(self, request: FoiRequest) -> list[Suggestion]:
        async with self.world.database.read() as connection:
            return (await foi_follows.suggested(connection, [request.id]))[request.id]

    async def short(self, request: FoiRequest) -> list[str]:
        """Each suggestion as ``answered refused 2026-11-20 open``."""
        found = await self.suggested(request)
        return [
            " ".join(filter(None, (each.kind, each.result, str(each.on_day), each.state))) for each in found
        ]

    async def rows(self) -> list[str]:
        """Who is told of pages."""
        found = [short(row) for row in await self.world.rows()]
        return [row for row in found if "suggested" in row or "unfollowed" in row]


@pytest.fixture
async def watch(world: World, tmp_path: Path) -> AsyncIterator[Watch]:
    async with replay.serving(replay.Replay()) as site:
        config = tmp_path / "config.toml"
        config.write_text(
            f"[bot]\ncontact = '{CONTACT}'\n[feeds.whatdotheyknow]\nenabled = true\nurl = '{site.address}'\n"
        )
        made = Watch(world, site, config=config)
        yield made
        for part in made.parts:
            await part.close()


# --- what it makes of a page ---


async def test_what_is_new_there_is_suggested_once_and_recorded_by_nobody(watch: Watch):
    mine = await watch.follow(await watch.world.request(sent(), assignee=watch.world.jo))
    publish(watch.site, SENT, ANSWER)
    assert await watch.look()
    # 23:30 UTC on 20 November is the same day in London; what was recorded by hand is not asked about.
    assert await watch.short(mine) == [
        "sent 2026-11-02 confirmed",
        "answered refused 2026-11-20 open",
    ]
    (found,) = [each for each in await watch.suggested(mine) if each.state == "open"]
    assert found.url == f"{PAGE}#incoming-2"
    assert await watch.rows() == [f"@2: suggested {found.id}"]
    async with watch.world.database.read() as connection:
        assert [each.event.kind for each in await foi_events.of_request(connection, mine.id)] == [Kind.SENT]
    state = await watch.state(mine)
    assert state is not None
    assert (state.next_due, state.failures, bool(state.etag)) == (watch.now + EVERY, 0, True)
    assert await watch.look(EVERY)  # unchanged: 304
    assert await watch.rows() == [f"@2: suggested {found.id}"]
    assert (await watch.state(mine) or state).etag == state.etag
    assert watch.told == 2


async def test_summer_s_last_hour_is_the_next_day_in_london(watch: Watch):
    mine = await watch.follow(await watch.world.request(assignee=watch.world.jo))
    publish(watch.site, Event(1, "sent", datetime(2026, 7, 1, 23, 30, tzinfo=UTC)))
    await watch.look()
    assert await watch.short(mine) == ["sent 2026-07-02 open"]


async def test_a_page_whose_ids_are_others_or_that_is_atom_now_suggests_nothing_again(watch: Watch):
    mine = await watch.follow(await watch.world.request(sent(), assignee=watch.world.jo))
    publish(watch.site, SENT, ANSWER)
    await watch.look()
    before = await watch.suggested(mine)
    publish(watch.site, Event(101, SENT.kind, SENT.at), Event(102, ANSWER.kind, ANSWER.at, "rejected"))
    await watch.look(EVERY)
    publish(watch.site, ANSWER, ANSWER, SENT)
    await watch.look(EVERY)
    assert await watch.suggested(mine) == before
    watch.site.documents[request_path()] = atom([SENT, ANSWER])
    await watch.look(EVERY)
    assert [each.id for each in await watch.suggested(mine)] == [each.id for each in before]
    assert len(await watch.rows()) == 1


async def test_a_response_that_is_described_later_is_the_same_suggestion(watch: Watch):
    mine = await watch.follow(await watch.world.request(sent(), assignee=watch.world.jo))
    publish(watch.site, Event(2, "response", ANSWER.at))
    await watch.look()
    assert await watch.short(mine) == ["answered 2026-11-20 open"]
    publish(watch.site, ANSWER)
    await watch.look(EVERY)
    assert await watch.short(mine) == ["answered refused 2026-11-20 open"]
    async with watch.world.database.write() as connection:
        (one,) = await foi_follows.open_suggestions(connection, mine.id)
        await foi_follows.settle(connection, one.id, "dismissed")
    publish(watch.site, Event(2, "response", ANSWER.at, "successful"))
    await watch.look(EVERY)
    assert await watch.short(mine) == ["answered refused 2026-11-20 dismissed"]
    assert len(await watch.rows()) == 1


@pytest.mark.parametrize(
    ("kind", "day", "settled"),
    [
        (Kind.ANSWERED, date(2026, 11, 20), True),
        (Kind.ANSWERED, date(2026, 11, 18), True),
        (Kind.ANSWERED, date(2026, 11, 16), False),
        (Kind.ACKNOWLEDGED, date(2026, 11, 20), False),
    ],
)
async def test_what_was_recorded_by_hand_is_settled_without_a_word(
    watch: Watch, kind: Kind, day: date, settled: bool
):
    result = Result.PART if kind is Kind.ANSWERED else None
    by_hand = Recorded(kind, day, result=result)
    mine = await watch.follow(await watch.world.request(sent(), by_hand, assignee=watch.world.jo))
    publish(watch.site, ANSWER)
    await watch.look()
    state = "confirmed" if settled else "open"
    assert await watch.short(mine) == [f"answered refused 2026-11-20 {state}"]
    assert bool(await watch.rows()) is not settled


async def test_one_event_by_hand_stands_for_one_message_only(watch: Watch):
    """A message that was acknowledged by hand, and one two days later that nobody has seen yet."""
    by_hand = Recorded(Kind.ACKNOWLEDGED, date(2026, 11, 18))
    mine = await watch.follow(await watch.world.request(sent(), by_hand, assignee=watch.world.jo))
    first = Event(2, "response", datetime(2026, 11, 18, 9, tzinfo=UTC), "waiting_response")
    publish(watch.site, first, Event(3, "response", datetime(2026, 11, 20, 9, tzinfo=UTC)))
    for _ in range(2):
        await watch.look(EVERY)
        assert await watch.short(mine) == ["acknowledged 2026-11-18 confirmed", "answered 2026-11-20 open"]


@SQLITE_ONLY
async def test_what_comes_during_a_review_is_about_the_review(watch: Watch):
    events = (
        sent(date(2026, 9, 1)),
        Recorded(Kind.ANSWERED, date(2026, 9, 20), result=Result.REFUSED),
        Recorded(Kind.REVIEW_ASKED, date(2026, 10, 1)),
    )
    mine = await watch.follow(await watch.world.request(*events, assignee=watch.world.jo))
    publish(watch.site, ANSWER)
    await watch.look()
    assert await watch.short(mine) == ["review_answered refused 2026-11-20 open"]


@SQLITE_ONLY
async def test_our_own_letters_are_asked_about_where_they_matter(watch: Watch):
    events = (
        sent(date(2026, 9, 1)),
        Recorded(Kind.ANSWERED, date(2026, 9, 20), result=Result.PART),
    )
    mine = await watch.follow(await watch.world.request(*events, assignee=watch.world.jo))
    publish(
        watch.site,
        Event(4, "followup_sent", datetime(2026, 9, 10, 9, tzinfo=UTC)),  # while an answer was awaited
        Event(5, "followup_sent", datetime(2026, 9, 25, 9, tzinfo=UTC)),  # thanks
        Event(6, "followup_sent", datetime(2026, 10, 1, 9, tzinfo=UTC), "internal_review"),
        Event(7, "comment", datetime(2026, 10, 2, 9, tzinfo=UTC)),
        Event(8, "response", NOW + 2 * DAY),  # from a clock that is wrong
    )
    await watch.look()
    assert await watch.short(mine) == ["chased 2026-09-10 open", "review_asked 2026-10-01 open"]


# --- who is told ---


@SQLITE_ONLY
async def test_organisers_are_told_where_nobody_has_it_in_hand(watch: Watch):
    mine = await watch.follow(await watch.world.request(sent()))
    publish(watch.site, ANSWER)
    await watch.look()
    (found,) = await watch.suggested(mine)
    assert await watch.rows() == [f"@1: suggested {found.id}"]


@SQLITE_ONLY
async def test_whoever_takes_it_over_is_told_at_the_next_look(watch: Watch):
    mine = await watch.follow(await watch.world.request(sent(), assignee=watch.world.jo))
    publish(watch.site, ANSWER)
    await watch.look()
    async with watch.world.database.write() as connection:
        await foi_tasks.hand_over(connection, mine.id, watch.world.sam, watch.world.jo, watch.now)
    await watch.look(EVERY)
    (found,) = await watch.suggested(mine)
    assert await watch.rows() == [f"@2: suggested {found.id}", f"@sam:x: suggested {found.id}"]


@SQLITE_ONLY
@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_that_is_gone_is_told_once_and_followed_no_longer(watch: Watch, status: int):
    mine = await watch.follow(await watch.world.request(sent(), assignee=watch.world.jo))
    watch.site.fault(request_path(), replay.refusal(status))
    assert await watch.look()
    assert await watch.state(mine) is None
    assert await watch.rows() == [f"@2: unfollowed {watch.now.isoformat()}"]
    assert not await watch.look(DAY)
    assert len(watch.site.asked) == 1


@SQLITE_ONLY
async def test_one_that_is_over_is_followed_no_longer(watch: Watch):
    mine = await watch.world.request(sent(), Recorded(Kind.WITHDRAWN, date(2026, 11, 3)))
    await watch.follow(mine)
    publish(watch.site, ANSWER)
    await watch.look()
    assert await watch.state(mine) is None
    assert await watch.suggested(mine) == []


# --- how politely ---


@SQLITE_ONLY
async def test_the_site_is_asked_one_page_a_minute_whoever_asks_and_told_who_does(watch: Watch):
    for number in range(3):
        request = await watch.world.request(sent(), assignee=watch.world.jo)
        await watch.follow(request, f"{PAGE}_{number}")
        publish(watch.site, SENT, path=request_path(f"sample_contracts_{number}"))
    one, other = watch.part(), watch.part()
    looked = []
    for second in range(0, 181, 15):
        watch.now = NOW + timedelta(seconds=second)
        looked += [second for part in (other, one) if await part.look()]
    assert looked == [0, 60, 120]
    assert sorted(watch.site.asked) == [request_path(f"sample_contracts_{n}") for n in range(3)]
    assert all(CONTACT in agent for agent in watch.site.agents)


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("fault", "rest"),
    [
        (replay.refusal(500), EVERY),
        (replay.refusal(403), DAY),
        (replay.refusal(429, Retry_After="10"), DAY),
        (replay.body(b"garbage"), EVERY),
        (replay.body(b"<html>Are you human?</html>", "text/html"), EVERY),
        (replay.half(b"[" + b" " * 9000), EVERY),
        (replay.endless(64 * 1024 * 1024), EVERY),
    ],
)  # fmt: skip
async def test_a_failure_changes_nothing_and_is_no_reason_to_ask_sooner(
    watch: Watch, fault: replay.Fault, rest: timedelta
):
    mine = await watch.follow(await watch.world.request(sent(), assignee=watch.world.jo))
    publish(watch.site, ANSWER)
    watch.site.fault(request_path(), fault)
    assert await watch.look()
    assert len(watch.site.asked) == 1
    state = await watch.state(mine)
    assert state is not None
    assert (state.failures, state.next_due) == (1, watch.now + rest)
    assert state.last_problem
    assert not watch.parts[-1].health().well
    watch.part()  # a restart is no reason either
    assert not await watch.look(rest - timedelta(seconds=1))
    assert await watch.look(timedelta(seconds=1))
    assert await watch.short(mine) == ["answered refused 2026-11-20 open"]
    assert watch.parts[-1].health().well


@SQLITE_ONLY
async def test_after_a_refusal_no_page_is_asked_for_a_day(watch: Watch):
    for number in range(2):
        await watch.follow(await watch.world.request(sent()), f"{PAGE}_{number}")
        publish(watch.site, SENT, path=request_path(f"sample_contracts_{number}"))
    watch.site.fault(request_path("sample_contracts_0"), replay.refusal(403))
    await watch.look()
    watch.part()
    assert not await watch.look(timedelta(hours=23, minutes=59))
    assert await watch.look(timedelta(minutes=1))
    assert len(watch.site.asked) == 2


@SQLITE_ONLY
async def test_rests_grow_to_a_week(watch: Watch):
    mine = await watch.follow(await watch.world.request(sent()))
    rests = []
    for _ in range(6):
        watch.site.fault(request_path(), replay.refusal(500))
        await watch.look()
        state = await watch.state(mine)
        assert state
        rests.append((state.next_due - watch.now) / timedelta(hours=12))
        watch.now = state.next_due
    assert rests == [1, 2, 4, 8, 14, 14]


@SQLITE_ONLY
async def test_what_happens_while_the_page_is_fetched_is_respected(watch: Watch):
    """Followed no longer, or elsewhere, by the time the answer is there: it is not stored."""
    mine = await watch.follow(await watch.world.request(sent(), assignee=watch.world.jo))

    async def meanwhile(request):  # type: ignore[no-untyped-def]
        async with watch.world.database.write() as connection:
            await foi_follows.put(connection, mine.id, f"{PAGE}_2", watch.now + DAY)
        return await replay.body(b"[]")(request)

    watch.site.fault(request_path(), meanwhile)
    await watch.look()
    state = await watch.state(mine)
    assert state is not None
    assert (state.url, state.next_due) == (f"{PAGE}_2", watch.now + DAY)


def test_it_is_off_unless_turned_on_and_says_who_asks(tmp_path: Path):
    assert "not turned on" in following(load(None)).refused
    path = tmp_path / "config.toml"
    path.write_text("[feeds.whatdotheyknow]\nenabled = true\n")
    assert "[bot] contact" in following(load(path)).refused
    path.write_text(
        "[bot]\ncontact = 'x'\n[feeds]\nenabled = false\n[feeds.whatdotheyknow]\nenabled = true\n"
    )
    assert "not turned on" in following(load(path)).refused
    path.write_text("[bot]\ncontact = 'x'\n[feeds.whatdotheyknow]\nenabled = true\nevery = '1d'\n")
    assert (following(load(path)).refused, following(load(path)).every) == ("", DAY)
