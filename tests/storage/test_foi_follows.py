"""Pages that are followed, and what they suggest."""

from dataclasses import replace
from datetime import date

from storage import foi_follows
from storage.foi_follows import Follow, NewSuggestion, Suggestion
from tests.storage.conftest import NOW
from tests.storage.desk import Desk
from tests.storage.making import DAY, MINUTE

PAGE = "https://www.whatdotheyknow.com/request/dental_contracts"


async def test_pages_are_looked_at_in_turn(desk: Desk) -> None:
    one, other = await desk.add(desk.request(), desk.request())
    async with desk.database.write() as connection:
        await foi_follows.put(connection, one, PAGE, NOW + MINUTE)
        await foi_follows.put(connection, other, PAGE + "_2", NOW)
        assert [each.request_id for each in await foi_follows.due(connection, NOW + MINUTE, 9)] == [
            other,
            one,
        ]
        assert [each.request_id for each in await foi_follows.due(connection, NOW, 9)] == [other]
        await foi_follows.after_look(connection, one, NOW + DAY, etag='"e"', last_modified="Mon")
        await foi_follows.after_look(connection, one, NOW + DAY, problem="it does not answer")
        await foi_follows.after_look(connection, one, NOW + 2 * DAY, problem="it does not answer")
        failing = Follow(one, PAGE, '"e"', "Mon", NOW + 2 * DAY, 2, "it does not answer")
        assert await foi_follows.get(connection, one) == failing
        await foi_follows.after_look(connection, one, NOW + DAY, etag='"f"')
        assert await foi_follows.get(connection, one) == Follow(one, PAGE, '"f"', None, NOW + DAY, 0, None)
        await foi_follows.put(connection, one, PAGE + "_3", NOW)
        assert await foi_follows.get(connection, one) == Follow(one, PAGE + "_3", None, None, NOW, 0, None)
        assert await foi_follows.remove(connection, one)
        assert not await foi_follows.remove(connection, one)
        assert await foi_follows.get(connection, one) is None


async def test_an_entry_is_suggested_once_and_settled_once(desk: Desk) -> None:
    number = await desk.one()
    entry = NewSuggestion(
        request_id=number,
        entry="tag:whatdotheyknow.com,2026:e1",
        kind="answered",
        result="part",
        on_day=date(2026, 3, 30),
        url=PAGE + "#e1",
    )
    earlier = replace(entry, entry="e0", kind="acknowledged", result=None, on_day=date(2026, 3, 3))
    async with desk.database.write() as connection:
        made = await foi_follows.suggest(connection, entry, NOW)
        assert made == Suggestion(
            **{name: getattr(entry, name) for name in NewSuggestion.__slots__},
            id=made.id if made else 0,
            state="open",
            at=NOW,
        )
        assert await foi_follows.suggest(connection, replace(entry, kind="extended"), NOW) is None
        first = await foi_follows.suggest(connection, earlier, NOW)
        assert first is not None
        assert await foi_follows.open_suggestions(connection, number) == [first, made]
        assert await foi_follows.settle(connection, made.id, "confirmed")
        assert not await foi_follows.settle(connection, made.id, "dismissed"), "settled already"
        assert await foi_follows.settle(connection, first.id, "dismissed")
        assert await foi_follows.open_suggestions(connection, number) == []
        assert await foi_follows.suggest(connection, earlier, NOW) is None, "nobody is asked twice"
        kept = await foi_follows.get_suggestion(connection, made.id)
        assert kept is not None and kept.state == "confirmed"
        assert await foi_follows.get_suggestion(connection, 10_000) is None
