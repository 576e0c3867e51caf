"""The real notices: every label, every row of the manifest, every stated date."""

from datetime import date

import pytest

from feeds.classify import classify
from feeds.normalise import normalise
from feeds.notice import DeadlineKind, PsrKind, Regime, Source, Stage
from law.stated import stated_end
from tests.feeds.releases import needs_samples, real, table

pytestmark = needs_samples

EDITED = ("076300-2026", "076298-2026", "076295-2026")


def test_every_psr_label_and_not_one_more():
    labels = {row["release_id"]: row["psr_notice_kind"].split(" ")[0] for row in table("psr_labels.csv")}
    found = {
        key: notice.psr_kind for key, release in real().items() if (notice := normalise(release)).psr_kind
    }
    assert found == labels


def test_every_row_of_the_manifest():
    for row in table("manifest.csv"):
        notice = normalise(real()[row["release_id"]])
        assert notice.ocid == row["ocid"]
        assert " ".join(notice.tags) == row["tags"].replace("+", " ").replace(";", " ")
        assert any(code.startswith("85") for code in notice.cpv) == (row["has_cpv_85"] == "True")
        assert (notice.psr_kind is not None) == (row["mentions_psr"] == "True")
        assert notice.buyers
        assert (
            notice.buyers[0].name.casefold()
            == (row["buyer_name"] or notice.buyers[0].name).strip().casefold()
        )
        assert notice.source is (
            Source.CONTRACTS_FINDER if row["file"].startswith("cf") else Source.FIND_A_TENDER
        )
        assert notice.url.startswith("https://www.")
        assert notice.stage is not Stage.UNKNOWN
        assert notice.title != "(no title)"


def test_every_stated_date_is_found_where_it_is_stated():
    for row in table("psr_labels.csv"):
        wanted = row["stated_representation_or_standstill_dates"]
        release = real()[row["release_id"]]
        standstill = normalise(release).standstill
        if wanted and row["release_id"] not in EDITED:
            assert standstill is not None
            assert standstill.stated
            assert standstill.ends.isoformat() == wanted


def test_a_date_in_old_words_is_no_date_of_the_notice_as_it_now_stands():
    for key in EDITED:
        release = real()[key]
        old = release["tender"]["amendments"][0]["unstructuredChanges"][0]["oldValue"]["text"]
        found = stated_end(old, date(2026, 8, 11))
        assert found is not None
        assert found.day == date(2026, 7, 31)
        notice = normalise(release)
        assert notice.standstill is None
        assert notice.psr_kind is PsrKind.CONFIRMATION_OF_AWARD
        assert notice.stage is Stage.AWARD


def test_a_standstill_in_the_data_is_stated():
    for release in real().values():
        notice = normalise(release)
        if notice.notice_type == "UK6":
            pending = any(award.get("status") == "pending" for award in release["awards"])
            assert (notice.standstill is not None) == pending
            assert notice.standstill is None or notice.standstill.stated


def test_an_intention_on_the_form_of_a_call_has_no_tender_deadline():
    notice = normalise(real()["050518-2026"])
    assert notice.stage is Stage.AWARD
    assert notice.deadline is None
    assert [each.kind for each in notice.deadlines] == [DeadlineKind.REPRESENTATIONS]
    assert notice.standstill is not None
    assert notice.standstill.ends == date(2026, 6, 8)


def test_an_award_keeps_no_deadline_a_call_has_one():
    deadlines = 0
    for release in real().values():
        notice = normalise(release)
        if notice.stage in {Stage.AWARD, Stage.CONTRACT}:
            assert notice.deadline is None
        elif notice.stage is Stage.TENDER and "endDate" in release["tender"].get("tenderPeriod", {}):
            assert notice.deadline is not None
            deadlines += 1
    assert deadlines >= 50


def test_cancellations_and_terminations_without_buyer_keep_their_buyer_by_role():
    for key in ("065430-2026", "076858-2026", "076826-2026"):
        assert "buyer" not in real()[key]
        assert normalise(real()[key]).buyers[0].name


def test_scotland_is_known_by_its_canonical_link():
    scots = [normalise(release) for release in real().values()]
    assert sum(notice.regime is Regime.SCOTLAND for notice in scots) == 7


def test_html_leaves_no_tag_in_any_text():
    for release in real().values():
        notice = normalise(release)
        for text in (notice.title, notice.description, *notice.suppliers, *notice.places):
            assert "<br" not in text
            assert "&amp;" not in text
            assert "â€" not in text


@pytest.mark.parametrize("key", ["075532-2026", "075919-2026"])
def test_a_row_of_the_contract(key, router):
    row = classify(real()[key], router).row()
    assert list(row) == [
        *("id", "ocid", "stage", "notice_type", "regime", "psr_kind", "health", "icb", "region", "scope"),
        *("confidence", "why", "deadline", "standstill_ends", "standstill_stated", "value", "currency"),
        "suppliers",
    ]
    assert row["health"] is True
    assert row["scope"] == "local"
    assert row["region"].startswith("Y")
    assert row["why"]


def test_care_is_told_from_goods_works_and_it(router):
    rows = {key: classify(release, router) for key, release in real().items()}
    labels = {row["release_id"] for row in table("psr_labels.csv")}
    assert all(rows[key].relevance.health for key in labels)
    for row in table("manifest.csv"):
        if row["has_cpv_85"] == "True":
            assert rows[row["release_id"]].relevance.health
    roofs = [found for found in rows.values() if "Roof" in found.notice.title]
    assert len(roofs) >= 3
    assert not any(found.relevance.health for found in roofs)
