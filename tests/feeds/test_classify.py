"""The row of the command-line contract, from releases made for it."""

import json

from feeds.classify import classify
from tests.feeds.releases import psr, release

INTENTION = "This is a Provider Selection Regime (PSR) intention to award notice. Direct Award Process C."


def test_an_intention_to_award_in_leeds(router):
    found = classify(
        psr(INTENTION, value={"amount": 207028.5, "currency": "GBP"})
        | {"awards": [{"status": "active", "suppliers": [{"name": "Care CIC"}]}]},
        router,
    )
    assert found.row() == {
        "id": "012345-2026",
        "ocid": "ocds-h6vhtk-0aaaaa",
        "stage": "award",
        "notice_type": "F03",
        "regime": "psr-england",
        "psr_kind": "intention_to_award",
        "health": True,
        "icb": "QWO",
        "region": "Y63",
        "scope": "local",
        "confidence": "high",
        "why": list(found.why()),
        "deadline": None,
        "standstill_ends": "2026-08-21",
        "standstill_stated": False,
        "value": 207028.5,
        "currency": "GBP",
        "suppliers": ["Care CIC"],
    }
    why = " | ".join(found.why())
    assert "intention to award" in why
    assert "8th working day" in why
    assert "CPV 85100000" in why


def test_a_call_with_its_deadline_on_londons_clock(router):
    row = classify(psr(tag="tender", tenderPeriod={"endDate": "2026-09-10"}), router).row()
    assert row["deadline"] == "2026-09-10T23:59:59+01:00"
    assert row["stage"] == "tender"


def test_placeholders_are_no_value(router):
    row = classify(psr(value={"amount": 1, "currency": "GBP"}), router).row()
    assert (row["value"], row["currency"]) == (None, None)
    row = classify(psr(value={"amount": 5000.0, "currency": "GBP"}), router).row()
    assert json.dumps(row["value"]) == "5000"


def test_wales_is_out_of_scope(router):
    parties = [{"name": "Powys Teaching Health Board", "roles": ["buyer"], "address": {"region": "UKL24"}}]
    made = psr(INTENTION) | {"parties": parties, "buyer": {"name": "Powys Teaching Health Board"}}
    row = classify(made, router).row()
    assert (row["psr_kind"], row["regime"], row["scope"]) == (None, "psr-wales", "out-of-scope")
    assert (row["icb"], row["region"], row["standstill_ends"]) == (None, None, None)


def test_no_buyer_is_never_a_guess(router):
    row = classify(release(parties=[], buyer=None), router).row()
    assert (row["scope"], row["region"], row["confidence"]) == ("national", None, "low")
