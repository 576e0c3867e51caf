"""Sets of bodies as people name them."""

import pytest

import register
from commands.desk.sets import Chosen, NoSet, read_set, without
from register.model import Kind

REGISTER = register.load()
ICBS = {body.code for body in REGISTER.bodies(Kind.ICB) if body.status == "open"}


def chosen(text: str) -> Chosen:
    return read_set(text, REGISTER)


def codes(text: str) -> set[str]:
    return {body.code for body in chosen(text).bodies}


def refused(text: str) -> str:
    with pytest.raises(NoSet) as problem:
        chosen(text)
    return str(problem.value)


@pytest.mark.parametrize(
    "text", ["all ICBs", "ICBs", "every ICB", "all integrated care boards", "England", "all of the ICBs"]
)
def test_all_boards(text: str):
    assert codes(text) == ICBS
    assert len(ICBS) == 36


@pytest.mark.parametrize("text", ["every CCG", "all CCGs", "all clinical commissioning groups"])
def test_of_ccgs_there_are_none_and_that_is_said(text: str):
    assert codes(text) == ICBS
    assert "no CCGs any more" in chosen(text).notes[0]


@pytest.mark.parametrize(
    "text", ["Midlands", "midlands", "Y60", "NHS England Midlands", "ICBs in the Midlands"]
)
def test_a_region_is_its_boards(text: str):
    assert codes(text) == {body.code for body in REGISTER.icbs_of("Y60")}
    assert chosen(text).words == "ICBs in Midlands (Y60)"


def test_a_region_of_government_is_the_boards_there_today():
    assert codes("East Midlands") < codes("Midlands")
    assert codes("West Midlands") | codes("East Midlands") == codes("Midlands")
    assert len(chosen("trusts in West Midlands").bodies) > len(chosen("West Midlands").bodies)


def test_trusts_and_units():
    trusts = chosen("all trusts").bodies
    assert {body.kind for body in trusts} == {Kind.TRUST}
    assert {body.status for body in trusts} == {"open"}
    there = chosen("trusts in Midlands").bodies
    assert {body.region for body in there} == {"Y60"}
    assert set(there) < set(trusts)
    assert {body.kind for body in chosen("CSUs").bodies} == {Kind.CSU}


def test_bodies_of_a_board_are_it_and_its_trusts():
    found = chosen("bodies of Devon")
    assert found.bodies[0].code == "QJK"
    assert {body.icb for body in found.bodies} == {"QJK"}
    assert codes("bodies of Devon") - {"QJK"} == codes("trusts of NHS Devon ICB")


def test_a_list_of_names_and_codes():
    assert codes("QNC, NHS Devon ICB; RJE") == {"QNC", "QJK", "RJE"}
    assert codes("QNC, QJK and QOX") == {"QNC", "QJK", "QOX"}
    assert len(chosen("Midlands, all CSUs, Devon").bodies) == 11 + len(chosen("all CSUs").bodies) + 1


def test_commas_and_ands_in_names_part_nothing():
    name = "NHS Bath and North East Somerset, Swindon and Wiltshire ICB"
    assert codes(f"{name}, QJK") == {"QOX", "QJK"}
    assert codes("Leicester, Leicestershire and Rutland ICB") == {"QK1"}
    assert codes("Tees, Esk and Wear Valleys NHS Foundation Trust") == {"RX3"}


def test_who_is_no_more_is_replaced_and_that_is_said():
    found = chosen("NHS Cannock Chase CCG")
    assert [body.code for body in found.bodies] == ["QNC"]
    assert "NHS Cannock Chase CCG (04Y) is no more" in found.replaced[0].words
    assert "(QNC)" in found.replaced[0].words
    split = chosen("QNQ")  # parted in 2026
    assert {body.code for body in split.bodies} == {
        body.code for body, _ in REGISTER.now(split.replaced[0].old)
    }
    assert len(split.bodies) > 1


def test_named_twice_is_asked_once():
    found = chosen("04Y, QNC, Lichfield")
    assert [body.code for body in found.bodies] == ["QNC"]
    assert [body.code for body in found.doubled] == ["QNC"]


def test_one_name_of_several_that_lead_to_the_same_is_clear():
    assert codes("Devon") == {"QJK"}  # a CCG of old has the name, too


def test_what_is_unknown_or_may_be_several_is_named():
    wrong = refused("QNC, Foo trust, Stafordshire, Bath")
    assert "“Foo trust” is no body I know" in wrong
    assert (
        "“Stafordshire” is no body I know. Perhaps NHS Staffordshire and Stoke-on-Trent ICB (QNC)?" in wrong
    )
    assert "“Bath”" in wrong
    assert "(QOX)" in wrong
    assert "QNC, Foo" not in wrong
    assert "no body that took its place" in refused("NHS Anglia CSU")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No body is named"),
        (" , ;", "No body is named"),
        ("all bodies", "needs a place"),
        ("ICBs in Scotland", "Scotland"),
        ("Edinburgh", "no body I know"),
        ("trusts in RJE", "no region or ICB"),
        ("CSUs in Midlands", "no CSUs in Midlands"),
        ("trust", "no body I know"),
        ("\u202e\x00😀", "no body I know"),
    ],
)
def test_no_set(text: str, words: str):
    assert words in refused(text)


def test_without():
    left, missed = without(chosen("Midlands"), chosen("QNC, Devon"))
    assert {body.code for body in left.bodies} == codes("Midlands") - {"QNC"}
    assert [body.code for body in missed] == ["QJK"]


@pytest.mark.parametrize("text", ["all ICBs", "all trusts", "Midlands", "bodies of Devon", "all CSUs"])
def test_every_body_of_a_set_is_open_and_there_once(text: str):
    found = chosen(text).bodies
    assert len({body.code for body in found}) == len(found)
    assert {body.status for body in found} == {"open"}
