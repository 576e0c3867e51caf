"""What a notice takes from a release: buyers, codes, suppliers, bids, places, links, its hash."""

from datetime import UTC, date, datetime

import pytest

from feeds.normalise import normalise
from feeds.notice import PsrKind, Source
from law.standstill import Rule
from register.route import Identifier
from tests.feeds.releases import changed, psr, release

INTENTION = (
    "This is a Provider Selection Regime (PSR) intention to award notice. The awarding of this contract is subject to"
    " the Health Care Services (Provider Selection Regime) Regulations 2023."
)


def test_published_in_utc_and_the_london_day():
    notice = normalise(release(date="2026-08-10T00:30:00+01:00"))
    assert notice.published == datetime(2026, 8, 9, 23, 30, tzinfo=UTC)
    assert notice.published_day == "2026-08-10"


def test_buyers_with_their_identifiers_the_named_one_first():
    parties = [
        {"name": "Second Trust", "id": "GB-NHS-R2D", "roles": ["buyer"]},
        {
            "name": "NHS First ICB",
            "id": "GB-PPON-AAAA-1111-BBBB",
            "roles": ["procuringEntity", "buyer"],
            "identifier": {"scheme": "GB-PPON", "id": "AAAA-1111-BBBB"},
            "additionalIdentifiers": [{"scheme": "GB-NHS", "id": "QQQ"}, {"scheme": 5}],
            "address": {"postalCode": "LS1 1UR", "region": "UKE42"},
        },
        {"name": "Supplier", "id": "GB-COH-1", "roles": ["supplier"]},
    ]
    buyers = normalise(release(parties=parties, buyer={"id": "GB-PPON-AAAA-1111-BBBB"})).buyers
    assert [buyer.name for buyer in buyers] == ["NHS First ICB", "Second Trust"]
    assert buyers[0].identifiers == (Identifier("GB-PPON", "AAAA-1111-BBBB"), Identifier("GB-NHS", "QQQ"))
    assert (buyers[0].postcode, buyers[0].regions) == ("LS1 1UR", ("UKE42",))
    assert buyers[1].identifiers == (Identifier("GB-NHS", "R2D"),)


def test_a_missing_buyer_is_known_by_its_role_or_not_at_all():
    without = release()
    del without["buyer"]
    assert [buyer.name for buyer in normalise(without).buyers] == ["NHS West Yorkshire Integrated Care Board"]
    assert normalise(release(buyer=None, parties=[])).buyers == ()
    assert [buyer.name for buyer in normalise(release(parties=[])).buyers] == [
        "NHS West Yorkshire Integrated Care Board"
    ]


def test_codes_from_their_four_places():
    tender = {
        "classification": {"scheme": "CPV", "id": "85100000-0"},
        "additionalClassifications": [{"scheme": "CPV", "id": "85110000"}, {"scheme": "CPV", "id": "851"}],
        "items": [
            {
                "classification": {"scheme": "CPV", "id": "85120000"},
                "additionalClassifications": [
                    {"scheme": "CPV", "id": "85130000"},
                    {"scheme": "OTHER", "id": "12345678"},
                ],
            }
        ],
    }
    awards = [{"items": [{"additionalClassifications": [{"scheme": "CPV", "id": "85140000"}, "x"]}]}]
    found = normalise(release(tender=tender, awards=awards)).cpv
    assert found == ("85100000", "85110000", "85120000", "85130000", "85140000")


def test_suppliers_of_awards_that_stand():
    awards = [
        {"status": "active", "suppliers": [{"name": "Care CIC"}, {"name": "CARE cic"}, {"name": None}]},
        {"status": "unsuccessful", "suppliers": [{"name": "Loser Ltd"}]},
        {"status": "pending", "suppliers": [{"name": "Nurses &amp; Co"}]},
    ]
    assert normalise(release(awards=awards)).suppliers == ("Care CIC", "Nurses & Co")


def test_bids_and_bidders():
    bids = {
        "statistics": [
            {"measure": "bids", "value": 3, "relatedLot": "1"},
            {"measure": "bids", "value": "2", "relatedLot": "2"},
            {"measure": "smeFinalStageBids", "value": 9},
            {"measure": "bids", "value": float("inf")},
        ],
        "details": [{"tenderers": [{"name": "Care CIC"}]}, {"tenderers": [{"name": "Other Ltd"}]}],
    }
    notice = normalise(release(bids=bids))
    assert (notice.bids, notice.bidders) == (5, ("Care CIC", "Other Ltd"))
    assert normalise(release()).bids is None


def test_places_of_delivery_countries_only_when_nothing_is_nearer():
    items = [
        {
            "deliveryAddresses": [
                {"region": "UKE42", "countryName": "United Kingdom"},
                {"postalCode": "LS1 1UR"},
            ]
        },
        {
            "deliveryLocation": {"description": "Harehills"},
            "deliveryAddresses": [{"countryName": "United Kingdom"}],
        },
    ]
    assert normalise(psr(items=items)).places == ("UKE42", "LS1 1UR", "Harehills", "United Kingdom")


@pytest.mark.parametrize(
    ("ocid", "identifier", "source", "url"),
    [
        (
            "ocds-h6vhtk-06a949",
            "050998-2026",
            Source.FIND_A_TENDER,
            "https://www.find-tender.service.gov.uk/Notice/050998-2026",
        ),
        (
            "ocds-b5fd17-e3b5f385-5989-4cf1-8849-01c247fc9c30",
            "2a1e3359-87a0-4fdd-ac61-20d5e6520a13-819950",
            Source.CONTRACTS_FINDER,
            "https://www.contractsfinder.service.gov.uk/Notice/2a1e3359-87a0-4fdd-ac61-20d5e6520a13",
        ),
        ("ocds-b5fd17-1", "../../evil", Source.CONTRACTS_FINDER, ""),
        ("ocds-h6vhtk-1", "https://evil.example", Source.FIND_A_TENDER, ""),
        ("ocds-zzzzzz-1", "x-1", Source.OTHER, ""),
    ],
)
def test_official_pages_are_built_from_the_id_alone(ocid, identifier, source, url):
    notice = normalise(release(ocid=ocid, id=identifier))
    assert (notice.source, notice.url) == (source, url)


def test_related_procurements():
    related = [{"identifier": "ocds-h6vhtk-04eae7"}, {"identifier": "junk"}, {"identifier": None}, 5]
    assert normalise(release(relatedProcesses=related)).related == ("ocds-h6vhtk-04eae7",)


def test_the_standstill_is_stated_else_calculated():
    stated = normalise(psr(f"{INTENTION} Representations must be made by midnight on 20 August 2026."))
    assert stated.standstill is not None
    assert (stated.standstill.ends, stated.standstill.stated) == (date(2026, 8, 20), True)
    counted = normalise(psr(f"{INTENTION} Representations must be made by [Add date]."))
    assert counted.standstill is not None
    assert (counted.standstill.ends, counted.standstill.stated) == (date(2026, 8, 21), False)
    assert counted.standstill.rule is Rule.PSR


def test_no_standstill_where_the_law_has_none():
    confirmed = "This is a PSR confirmation of contract award notice. Direct Award Process B of the Provider Selection Regime."
    assert normalise(psr(confirmed)).standstill is None
    assert normalise(psr("PSR Direct Award A was followed.")).standstill is None
    assert normalise(psr("This is a PSR intended approach notice.")).standstill is None
    urgent = "The Trust intends to award a contract under the urgent provision, regulation 14, of the PSR."
    assert normalise(psr(urgent)).standstill is None


def test_published_in_a_year_whose_holidays_are_not_known():
    notice = normalise(psr(INTENTION) | {"date": "2031-08-10T09:00:00+01:00"})
    assert notice.psr_kind is PsrKind.INTENTION_TO_AWARD
    assert notice.standstill is None


def award_notice(**award):
    return psr(number="UK6") | {"awards": [award]}


def test_the_procurement_acts_standstill():
    stated = normalise(
        award_notice(status="pending", standstillPeriod={"endDate": "2026-08-20T23:59:59+01:00"})
    )
    assert stated.standstill is not None
    assert (stated.standstill.ends, stated.standstill.stated) == (date(2026, 8, 20), True)
    counted = normalise(award_notice(status="pending"))
    assert counted.standstill is not None
    assert (counted.standstill.ends, counted.standstill.stated) == (date(2026, 8, 19), False)
    assert not counted.standstill.certain
    assert normalise(award_notice(status="active")).standstill is None


def test_an_edit_is_read_as_it_now_stands():
    notice = normalise(
        changed(
            "This is a PSR confirmation of contract award notice.",
            old=f"{INTENTION} Representations must be made by midnight on 31 July 2026.",
        )
    )
    assert notice.psr_kind is PsrKind.CONFIRMATION_OF_AWARD
    assert notice.standstill is None
    assert notice.updated


def test_the_hash_changes_with_what_a_reader_cares_about_only():
    first = normalise(psr(INTENTION))
    assert normalise(psr(INTENTION) | {"id": "099999-2026"}).content_hash == first.content_hash
    for changes in (
        {"title": "Other"},
        {"status": "cancelled"},
        {"value": {"amount": 5000, "currency": "GBP"}},
        {"tenderPeriod": {"endDate": "2026-09-01T12:00:00+01:00"}},
    ):
        assert normalise(psr(INTENTION, **changes)).content_hash != first.content_hash
    supplied = psr(INTENTION) | {"awards": [{"suppliers": [{"name": "Care CIC"}]}]}
    assert normalise(supplied).content_hash != first.content_hash
    assert normalise(psr("The PSR applies.")).content_hash != first.content_hash
