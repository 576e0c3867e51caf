"""``ccgwatch foi import`` and ``export``, as typed."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.app import run_command_line

TABLE = """Authority,Title,Date sent,Outcome,Date answered
NHS Devon ICB,Bed closures,03/09/2026,partial,1 October 2026
Cannock Chase CCG,Contracts,2/10/2026,,
"""
BAD = TABLE + "QNC,Plans,31/11/2026,,\nNarnia,Plans,2/11/2026,,\n"


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    """Runs one command on a state of its own: exit code, output, errors."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run_command_line(["foi", *arguments, "--state", str(tmp_path / "state")])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return command


def written(folder: Path, text: str) -> str:
    file = folder / "requests.csv"
    file.write_text(text)
    return str(file)


def test_a_dry_run_names_every_bad_row_and_makes_nothing(run, tmp_path: Path) -> None:
    code, out, err = run("import", written(tmp_path, BAD), "--dry-run")
    assert code == 1
    assert "row 2: NHS Devon Integrated Care Board: Bed closures, sent 2026-09-03" in out
    assert "2 requests can be made, 2 bad rows." in out
    assert "bad: row 4, sent: “31/11/2026”" in err
    assert "bad: row 5, body: “Narnia”" in err
    assert run("export")[0] == 1


def test_with_a_bad_row_nothing_is_made_unless_it_is_to_be_left_out(run, tmp_path: Path) -> None:
    file = written(tmp_path, BAD)
    code, out, _ = run("import", file)
    assert (code, "Nothing was made" in out) == (1, True)
    code, out, _ = run("import", file, "--skip-bad")
    assert (code, "2 requests made, 2 bad rows." in out) == (1, True)


def test_the_same_table_again_makes_nothing_new(run, tmp_path: Path) -> None:
    file = written(tmp_path, TABLE)
    made = run("import", file)[1]
    assert "row 2, request 1: NHS Devon Integrated Care Board: Bed closures, sent 2026-09-03\n" in made
    assert "2 requests made." in made
    code, out, _ = run("import", file)
    assert (code, "0 requests made, 2 there already." in out) == (0, True)
    states = [json.loads(line) for line in run("import", file, "--json")[1].splitlines()]
    assert [(each["row"], each["state"]) for each in states] == [(2, "known"), (3, "known")]


def test_what_is_exported_is_imported_elsewhere(run, tmp_path: Path) -> None:
    run("import", written(tmp_path, TABLE))
    code, out, _ = run("export", "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [(row["body_code"], row["stage"]) for row in rows] == [("QJK", "answered"), ("04Y", "waiting")]
    again = tmp_path / "again.csv"
    assert f"{again}: 2 requests" in run("export", "--out", str(again))[1]
    assert run("export", "--format", "ics")[1].startswith("BEGIN:VCALENDAR")
    assert len(json.loads(run("export", "--format", "json")[1])) == 2
    assert run_command_line(["foi", "import", str(again), "--state", str(tmp_path / "other")]) == 0


def test_which_campaign_is_asked_where_there_are_several(run, tmp_path: Path) -> None:
    file = written(tmp_path, TABLE)
    code, _, err = run("import", file, "--campaign", "Save It")
    assert (code, "There is none yet" in err) == (1, True)
    run("import", file)
    _, _, err = run("export", "--campaign", "Save It")
    assert "“This campaign” (number 1)" in err
    assert run("export", "--campaign", "1")[0] == 0


@pytest.mark.parametrize("text", ["", "colour\nred\n"])
def test_a_file_that_is_no_table_is_said_to_be_none(run, tmp_path: Path, text: str) -> None:
    code, _, err = run("import", written(tmp_path, text))
    assert code == 1
    assert "requests.csv: The fi" in err
    assert "Traceback" not in err


def test_a_file_that_is_not_there_and_a_form_that_is_none(run, tmp_path: Path) -> None:
    assert run("import", str(tmp_path / "none.csv"))[0] == 1
    assert run("export", "--format", "pdf")[0] == 2


def test_a_table_comes_through_a_pipe(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "foi", "import", "-", "--state", str(tmp_path)]
    done = subprocess.run(command, input=TABLE.encode(), capture_output=True, check=False)
    assert (done.returncode, b"2 requests made." in done.stdout) == (0, True)
