"""Reading the packaged tables is strict: what is malformed is named by file and line."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from register import RegisterDataError
from register.model import Kind, Share
from register.tables import DATA, read


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packaged tables, to be spoilt."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def _spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_body_is_read_with_everything_it_has() -> None:
    tables = read()
    body = next(b for b in tables.bodies if b.code == "15D")
    assert body.name == "NHS East Berkshire CCG"
    assert body.kind is Kind.CCG
    assert (body.opened, body.closed) == (date(2018, 4, 1), date(2021, 3, 31))
    assert body.successors_now == (Share("S0E4D", 0.98), Share("S9B9J", 0.02))
    assert body.region == "Y59"


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("bodies.csv", "NHS Darlington CCG,CCG,", "NHS Darlington CCG,CGG,", r"bodies\.csv, line \d+: .*CGG"),
        ("bodies.csv", "2013-04-01", "2013-04-31", r"bodies\.csv, line \d+: "),
        ("bodies.csv", "code,name", "code,title", r"bodies\.csv, line 1: the columns are"),
        ("bodies.csv", "CCG,,closed,", "CCG,,shut,", r"bodies\.csv, line \d+: .*unknown status"),
        ("successions.csv", "merger", "marriage", r"successions\.csv, line \d+: .*marriage"),
        ("successions.csv", ",0.", ",7.", r"successions\.csv, line \d+: .*not between 0 and 1"),
        ("places.csv", "COUNTY,E10000003,Cambridgeshire,", "COUNTY,,,", r"places\.csv, line 2: .*no kind"),
        ("aliases.csv", ",RTQ,", ",", r"aliases\.csv, line 2: 2 cells instead of 3"),
        ("contacts.csv", ",website,", ",", r"contacts\.csv, line \d+: 5 cells instead of 6"),
        ("nations.csv", "https://", "http://", r"nations\.csv, line 2: .*no https address"),
        ("register.toml", "compiled", "made", r"register\.toml, line 0: "),
        ("register.toml", "[counts]", "[counts", r"register\.toml, line 0: "),
    ],
)
def test_what_is_malformed_is_named(copy: Path, name: str, old: str, new: str, problem: str) -> None:
    _spoil(copy, name, old, new)
    with pytest.raises(RegisterDataError, match=problem) as told:
        read(copy)
    assert told.value.file == name


def test_a_missing_table_is_named(copy: Path) -> None:
    (copy / "stps.csv").unlink()
    with pytest.raises(RegisterDataError, match=r"stps\.csv, line 0: the file cannot be read"):
        read(copy)


def test_bytes_that_are_no_text_are_named(copy: Path) -> None:
    (copy / "clusters.csv").write_bytes(b"name,codes,state,reported,source,confidence\n\xff\xfe,,,,,\n")
    with pytest.raises(RegisterDataError, match=r"clusters\.csv"):
        read(copy)
