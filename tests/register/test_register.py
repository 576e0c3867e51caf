"""The rest of what the register answers: contacts, neighbours, regions, groupings, about itself."""

import subprocess
import sys
from datetime import date

import pytest

import register
from register import Register
from register.model import Kind


def test_it_is_loaded_once() -> None:
    assert register.load() is register.load()


def test_a_body_by_any_of_its_codes(ours: Register) -> None:
    for code in ("04Y", "04y", " 04y ", "E38000028", "e38000028"):
        body = ours.body(code)
        assert body is not None
        assert body.code == "04Y"
    earlier = ours.body("E54000042")  # Hampshire and Isle of Wight before it grew in 2026
    assert earlier is not None
    assert earlier.code == "QRL"
    assert ours.body("99Z") is None


def test_bodies_by_kind_and_day(ours: Register) -> None:
    assert len(ours.bodies()) == 753
    assert len(ours.bodies(Kind.ICB, date(2026, 4, 1))) == 36
    assert len(ours.bodies(Kind.CCG, date(2022, 7, 1))) == 0


def test_now(ours: Register) -> None:
    def now(code: str) -> dict[str, float | None]:
        body = ours.body(code)
        assert body is not None
        return {heir.code: share for heir, share in ours.now(body)}

    assert now("04Y") == {"QNC": 1.0}
    assert now("QNC") == {"QNC": 1.0}
    assert now("5QC") == {"QRL": 0.98, "S9B9J": 0.02}
    assert now("RJD") == {"RJE": None, "RL4": None}
    assert now("Y57") == {"Y58": None, "Y59": None}
    assert now("0AP") == {}


def test_contacts_with_their_date_and_confidence(ours: Register) -> None:
    found = ours.contacts("QNC")
    assert found.website is not None
    assert found.website.value == "https://staffsstoke.icb.nhs.uk/"
    assert found.foi_email is not None
    assert (found.foi_email.as_at, found.foi_email.confidence) == ("2026-08-22", "medium")
    assert found.board_papers is not None
    assert found.whatdotheyknow is not None
    assert found.whatdotheyknow.value == (
        "https://www.whatdotheyknow.com/body/nhs_staffordshire_and_stoke_on_trent_integrated_care_board"
    )
    assert not found.website.old


def test_contacts_of_a_closed_icb_are_history(ours: Register) -> None:
    found = ours.contacts("QNQ")
    assert found.website is not None
    assert found.website.old
    assert found.whatdotheyknow is not None
    assert not found.whatdotheyknow.old  # the pages of closed bodies remain


def test_a_body_without_contacts(ours: Register) -> None:
    assert ours.contacts("5PK").website is None
    assert ours.contacts("99Z").website is None


def test_neighbours_of_the_last_map_in_which_it_was(ours: Register) -> None:
    def names(code: str, on: date | None = None) -> set[str]:
        return {body.code for body in ours.neighbours(code, on)}

    assert names("04Y", date(2015, 1, 1)) == {"05D", "05Q", "05V", "05Y", "06A"}
    assert "D2P2L" in names("04Y")
    assert "QUA" in names("QNC")
    assert names("QNQ")
    assert names("05Y") == names("05Y", date(2030, 1, 1))
    assert names("RRF") == set()


def test_regions(ours: Register) -> None:
    assert next(r.name for r in ours.regions()) == "NHS England East of England"
    assert len(ours.regions()) == 7
    assert len(ours.icbs_of("Y60")) == 11
    assert len(ours.icbs_of("Y61")) == 3
    assert len(ours.icbs_of("Y61", date(2023, 1, 1))) == 6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Y60", "Y60"),
        ("midlands", "Y60"),
        ("NHS England Midlands", "Y60"),
        ("West Midlands", "Y60"),
        ("Cannock Chase", "Y60"),
        ("north west", "Y62"),
        ("EoE", "Y61"),
        ("London", "Y56"),
        ("ws11 1aa", "Y60"),
        ("yorkshire", "Y63"),
    ],
)
def test_a_region_by_what_people_type(ours: Register, text: str, code: str) -> None:
    found = ours.region(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "asdfgh", "Wales", "99Z"])
def test_no_region(ours: Register, text: str) -> None:
    assert ours.region(text) is None


def test_places(ours: Register) -> None:
    assert next(p.kind for p in ours.places("Staffordshire")) == "COUNTY"
    assert ours.places("ws11 1aa")[0].code == "WS11"
    assert ours.places("E07000194")[0].name == "Lichfield"
    assert ours.places("Lichfeild")[0].name == "Lichfield"
    assert ours.places("East Hertfordshire")[0].code == "E07000242"  # its newest code
    assert ours.places("asdfgh") == ()


def test_groupings_are_not_successions(ours: Register) -> None:
    (cluster,) = ours.clusters("qnc")
    assert cluster.codes == ("QOC", "QNC")
    assert "not confirmed" in cluster.state
    assert ours.clusters("QWO") == ()


def test_it_tells_about_itself(ours: Register) -> None:
    assert ours.about.compiled == date(2026, 11, 21)
    assert "Open Government Licence v3.0" in ours.about.licence
    assert "CC BY-SA 4.0" in ours.about.slug_licence
    assert ours.about.counts[Kind.CCG] == 248


def test_a_right_answer_needs_no_search_library() -> None:
    script = (
        "import register, sys; r = register.load(); assert r.find('Cannock Chase')[0].body.code == '04Y';"
        "sys.exit('rapidfuzz' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
