"""How often routing is right: on names labelled by hand, on real ones, and on the register's own, mangled."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from register.model import Kind
from register.route import Buyer, Confidence, Route, Router, Scope, router
from register.routing.spread import of_shares

HERE = Path(__file__).parent
SAMPLES = Path(os.environ.get("CCGWATCH_SAMPLES", HERE.parents[2] / "shared" / "samples"))
ELSEWHERE = {"RPG": "Y56"}
"""A body whose seat is in another region than its services."""


@pytest.fixture(scope="session")
def routes(ours) -> Router:
    return router(ours)


def hits(ours, route: Route, expected: str) -> bool:
    """Whether a route is as labelled: a region, ICB, NATIONAL, OUT:nation."""
    if expected == "NATIONAL":
        return route.scope is Scope.NATIONAL
    if expected.startswith("OUT"):
        return route.scope is Scope.OUT_OF_SCOPE and route.nation == expected.partition(":")[2]
    body = ours.body(expected)
    if route.scope is not Scope.LOCAL or route.region.code != body.region:
        return False
    return body.kind is Kind.REGION or route.icb is None or route.icb.code == body.code


def judged(ours, routes: Router, labelled: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """(names not right, names confidently in a wrong region)."""
    wrong, astray = [], []
    for name, expected in labelled:
        route = routes.route([Buyer(name)])
        if not hits(ours, route, expected):
            wrong.append(f"{name}: {route.scope} {route.region and route.region.code}, not {expected}")
            if route.scope is Scope.LOCAL and route.confidence is not Confidence.LOW:
                astray.append(name)
    return wrong, astray


def test_names_labelled_by_hand(ours, routes):
    with (HERE / "data" / "route_names.csv").open(encoding="utf-8", newline="") as stream:
        labelled = [(row["name"], row["expected"]) for row in csv.DictReader(stream)]
    assert len(labelled) > 350
    wrong, astray = judged(ours, routes, labelled)
    assert astray == []
    assert len(wrong) <= 0.01 * len(labelled), wrong


@pytest.mark.skipif(not (SAMPLES / "buyers.csv").exists(), reason="the sample of real buyers is not here")
def test_real_names(ours, routes):
    regions = {region.name.removeprefix("NHS England "): region.code for region in ours.regions()}
    with (SAMPLES / "buyers.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["buyer_name"], row["correct_icb_code_or_region"]) for row in csv.DictReader(stream)]
    labelled = [(name, regions.get(label, label)) for name, label in rows]
    wrong, astray = judged(ours, routes, labelled)
    assert astray == []
    assert len(wrong) <= 0.03 * len(labelled), wrong


def mangled(name: str) -> Iterator[str]:
    """A body's name as notices write it."""
    yield from (name, name.upper(), name.lower(), name.removeprefix("NHS "), f"The {name}")
    yield from (f"{name} (Procurement)", f"{name} - Estates", name.replace(" and ", " & "))
    yield from (name.replace(",", ""), name.replace("'", ""), name.replace("-", " "))
    for long, short in (
        ("Integrated Care Board", "ICB"),
        ("Integrated Care Board", "Integrated Care Board (ICB)"),
        ("CCG", "Clinical Commissioning Group (CCG)"),
        ("PCT", "Primary Care Trust"),
        ("NHS Foundation Trust", "NHS FT"),
        ("NHS Foundation Trust", "NHS Trust Out of Area PICU Placement"),
        (" NHS Foundation Trust", ""),
        ("NHS Trust", "NHS Foundation Trust"),
    ):
        if long in name:
            yield name.replace(long, short)
    middle = len(name) // 2
    yield name[:middle] + name[middle + 1 :]


def test_names_of_the_register_mangled(ours, routes):
    seen = right = astray = 0
    for body in ours.bodies():
        regions = {heir.region for heir, _ in ours.now(body)}
        if body.kind in (Kind.REGION, Kind.CSU) or body.code == "RYH" or len(regions) != 1:
            continue  # agents, a national trust, and areas divided between regions
        expected = ELSEWHERE.get(body.code, *regions)
        for name in dict.fromkeys(mangled(body.name)):
            route = routes.route([Buyer(name)])
            seen += 1
            right += route.region is not None and route.region.code == expected
            astray += route.region is not None and route.region.code != expected
    assert seen > 6500
    assert right / seen > 0.995
    assert astray / seen < 0.001


COUNCILS = {
    "E06": (
        "{} Council",
        "{} City Council",
        "City of {} Council",
        "{} Unitary Authority",
        "{} Council - Public Health",
    ),
    "E07": (
        "{} District Council",
        "{} Borough Council",
        "{} DC",
        "Borough Council of {}",
        "{} District Concil",
    ),
    "E08": (
        "{} Metropolitan Borough Council",
        "{} MBC",
        "Metropolitan Borough of {}",
        "Council of the City of {}",
    ),
    "E09": (
        "London Borough of {}",
        "LB {}",
        "{} London Borough Council",
        "Mayor and Burgesses of the London Borough of {}",
    ),
    "E10": (
        "{} County Council",
        "{} CC",
        "{} County Council - Children's Services",
        "{} Fire and Rescue Service",
    ),
}


def test_councils(ours, routes):
    seen, wrong = 0, []
    for place in ours.records.distinct_places():
        if place.kind not in ("LAD", "COUNTY", "LAD2015"):
            continue
        region = of_shares(ours.records, ours.records.covering(place)).region
        name = place.name.removesuffix(", City of").removesuffix(", County of")
        for form in COUNCILS[place.code[:3]]:
            for written in (form.format(name), form.format(name).upper()):
                seen += 1
                route = routes.route([Buyer(written)])
                if (route.region and route.region.code) != region:
                    wrong.append(written)
    assert seen > 2500
    assert wrong == []
