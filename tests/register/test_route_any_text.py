"""Whatever stands in a notice, routing answers, and keeps what its values promise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.errors import RegisterDataError
from register.route import Buyer, Confidence, Identifier, Scope, router
from register.routing.areas import Areas
from register.routing.known import KnownBuyers

PIECES = st.sampled_from(
    [
        *(
            "NHS",
            "ICB",
            "CCG",
            "Trust",
            "Foundation",
            "Council",
            "Borough",
            "of",
            "and",
            "London",
            "Kent",
            "(",
            ")",
        ),
        *(
            "Wales",
            "England",
            "Hospital",
            "Newcastle",
            "County",
            "on behalf of",
            "-",
            "North",
            "East",
            "Health",
            "Board",
        ),
        *(
            "University",
            "the",
            "Fondation",
            "Police",
            "&amp;",
            "hosted by",
            "Limited",
            "Devon",
            "West Midlands",
        ),
    ]
)
names = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=12).map(" ".join))
places = st.one_of(
    st.text(max_size=12), st.sampled_from(["UK", "UKI", "TLK5", "WS11 1AA", "London", "Wales", "UKM"])
)
buyers = st.builds(
    Buyer,
    names,
    st.lists(st.builds(Identifier, st.sampled_from(["GB-NHS", "GB-PPON", ""]), places), max_size=2).map(
        tuple
    ),
    st.none() | places,
    st.lists(places, max_size=2).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(buyers, max_size=3), st.lists(places, max_size=3), names)
def test_any_notice_gets_a_route_that_keeps_its_promises(ours, several, delivery, text):
    route = router(ours).route(several, delivery, text)
    assert route.why
    if route.scope is Scope.LOCAL:
        assert route.region is not None
        assert route.confidence is not Confidence.LOW
        assert route.icb is None or route.icb.region == route.region.code
    else:
        assert route.icb is None
        assert route.region is None
    assert (route.nation == "England") is (route.scope is not Scope.OUT_OF_SCOPE)
    assert router(ours).route(several, delivery, text) == route


def test_huge_names_and_texts(ours):
    routes = router(ours)
    assert routes.route([Buyer("x" * 1_000_000)]).confidence is Confidence.LOW
    assert routes.route([Buyer("NHS Devon ICB " + "and more " * 100_000)]).region.code == "Y58"
    assert routes.route([], (), "plain words " * 100_000).scope is Scope.NATIONAL


@pytest.mark.parametrize(
    "table, text, line",
    [
        ("areas.csv", "name,bodies,broad,note\nNowhere,XXX,,\n", 0),
        ("areas.csv", "name,bodies,broad,note\nKent,QKS:much,,\n", 2),
        ("known_buyers.csv", "name,scope,area,code,note\nFoo,somewhere,,,\n", 2),
        ("known_buyers.csv", "name,scope,area,code,note\nFoo,local,XXX,,\n", 2),
        ("known_buyers.csv", "name,scope,area,code,note\nFoo,local,,,\n", 2),
    ],
)
def test_tables_kept_by_hand_are_read_strictly(ours, tmp_path, table, text, line):
    (tmp_path / table).write_text(text, encoding="utf-8")
    with pytest.raises(RegisterDataError) as problem:
        Areas(ours, tmp_path) if table == "areas.csv" else KnownBuyers(ours.records, tmp_path)
    assert (problem.value.file, problem.value.line) == (table, line)
