"""Who was responsible where, on one day and through the years."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from register import Register
from register.model import Body, Kind, Place

Parts = dict[str, float | None]


def _place(ours: Register, name: str) -> Place:
    return ours.places(name)[0]


def _who(ours: Register, subject: Body | Place | str, day: date) -> Parts:
    if isinstance(subject, str):
        subject = ours.body(subject) or _place(ours, subject)
    found = ours.responsible(subject, day)
    assert found.known, found.why_not
    assert found.basis
    return {body.code: share for body, share in found.bodies}


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2006, 10, 1), "5PK"),
        (date(2013, 3, 31), "5PK"),
        (date(2013, 4, 1), "04Y"),
        (date(2022, 6, 30), "04Y"),
        (date(2022, 7, 1), "QNC"),
        (date(2026, 3, 31), "QNC"),
        (date(2026, 11, 21), "QNC"),
    ],
)
def test_cannock_chase_through_the_years(ours: Register, day: date, code: str) -> None:
    assert _who(ours, "Cannock Chase", day) == {code: 1.0}
    assert _who(ours, "04Y", day) == {code: 1.0}


@pytest.mark.parametrize(
    ("subject", "day", "expected"),
    [
        ("07H", date(2023, 1, 1), {"QM7": 1.0}),
        ("07H", date(2026, 5, 1), {"D7T5G": 1.0}),
        ("06T", date(2023, 1, 1), {"QJG": 1.0}),
        ("06T", date(2026, 5, 1), {"D7T5G": 1.0}),
        ("15D", date(2017, 1, 1), {"10G": None, "10T": None, "11C": None}),
        ("15D", date(2019, 1, 1), {"15D": 1.0}),
        ("15D", date(2021, 5, 1), {"D4U1Y": 1.0}),
        ("15D", date(2023, 1, 1), {"QNQ": 1.0}),
        ("15D", date(2026, 5, 1), {"S0E4D": 0.98, "S9B9J": 0.02}),
        ("99M", date(2026, 5, 1), {"QRL": 0.78, "S9B9J": 0.22}),
        ("QNQ", date(2026, 5, 1), {"S0E4D": 0.56, "QRL": 0.23, "S9B9J": 0.21}),
        ("01Y", date(2023, 1, 1), {"QOP": 0.87, "QJ2": 0.13}),
        ("Uttlesford", date(2023, 1, 1), {"QM7": 1.0}),
        ("Uttlesford", date(2026, 5, 1), {"D7T5G": 1.0}),
        ("Lichfield", date(2016, 1, 1), {"05Q": 0.862, "05D": 0.086, "04Y": 0.052}),
        ("Lichfield", date(2023, 1, 1), {"QNC": 1.0}),
        ("High Peak", date(2018, 1, 1), {"04J": 0.644, "01Y": 0.356}),
        ("High Peak", date(2023, 1, 1), {"QJ2": 1.0}),
        ("Surrey Heath", date(2023, 1, 1), {"QNQ": 0.855, "QXU": 0.145}),
        ("Surrey Heath", date(2026, 5, 1), {"S9B9J": 1.0}),
        ("Gateshead", date(2013, 6, 1), {"00F": 1.0}),
        ("Gateshead", date(2016, 6, 1), {"13T": 1.0}),
        ("Daventry", date(2019, 1, 1), {"04G": 1.0}),
        ("Daventry", date(2023, 1, 1), {"QPM": 1.0}),
        ("WS11", date(2026, 5, 1), {"QNC": 1.0}),
        ("WS11", date(2023, 1, 1), {"QNC": 1.0}),
        ("Norfolk", date(2023, 1, 1), {"QMM": 1.0}),
        ("Norfolk", date(2026, 5, 1), {"T6Y0W": 1.0}),
        ("Norfolk", date(2021, 1, 1), {"26A": 1.0}),
        ("Cambridgeshire", date(2010, 1, 1), {"5PP": 1.0}),
    ],
)
def test_on_a_day(ours: Register, subject: str, day: date, expected: Parts) -> None:
    assert _who(ours, subject, day) == pytest.approx(expected) if None not in expected.values() else True
    assert set(_who(ours, subject, day)) == set(expected)


def test_before_the_records_and_after_today(ours: Register) -> None:
    place = _place(ours, "Cannock Chase")
    before = ours.responsible(place, date(2006, 9, 30))
    assert not before.known
    assert before.bodies == ()
    assert "1 October 2006" in before.why_not
    after = ours.responsible(place, date(2030, 1, 1))
    assert not after.known
    assert [b.code for b, _ in after.bodies] == ["QNC"]
    assert "still to come" in after.why_not
    assert "Shropshire" in after.why_not  # the reported grouping that may lead to a merger
    assert ours.responsible(place, date(2027, 1, 5), today=date(2027, 2, 1)).known


def test_postcodes_cannot_be_followed_back_and_it_says_what_to_type(ours: Register) -> None:
    found = ours.responsible(_place(ours, "WS11 1AA"), date(2015, 1, 1))
    assert not found.known
    assert "council district" in found.why_not
    redrawn = ours.responsible(_place(ours, "GU15"), date(2023, 1, 1))
    assert not redrawn.known
    assert "NHS Frimley Integrated Care Board" in redrawn.why_not


def test_a_trust_does_not_commission(ours: Register) -> None:
    trust = ours.body("RRF")
    assert trust is not None
    assert {b.code for b, _ in ours.responsible(trust, date(2026, 5, 1)).bodies} == {"QOP"}
    early = ours.responsible(trust, date(2015, 1, 1))
    assert not early.known
    assert "does not commission" in early.why_not


def test_a_region_gives_its_commissioners_of_the_day(ours: Register) -> None:
    assert set(_who(ours, "Y60", date(2026, 5, 1))) == {b.code for b in ours.icbs_of("Y60")}
    assert "04Y" in _who(ours, "Y60", date(2015, 1, 1))


@pytest.mark.parametrize("day", [date(2014, 1, 1), date(2019, 6, 1), date(2021, 6, 1), date(2024, 1, 1)])
def test_every_district_had_somebody_and_the_parts_add_up(ours: Register, day: date) -> None:
    for place in ours.records.distinct_places():
        if place.kind != "LAD":
            continue
        found = ours.responsible(place, day)
        assert found.known, (place, found.why_not)
        assert all(body.open_on(day) for body, _ in found.bodies)
        shares = [share for _, share in found.bodies if share is not None]
        if len(shares) == len(found.bodies):
            assert 0.95 <= sum(shares) <= 1.02, (place, found.bodies)


def test_every_commissioners_area_had_somebody_open_every_year(ours: Register) -> None:
    for body in ours.bodies():
        if body.kind not in (Kind.CCG, Kind.ICB):
            continue
        for year in range(2013, 2027):
            day = date(year, 6, 1)
            found = ours.responsible(body, day)
            assert found.known, (body.code, day, found.why_not)
            assert all(b.open_on(day) for b, _ in found.bodies), (body.code, day)


def _eras(ours: Register, subject: Body | Place) -> list[tuple[date, date | None, set[str]]]:
    return [(era.since, era.until, {b.code for b, _ in era.bodies}) for era in ours.history(subject)]


def test_eras_of_cannock_chase(ours: Register) -> None:
    assert _eras(ours, _place(ours, "Cannock Chase")) == [
        (date(2006, 10, 1), date(2013, 3, 31), {"5PK"}),
        (date(2013, 4, 1), date(2022, 6, 30), {"04Y"}),
        (date(2022, 7, 1), None, {"QNC"}),
    ]


def test_eras_of_frimley(ours: Register) -> None:
    body = ours.body("QNQ")
    assert body is not None
    assert _eras(ours, body)[1:] == [
        (date(2013, 4, 1), date(2018, 3, 31), {"10C", "10G", "10T", "11C", "99M"}),
        (date(2018, 4, 1), date(2021, 3, 31), {"10C", "15D", "99M"}),
        (date(2021, 4, 1), date(2022, 6, 30), {"D4U1Y"}),
        (date(2022, 7, 1), date(2026, 3, 31), {"QNQ"}),
        (date(2026, 4, 1), None, {"S0E4D", "QRL", "S9B9J"}),
    ]


@pytest.mark.parametrize(
    "name", ["Lichfield", "Gateshead", "Surrey Heath", "Staffordshire", "WS11", "Bradford"]
)
def test_eras_follow_each_other_without_gaps(ours: Register, name: str) -> None:
    eras = ours.history(_place(ours, name))
    assert eras[-1].until is None
    for older, newer in pairwise(eras):
        assert older.until == newer.since - timedelta(days=1)
        assert {b.code for b, _ in older.bodies} != {b.code for b, _ in newer.bodies}


@pytest.mark.parametrize(
    ("place", "code", "since"),
    [
        ("North Hertfordshire", "5QV", date(2010, 4, 1)),
        ("Hertsmere", "5QV", date(2010, 4, 1)),
        ("Solihull", "5QW", date(2011, 4, 15)),
        ("Blackburn with Darwen", "TAP", date(2010, 4, 1)),
        ("Lichfield", "5PK", date(2006, 10, 1)),
    ],
)
def test_trusts_that_began_later_than_the_rest_have_their_era(
    ours: Register, place: str, code: str, since: date
) -> None:
    first = ours.history(ours.places(place)[0])[0]
    assert (first.since, first.until) == (since, date(2013, 3, 31))
    assert first.bodies[0][0].code == code


def test_a_small_part_does_not_pass_for_the_whole(ours: Register) -> None:
    # Most of the district was in a trust that closed in 2010 and is not recorded; a rest was in Cambridgeshire's.
    answer = ours.responsible(ours.places("North Hertfordshire")[0], date(2008, 1, 1))
    assert not answer.known
    assert answer.bodies == ()
