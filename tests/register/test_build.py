"""The builder: the same facts give the same bytes, and they are the bytes that are shipped."""

import shutil
from pathlib import Path

import pytest

from register import RegisterDataError
from register.build import DATA, FACTS, build, main
from register.tables import read

BY_HAND = ("nations.csv", "counties.csv", "areas.csv", "known_buyers.csv", "LICENCE.md")
needs_facts = pytest.mark.skipif(not (FACTS / "organisations.csv").is_file(), reason="the facts are not here")


@needs_facts
def test_the_shipped_tables_are_what_the_facts_give(tmp_path: Path) -> None:
    written = build(FACTS, tmp_path)
    assert written["bodies.csv"] == 753
    made = {path.name for path in tmp_path.iterdir()}
    shipped = {path.name for path in DATA.iterdir()} - set(BY_HAND)
    assert made == shipped
    for name in made:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


@needs_facts
def test_what_was_built_can_be_read(tmp_path: Path) -> None:
    build(FACTS, tmp_path)
    for name in BY_HAND:
        shutil.copy(DATA / name, tmp_path)
    assert read(tmp_path) == read(DATA)


@needs_facts
def test_the_slugs_are_in_no_other_table(tmp_path: Path) -> None:
    build(FACTS, tmp_path)
    assert "nhs_cannock_chase_ccg" in (tmp_path / "wdtk_slugs.csv").read_text()
    assert "nhs_cannock_chase_ccg" not in (tmp_path / "contacts.csv").read_text()


@needs_facts
def test_a_facts_table_without_a_column_is_refused(tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    shutil.copytree(FACTS, facts)
    table = facts / "organisations.csv"
    table.chmod(0o644)
    facts.chmod(0o755)
    table.write_text(table.read_text().replace("successor_now,", "heir,", 1))
    with pytest.raises(RegisterDataError, match=r"organisations\.csv, line 1: missing columns successor_now"):
        build(facts, tmp_path / "out")


def test_without_facts_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"organisations\.csv"):
        main([str(tmp_path / "nowhere")])
