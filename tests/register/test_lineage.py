"""Where bodies came from and what became of them."""

from datetime import date

import pytest

from register import Register
from register.model import Kind, Relation


def _reached(ours: Register, code: str) -> tuple[set[str], set[str]]:
    found = ours.lineage(code)
    return {s.body.code for s in found.ancestors}, {s.body.code for s in found.descendants}


def test_cannock_chase(ours: Register) -> None:
    found = ours.lineage("04y")
    assert found.body.name == "NHS Cannock Chase CCG"
    (step,) = found.descendants
    assert (step.body.code, step.date, step.relation) == ("QNC", date(2022, 7, 1), Relation.ABOLITION)
    assert (step.depth, step.via, step.share, step.partial) == (1, "04Y", None, False)
    assert [(b.code, share) for b, share in found.now] == [("QNC", 1.0)]
    assert [s.body.name for s in found.ancestors] == ["South Staffordshire PCT"]


@pytest.mark.parametrize(
    ("code", "descendants", "now"),
    [
        ("07H", {"QM7", "D7T5G"}, {"D7T5G": 1.0}),
        ("06T", {"QJG", "D7T5G"}, {"D7T5G": 1.0}),
        ("15D", {"D4U1Y", "QNQ", "S0E4D", "S9B9J"}, {"S0E4D": 0.98, "S9B9J": 0.02}),
        ("99M", {"D4U1Y", "QNQ", "QRL", "S9B9J"}, {"QRL": 0.78, "S9B9J": 0.22}),
        ("QNQ", {"QRL", "S0E4D", "S9B9J"}, {"S0E4D": 0.56, "QRL": 0.23, "S9B9J": 0.21}),
        ("01Y", {"QOP", "QJ2"}, {"QOP": 0.87, "QJ2": 0.13}),
    ],
)
def test_split_bodies_lead_where_their_territory_went(
    ours: Register, code: str, descendants: set[str], now: dict[str, float]
) -> None:
    assert _reached(ours, code)[1] == descendants
    assert {body.code: share for body, share in ours.lineage(code).now} == now


def test_an_heir_of_a_split_does_not_claim_the_other_heirs_forebears(ours: Register) -> None:
    essex, _ = _reached(ours, "D7T5G")
    assert {"QH8", "QJG", "QM7", "06T", "07H", "06Q"} <= essex
    assert essex.isdisjoint({"06L", "07K", "06K", "06N"})  # Suffolk and Hertfordshire
    hampshire, _ = _reached(ours, "QRL")
    assert "99M" in hampshire
    assert hampshire.isdisjoint({"15D", "10G", "10T", "11C"})  # East Berkshire


def test_partial_steps_are_marked_all_the_way(ours: Register) -> None:
    steps = {s.body.code: s for s in ours.lineage("D7T5G").ancestors}
    assert not steps["QH8"].partial
    assert not steps["06Q"].partial
    assert steps["QM7"].partial
    assert steps["07H"].partial
    assert steps["QM7"].share == pytest.approx(0.209)


def test_the_way_shown_is_the_one_most_of_the_area_went(ours: Register) -> None:
    steps = {s.body.code: s for s in ours.lineage("D7T5G").ancestors}
    assert steps["5PV"].via == "07H"  # West Essex PCT, of which 1% went to Mid Essex CCG


def test_steps_are_in_order_and_each_body_once(ours: Register) -> None:
    for body in ours.bodies():
        found = ours.lineage(body.code)
        for steps in (found.ancestors, found.descendants):
            assert [s.depth for s in steps] == sorted(s.depth for s in steps)
            codes = [s.body.code for s in steps]
            assert len(codes) == len(set(codes))
            assert body.code not in codes
            before = {s.body.code for s in steps} | {body.code}
            assert all(s.via in before for s in steps)


def test_every_body_of_today_is_reached_by_its_forebears(ours: Register) -> None:
    for ccg in ours.bodies(Kind.CCG):
        descendants = _reached(ours, ccg.code)[1]
        assert {body.code for body, _ in ours.now(ccg)} <= descendants


def test_trusts_have_lineages_too(ours: Register) -> None:
    found = ours.lineage("RYQ")  # South London Healthcare, divided
    assert {s.body.code for s in found.descendants if s.depth == 1} == {"RJ2", "RJZ", "RPG"}
    assert all(share is None for _, share in found.now)


def test_an_unknown_code(ours: Register) -> None:
    with pytest.raises(KeyError):
        ours.lineage("99Z")


@pytest.mark.parametrize(("code", "heir"), [("5PF", "QUA"), ("5MX", "QHL")])
def test_trusts_on_either_side_of_a_later_border_lead_to_their_own_board(
    ours: Register, code: str, heir: str
) -> None:
    found = ours.lineage(code)
    assert [(b.code, share) for b, share in found.now] == [(heir, 1.0)]
    assert {s.body.code for s in found.descendants} & {"QUA", "QHL"} == {heir}
