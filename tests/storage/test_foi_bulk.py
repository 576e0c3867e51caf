"""Many requests at once: the same rows as one after the other."""

from dataclasses import replace
from datetime import date, timedelta

from law.foi.story import Event, Kind, Result
from storage import foi_bulk, foi_events, foi_ledger, foi_requests, foi_tasks
from storage.foi_events import StoredEvent
from storage.foi_ledger import Asked
from tests.storage.conftest import NOW
from tests.storage.desk import CLOSED, WAITING, Desk

DAY = date(2026, 3, 2)
ANSWER = Event(
    Kind.ANSWERED,
    DAY,
    result=Result.REFUSED,
    exemptions=("43(2)", "s36"),
    why="said “no”",
    url="https://example.org/x",
)
EXTENDED = Event(Kind.EXTENDED, DAY, date(2026, 4, 1))


async def test_events_are_those_that_are_recorded_one_by_one(desk: Desk) -> None:
    one, two, three = await desk.add(*(desk.request() for _ in range(3)))
    async with desk.database.write() as connection:
        single = await foi_events.append(connection, one, ANSWER, desk.jo, NOW)
        events = [(two, ANSWER), (three, EXTENDED), (two, EXTENDED)]
        numbers = await foi_bulk.append(connection, events, desk.jo, NOW)
        assert await foi_bulk.append(connection, [], desk.jo, NOW) == []
        after = await foi_events.append(connection, one, EXTENDED, None, NOW)
    assert numbers == [single.id + 1, single.id + 2, single.id + 3]
    assert after.id > numbers[-1]
    async with desk.database.read() as connection:
        found = await foi_events.of_many(connection, [one, two, three])
    again = replace(single, request_id=two, event=replace(ANSWER, id=numbers[0]))
    assert found[two] == [again, _stored(two, EXTENDED, numbers[2], desk.jo)]
    assert found[three] == [_stored(three, EXTENDED, numbers[1], desk.jo)]


async def test_tasks_are_those_that_are_assigned_one_by_one(desk: Desk) -> None:
    one, two, three, four = await desk.add(*(desk.request() for _ in range(4)))
    later = NOW + timedelta(hours=1)
    async with desk.database.write() as connection:
        for number in (one, two):
            await foi_tasks.assign(connection, number, desk.mo, None, NOW, wanted_by=DAY, lapses_at=NOW)
            await foi_tasks.nudged(connection, [number])
            await foi_tasks.add_helper(connection, number, desk.jo, None, NOW)
        await foi_tasks.assign(connection, one, desk.jo, desk.mo, later)
        entries = await foi_bulk.assign(connection, {two: desk.jo, three: desk.mo}, desk.mo, later)
        assert await foi_bulk.assign(connection, {}, desk.mo, later) == {}
    async with desk.database.read() as connection:
        single, bulk = [await foi_requests.get(connection, number) for number in (one, two)]
        assert single is not None and bulk is not None
        assert replace(bulk, id=one) == single
        assert await foi_tasks.helpers(connection, two) == await foi_tasks.helpers(connection, one) == []
        of_one, of_two = [await foi_tasks.history(connection, number) for number in (one, two)]
        assert replace(of_two[-1], id=0, request_id=0) == replace(of_one[-1], id=0, request_id=0)
        assert of_two[-1].id == entries[two]
        assert (await foi_tasks.history(connection, three))[-1].id == entries[three]
        third, fourth = [await foi_requests.get(connection, number) for number in (three, four)]
        assert third is not None and fourth is not None
        assert (third.assignee, fourth.assignee) == (desk.mo, None)


async def test_days_of_sending(desk: Desk) -> None:
    one, two = await desk.add(desk.request(), desk.request(send_on=DAY))
    async with desk.database.write() as connection:
        await foi_bulk.plan_days(connection, {one: date(2026, 5, 6)})
        found = await foi_requests.get_many(connection, [one, two])
    assert [found[number].send_on for number in (one, two)] == [date(2026, 5, 6), DAY]


async def test_what_was_asked_lately_of_whom(desk: Desk) -> None:
    requests = [desk.request(body_code=code, letter="plans") for code in ("QJK", "QJK", "QJK", "QNC", "QOX")]
    old, sent, draft, other, elsewhere = await desk.add(*requests)
    withdrawn = await desk.one(body_code="QJK")
    theirs = await desk.one(body_code="QJK", campaign_id=desk.others)
    await desk.index(dict.fromkeys((old, sent, other, elsewhere, theirs), WAITING))
    await desk.index({withdrawn: replace(CLOSED, stage="withdrawn")})
    async with desk.database.write() as connection:
        for number, day in ((old, 1), (sent, 2), (other, 3), (elsewhere, 3), (theirs, 3)):
            await foi_events.append(connection, number, Event(Kind.SENT, date(2026, 1, day)), None, NOW)
        wrong = await foi_events.append(connection, old, Event(Kind.SENT, date(2025, 12, 1)), None, NOW)
        await foi_events.void(connection, wrong.id, None, NOW)
        await foi_events.append(connection, sent, Event(Kind.SENT, date(2026, 1, 9)), None, NOW)
        await foi_requests.change(connection, draft, send_on=DAY)
        found = await foi_ledger.asked(connection, desk.campaign, ["QJK", "QNC"], date(2026, 1, 2))
    subject = requests[0].subject
    assert found == [
        Asked(sent, "QJK", subject, "plans", date(2026, 1, 2)),
        Asked(draft, "QJK", subject, "plans", DAY),
        Asked(other, "QNC", subject, "plans", date(2026, 1, 3)),
    ]


def _stored(request: int, event: Event, number: int, by: int) -> StoredEvent:
    return StoredEvent(replace(event, id=number), request, by, NOW, None, void=False)
