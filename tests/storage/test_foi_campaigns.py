"""What a campaign has of its own: batches, letters, settings, extra holidays."""

from dataclasses import replace
from datetime import date

from storage import extra_holidays, foi_batches, foi_letters, foi_settings
from storage.extra_holidays import ExtraHoliday
from storage.foi_batches import Batch, NewBatch
from storage.foi_letters import OwnLetter
from tests.storage.conftest import NOW
from tests.storage.desk import CLOSED, WAITING, Desk
from tests.storage.making import MINUTE


async def test_a_batch_is_kept_with_its_requests(desk: Desk) -> None:
    given = NewBatch(
        campaign_id=desk.campaign,
        name="Every ICB",
        letter="plans",
        subject="Dental contracts",
        first_day=date(2026, 3, 9),
        per_day=6,
        created_by=desk.jo,
    )
    async with desk.database.write() as connection:
        made = await foi_batches.add(connection, given, NOW)
        other = await foi_batches.add(connection, replace(given, name="Again"), NOW + MINUTE)
        await foi_batches.add(connection, replace(given, campaign_id=desk.others), NOW)
        assert made == Batch(
            **{name: getattr(given, name) for name in NewBatch.__slots__}, id=made.id, created_at=NOW
        )
        assert await foi_batches.get(connection, made.id) == made
        assert await foi_batches.get(connection, 10_000) is None
        assert await foi_batches.of_campaign(connection, desk.campaign) == [other, made]
    numbers = await desk.add(*(desk.request(batch_id=made.id) for _ in range(4)), desk.request())
    late = replace(CLOSED, result="refused", late=True)
    await desk.index({numbers[0]: late, numbers[1]: replace(late, late=False), numbers[2]: WAITING})
    async with desk.database.read() as connection:
        found = await foi_batches.requests_of(connection, made.id)
        assert [each.id for each in found] == numbers[:4]
        assert [each.id for each in await foi_batches.requests_of(connection, made.id, lock=True)] == numbers[
            :4
        ]
        assert await foi_batches.sizes(connection, desk.campaign) == {made.id: (4, 2)}
        assert await foi_batches.sizes(connection, desk.others) == {}


async def test_a_draft_keeps_bodies_and_people_until_it_is_made(desk: Desk) -> None:
    new = NewBatch(
        campaign_id=desk.campaign,
        name="Two",
        letter="plans",
        subject="Dental contracts",
        fields={"service": "dentistry “NHS”", "since": "1 April 2025"},
        bodies=("QNC", "QJK"),
        first_day=date(2026, 3, 9),
        per_day=6,
    )
    async with desk.database.write() as connection:
        draft = await foi_batches.add(connection, new, NOW, [desk.mo, desk.jo, desk.mo])
        assert (draft.fields, draft.bodies, draft.made_at) == (new.fields, new.bodies, None)
        assert await foi_batches.people_of(connection, draft.id) == [desk.mo, desk.jo]
        later = await foi_batches.redate(connection, draft.id, date(2026, 3, 10))
        assert later == replace(draft, first_day=date(2026, 3, 10))
        assert await foi_batches.redate(connection, 10_000, date(2026, 3, 10)) is None
        await foi_batches.mark_made(connection, draft.id, NOW + MINUTE)
        made = replace(later, bodies=(), made_at=NOW + MINUTE)
        assert await foi_batches.get(connection, draft.id, lock=True) == made
        assert await foi_batches.people_of(connection, draft.id) == []
        old = await foi_batches.add(connection, new, NOW)
        new_one = await foi_batches.add(connection, new, NOW + MINUTE)
        theirs = await foi_batches.add(connection, replace(new, campaign_id=desk.others), NOW)
        assert await foi_batches.drop_drafts(connection, desk.campaign, NOW + MINUTE) == 1
        found = [await foi_batches.get(connection, each.id) for each in (draft, old, new_one, theirs)]
        assert found == [made, None, new_one, theirs]


async def test_requests_left_out_of_reminders(desk: Desk) -> None:
    async with desk.database.write() as connection:
        new = NewBatch(
            campaign_id=desk.campaign,
            name="x",
            letter="x",
            subject="x",
            first_day=date(2026, 3, 9),
            per_day=6,
        )
        batch = await foi_batches.add(connection, new, NOW)
    one, two, other = await desk.add(*(desk.request(batch_id=batch.id) for _ in range(2)), desk.request())
    async with desk.database.write() as connection:
        for number in (one, two, other):
            await foi_batches.skip(connection, number, desk.jo, NOW, skipped=True)
        await foi_batches.skip(connection, one, desk.jo, NOW, skipped=False)
        assert await foi_batches.skipped(connection, batch.id) == {two}


async def test_letters_have_versions_and_a_limit(desk: Desk) -> None:
    async with desk.database.write() as connection:
        assert await foi_letters.put(connection, desk.campaign, "dentists", "Dear {body}", desk.jo, NOW) == 1
        assert await foi_letters.put(connection, desk.campaign, "dentists", "Hello {body}", desk.mo, NOW) == 2
        letter = OwnLetter(desk.campaign, "dentists", 2, "Hello {body}", desk.mo, NOW)
        assert await foi_letters.get(connection, desk.campaign, "dentists") == letter
        assert await foi_letters.get(connection, desk.others, "dentists") is None
        for number in range(foi_letters.MOST - 1):
            assert await foi_letters.put(connection, desk.campaign, f"l{number}", "x", None, NOW) == 1
        assert await foi_letters.put(connection, desk.campaign, "one too many", "x", None, NOW) is None
        assert await foi_letters.put(connection, desk.campaign, "dentists", "x", None, NOW) == 3
        assert await foi_letters.put(connection, desk.others, "dentists", "x", None, NOW) == 1
        names = [each.name for each in await foi_letters.all_of(connection, desk.campaign)]
        assert names == sorted(names) and len(names) == foi_letters.MOST
        gone = await foi_letters.remove(connection, desk.campaign, "dentists")
        assert gone is not None and gone.version == 3
        assert await foi_letters.remove(connection, desk.campaign, "dentists") is None
        assert await foi_letters.get(connection, desk.others, "dentists") is not None


async def test_settings_are_a_campaigns_own(desk: Desk) -> None:
    async with desk.database.write() as connection:
        assert await foi_settings.get(connection, desk.campaign) == {}
        await foi_settings.put(connection, desk.campaign, {"ico_days": 42, "ladder": {"nudge": [5, 1]}})
        await foi_settings.put(connection, desk.campaign, {"ico_days": 60, "claim": "listed"})
        assert await foi_settings.get(connection, desk.campaign) == {"ico_days": 60, "claim": "listed"}
        assert await foi_settings.get(connection, desk.others) == {}


async def test_extra_holidays_count_for_all_or_for_one_campaign(desk: Desk) -> None:
    day = date(2026, 6, 15)
    async with desk.database.write() as connection:
        everybodys = await extra_holidays.add(
            connection, None, day, "World Cup", ("SCT",), NOW, source="https://www.gov.scot/x"
        )
        assert everybodys == ExtraHoliday(
            everybodys.id, None, day, ("SCT",), "World Cup", "https://www.gov.scot/x", None, NOW
        )
        ours = await extra_holidays.add(
            connection, desk.campaign, date(2026, 5, 8), "Jubilee", ("WLS", "ENG"), NOW, by=desk.jo
        )
        assert ours.parts == ("ENG", "WLS")
        again = await extra_holidays.add(
            connection, desk.campaign, date(2026, 5, 8), "Jubilee day", ("ENG", "WLS"), NOW
        )
        assert again == ours, "known just so"
        assert await extra_holidays.of_campaign(connection, desk.campaign) == [ours, everybodys]
        assert await extra_holidays.of_campaign(connection, desk.others) == [everybodys]
        assert await extra_holidays.of_campaign(connection, None) == [everybodys]
        assert await extra_holidays.remove(connection, ours.id) == ours
        assert await extra_holidays.remove(connection, ours.id) is None
        assert await extra_holidays.of_campaign(connection, desk.campaign) == [everybodys]
