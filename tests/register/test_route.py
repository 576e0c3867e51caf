"""Routing: which evidence counts, what it is weighed against, and the reasons given."""

import dataclasses

import pytest

from register.model import Share
from register.route import Buyer, Confidence, Identifier, Router, Scope, router


@pytest.fixture(scope="session")
def routes(ours) -> Router:
    return router(ours)


def nhs(code: str) -> tuple[Identifier, ...]:
    return (Identifier("GB-NHS", code),)


def where(route) -> tuple[str | None, str | None]:
    return route.icb and route.icb.code, route.region and route.region.code


def test_one_router_a_register(ours):
    assert router(ours) is router(ours)


def test_a_closed_body_leads_to_todays_icb_and_is_named(routes):
    route = routes.route([Buyer("NHS Cannock Chase CCG")])
    assert where(route) == ("QNC", "Y60")
    assert route.body.code == "04Y"
    assert route.scope is Scope.LOCAL
    assert route.confidence is Confidence.HIGH
    assert any("closed" in words for words in route.why)


def test_a_split_icb_has_a_region_and_its_parts(routes):
    route = routes.route([Buyer("NHS Frimley Integrated Care Board")])
    assert where(route) == (None, "Y59")
    assert [share.code for share in route.icbs] == ["S0E4D", "QRL", "S9B9J"]
    assert sum(share.share for share in route.icbs) == pytest.approx(1)


def test_a_council_in_two_regions_is_national_with_its_parts(routes):
    route = routes.route([Buyer("Westmorland and Furness Council")])
    assert (route.scope, route.confidence) == (Scope.NATIONAL, Confidence.LOW)
    assert route.icbs == (Share("QE1", 0.746), Share("QHM", 0.254))


def test_ambulance_trusts_serve_regions(routes):
    route = routes.route([Buyer("East of England Ambulance Service NHS Trust")])
    assert where(route) == (None, "Y61")


def test_a_stale_code_does_not_mislead(routes):
    route = routes.route([Buyer("NHS Thames Valley Integrated Care Board", nhs("15A"))])
    assert where(route) == ("S0E4D", "Y59")
    assert "agrees" in route.why[-1]


def test_a_recognised_name_wins_over_another_bodys_code(routes):
    route = routes.route([Buyer("NHS Devon ICB", nhs("QNC"))])
    assert where(route) == ("QJK", "Y58")
    assert "the name counts" in route.why[-1]


def test_half_a_name_and_another_regions_code_are_neither_believed(routes):
    route = routes.route([Buyer("NHS Devon Vanguards", nhs("QNC"))])
    assert (route.scope, route.confidence) == (Scope.NATIONAL, Confidence.LOW)


def test_a_code_speaks_where_the_name_does_not(routes):
    route = routes.route([Buyer("Strategic Purchasing", nhs("92G"))])
    assert where(route) == ("QOX", "Y58")
    assert route.confidence is Confidence.MEDIUM


@pytest.mark.parametrize("code, nation", [("RQF", "Wales"), ("RYT", "Wales"), ("7A3", "Wales")])
def test_welsh_codes(routes, code, nation):
    route = routes.route([Buyer("Purchasing", nhs(code))])
    assert (route.scope, route.nation) == (Scope.OUT_OF_SCOPE, nation)


def test_account_numbers_mean_nothing(routes):
    bare = routes.route([Buyer("Foo")])
    assert routes.route([Buyer("Foo", (Identifier("GB-FTS", "QNC"), Identifier("GB-CFS", "QJK")))]) == bare


def test_the_seat_is_weaker_than_the_name(routes):
    route = routes.route([Buyer("London Borough of Ealing Council", postcode="MK16 9BL", regions=("UKJ12",))])
    assert where(route) == ("Z9B2Z", "Y56")


def test_a_seat_alone_is_not_enough(routes):
    route = routes.route([Buyer("Foo Holdings", postcode="B1 1BB", regions=("UKG31",))])
    assert (route.scope, route.confidence) == (Scope.NATIONAL, Confidence.LOW)


def test_a_name_that_speaks_of_a_place_and_a_seat_there_agree(routes):
    alone = routes.route([Buyer("Richmond Housing Partnership")])
    assert alone.confidence is Confidence.LOW
    assert where(routes.route([Buyer("Richmond Housing Partnership", postcode="TW118GT")])) == ("QWE", "Y56")
    north = routes.route([Buyer("Richmond Housing Partnership", postcode="DL10 4AA")])
    assert north.scope is Scope.NATIONAL


def test_small_councils_go_by_their_seat(routes):
    assert routes.route([Buyer("Bury St Edmunds Town Council")]).scope is Scope.NATIONAL
    assert where(routes.route([Buyer("Thame Town Council", postcode="OX9 3DP")])) == ("S0E4D", "Y59")


def test_an_unknown_name_with_a_seat_in_another_nation(routes):
    route = routes.route([Buyer("Foo Holdings", postcode="BT2 7LX")])
    assert (route.scope, route.nation) == (Scope.OUT_OF_SCOPE, "Northern Ireland")


@pytest.mark.parametrize("postcode", ["CH4 0DR", "HR3 5AE", "NP16 7LA"])
def test_a_postcode_on_a_border_tells_nothing(routes, postcode):
    route = routes.route([Buyer("Foo Town Council", postcode=postcode)])
    assert (route.scope, route.confidence) == (Scope.NATIONAL, Confidence.LOW)


def test_councils_that_buy_together_are_all_read(routes):
    both = routes.route(
        [Buyer("Cherwell District Council & South Northamptonshire Council", postcode="NN12 6AF")]
    )
    assert (both.scope, both.confidence) == (Scope.NATIONAL, Confidence.LOW)
    assert "Cherwell and South Northamptonshire" in " ".join(both.why)
    near = routes.route(
        [Buyer("Leicester City Council, Leicestershire County Council and Rutland County Council")]
    )
    assert (*where(near), near.confidence) == ("QK1", "Y60", Confidence.HIGH)
    portal = Buyer("EU Supply")
    told = routes.route(
        [portal], [], "Sexual health services for Kent County Council and Essex County Council"
    )
    assert told.scope is Scope.NATIONAL
    assert "several regions (Kent, Essex)" in " ".join(told.why)


@pytest.mark.parametrize(
    "hub",
    [
        'trading as North of England NHS Commercial Procurement Collaborative ("NOE CPC")',
        "t/a NOE CPC",
        "hosting East of England NHS Collaborative Procurement Hub",
    ],
)
def test_a_trust_that_trades_as_a_hub_buys_for_others(routes, hub):
    route = routes.route([Buyer(f"LEEDS AND YORK PARTNERSHIP NHS FOUNDATION TRUST, {hub}")])
    assert (route.scope, route.confidence) == (Scope.NATIONAL, Confidence.LOW)
    shop = routes.route([Buyer("Leeds and York Partnership NHS Foundation Trust t/a The Shop")])
    assert where(shop) == ("QWO", "Y63")


def test_a_college_of_a_compass_point_is_not_a_regions(routes):
    assert routes.route([Buyer("North East College")]).scope is Scope.NATIONAL


def test_an_agent_is_routed_by_its_client_in_the_name(routes):
    route = routes.route([Buyer("NHS Arden and GEM CSU on behalf of NHS Lincolnshire ICB")])
    assert where(route) == ("QJM", "Y60")


def test_an_agent_is_routed_by_the_text_then_by_the_delivery(routes):
    csu = Buyer("NHS Midlands and Lancashire Commissioning Support Unit", postcode="B70 9LD")
    assert routes.route([csu]).scope is Scope.NATIONAL
    assert routes.route([csu]).body.code == "0CX"
    told = routes.route([csu], ["UKI"], "Community dentistry for NHS Kent and Medway Integrated Care Board.")
    assert where(told) == ("QKS", "Y59")
    council = routes.route(
        [Buyer("EU SUPPLY LIMITED")], [], "Reprographics for Bassetlaw District Council's unit"
    )
    assert where(council) == ("QT1", "Y60")
    several = routes.route([csu], ["UKK"], "For NHS Kent and Medway ICB and for NHS Devon ICB")
    assert (several.scope, several.confidence) == (Scope.NATIONAL, Confidence.LOW)
    assert where(routes.route([csu], ["UKD3"])) == ("QOP", "Y62")


def test_delivery_at_the_agents_own_seat_says_nothing_but_for_a_portal(routes):
    scw = Buyer("NHS South, Central and West CSU", postcode="SO50 5PB")
    assert routes.route([scw], ["SO50 5PB"]).scope is Scope.NATIONAL
    portal = Buyer("In-Tend e-Tendering", postcode="HX1 2EB")
    assert where(routes.route([portal], ["HX1 2EB"])) == ("QWO", "Y63")


@pytest.mark.parametrize(
    "delivery",
    [
        ["UK"],
        ["England", "Europe", "Rest of the World", "Channel Islands", "Isle of Man"],
        ["East Midlands", "London", "South West"],
        ["UKC", "UKD", "UKL", "UKM"],
        [],
        ["", "???", "nowhere at all"],
    ],
)
def test_everywhere_and_nowhere_are_national(routes, delivery):
    route = routes.route([Buyer("BIP SOLUTIONS LIMITED")], delivery)
    assert (route.scope, route.confidence) == (Scope.NATIONAL, Confidence.LOW)


def test_delivery_in_another_nation_alone(routes):
    route = routes.route([Buyer("BIP SOLUTIONS LIMITED")], ["UKM82", "UKM"])
    assert (route.scope, route.nation) == (Scope.OUT_OF_SCOPE, "Scotland")


@pytest.mark.parametrize(
    "place, icb, region",
    [
        ("UKK24", None, "Y58"),  # a code redrawn since: read a level up
        ("TLI45", "QKK", "Y56"),
        ("WS11", "QNC", "Y60"),
        ("ws11 1aa", "QNC", "Y60"),
        ("Yorkshire and the Humber", None, "Y63"),
        ("UKJ12", "S1Y5D", "Y61"),  # Milton Keynes: South East to statistics, East of England to the NHS
    ],
)
def test_places_of_delivery(routes, place, icb, region):
    assert where(routes.route([Buyer("BIP SOLUTIONS LIMITED")], [place])) == (icb, region)


def test_several_buyers_common_icb(routes):
    names = ("NHS Bristol, North Somerset and South Gloucestershire ICB", "Bristol City Council")
    assert where(routes.route([Buyer(name) for name in names])) == ("QUY", "Y58")


def test_several_buyers_common_region(routes):
    names = ("NHS South East London ICB", "NHS South West London ICB", "NHS London Commercial Hub")
    route = routes.route([Buyer(name) for name in names])
    assert where(route) == (None, "Y56")
    assert {share.code for share in route.icbs} == {"QKK", "QWE"}


def test_several_buyers_of_several_regions_are_national(routes):
    route = routes.route([Buyer("NHS Devon ICB"), Buyer("NHS Kent and Medway ICB")])
    assert route.scope is Scope.NATIONAL
    assert {share.code for share in route.icbs} == {"QJK", "QKS"}


def test_a_national_buyer_beside_a_local_one_leaves_it_local(routes):
    route = routes.route([Buyer("NHS Devon ICB"), Buyer("NHS England")])
    assert where(route) == ("QJK", "Y58")
    assert route.confidence is Confidence.MEDIUM


def test_an_agent_beside_a_local_buyer_does_not_count(routes):
    route = routes.route(
        [Buyer("Turner & Townsend Cost Management Limited"), Buyer("Norfolk County Council")]
    )
    assert where(route) == ("T6Y0W", "Y61")
    assert route.confidence is Confidence.HIGH


def test_several_buyers_of_another_nation(routes):
    names = ("Hywel Dda University Health Board", "NHS Wales Shared Services Partnership")
    route = routes.route([Buyer(name) for name in names])
    assert (route.scope, route.nation) == (Scope.OUT_OF_SCOPE, "Wales")


def test_no_buyer(routes):
    route = routes.route([])
    assert (route.scope, route.confidence) == (Scope.NATIONAL, Confidence.LOW)
    assert where(routes.route([], ["UKK4"])) == ("QJK", "Y58")


def test_the_same_buyer_is_found_again(routes):
    buyer = Buyer("NHS Devon ICB", nhs("QJK"), "EX2 5AZ", ("UKK41",))
    assert routes.route([buyer]) is routes.route([dataclasses.replace(buyer)])


def test_reasons_are_words(routes):
    for name in ("NHS Devon ICB", "Foo", "Cardiff Council", "NHS England", "BIP Solutions"):
        for words in routes.route([Buyer(name)]).why:
            assert words
            assert "None" not in words
