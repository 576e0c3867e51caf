"""From releases to rows of the outbox: each channel hears once of what concerns it, and of what changes."""

import json
from datetime import datetime, timedelta

import pytest

from feeds.source import News, Topic
from storage import notices, route_fixes, sources, subscriptions
from storage.notice_doc import NoticeDoc, buyer_key
from storage.sources import Setup
from storage.subscriptions import Delivery, Kind
from tests.feeds.making import DEVON, HOUR, NOW, STAFFORDSHIRE, Place, channels, later, tender


@pytest.fixture
def place(database) -> Place:
    return Place(database)


async def stored(place: Place, name: str):
    async with place.database.read() as connection:
        found = await notices.by_notice_id(connection, name)
    assert len(found) == 1
    return found[0]


async def test_a_notice_reaches_the_channels_of_its_area_and_no_other(place):
    await place.subscribe("midlands", region="Y60")
    await place.subscribe("staffordshire", icb="QNC")
    await place.subscribe("england")
    await place.subscribe("north west", region="Y62")
    await place.subscribe("devon", icb="QJK")
    await place.subscribe("national", region="national")
    outcome = await place.store(tender(1))
    assert (outcome.new, outcome.announced) == (1, 3)
    told = await place.told()
    assert channels(told) == {"midlands", "staffordshire", "england"}
    assert {(name, reason) for _, name, reason in told} == {("000001-2026", "new")}
    notice = await stored(place, "000001-2026")
    assert (notice.icb, notice.region, notice.body_code, notice.scope) == ("QNC", "Y60", "QNC", "local")
    assert notice.health and notice.amount == 1_200_000
    doc = NoticeDoc.from_json(notice.doc)
    assert doc.url == "https://www.find-tender.service.gov.uk/Notice/000001-2026"
    assert doc.icbs == ("QNC",)
    assert doc.why


async def test_the_same_again_is_silent(place):
    await place.subscribe("midlands", region="Y60")
    await place.store(tender(1), tender(2))
    outcome = await place.store(tender(1), tender(2), tender(3))
    assert (outcome.new, outcome.same, outcome.announced) == (1, 2, 1)
    assert len(await place.told()) == 3


async def test_what_is_not_placed_goes_to_the_national_channel_only(place):
    await place.subscribe("midlands", region="Y60")
    await place.subscribe("national", region="national")
    await place.subscribe("england")
    await place.store(tender(1, "Mystery Consortium of Somewhere"), tender(2, "NHS England"))
    assert channels(await place.told()) == {"national", "england"}


async def test_other_nations_and_other_things_are_stored_and_not_posted(place):
    await place.subscribe("england")
    outcome = await place.store(
        tender(1, "Cardiff and Vale University Health Board"),
        tender(2, "NHS Lothian"),
        tender(
            3,
            "Stafford Borough Council",
            tender={
                "title": "Road signs",
                "classification": {"id": "34992000"},
                "mainProcurementCategory": "goods",
            },
        ),
    )
    assert (outcome.new, outcome.announced) == (3, 0)


async def test_goods_it_and_works_of_the_nhs_can_be_added(place):
    await place.subscribe("care")
    await place.subscribe("it too", filters={"topics": ["it"]})
    it = {"title": "Records system", "description": "", "classification": {"scheme": "CPV", "id": "48000000"}}
    await place.store(tender(1, tender=it), tender(2, "Leeds City Council", tender=it))
    assert await place.told() == [("it too", "000001-2026", "new")]


async def test_first_fetch_and_old_notices_are_not_posted(place):
    await place.subscribe("england")
    await place.store(tender(1), announce=False)
    await place.store(tender(2, at=NOW - timedelta(days=8)))
    assert await place.told() == []
    await place.store(
        tender(1, tender={"title": "Another title"}),
        tender(2, at=NOW - timedelta(days=8), tender={"title": "Another"}),
    )
    assert {reason for _, _, reason in await place.told()} == {"changed"}  # a change is news at any age
    await place.store(tender(3, at=NOW - timedelta(days=80)), whatever_age=True)
    assert ("england", "000003-2026", "new") in await place.told()


async def test_a_procurement_is_followed_from_call_to_award(place):
    await place.subscribe("midlands", region="Y60")
    first = tender(1)
    moved = later(first, 2, "tenderUpdate", tender={"tenderPeriod": {"endDate": "2026-09-15T12:00:00+01:00"}})
    award = later(
        first,
        3,
        "award",
        hours=0.7,
        awards=[
            {
                "id": "a",
                "status": "active",
                "suppliers": [{"name": "Acme Health Ltd"}],
                "value": {"amount": 900_000, "currency": "GBP"},
            }
        ],
    )
    await place.store(first)
    await place.store(moved, award)
    assert [reason for _, _, reason in await place.told()] == ["new", "deadline-moved", "awarded"]
    rows = await place.waiting()
    event, _ = await place.event(rows[1].subject_id)
    assert [(change.field, str(change.old)[:10], str(change.new)[:10]) for change in event.changes] == [
        ("deadline", "2026-09-01", "2026-09-15")
    ]
    event, _ = await place.event(rows[2].subject_id)
    assert ("supplier_names", "", "Acme Health Ltd") in [
        (each.field, each.old, each.new) for each in event.changes
    ]
    assert (await stored(place, "000003-2026")).thread_key == (await stored(place, "000001-2026")).thread_key


async def test_an_update_that_holds_only_what_changed_changes_nothing_else(place):
    await place.subscribe("midlands", region="Y60")
    first = tender(1)
    thin = later(first, 2, "tenderUpdate")
    for name in ("value", "tenderPeriod", "classification"):
        del thin["tender"][name]
    thin["tender"]["title"] = "Community dermatology, corrected"
    await place.store(first)
    await place.store(thin)
    event, _ = await place.event((await place.waiting())[-1].subject_id)
    assert [change.field for change in event.changes] == ["title"]


async def test_a_cancellation_without_buyer_or_codes_goes_where_its_procurement_went(place):
    await place.subscribe("midlands", region="Y60")
    await place.subscribe("north west", region="Y62")
    await place.store(tender(1))
    gone = later(tender(1), 2, "tenderCancellation", parties=[], tender={"status": "cancelled"})
    del gone["buyer"], gone["tender"]["classification"], gone["tender"]["mainProcurementCategory"]
    await place.store(gone)
    assert (await place.told())[1:] == [("midlands", "000002-2026", "cancelled")]
    notice = await stored(place, "000002-2026")
    assert (notice.region, notice.buyer_name, notice.health) == ("Y60", STAFFORDSHIRE, True)
    assert "names no buyer" in NoticeDoc.from_json(notice.doc).why[0]


async def test_one_of_a_procurements_many_buyers_is_not_guessed(place):
    await place.subscribe("midlands", region="Y60")
    one, two = tender(1), tender(1, DEVON)
    two["id"] = "000002-2026"
    gone = later(one, 3, "tenderCancellation", parties=[])
    del gone["buyer"]
    await place.store(one, two)
    before = len(await place.told())
    await place.store(gone)
    assert len(await place.told()) == before
    assert (await stored(place, "000003-2026")).scope == "national"


async def test_an_edited_notice_is_a_change_of_it(place):
    await place.subscribe("midlands", region="Y60")
    await place.store(tender(1))
    await place.store(tender(1, tender={"tenderPeriod": {"endDate": "2026-08-20T12:00:00+01:00"}}))
    await place.store(tender(1, tender={"status": "cancelled"}))
    assert [reason for _, _, reason in await place.told()] == ["new", "deadline-moved", "cancelled"]
    keys = [row.key for row in await place.waiting()]
    assert len(set(keys)) == 3
    assert all(len(key) <= 64 for key in keys)


async def test_a_correction_of_the_route_is_applied_from_then_on(place):
    await place.subscribe("devon", icb="QJK")
    await place.subscribe("midlands", region="Y60")
    async with place.database.write() as connection:
        await route_fixes.put(
            connection, buyer_key("Mystery Consortium"), "QJK", None, "it is in Exeter", NOW
        )
        await route_fixes.put(connection, buyer_key(STAFFORDSHIRE), "out-of-scope", None, "", NOW)
        await route_fixes.put(connection, buyer_key("Odd One"), "no such code", None, "", NOW)
    await place.store(tender(1, "MYSTERY CONSORTIUM."), tender(2), tender(3, "Odd One"))
    assert await place.told() == [("devon", "000001-2026", "new")]
    assert "Exeter" in NoticeDoc.from_json((await stored(place, "000001-2026")).doc).why[0]


async def test_a_source_that_renames_all_its_ids_publishes_nothing_new(place):
    await place.subscribe("england")
    batch = [tender(number) for number in range(1, 30)]
    await place.store(*batch)
    before = len(await place.told())
    renamed = [{**each, "id": f"renamed-{each['id']}"} for each in batch]
    outcome = await place.store(*renamed, tender(99))
    assert (outcome.new, outcome.same) == (1, 29)
    assert len(await place.told()) == before + 1


async def test_a_channel_gets_so_many_and_the_rest_in_one_row(place):
    await place.subscribe("england")
    await place.subscribe("digest", delivery=Delivery.DAILY, hour=8)
    await place.store(*[tender(number) for number in range(1, 31)], most=10)
    rows = [row for row in await place.waiting() if row.channel == "england"]
    assert [row.subject_kind for row in rows] == ["event"] * 10 + ["more"]
    assert rows[-1].subject_id == 20
    assert len([row for row in await place.waiting() if row.channel == "digest"]) == 30


async def test_a_place_that_asks_twice_hears_once_and_at_once(place):
    daily = await place.subscribe("here", kind=Kind.TENDERS, delivery=Delivery.DAILY)
    instant = await place.subscribe("here", region="Y60")
    await place.store(tender(1))
    (row,) = await place.waiting()
    assert row.subscription_id == instant.id != daily.id
    assert row.not_before == NOW


async def test_quiet_hours_and_mutes(place):
    await place.subscribe("quiet", quiet_from=22, quiet_to=7)
    muted = await place.subscribe("muted")
    async with place.database.write() as connection:
        await subscriptions.mute(connection, [muted.id], NOW + timedelta(days=1))
    night = datetime.fromisoformat("2026-08-12T23:30:00+01:00")
    await place.store(tender(1), now=night)
    (row,) = await place.waiting()
    assert (row.channel, row.not_before) == ("quiet", datetime.fromisoformat("2026-08-13T07:00:00+01:00"))


async def test_news_of_a_merger_reaches_every_region_concerned(place):
    for channel, region in (
        ("east", "Y61"),
        ("midlands", "Y60"),
        ("north west", "Y62"),
        ("national", "national"),
    ):
        await place.subscribe(channel, kind=Kind.MERGERS, region=region)
    await place.subscribe("tenders", kind=Kind.TENDERS)
    merger = News(
        "a",
        "Norfolk and Suffolk ICB and Lincolnshire ICB to merge",
        "https://www.england.nhs.uk/a/",
        NOW - HOUR,
        "NHS Norfolk and Suffolk Integrated Care Board and NHS Lincolnshire Integrated Care Board",
        Topic.MERGERS,
    )
    await place.store(merger, source="nhs_england")
    assert channels(await place.told()) == {"east", "midlands"}
    everywhere = News("b", "All integrated care boards to merge", "https://x.org/b", NOW, "", Topic.MERGERS)
    await place.store(everywhere, source="nhs_england")
    assert channels((await place.told())[2:]) == {"national"}
    await place.store(everywhere, merger, source="nhs_england")
    assert len(await place.told()) == 3


async def test_an_added_feed_is_for_its_campaign_and_who_asked_for_it(place):
    await place.subscribe("asked", kind=Kind.NEWS, filters={"sources": ["feed:1"]})
    await place.subscribe("all news", kind=Kind.NEWS)
    mine = place.campaign
    place.campaign = 0
    await place.subscribe("stranger", kind=Kind.NEWS, filters={"sources": ["feed:1"]})
    await place.store(News("a", "Rally", "https://x.org/a", NOW), source="feed:1", campaign_id=mine)
    assert channels(await place.told()) == {"asked"}


async def test_what_cannot_be_read_is_named_and_the_rest_stored(place):
    await place.subscribe("england")
    broken = tender(2)
    broken["ocid"] = "ocds-b5fd17-"
    outcome = await place.store(tender(1), broken, {"id": 5}, tender(3))
    assert (outcome.new, outcome.announced, len(outcome.skipped)) == (2, 2, 2)
    assert "000002-2026" in outcome.skipped[0]


async def test_mark_and_notices_are_stored_together_or_not_at_all(place):
    await place.subscribe("england")
    setup = Setup(name="find_a_tender", kind="find_a_tender", url="http://x", title="", every_seconds=60)
    async with place.database.write() as connection:
        await sources.ensure(connection, [setup], NOW)
    await place.store(tender(1), mark="one")
    with pytest.raises(ValueError, match="naive"):
        await place.store(tender(2), now=NOW.replace(tzinfo=None), announce=False, mark="two")
    async with place.database.read() as connection:
        state = await sources.get(connection, "find_a_tender")
        assert await notices.by_notice_id(connection, "000002-2026") == []
    assert state and state.mark == "one"
    assert state.last_item == NOW - HOUR


async def test_hostile_texts_are_stored_as_texts(place):
    await place.subscribe("england")
    nasty = "@everyone <b>x</b> \x00 \ud800 ' ; DROP TABLE notices -- " + "x" * 5000
    await place.store(tender(1, tender={"title": nasty}), tender(2, nasty))
    notice = await stored(place, "000001-2026")
    assert "<b>" not in notice.title
    assert json.loads(notice.doc)
