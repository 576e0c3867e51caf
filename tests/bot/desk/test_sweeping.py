"""The sweep on both databases: who is told what about a request, once, and when a task goes back."""

from datetime import date, datetime, timedelta

import pytest

from bot.desk.sweeping import PAGE, sweep, sweep_page
from law.foi.story import Event, Kind, Result
from storage import channels, extra_holidays, foi_reminders, foi_requests, foi_tasks, roles
from storage.foi_requests import NewRequest
from tests.bot.desk.conftest import Swept, at
from tests.commands.desk.conftest import NOW, World, sent

DAY = timedelta(days=1)
DUE = date(2026, 12, 1)
"""Twenty working days after Monday 2 November, St Andrew's Day left out."""
HEARD = Event(Kind.ACKNOWLEDGED, date(2026, 11, 3))
SOON = date(2026, 11, 23)
"""Five working days before."""


async def test_the_assignee_is_told_each_step_on_its_day_and_once(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    assert await swept.on(at(SOON - DAY)) == []
    assert await swept.on(at(SOON)) == ["@2: nudge 2026-11-23 2026-12-01"]
    assert await swept.on(at(SOON, 10)) == []
    assert (await swept.rows())[-1].not_before == at(SOON, 9, 0)
    again = await world.again(mine)
    assert (again.nudges, again.next_at) == (1, at(date(2026, 11, 27), 0, 5))  # one working day before
    async with world.database.write() as connection:  # somebody has it looked at again
        await foi_requests.look_again(connection, mine.id, at(SOON))
    assert await swept.on(at(SOON + DAY)) == []
    assert (await world.again(mine)).nudges == 1


async def test_after_downtime_only_the_latest_step_is_told(world: World, swept: Swept) -> None:
    await world.request(sent(), HEARD, assignee=world.jo)
    assert await swept.on(at(date(2026, 12, 4))) == ["@2: overdue 2026-12-02 2026-12-01"]
    assert await swept.on(at(date(2026, 12, 5))) == []


async def test_what_nobody_has_in_hand_is_told_to_the_channel(world: World, swept: Swept) -> None:
    first, second = await world.request(sent(), HEARD), await world.request(sent(), HEARD)
    assert await swept.on(at(SOON)) == ["700: nudge 2026-11-23 2026-12-01"] * 2
    assert {row.subject_id for row in await swept.rows()} == {first.id, second.id}
    assert {row.not_before for row in await swept.rows()} == {at(SOON, 8, 0)}  # together, when people are up
    assert (await world.again(first)).nudges == 0


async def test_without_any_channel_organisers_hear_and_without_those_it_is_a_dead_letter(
    world: World, swept: Swept
) -> None:
    async with world.database.write() as connection:
        await channels.clear_purpose(connection, world.campaign, "discord", "700")
    await world.request(sent(), HEARD)
    assert await swept.on(at(SOON)) == ["@1: nudge 2026-11-23 2026-12-01"]
    async with world.database.write() as connection:
        await roles.revoke(connection, world.campaign, world.ann)
    assert await swept.on(at(date(2026, 11, 27))) == [": nudge 2026-11-27 2026-12-01"]


async def test_who_has_no_account_to_be_written_to_is_named_in_the_channel(
    world: World, swept: Swept
) -> None:
    async with world.database.write() as connection:
        await connection.exec_driver_sql("UPDATE accounts SET platform = 'console' WHERE id = '2'")
    await world.request(sent(), HEARD, assignee=world.jo)
    assert await swept.on(at(SOON)) == [f"700: for {world.jo} nudge 2026-11-23 2026-12-01"]


async def test_a_new_assignee_is_told_where_it_stands(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    await swept.on(at(SOON))
    async with world.database.write() as connection:
        await foi_tasks.hand_over(connection, mine.id, world.sam, world.jo, at(SOON, 12))
        await foi_requests.look_again(connection, mine.id, at(SOON, 12))
    assert await swept.on(at(SOON, 13)) == ["@sam:x: nudge 2026-11-23 2026-12-01"]


# --- silence ---


async def test_who_is_not_heard_of_loses_the_task_in_the_end(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    told = await swept.through(SOON, date(2026, 12, 12))
    since = mine.active_at
    assert since is not None
    [entry] = [each for each in await swept.history(mine.id) if each.kind == "returned"]
    assert told == {
        date(2026, 11, 23): ["@2: nudge 2026-11-23 2026-12-01"],
        date(2026, 11, 27): ["@2: nudge 2026-11-27 2026-12-01"],
        date(2026, 12, 1): [f"@1: silent {since.isoformat()}"],
        date(2026, 12, 2): ["@2: overdue 2026-12-02 2026-12-01"],
        date(2026, 12, 6): [f"700: free {entry.id}", f"@2: released {entry.id}"],
        date(2026, 12, 8): ["700: second_chase 2026-12-08 2026-12-01"],
    }
    assert (entry.person_id, entry.by_person) == (world.jo, None)
    assert (await world.again(mine)).assignee is None


async def test_any_sign_of_life_begins_anew(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    await swept.through(SOON, date(2026, 11, 28))
    async with world.database.write() as connection:
        await foi_tasks.touch(connection, mine.id, at(date(2026, 11, 28), 12))
    told = await swept.through(date(2026, 11, 29), date(2026, 12, 5))
    assert told == {date(2026, 12, 2): ["@2: overdue 2026-12-02 2026-12-01"]}
    assert (await world.again(mine)).nudges == 1


async def test_a_nudge_that_has_not_gone_out_is_not_taken_for_silence(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    for day in range(23, 31):  # nothing is delivered all the while
        await swept.on(at(date(2026, 11, day)))
    assert await swept.on(at(date(2026, 12, 1))) == []
    assert (await world.again(mine)).nudges == 2


async def test_who_has_put_it_off_is_not_silent(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    await swept.on(at(SOON))
    async with world.database.write() as connection:
        await foi_reminders.add(connection, mine.id, world.jo, at(date(2026, 12, 9)), "", at(SOON))
    for day in (27, 30):
        await swept.on(at(date(2026, 11, day)))
    assert (await world.again(mine)).nudges == 1


# --- claims, deferring, promises ---


async def test_a_claim_lapses(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD)
    async with world.database.write() as connection:
        await channels.set_purpose(connection, world.campaign, "discord", "701", "organisers", None)
        await foi_tasks.claim(connection, mine.id, world.jo, NOW, NOW + DAY)
        await foi_requests.look_again(connection, mine.id, NOW + DAY)
    assert await swept.on(NOW + DAY - timedelta(minutes=1)) == []
    rows = await swept.on(NOW + DAY)
    [entry] = [each for each in await swept.history(mine.id) if each.kind == "lapsed"]
    assert rows == [f"700: free {entry.id}", f"701: free {entry.id}", f"@2: released {entry.id}"]
    assert await swept.on(NOW + 2 * DAY) == ["700: nudge 2026-11-23 2026-12-01"]


async def test_what_rests_is_let_rest_but_for_the_last_word(world: World, swept: Swept) -> None:
    refused = Event(Kind.ANSWERED, date(2026, 11, 16), result=Result.REFUSED)
    mine = await world.request(sent(), refused, assignee=world.jo)
    async with world.database.write() as connection:
        await foi_tasks.defer(connection, mine.id, date(2027, 1, 20), world.jo, NOW)
        await foi_requests.look_again(connection, mine.id, NOW)
    told = await swept.through(date(2026, 11, 21), date(2027, 1, 20))
    assert told == {date(2027, 1, 14): ["@2: review_ask 2027-01-14 2027-01-18"]}


async def test_a_deferred_request_is_told_of_when_its_rest_is_over(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    async with world.database.write() as connection:
        await foi_tasks.defer(connection, mine.id, date(2026, 11, 26), world.jo, NOW)
        await foi_requests.look_again(connection, mine.id, NOW)
    told = await swept.through(date(2026, 11, 21), date(2026, 11, 26))
    assert told == {date(2026, 11, 26): ["@2: nudge 2026-11-23 2026-12-01"]}


async def test_a_draft_is_to_be_sent_on_its_day(world: World, swept: Swept) -> None:
    drafted = Event(Kind.DRAFTED, date(2026, 11, 21))
    await world.request(drafted, send_on=date(2026, 11, 24), assignee=world.jo)
    told = await swept.through(date(2026, 11, 21), date(2026, 11, 29))
    assert told == {
        date(2026, 11, 24): ["@2: send 2026-11-24 2026-11-24"],
        date(2026, 11, 27): ["@2: send 2026-11-27 2026-11-24"],
    } | {day: rows for day, rows in told.items() if day > date(2026, 11, 27)}


async def test_an_organisers_date_is_nudged_about_and_then_told_to_them(world: World, swept: Swept) -> None:
    drafted = Event(Kind.DRAFTED, date(2026, 11, 21))
    mine = await world.request(drafted)
    async with world.database.write() as connection:
        wanted = date(2026, 11, 25)
        await foi_tasks.assign(connection, mine.id, world.jo, world.ann, NOW, wanted_by=wanted)
        await foi_requests.look_again(connection, mine.id, NOW)
    assert await swept.through(date(2026, 11, 21), date(2026, 11, 26)) == {
        date(2026, 11, 24): ["@2: wanted 2026-11-24 2026-11-25"],
        date(2026, 11, 25): ["@2: wanted 2026-11-25 2026-11-25"],
        date(2026, 11, 26): [
            "@2: missed 2026-11-26 2026-11-25",
            "@1: unkept 2026-11-25",
            f"@1: silent {NOW.isoformat()}",
        ],
    }


async def test_a_date_that_was_kept_is_spoken_of_no_more(world: World, swept: Swept) -> None:
    mine = await world.request(Event(Kind.DRAFTED, date(2026, 11, 21)))
    async with world.database.write() as connection:
        await foi_tasks.assign(connection, mine.id, world.jo, None, NOW, wanted_by=date(2026, 11, 25))
    from commands.desk.recording import record

    async with world.database.write() as connection:
        event = Event(Kind.SENT, date(2026, 11, 23))
        await record(connection, await world.desk(), mine, event, world.jo, at(date(2026, 11, 23), 12))
    assert await swept.through(date(2026, 11, 24), date(2026, 11, 26)) == {}


# --- what is over, calendars, pages ---


async def test_what_is_over_is_looked_at_no_more(world: World, swept: Swept) -> None:
    await world.request(sent(), Event(Kind.WITHDRAWN, date(2026, 11, 20)), assignee=world.jo)
    assert await swept.through(date(2026, 11, 21), date(2026, 11, 24)) == {}


async def test_a_day_that_becomes_a_holiday_overnight_moves_the_steps(world: World, swept: Swept) -> None:
    mine = await world.request(sent(), HEARD, assignee=world.jo)
    async with world.database.write() as connection:
        await extra_holidays.add(connection, world.campaign, SOON, "A day of thanks", ("ENG",), NOW)
    assert await swept.on(NOW) == ["@2: moved 2026-12-01 2026-12-02"]
    assert (await world.again(mine)).due_on == date(2026, 12, 2)
    assert await swept.on(at(SOON)) == []
    assert await swept.on(at(SOON + DAY)) == ["@2: nudge 2026-11-24 2026-12-02"]


async def test_more_than_a_page_is_looked_at(world: World, swept: Swept) -> None:
    given = NewRequest(
        campaign_id=world.campaign, body_code="QJK", body_name="NHS Devon ICB", icb=None, region=None,
        subject="contracts", regime=(await world.request()).regime, send_on=NOW.date(),
    )  # fmt: skip
    async with world.database.write() as connection:
        await foi_requests.add_many(connection, [given] * (PAGE + 3), NOW)
    assert await sweep(world.database, NOW) == PAGE + 3
    async with world.database.write() as connection:
        assert await sweep_page(connection, NOW) == (0, 0)


@pytest.mark.parametrize(
    "now",
    [
        at(date(2027, 3, 28)),  # ten past midnight, before the clocks go forward
        at(date(2026, 10, 25)),
        at(date(2028, 2, 29)),
    ],
)
async def test_every_look_is_followed_by_a_later_one(world: World, swept: Swept, now: datetime) -> None:
    """Else a sweep would never end."""
    mine = await world.request(sent(date(2026, 9, 28)), assignee=world.jo)
    async with world.database.write() as connection:
        await foi_requests.look_again(connection, mine.id, now)
    await swept.on(now)
    again = await world.again(mine)
    assert again.next_at is None or again.next_at > now
