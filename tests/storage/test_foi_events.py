"""Events are corrected but never overwritten."""

from datetime import date

from law.foi.events import Event, Kind, Result
from storage import foi_events, foi_history
from storage.foi_events import StoredEvent
from tests.storage.conftest import NOW
from tests.storage.desk import Desk, plans, walks
from tests.storage.making import MINUTE

SENT = Event(Kind.SENT, date(2026, 3, 2))
ANSWERED = Event(
    Kind.ANSWERED,
    date(2026, 3, 30),
    until=date(2026, 4, 1),
    result=Result.PART,
    exemptions=("s.43", "s.40"),
    why="commercial interests",
    url="https://www.whatdotheyknow.com/request/x",
)


async def record(desk: Desk, number: int, *events: Event) -> list[StoredEvent]:
    async with desk.database.write() as connection:
        return [await foi_events.append(connection, number, each, desk.jo, NOW) for each in events]


async def test_an_event_is_kept_whole(desk: Desk) -> None:
    number = await desk.one()
    sent, answered = await record(desk, number, SENT, ANSWERED)
    assert (sent.request_id, sent.by_person, sent.recorded_at, sent.replaces, sent.void) == (
        *(number, desk.jo, NOW, None),
        False,
    )
    for stored, given in ((sent, SENT), (answered, ANSWERED)):
        assert stored.event == Event(**{**{n: getattr(given, n) for n in Event.__slots__}, "id": stored.id})
    async with desk.database.read() as connection:
        assert await foi_events.of_request(connection, number) == [sent, answered]
        assert await foi_events.get(connection, answered.id) == answered
        assert await foi_events.get(connection, answered.id + 1) is None


async def test_every_kind_and_result_can_be_kept(desk: Desk) -> None:
    number = await desk.one()
    given = [Event(kind, date(2026, 3, 2)) for kind in Kind]
    given += [Event(Kind.ANSWERED, date(2026, 3, 2), result=result) for result in Result]
    await record(desk, number, *given)
    async with desk.database.read() as connection:
        found = [each.event for each in await foi_events.of_request(connection, number)]
    assert [(each.kind, each.result) for each in found] == [(each.kind, each.result) for each in given]


async def test_a_correction_stands_beside_what_it_corrects(desk: Desk) -> None:
    number = await desk.one()
    sent, other = await record(desk, number, SENT, ANSWERED)
    later = Event(Kind.SENT, date(2026, 3, 3))
    async with desk.database.write() as connection:
        new = await foi_events.correct(connection, sent.id, later, desk.mo, NOW + MINUTE)
        assert new is not None
        assert (new.event.on, new.replaces, new.by_person, new.void) == (later.on, sent.id, desk.mo, False)
        assert await foi_events.correct(connection, sent.id, later, desk.mo, NOW) is None, "it counts no more"
        assert await foi_events.correct(connection, 10_000, later, desk.mo, NOW) is None
        assert await foi_events.of_request(connection, number) == [other, new]
        every = await foi_events.of_request(connection, number, void=True)
        assert [(each.id, each.void) for each in every] == [
            (sent.id, True),
            (other.id, False),
            (new.id, False),
        ]
        # The way back.
        assert await foi_events.unvoid(connection, sent.id, desk.jo, NOW + 2 * MINUTE)
        assert [each.id for each in await foi_events.of_request(connection, number)] == [sent.id, other.id]
        told = await foi_history.history(connection, number)
    assert [(each.kind, each.by_person, each.why) for each in told] == [
        ("corrected", desk.mo, "sent 2026-03-02"),
        ("unvoided", desk.jo, "sent 2026-03-02"),
    ]


async def test_what_is_void_counts_no_longer_until_it_does_again(desk: Desk) -> None:
    number = await desk.one()
    (sent,) = await record(desk, number, SENT)
    async with desk.database.write() as connection:
        assert await foi_events.void(connection, sent.id, desk.mo, NOW)
        assert not await foi_events.void(connection, sent.id, desk.mo, NOW)
        assert await foi_events.of_request(connection, number) == []
        assert await foi_events.of_many(connection, [number]) == {number: []}
        assert await foi_events.unvoid(connection, sent.id, desk.mo, NOW)
        assert not await foi_events.unvoid(connection, sent.id, desk.mo, NOW)
        assert await foi_events.of_request(connection, number) == [sent]
        kinds = [each.kind for each in await foi_history.history(connection, number)]
    assert kinds == ["voided", "unvoided"]


async def test_the_events_of_many_are_told_apart(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(5)))
    for number in numbers[:3]:
        await record(desk, number, SENT, ANSWERED)
    async with desk.database.write() as connection:
        found = await foi_events.of_many(connection, numbers[1:])
        assert {number: len(events) for number, events in found.items()} == dict(
            zip(numbers[1:], (2, 2, 0, 0), strict=True)
        )
        assert found[numbers[1]] == await foi_events.of_request(connection, numbers[1])
        assert await foi_events.of_many(connection, []) == {}
        (plan,) = await plans(connection, lambda here: foi_events.of_many(here, numbers))
    assert not walks(plan.replace("Sort Key", ""), "foi_events") or "ix_foi_events_request_id_id" in plan


async def test_events_of_ten_thousand_requests_are_asked_for_at_once(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(3)))
    await record(desk, numbers[2], SENT)
    async with desk.database.read() as connection:  # more than either database takes as parameters
        found = await foi_events.of_many(connection, range(1, 40_001))
    assert len(found) == 40_000
    assert [number for number, events in found.items() if events] == [numbers[2]]
