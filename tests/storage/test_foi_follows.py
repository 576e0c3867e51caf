"""Pages that are followed, and what they suggest."""

from dataclasses import replace
from datetime import date

from storage import foi_follows, foi_tasks
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


async def test_what_is_followed_is_found_by_campaign_and_by_who_has_it(desk: Desk) -> None:
    mine, free, theirs = await desk.add(desk.request(), desk.request(), desk.request(campaign_id=desk.others))
    async with desk.database.write() as connection:
        await foi_tasks.assign(connection, mine, desk.jo, None, NOW)
        for number in (free, mine, theirs):
            await foi_follows.put(connection, number, f"{PAGE}_{number}", NOW)
        own = await foi_follows.of_campaign(connection, desk.campaign)
        assert [each.request_id for each in own] == [mine, free]
        assert [each.request_id for each in await foi_follows.of_assignee(connection, desk.jo)] == [mine]
        assert await foi_follows.of_assignee(connection, desk.mo) == []
        await foi_follows.remove(connection, free)
        assert await foi_follows.followed(connection, [mine, free, theirs, 999]) == {mine, theirs}
        for number in (mine, theirs):
            entry = NewSuggestion(
                request_id=number, entry="e", kind="answered", on_day=date(2026, 3, 30), url=PAGE
            )
            assert await foi_follows.suggest(connection, entry, NOW)
        assert await foi_follows.asking(connection, campaign_id=desk.campaign) == [mine]
        assert await foi_follows.asking(connection, assignee=desk.jo) == [mine]
        assert await foi_follows.asking(connection, assignee=desk.mo) == []


async def test_a_suggestion_is_described_anew_only_while_it_is_open_and_asked_again_if_dismissed(
    desk: Desk,
) -> None:
    number = await desk.one()
    entry = NewSuggestion(request_id=number, entry="e", kind="answered", on_day=date(2026, 3, 30), url=PAGE)
    async with desk.database.write() as connection:
        made = await foi_follows.suggest(connection, entry, NOW)
        assert made
        assert await foi_follows.revise(connection, made.id, "answered", "refused")
        assert not await foi_follows.reopen(connection, made.id), "it is open"
        await foi_follows.settle(connection, made.id, "dismissed")
        assert not await foi_follows.revise(connection, made.id, "acknowledged", None)
        assert await foi_follows.reopen(connection, made.id)
        found = await foi_follows.suggested(connection, [number, 999])
        assert found == {number: [replace(made, result="refused")], 999: []}


async def test_pages_of_a_campaign_s_own_requests_are_known_however_they_were_typed(desk: Desk) -> None:
    await desk.add(
        desk.request(url="http://whatdotheyknow.com/en/request/one#outgoing-3"),
        desk.request(url="https://www.whatdotheyknow.com/request/two_2?x=1"),
        desk.request(url="https://www.whatdotheyknow.com/request/a_b/response/5"),
        desk.request(url=None),
        desk.request(url="https://www.whatdotheyknow.com/request/theirs", campaign_id=desk.others),
    )
    async with desk.database.read() as connection:
        asked = {"one", "two", "two_2", "a_b", "axb", "theirs", "response"}
        assert await foi_follows.linked(connection, desk.campaign, asked) == {"one", "two_2", "a_b"}
        assert await foi_follows.linked(connection, desk.campaign, set()) == set()
