"""Places outside England: not in the register, but not left without an answer."""

import pytest

from register import Register


@pytest.mark.parametrize(
    ("text", "nation", "responsible"),
    [
        ("Wales", "Wales", "NHS Wales"),
        ("Cardiff", "Wales", "Cardiff and Vale"),
        ("cardiff council", "Wales", "Cardiff and Vale"),
        ("Powys", "Wales", "Powys"),
        ("SY16 2AB", "Wales", "Powys"),
        ("ch7 1aa", "Wales", "Betsi Cadwaladr"),
        ("LL57", "Wales", "Betsi Cadwaladr"),
        ("LD7 1AA", "Wales", "Powys"),
        ("Newport", "Wales", "Aneurin Bevan"),
        ("Scotland", "Scotland", "NHS Scotland"),
        ("Glasgow", "Scotland", "Greater Glasgow"),
        ("City of Edinburgh Council", "Scotland", "NHS Lothian"),
        ("NHS Lothian", "Scotland", "NHS Lothian"),
        ("TD5 7AA", "Scotland", "NHS Borders"),
        ("Highland", "Scotland", "NHS Highland"),
        ("BT1 1AA", "Northern Ireland", "Belfast"),
        ("Derry", "Northern Ireland", "Western"),
        ("Northern Ireland", "Northern Ireland", "Department of Health"),
        ("Jersey", "Jersey", "Government of Jersey"),
    ],
)
def test_elsewhere(ours: Register, text: str, nation: str, responsible: str) -> None:
    found = ours.elsewhere(text)
    assert found is not None
    assert nation in found.nation
    assert responsible in found.responsible
    assert found.site.startswith("https://")
    assert "England only" in found.words
    assert found.site in found.words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "London",
        "Cannock Chase",
        "WS11 1AA",
        "SY1 1AA",
        "CH1 1AA",
        "TD15 1AA",
        "HR5 3AA",
        "CA1",
        "asdf",
        "04Y",
    ],
)
def test_england_is_not_elsewhere(ours: Register, text: str) -> None:
    assert ours.elsewhere(text) is None


def test_a_name_england_has_too_says_so(ours: Register) -> None:
    found = ours.elsewhere("Newport")
    assert found is not None
    assert "in England too" in found.words


def test_all_councils_are_there(ours: Register) -> None:
    nations = [row.nation for row in ours.records.tables.nations]
    assert nations.count("Wales") > 22
    assert nations.count("Scotland") > 32
    assert nations.count("Northern Ireland") > 11
