"""The search by exact name, code, other name, place and postcode; ambiguity and nothing found."""

from datetime import date

import pytest

from register import Register, close
from register.model import Body, Kind, Why

FOUNDED = date(2013, 4, 1)


def _codes(ours: Register, text: str, **more: object) -> list[str]:
    return [match.body.code for match in ours.find(text, **more)]  # type: ignore[arg-type]


def _cases(text: str) -> tuple[str, ...]:
    return text, text.lower(), text.upper()


def test_every_first_ccg_is_first_by_each_way_of_naming_it(ours: Register) -> None:
    ccgs = ours.bodies(Kind.CCG, FOUNDED)
    assert len(ccgs) == 211
    wrong = []
    for ccg in ccgs:
        bare = ccg.name.removeprefix("NHS ").removesuffix(" CCG")
        for text in (
            *(ccg.name, bare, ccg.code, *ccg.ons_codes[:1], f"{bare} CCG", f"NHS {bare}"),
            *(f"NHS {bare} Clinical Commissioning Group", f"{bare} clinical commissioning group"),
            bare.replace(" and ", " & "),
            bare.replace("-", " ").replace("'", "").replace(",", ""),
            bare.replace(" ", "-"),
            f"  {bare}  ",
        ):
            wrong += [case for case in _cases(text) if _codes(ours, case, limit=1) != [ccg.code]]
    assert wrong == []


def test_every_body_is_first_by_official_name_and_code(ours: Register) -> None:
    wrong = []
    for body in ours.bodies():
        for text in (*_cases(body.name), *_cases(body.code)):
            if _codes(ours, text, limit=1) != [body.code]:
                wrong.append(text)
    assert wrong == []


def test_every_ons_code_leads_to_its_body(ours: Register) -> None:
    for body in ours.bodies():
        for code in body.ons_codes:
            found = ours.find(code.lower())
            assert found[0].why is Why.CODE
            owner = ours.body(code)
            assert owner is not None
            assert found[0].body == owner
            assert code in owner.ons_codes


def test_every_icb_by_its_short_name(ours: Register) -> None:
    for icb in ours.bodies(Kind.ICB):
        bare = icb.name.removeprefix("NHS ").removesuffix(" Integrated Care Board")
        for text in (f"NHS {bare} ICB", f"{bare} ICB", f"{bare} integrated care board"):
            assert _codes(ours, text, limit=1) == [icb.code]
        assert icb.code in _codes(ours, bare)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("BNSSG ICB", "QUY"),
        ("BNSSG CCG", "15C"),
        ("SSOT", "QNC"),
        ("BLMK", "QHG"),
        ("NEL CCG", "A3A8R"),
        ("NHS Staffordshire and Stoke-on-Trent ICB - 04Y", "04Y"),
        ("NHS Castle Point, Rayleigh and Rochford CCG", "99F"),
        ("Herts Valleys", "06N"),
        ("North Staffs", "05G"),
        ("Humber, Coast and Vale STP", "QOQ"),
        ("Joined Up Care Derbyshire", "QJ2"),
        ("Healthier Lancashire and South Cumbria ICS", "QE1"),
        ("South Yorkshire and Bassetlaw STP", "QF7"),
        ("Chase Cannock", "04Y"),
        ("Cornwall Isles of Scilly ICB", "QT6"),
        ("Midlands region", "Y60"),
        ("West Midlands", "Y60"),
        ("Lichfield", "QNC"),
        ("Lichfield District Council", "QNC"),
        ("London Borough of Camden", "07R"),
        ("Kent", "QKS"),
        ("Uttlesford", "D7T5G"),
        ("ws11 1aa", "QNC"),
        ("WS111AA", "QNC"),
        ("ws11", "QNC"),
        ("E07000194", "QNC"),
        ("Royal Wolverhampton", "RL4"),
        ("Yeovil", "RA4"),
    ],
)
def test_other_names_and_places(ours: Register, text: str, first: str) -> None:
    assert _codes(ours, text)[0] == first


def test_a_former_name_of_a_trust_is_found_and_said(ours: Register) -> None:
    (first, *_) = ours.find("Papworth Hospital NHS Foundation Trust")
    assert (first.body.code, first.why) == ("RGM", Why.ALIAS)
    assert "Papworth Hospital" in first.detail


def test_a_footprint_shared_by_two_icbs_gives_both_with_parts(ours: Register) -> None:
    found = {m.body.code: m for m in ours.find("West Yorkshire and Harrogate (Health and Care Partnership)")}
    assert found["QWO"].score > found["QOQ"].score
    assert "11%" in found["QOQ"].detail


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Devon", {"15N", "QJK"}),
        ("Dorset", {"11J", "QVV"}),
        ("Kent and Medway", {"91Q", "QKS"}),
        ("BNSSG", {"15C", "QUY"}),
        ("NEL", {"QMF", "0DJ", "A3A8R"}),
        ("Cornwall", {"QT6", "11N"}),
        ("Norfolk", {"T6Y0W", "5PQ"}),
        ("Newcastle", {"5D7", "00H"}),
    ],
)
def test_ambiguous_names_give_all_that_may_be_meant_close_together(
    ours: Register, text: str, meant: set[str]
) -> None:
    assert meant <= {match.body.code for match in close(ours.find(text))}


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("Stoke", {"05W", "QNC", "5PJ"}),
        ("Norfolk", {"T6Y0W", "26A", "QMM", "06V", "06Y", "07J", "5PQ"}),
        ("Staffordshire", {"QNC", "05D", "05G", "05Q", "5PH", "5PK"}),
        ("Devon", {"15N", "QJK", "5QQ", "99P", "99Q"}),
    ],
)
def test_wider_lists(ours: Register, text: str, among: set[str]) -> None:
    assert among <= set(_codes(ours, text))


def test_a_clear_name_is_not_ambiguous(ours: Register) -> None:
    for text in ("NHS Cannock Chase CCG", "04Y", "NHS Devon ICB", "Canock Chase"):
        assert len(close(ours.find(text))) == 1, text
    assert close(()) == ()


def test_a_kind_in_the_question_or_preferred_settles_a_tie(ours: Register) -> None:
    assert _codes(ours, "Devon")[:2] == ["15N", "QJK"]
    assert _codes(ours, "Devon", kind=Kind.ICB)[:2] == ["QJK", "15N"]
    assert _codes(ours, "Devon PCT")[0] == "5QQ"
    assert _codes(ours, "Devon ICB")[0] == "QJK"
    assert _codes(ours, "NHS Devon CCG", kind=Kind.ICB)[0] == "15N"


def test_asking_for_the_icb_of_a_ccgs_area_gives_the_icb(ours: Register) -> None:
    assert _codes(ours, "Cannock Chase ICB")[0] == "QNC"


@pytest.mark.parametrize(
    ("text", "day", "first"),
    [
        ("Devon", date(2010, 6, 1), "5QQ"),
        ("Devon", date(2015, 6, 1), "99P"),
        ("Devon", date(2020, 6, 1), "15N"),
        ("Devon", date(2023, 6, 1), "QJK"),
        ("Cannock Chase", date(2015, 6, 1), "04Y"),
        ("Cannock Chase", date(2023, 6, 1), "QNC"),
        ("Uttlesford", date(2023, 6, 1), "QM7"),
        ("Uttlesford", date(2026, 6, 1), "D7T5G"),
        ("04Y", date(2023, 6, 1), "04Y"),
        ("NHS Cannock Chase CCG", date(2023, 6, 1), "04Y"),
    ],
)
def test_on_a_day_those_of_that_day_come_first(ours: Register, text: str, day: date, first: str) -> None:
    assert _codes(ours, text, on=day)[0] == first


def test_a_place_says_how_much_of_it_lies_in_the_body(ours: Register) -> None:
    found = {m.body.code: m for m in ours.find("Lichfield")}
    assert found["QNC"].why is Why.PLACE
    assert found["QNC"].place is not None
    assert found["QNC"].detail == "Lichfield, a district council area, lies in it"
    assert found["05Q"].detail.startswith("86% of Lichfield")
    assert found["05Q"].share == pytest.approx(0.862)
    assert found["QNC"].score > found["05Q"].score > found["05D"].score


def test_an_unrecorded_postcode_falls_back_and_says_so(ours: Register) -> None:
    known, unknown = ours.find("WS11 1AA")[0], ours.find("B99 1AA")[0]
    assert unknown.score < known.score
    assert "B99 itself is not in the register" in unknown.detail
    assert "SW1A itself is not in the register" in ours.find("SW1A 1AA")[0].detail


def test_a_code_that_is_a_postcode_district_too_gives_both(ours: Register) -> None:
    found = ours.find("RM3")
    assert (found[0].body.code, found[0].why) == ("RM3", Why.CODE)
    assert any(match.why is Why.POSTCODE for match in found)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "the",
            "NHS",
            "CCG",
            "ICB",
            "nhs ccg",
            "hospital",
            "mental health",
            "a",
            "?",
            "…",
            "x",
            "xyz",
        ),
        *(
            "asdfgh",
            "qwertyuiop",
            "zzzz 99",
            "99Z9",
            "99Z",
            "00Z",
            "Q9Z",
            "X9X9X",
            "E38999999",
            "E99",
            "12345",
        ),
        *("ZZ99 9ZZ", "Narnia", "NHS Atlantis CCG", "Gotham City", "Westeros", "Springfield", "New York"),
        *("hello world", "lorem ipsum dolor", "@everyone", "<b>hi</b>", "'; DROP TABLE bodies; --"),
        *("Wales", "Cardiff", "Edinburgh", "CF10 1AA", "CH7 1AA", "Cardiff ICB", "NHS Lothian"),
    ],
)
def test_nothing_is_found_where_nothing_fits(ours: Register, text: str) -> None:
    assert ours.find(text) == ()


def test_limit(ours: Register) -> None:
    assert len(ours.find("Birmingham")) == 10
    assert len(ours.find("Birmingham", limit=3)) == 3
    assert ours.find("Birmingham", limit=3) == ours.find("Birmingham")[:3]


def test_names_alone_tell_who_is_shown_first(ours: Register) -> None:
    def order(body: Body) -> int:
        return [Kind.CCG, Kind.ICB, Kind.PCT].index(body.kind)

    for text in ("Dorset", "Somerset", "Gloucestershire", "Northamptonshire", "Lincolnshire"):
        kinds = [order(m.body) for m in ours.find(text) if m.why is Why.CORE_NAME and m.body.kind in _FIRST]
        assert kinds == sorted(kinds)


_FIRST = (Kind.CCG, Kind.ICB, Kind.PCT)


@pytest.mark.parametrize(
    ("postcode", "code"), [("B1 1BB", "QHL"), ("B21", "QHL"), ("SK13 8AA", "QJ2"), ("B70", "QUA")]
)
def test_postcodes_where_land_changed_hands_in_2022(ours: Register, postcode: str, code: str) -> None:
    assert _codes(ours, postcode) == [code]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lichfield, Staffs", "QNC"),
        ("Cannock, Staffordshire", "04Y"),
        ("SE London ICB", "QKK"),
        ("UHNM", "RJE"),
    ],
)
def test_how_people_write(ours: Register, text: str, first: str) -> None:
    assert _codes(ours, text)[0] == first


def test_a_district_that_is_no_more_leads_to_the_icb_of_today(ours: Register) -> None:
    assert _codes(ours, "Harrogate")[0] == "QOQ"
    assert _codes(ours, "Daventry")[0] == "QPM"


@pytest.mark.parametrize("form", ["{name} ({code})", "{code} {name}", "{name} {code}", "{name}, {code}"])
def test_a_name_with_its_code_beside_it_is_found_by_the_code(ours: Register, form: str) -> None:
    for body in ours.bodies(Kind.CCG, on=date(2013, 4, 1)):
        found = ours.find(form.format(name=body.name, code=body.code))
        assert found
        assert (found[0].body.code, found[0].why) == (body.code, Why.CODE)
    assert ours.find("NHS Essex Integrated Care Board (D7T5G)")[0].body.code == "D7T5G"
    assert ours.find("NHS Devon ICB (QJK)")[0].why is Why.CODE


def test_a_code_beside_something_else_is_not_believed(ours: Register) -> None:
    assert not ours.find("pizza (04Y)")
    assert "07H" not in _codes(ours, "Stafford (07H)")
    assert "07H" not in _codes(ours, "07H Stafford")
