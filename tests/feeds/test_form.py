"""Notice numbers, stages and regimes."""

import pytest

from feeds.form import form
from feeds.notice import Regime, Source, Stage
from tests.feeds.releases import release

FTS = Source.FIND_A_TENDER


def made(tags, number=None, status=None, basis=("CELEX", "32014L0024"), **more):
    tender = {"legalBasis": {"scheme": basis[0], "id": basis[1]}} if basis else {}
    if status:
        tender["status"] = status
    if number:
        tender["legalBasis"] = {"scheme": "UKPGA", "id": "2023/54"}
        tender["documents"] = [{"id": "012345-2026", "noticeType": number}]
    tender.update(more)
    return form(release(tag=tags, tender=tender), FTS)


@pytest.mark.parametrize(
    ("number", "stage"),
    [
        ("UK1", Stage.PLANNING),
        ("UK2", Stage.PLANNING),
        ("UK3", Stage.PLANNING),
        ("UK4", Stage.TENDER),
        ("UK5", Stage.AWARD),
        ("UK6", Stage.AWARD),
        ("UK7", Stage.CONTRACT),
        ("UK9", Stage.PERFORMANCE),
        ("UK10", Stage.AMENDMENT),
        ("UK11", Stage.TERMINATION),
        ("UK12", Stage.CANCELLATION),
        ("UK13", Stage.TENDER),
        ("UK17", Stage.PERFORMANCE),
    ],
)
def test_the_number_gives_the_stage(number, stage):
    found = made(["award", "contract"], number)
    assert (found.notice_type, found.stage) == (number, stage)
    assert found.regime is Regime.PROCUREMENT_ACT
    assert not found.legacy


@pytest.mark.parametrize(
    ("tags", "label", "stage"),
    [
        (["planning"], "F01", Stage.PLANNING),
        (["tender"], "F02", Stage.TENDER),
        (["award", "contract"], "F03", Stage.AWARD),
        (["tenderUpdate"], "F14", Stage.TENDER),
        (["awardUpdate", "contractUpdate"], "F20", Stage.AMENDMENT),
        (["awardUpdate"], "F14", Stage.AWARD),
        (["contractAmendment"], "F20", Stage.AMENDMENT),
        (["contractTermination"], None, Stage.TERMINATION),
        (["planning", "tender"], "F02", Stage.TENDER),
    ],
)
def test_old_forms_by_their_tags(tags, label, stage):
    found = made(tags)
    assert (found.notice_type, found.stage) == (label, stage)
    assert found.legacy
    assert found.regime is Regime.EARLIER_RULES


@pytest.mark.parametrize(("tags", "label"), [(["award", "contract"], "F03"), (["tender"], "F02")])
def test_an_old_form_that_gives_a_procurement_up(tags, label):
    found = made(tags, status="cancelled")
    assert (found.notice_type, found.stage) == (label, Stage.CANCELLATION)


def test_a_correction_of_section_five_is_about_an_award():
    changes = [{"unstructuredChanges": [{"where": {"section": "V.2.4"}}]}]
    assert made(["tenderUpdate"], amendments=changes).stage is Stage.AWARD
    changes = [{"unstructuredChanges": [{"where": {"section": "VI.3"}}]}]
    assert made(["tenderUpdate"], amendments=changes).stage is Stage.TENDER


def test_the_document_that_is_the_release_gives_the_number():
    documents = [{"id": "000001-2025", "noticeType": "UK2"}, {"id": "012345-2026", "noticeType": "UK4"}]
    found = form(release(tag=["tender"], tender={"documents": [*reversed(documents)]}), FTS)
    assert found.notice_type == "UK4"


def test_a_cancelled_tender_of_contracts_finder():
    found = form(release(tag=["tenderUpdate"], tender={"status": "cancelled"}), Source.CONTRACTS_FINDER)
    assert found.stage is Stage.CANCELLATION


def test_contracts_finders_own_tag():
    found = form(release(tag=["tenderAmendment"], tender={"status": "active"}), Source.CONTRACTS_FINDER)
    assert (found.stage, found.updated, found.notice_type) == (Stage.TENDER, True, None)
    assert found.regime is Regime.EARLIER_RULES


def test_scotland_by_its_link():
    links = [{"rel": "canonical", "href": "https://api.publiccontractsscotland.gov.uk/v1/Notice?id=1"}]
    assert form(release(links=links), FTS).regime is Regime.SCOTLAND


def test_nothing_known():
    found = form({"tag": "whatever", "tender": []}, Source.OTHER)
    assert (found.stage, found.notice_type, found.regime) == (Stage.UNKNOWN, None, Regime.UNKNOWN)
