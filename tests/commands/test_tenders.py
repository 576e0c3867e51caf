"""`tenders`, `notice`, `why`, `route`, `mergers`: what is asked of the stored notices."""

import csv
import io
from dataclasses import replace

import pytest

from commands.core.reply import Attachment, Outcome
from storage import notice_events, route_fixes
from storage.notice_events import Change, NewEvent
from tests.commands.stock import HOSTILE, MERGER, NOW, notice, stock

pytestmark = pytest.mark.usefixtures("stocked")


async def test_pages_one_after_the_other_show_everything_once(say):
    seen, order, pages = [], "tenders Staffordshire", 0
    while order:
        reply = await say(order)
        shown = [choice for choice in reply.choices() if choice.command.startswith("notice ")]
        seen += [choice.command for choice in shown]
        order = next((c.command for c in reply.choices() if "--past" in c.command), "")
        pages += 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 11  # two of one procurement, eight of dialysis, the hostile one


@pytest.mark.parametrize(
    ("text", "there", "missing"),
    [
        ("tenders Devon", ["Wheelchairs"], ["dialysis"]),
        ("tenders", ["GP out of hours"], ["Roof repairs", "to merge"]),
        ("tenders Midlands --all", ["Roof repairs"], ["Wheelchairs"]),
        ("tenders Staffordshire --awarded", ["GP out of hours", "to Virgin Care Ltd, HCRG"], ["dialysis"]),
        ("awards Staffordshire", ["Awards and contracts", "GP out of hours"], ["dialysis"]),
        ("tenders company Virgin Care", ["GP out of hours"], ["dialysis"]),
        ("tenders wheelchairs", ["Wheelchairs", "NHS Devon ICB"], ["dialysis"]),
        ("tenders Staffordshire with dialysis", ["Community dialysis"], ["GP out of hours"]),
        ("tenders national", ["A portal's tender"], ["Wheelchairs"]),
        ("tenders Cannock Chase", ["is no more; today that is NHS Staffordshire"], []),
        ("tenders West Midlands", ["followed by its 6 boards", "GP out of hours"], ["Wheelchairs"]),
        ("tenders East Midlands", ["I know of no such notice (Notices: 5 boards)"], ["dialysis"]),
        ("tenders Midlands --since 2027", ["I know of no such notice"], ["dialysis"]),
        ("tenders London --open", ["!tenders London --open --all"], ["Midlands"]),
    ],
)
async def test_what_is_listed(say, text, there, missing):
    told = await say.said(text)
    assert [words for words in there if words not in told] == []
    assert [words for words in missing if words in told] == []


async def test_open_ones_soonest_first(say):
    told = await say.said("tenders Staffordshire --open")
    assert "until Sat 28 Nov, in 7 days" in told  # the hostile one
    assert told.index("@everyone") < told.index("Community dialysis 10") < told.index("Community dialysis 13")
    assert "GP out of hours" not in told
    assert "choose one" in await say.said("tenders --open --awarded")


async def test_home_region_where_nothing_is_said(say):
    await say("setup region South West")
    told = await say.said("tenders")
    assert "South West (Y58)" in told
    assert "dialysis" not in told


async def test_a_table_to_take_away_holds_no_formula(say):
    reply = await say("tenders Midlands --all --csv")
    (table,) = [block for block in reply.blocks if isinstance(block, Attachment)]
    assert table.media_type == "text/csv"
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert len(rows) == 12
    first = rows[0]
    assert first["published"] == "2026-11-21T10:00+00:00"
    assert (first["value_gbp"], first["suppliers"], first["icb"]) == (
        "1250000",
        "Virgin Care Ltd; HCRG",
        "QNC",
    )
    assert first["standstill_ends"] == "2026-12-03"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_a_long_question_is_paged_in_words(say):
    reply = await say(
        "tenders Staffordshire with dialysis community dialysis community dialysis community dialysis"
    )
    assert not any("--past" in choice.command for choice in reply.choices())
    assert "Show more: !tenders Staffordshire with" in reply.plain()


@pytest.mark.parametrize(
    "name",
    [
        "076494-2026",
        "https://www.find-tender.service.gov.uk/Notice/076494-2026?origin=SearchResults&p=1",
        "<https://www.find-tender.service.gov.uk/Notice/076494-2026>",
        "ocds-h6vhtk-0612a5",
        "OCDS-H6VHTK-0612a5",
    ],
)
async def test_a_notice_by_any_of_its_names(say, name):
    told = await say.said(f"notice {name}")
    for words in (
        "GP out of hours",
        "Intention to award",
        "£1.25 million (£1,250,000)",
        "To be given to: Virgin Care Ltd and HCRG",
        "midnight at the end of Thursday 3 December 2026, in 12 days (calculated: published Fri 20 Nov 2026; counted)",
        "most suitable provider process",
        "Provider Selection Regime <https://www.legislation.gov.uk/uksi/2023/1348>",
        "This procurement so far",
        "Intended approach",
        "Worth asking",
        "Not legal advice",
    ):
        assert words in told


async def test_contracts_finder_pages(say, services):
    page = "2a1e3359-87a0-4fdd-ac61-20d5e6520a13"
    made = notice(
        40, source="contracts_finder", notice_id=f"{page}-819950", ocid=None, title="From the other site"
    )
    await stock(await services.database(), [made])
    assert "From the other site" in await say.said(
        f"notice https://www.contractsfinder.service.gov.uk/Notice/{page}"
    )


async def test_a_notice_by_our_number_and_none(say, stocked):
    assert "Wheelchairs" in await say.said(f"notice {stocked['000003-2026'].id}")
    for name in ("999999999", "999999-2026", "ocds-h6vhtk-zzzzzz", "https://evil.example", "x" * 400):
        reply = await say(f"notice {name}")
        assert reply.outcome is Outcome.NOT_FOUND
        assert "Name it by its number" in reply.plain()


async def test_deadlines_of_a_tender_with_their_weekdays(say):
    told = await say.said("notice 000010-2026")
    assert "Questions by: Wednesday 25 November 2026, 17:00, in 4 days" in told
    assert "Bids by: the end of Friday 27 November 2026, in 6 days" in told
    assert "Published Saturday 21 November 2026" in told


async def test_what_changed_is_told(say, services, stocked):
    database = await services.database()
    moved = NewEvent(
        notice_id=stocked["000010-2026"].id,
        kind="deadline-moved",
        at=NOW,
        changes=(
            Change("deadline", "2026-11-24T12:00:00+00:00", "2026-11-27T23:59:59+00:00"),
            Change("amount", 1e6, 1.25e6),
            Change("supplier_names", "", "Virgin Care"),
            Change("psr_kind", "intended_approach", "intention_to_award"),
            Change("standstill_ends", None, "2026-12-03T23:59:59+00:00"),
        ),
    )
    async with database.write() as connection:
        await notice_events.add(connection, [moved])
    told = await say.said("notice 000010-2026")
    assert "now Friday 27 November 2026, 23:59, 3 days later, before Tuesday 24 November 2026, 12:00" in told
    assert "Value now £1.25 million, before £1 million" in told
    assert "Standstill until the end of now Thursday 3 December 2026" in told
    assert "Kind now intention to award, before intended approach" in told


async def test_hostile_texts_are_plain_spans(say, stocked):
    number = stocked["000007-2026"].id
    for order in (f"notice {number}", f"why {number}", "tenders Staffordshire --open"):
        reply = await say(order)
        assert "\u202e" not in reply.plain()
        spans = [span for block in reply.blocks for span in getattr(block, "line", ())]
        assert all(getattr(span, "url", "https://www.").startswith("https://www.") for span in spans)
    assert HOSTILE[:20] in await say.said(f"notice {number}")


async def test_news_of_another_campaigns_feed_is_not_shown(say, services):
    await say("feed add https://hospital.example/news.xml", space="another server")
    database = await services.database()
    async with database.read() as connection:
        from storage import sources

        (source,) = await sources.every(connection)
    (made,) = await stock(database, [replace(MERGER, source=source.name, notice_id="x", title="A secret")])
    assert "I have no notice" in await say.said(f"notice {made.id}")
    assert "A secret" not in await say.said("mergers Midlands")
    for order in ("watch mergers Midlands", f"watch news England feed {source.name}"):
        assert "A secret" not in await say.said(order)
    assert "A secret" in await say.said(f"notice {made.id}", space="another server")
    again = await say.said(f"watch mergers England feed {source.name}", space="another server")
    assert "A secret" in again
    assert "A secret" not in await say.said("watch mergers Midlands", space="another server")
    await say(f"feed remove {source.name}", space="another server")
    assert "I have no notice" in await say.said(f"notice {made.id}", space="another server")


async def test_why_a_notice_is_where_it_is_and_who_is_told(say):
    await say("watch awards Midlands")
    told = await say.said("why 076494-2026")
    for words in ("NHS Staffordshire and Stoke-on-Trent ICB (QNC), Midlands (Y60)", "high: the buyer was", "its whole name", "told of it by:", "awards and contracts in Midlands", "!route fix"):  # fmt: skip
        assert words in told
    assert "not told of it. What asks for it: 1 subscription of other channels" in await say.said(
        "why 076494-2026", channel="other"
    )
    assert "not known, so it is shown as national" in await say.said("why 000005-2026")
    assert "outside England (Wales)" in await say.said("why 000006-2026")


class TestCorrections:
    async def test_remembered_applied_and_undone(self, say, services):
        told = await say.said("route fix 000005-2026 Cannock Chase")
        assert "belong to NHS Staffordshire and Stoke-on-Trent ICB (QNC), Midlands (Y60) from now on" in told
        assert "!route undo 000005-2026" in told
        assert "1 stored notice moved" in told
        database = await services.database()
        async with database.read() as connection:
            fixes = await route_fixes.all_of_them(connection)
        assert fixes["some agent"].code == "QNC"
        told = await say.said("why 000005-2026")
        assert "Corrected: by an organiser" in told
        assert "Midlands (Y60)" in told
        assert "A portal's tender" in await say.said("tenders QNC with portal")
        assert "some agent: NHS Staffordshire" in await say.said("route list")
        again = await say.said("route fix 000005-2026 national")
        assert "!route fix 000005-2026 QNC" in again  # the way back is to the correction before
        assert "placed as before" in await say.said("route undo 000005-2026")
        assert "no correction" in await say.said("route undo 000005-2026")
        assert "ever corrected" in await say.said("route list")

    @pytest.mark.parametrize(
        ("place", "words"),
        [
            ("Wales", "outside England"),
            ("Y58", "South West (Y58)"),
            ("RJE", "(QNC), Midlands"),
            ("national", "national"),
        ],
    )
    async def test_places(self, say, place, words):
        assert words in (await say.said(f"route fix 000003-2026 {place}")).partition(" from now on")[0]

    @pytest.mark.parametrize("place", ["", "Narnia", "East Midlands"])
    async def test_what_is_no_one_place(self, say, place):
        assert (await say(f"route fix 000003-2026 {place}")).outcome is Outcome.NOT_UNDERSTOOD
        assert "ever corrected" in await say.said("route list")

    async def test_a_notice_without_a_buyer(self, say, services):
        from storage.notice_doc import NoticeDoc

        await stock(await services.database(), [notice(50, buyer_name="", doc=NoticeDoc())])
        assert "names no buyer" in await say.said("route fix 000050-2026 Midlands")


class TestMergers:
    async def test_a_board_with_reports_news_and_the_law(self, say):
        told = await say.said("mergers QNC")
        for words in (
            "Mergers: NHS Staffordshire and Stoke-on-Trent ICB (QNC)",
            "merger planned for 2027",
            "Reports, not law",
            "Boards in Staffordshire and Shropshire to merge <https://www.england.nhs.uk/merger>",
            "NHS Act 2006, section 14Z25(7)",
            "Not legal advice",
            "Who asked for it",
        ):
            assert words in told
        assert "until 30 June 2022" not in told

    async def test_what_was_enacted(self, say):
        told = await say.said("mergers Norfolk")
        assert (
            "1 April 2026: NHS Norfolk and Waveney ICB (QMM) became NHS Norfolk and Suffolk ICB (T6Y0W)"
            in told
        )
        assert "to merge <" not in told
        assert "NHS Devon" not in told

    async def test_a_group_of_old(self, say):
        told = await say.said("mergers Cannock Chase")
        assert "is no more" in told
        assert "SI 2012/1631, regulation 9 and Schedule 3" in told
        assert "Campaigners argued" in told

    async def test_nowhere(self, say):
        assert (await say("mergers Narnia")).outcome is Outcome.NOT_FOUND

    async def test_its_card(self, say, stocked):
        told = await say.said(f"notice {stocked[MERGER.notice_id].id}")
        for words in (
            "Merger",
            "When: 1 April 2027",
            "About: NHS Staffordshire",
            "Read it where it was published",
        ):
            assert words in told
        assert "Value" not in told
