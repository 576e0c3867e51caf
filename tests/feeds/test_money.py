"""Values from their five places."""

from decimal import Decimal

import pytest

from feeds.money import value
from feeds.notice import Stage


def pounds(amount):
    return {"amount": amount, "currency": "GBP"}


PLACES = [
    (Stage.TENDER, {"tender": {"value": pounds(1200)}, "awards": [{"value": pounds(9)}]}, 1200, "tender"),
    (Stage.TENDER, {"tender": {"lots": [{"value": pounds(10)}, {"value": pounds(15.5)}]}}, 25.5, "lots"),
    (Stage.AWARD, {"tender": {"value": pounds(1200)}, "awards": [{"value": pounds(900)}]}, 900, "awards"),
    (
        Stage.AWARD,
        {"awards": [{"value": pounds(900)}], "contracts": [{"value": pounds(950)}]},
        950,
        "contracts",
    ),
    (Stage.AWARD, {"tender": {"value": pounds(1200)}, "awards": [{"value": pounds(1)}]}, 1200, "tender"),
    (Stage.TENDER, {"tender": {"minValue": pounds(50)}}, 50, "tender.minValue"),
    (Stage.TENDER, {"tender": {"value": pounds("1,200.50")}}, 1200.5, "tender"),
    (Stage.TENDER, {"tender": {"value": pounds(1), "lots": [{"value": pounds(77)}]}}, 77, "lots"),
    (
        Stage.TERMINATION,
        {"contracts": [{"status": "terminated", "implementation": {"finalValue": pounds(5000)}}]},
        5000,
        "contracts.implementation",
    ),
    (
        Stage.AWARD,
        {"awards": [{"value": pounds(5)}, {"value": pounds(7), "status": "unsuccessful"}]},
        5,
        "awards",
    ),
]


@pytest.mark.parametrize(("stage", "release", "amount", "source"), PLACES)
def test_the_place_that_fits_the_stage(stage, release, amount, source):
    found = value(release, stage)
    assert found is not None
    assert (float(found.amount), found.source, found.placeholder) == (amount, source, False)
    assert found.currency == "GBP"


def test_gross_when_net_is_missing_or_a_placeholder():
    found = value({"tender": {"value": {"amountGross": 120}}}, Stage.TENDER)
    assert found is not None
    assert (found.amount, found.gross) == (Decimal(120), True)
    found = value({"tender": {"value": {"amount": 100, "amountGross": 120}}}, Stage.TENDER)
    assert found is not None
    assert (found.amount, found.gross) == (Decimal(100), False)
    found = value({"tender": {"value": {"amount": 0, "amountGross": 120}}}, Stage.TENDER)
    assert found is not None
    assert found.amount == 120


@pytest.mark.parametrize("typed", [0, 1, 1.0, "0"])
def test_placeholders_are_known_as_such(typed):
    found = value({"tender": {"value": pounds(typed)}}, Stage.TENDER)
    assert found is not None
    assert found.placeholder


@pytest.mark.parametrize(
    "wrong", [None, "1e9999", float("inf"), float("nan"), -5, True, [], {}, "lots", 10**400, 1e300, "１２"]
)
def test_what_is_no_sum_of_money(wrong):
    assert value({"tender": {"value": pounds(wrong)}}, Stage.TENDER) is None


def test_only_one_currency_is_summed():
    lots = [{"value": pounds(10)}, {"value": {"amount": 99, "currency": "AED"}}, {"value": pounds(5)}]
    found = value({"tender": {"lots": lots}}, Stage.TENDER)
    assert found is not None
    assert (found.amount, found.currency) == (Decimal(15), "GBP")


def test_a_frameworks_value_repeated_for_each_supplier_counts_once():
    release = {"tender": {"value": pounds(400)}, "awards": [{"value": pounds(400)}] * 5}
    found = value(release, Stage.AWARD)
    assert found is not None
    assert found.amount == 400
