"""Lists of requests: in order, a page at a time, of one's own campaigns, and from indexes alone."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text, update

from storage import foi_batches, foi_listing, foi_tasks, schema
from storage.foi_batches import NewBatch
from storage.foi_listing import Figure, Listing
from storage.foi_requests import FoiRequest, Index
from tests.storage.conftest import NOW
from tests.storage.desk import CLOSED, WAITING, Desk, plans, walks
from tests.storage.test_foi_requests import fill_with_closed

DAY = date(2026, 3, 2)


def on(day: date | None, **values: object) -> Index:
    return replace(WAITING, due_on=day, **values)  # type: ignore[arg-type]


async def listed(desk: Desk, listing: Listing, limit: int = 100) -> list[int]:
    """Everything in the list, page by page."""
    found: list[int] = []
    after = None
    while True:
        async with desk.database.read() as connection:
            page = await foi_listing.page(connection, listing, limit, after)
        assert len(page.requests) <= limit
        found += [each.id for each in page.requests]
        if page.following is None:
            return found
        assert page.following == found[-1]
        after = page.following


async def test_open_ones_by_their_date_and_those_without_last(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(7)))
    days = (None, 3, 1, 3, None, 2, 0)
    await desk.index(
        {
            number: on(None if day is None else DAY + timedelta(day))
            for number, day in zip(numbers, days, strict=True)
        }
        | {numbers[6]: CLOSED}
    )
    order = [numbers[place] for place in (2, 5, 1, 3, 0, 4)]
    mine = Listing((desk.campaign,))
    for limit in range(1, 8):
        assert await listed(desk, mine, limit) == order
    newest = list(reversed(numbers))
    assert await listed(desk, replace(mine, open=None), 2) == newest
    assert await listed(desk, replace(mine, open=False)) == [numbers[6]]
    assert await listed(desk, replace(mine, overdue_on=DAY + timedelta(3)), 1) == [numbers[2], numbers[5]]


async def test_a_page_goes_on_though_its_last_request_was_closed(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(4)))
    await desk.index({number: on(DAY + timedelta(place)) for place, number in enumerate(numbers)})
    await desk.index({numbers[1]: CLOSED})
    async with desk.database.read() as connection:
        page = await foi_listing.page(connection, Listing((desk.campaign,)), 2, numbers[1])
        assert [each.id for each in page.requests] == [numbers[0], numbers[2]], "from the beginning again"
        nothing = await foi_listing.page(connection, Listing(()), 2)
        assert nothing == foi_listing.Page((), None)


def fits(listing: Listing, one: FoiRequest) -> bool:
    """What a list is to hold, said plainly."""
    wanted = (
        (listing.assignee, one.assignee),
        (listing.body, one.body_code),
        (listing.icb, one.icb),
        (listing.region, one.region),
        (listing.batch, one.batch_id),
        (listing.stage, one.stage),
        (listing.open, one.open),
    )
    return (
        one.campaign_id in listing.campaign_ids
        and all(want is None or want == have for want, have in wanted)
        and not (listing.unassigned and one.assignee is not None)
        and (listing.overdue_on is None or (one.due_on is not None and one.due_on < listing.overdue_on))
    )


def in_order(listing: Listing, every: Iterable[FoiRequest]) -> list[int]:
    found = [one for one in every if fits(listing, one)]
    if listing.open:
        found.sort(key=lambda one: (one.due_on is None, one.due_on or DAY, one.id))
    else:
        found.sort(key=lambda one: -one.id)
    return [one.id for one in found]


@pytest.mark.parametrize("seed", range(3))
async def test_any_list_is_what_it_says(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    campaigns = (desk.campaign, desk.others)
    async with desk.database.write() as connection:
        batch = await foi_batches.add(connection, making_batch(desk), NOW)
    numbers = await desk.add(
        *(
            desk.request(
                campaign_id=chance.choice(campaigns),
                body_code=chance.choice("AB"),
                icb=chance.choice((None, "QNC", "QHL")),
                region=chance.choice((None, "Y60", "Y61")),
                batch_id=chance.choice((None, batch.id)),
            )
            for _ in range(120)
        )
    )
    await desk.index(
        {
            number: Index(
                stage=chance.choice(("waiting", "review")),
                open=chance.random() < 0.7,
                due_on=chance.choice((None, *(DAY + timedelta(day) for day in range(5)))),
                calendar="c",
            )
            for number in numbers
        }
    )
    async with desk.database.write() as connection:
        for number in numbers:
            if person := chance.choice((None, desk.jo, desk.mo)):
                await foi_tasks.assign(connection, number, person, None, NOW)
    every = [await desk.read(number) for number in numbers]
    for _ in range(40):
        listing = Listing(
            campaign_ids=chance.choice((campaigns, campaigns[:1], campaigns[1:])),
            assignee=chance.choice((None, None, desk.jo)),
            body=chance.choice((None, None, "A")),
            icb=chance.choice((None, None, "QNC")),
            region=chance.choice((None, None, "Y61")),
            batch=chance.choice((None, None, batch.id)),
            open=chance.choice((True, True, False, None)),
            unassigned=chance.random() < 0.2,
            overdue_on=chance.choice((None, None, DAY + timedelta(3))),
            stage=chance.choice((None, None, "review")),
        )
        expected = in_order(listing, every)
        assert await listed(desk, listing, chance.randint(1, 20)) == expected, listing
        async with desk.database.read() as connection:
            assert await foi_listing.count(connection, listing) == len(expected)
            assert await foi_listing.count(connection, listing, 3) == min(3, len(expected))


def making_batch(desk: Desk) -> NewBatch:
    return NewBatch(
        campaign_id=desk.campaign, name="All", letter="plans", subject="x", first_day=DAY, per_day=5
    )


async def test_figures_count_alike_requests(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(4)), desk.request(body_code="A", body_name="Z"))
    await desk.one(campaign_id=desk.others)
    late = replace(CLOSED, result="part", late=True)
    await desk.index({numbers[0]: late, numbers[1]: late, numbers[2]: WAITING, numbers[4]: WAITING})
    name = desk.request().body_name
    async with desk.database.read() as connection:
        assert await foi_listing.figures(connection, desk.campaign, DAY) == [
            Figure("QNC", name, "Y60", "closed", False, "part", True, 2),
            Figure("QNC", name, "Y60", "draft", True, None, False, 1),
            Figure("QNC", name, "Y60", "waiting", True, None, False, 1),
            Figure("A", "Z", "Y60", "waiting", True, None, False, 1),
        ]


async def test_what_waits_beyond_its_date_counts_as_late(desk: Desk) -> None:
    (number,) = await desk.add(desk.request())
    await desk.index({number: replace(WAITING, due_on=DAY)})
    async with desk.database.read() as connection:
        on_the_day = await foi_listing.figures(connection, desk.campaign, DAY)
        after = await foi_listing.figures(connection, desk.campaign, DAY + timedelta(1))
    assert [each.late for each in (*on_the_day, *after)] == [False, True]


async def test_lists_are_read_from_indexes(desk: Desk) -> None:
    """However many are closed: the plan names the index of the list, and neither walks the table nor sorts."""
    async with desk.database.write() as connection:
        batch = await foi_batches.add(connection, making_batch(desk), NOW)
    numbers = await desk.add(
        *(desk.request(body_code=f"B{n % 5}", icb=f"Q{n % 5}", region=f"Y{n % 5}") for n in range(60)),
        desk.request(batch_id=batch.id),
    )
    await desk.index({number: on(DAY + timedelta(number % 9)) for number in numbers})
    async with desk.database.write() as connection:
        some = schema.foi_requests.c.id % 4 == 0
        await connection.execute(update(schema.foi_requests).where(some).values(assignee=desk.mo))
    await fill_with_closed(desk)
    here = Listing((desk.campaign,))
    indexes = {
        here: "campaign_id_due_on_id",
        replace(here, overdue_on=DAY): "campaign_id_due_on_id",
        replace(here, assignee=desk.mo): "campaign_id_assignee_due_on_id",
        replace(here, unassigned=True): "campaign_id_assignee_due_on_id",
        replace(here, body="B1"): "campaign_id_body_code_due_on_id",
        replace(here, icb="Q1"): "campaign_id_icb_due_on_id",
        replace(here, region="Y1"): "campaign_id_region_due_on_id",
        replace(here, batch=batch.id): "campaign_id_batch_id_due_on_id",
        replace(here, batch=batch.id, open=None): "batch_id_campaign_id_id",
        replace(here, assignee=desk.mo, open=None): "assignee_campaign_id_id",
        replace(here, body="B1", open=None): "campaign_id_body_code_id",
    }
    async with desk.database.write() as connection:
        await connection.execute(text("ANALYZE"))
        for listing, index in indexes.items():
            page = await plans(
                connection,
                lambda there, wanted=listing: foi_listing.page(there, wanted, 5),  # type: ignore[misc]
                lambda there, wanted=listing: foi_listing.page(there, wanted, 5, numbers[7]),  # type: ignore[misc]
            )
            for plan in page:
                assert not walks(plan, "foi_requests"), plan
            assert f"ix_foi_requests_{index}" in page[0], (listing, page)
        (counted,) = await plans(connection, lambda there: foi_listing.count(there, here))
        assert "ix_foi_requests_campaign_id_id" not in counted
