"""``ccgwatch foi due``: the contract scripts rely on."""

import csv
import io
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.app import run_command_line
from law.calendar import SCOTLAND, UK_ALL

ROOT = Path(__file__).parents[3]
CHECKED = ROOT / "tests" / "law" / "data" / "foi_deadlines.csv"


@pytest.fixture
def cli(capsys, monkeypatch):
    def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setenv("COLUMNS", "200")
        code = run_command_line(["foi", "due", *arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def test_one_date_in_words(cli):
    code, out, err = cli("--received", "2014-03-16")
    assert (code, err) == (0, "")
    for fact in (
        "Due Monday 14 April 2014 (calculated, FOIA section 10(1): https://www.legislation.gov.uk/",
        "or Tuesday 15 April 2014, as the section 45 Code of Practice counts",
        "St Patrick's Day (Northern Ireland), Monday 17 March 2014",
    ):
        assert fact in out
    assert "Code" not in cli("--received", "2026-06-01")[1]


def test_one_date_as_json(cli):
    code, out, _ = cli("--received", "1/6/2026", "--regime", "foisa", "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == [
        "received_date",
        "regime",
        "due_date",
        "code_date",
        "skipped",
        "provisional",
        "working",
        "rule",
        "source",
    ]
    assert (found["received_date"], found["regime"]) == ("2026-06-01", "FOISA")
    assert (found["due_date"], found["code_date"], found["provisional"]) == (
        "2026-06-30",
        "2026-06-30",
        False,
    )
    assert {"date": "2026-06-06", "reason": "Saturday"} in found["skipped"]


def test_received_today_by_london_under_foia(cli):
    before = datetime.now(ZoneInfo("Europe/London")).date()
    found = json.loads(cli("--json")[1])
    after = datetime.now(ZoneInfo("Europe/London")).date()
    assert found["received_date"] in (before.isoformat(), after.isoformat())
    assert found["regime"] == "FOIA"


@pytest.mark.parametrize(
    ("received", "words"),
    [
        ("soon", '"soon" is not one day. Write 2026-11-21'),
        ("2026-02-30", "February 2026 has only 28 days"),
        ("2026", '"2026" is not one day'),
        ("June 2026", "It names no single day"),
        ("3 June", '"3 June" is not one day'),
        ("2029-01-01", "the bank holidays of 2029 are not known here"),
        ("2028-12-15", "Nothing is guessed"),
        ("1999-12-01", "only 2000 to 2028"),
    ],
)
def test_a_date_that_cannot_be_counted_from_is_refused(cli, received, words):
    code, out, err = cli("--received", received)
    assert (code, out) == (1, "")
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments", [("--regime", "DPA"), ("--csv", "-", "--received", "2026-06-01"), ("--when", "x"), ("more",)]
)
def test_wrong_usage_ends_with_2(cli, arguments):
    assert cli(*arguments)[0] == 2


def test_the_checked_table(cli):
    code, out, err = cli("--csv", str(CHECKED))
    found = rows(out)
    given = rows(CHECKED.read_text(encoding="utf-8"))
    assert (code, err, len(found)) == (0, "", len(given))
    assert [row["due_date"] for row in found] == [row["expected_due_date"] for row in given]
    assert [{key: row[key] for key in given[0]} for row in found] == given
    calendars = {"FOIA": UK_ALL, "EIR": UK_ALL, "FOISA": SCOTLAND}
    for row in found:
        received = datetime.fromisoformat(row["received_date"]).date()
        assert (row["code_date"] == row["due_date"]) is calendars[row["regime"]].is_working_day(received)
    assert found[0]["skipped"].startswith(
        "2014-03-17 St Patrick's Day (Northern Ireland); 2014-03-22 Saturday; "
    )


def test_a_table_as_spreadsheets_write_them(cli):
    table = (
        '\ufeffid,Received_Date, Regime ,note\r\n1,2026-06-01,foia,"a, ""b""\r\nc"\r\n\r\n'
        "2,01/06/2026,,\r\n3,1 June 2026,FOISA\r\n4,2026-06-01,eir,,,\r\n"
    )
    code, out, err = cli("--csv", "-", stdin=table.encode())
    found = rows(out)
    assert (code, err) == (0, "")
    assert [row["id"] for row in found] == ["1", "2", "3", "4"]
    assert {row["due_date"] for row in found} == {"2026-06-30"}
    assert found[0]["note"] == 'a, "b"\r\nc'
    assert list(found[0]) == ["id", "Received_Date", " Regime ", "note", "due_date", "code_date", "skipped"]


def test_the_usual_law_of_a_table(cli):
    table = b"received_date\n2017-08-11\n"
    assert rows(cli("--csv", "-", stdin=table)[1])[0]["due_date"] == "2017-09-11"
    assert rows(cli("--csv", "-", "--regime", "FOISA", stdin=table)[1])[0]["due_date"] == "2017-09-08"


def test_a_table_counted_twice_has_its_columns_once(cli):
    once = cli("--csv", str(CHECKED))[1]
    assert cli("--csv", "-", stdin=once.encode())[1] == once


def test_bad_rows_are_named_and_the_good_ones_printed(cli, tmp_path):
    table = tmp_path / "requests.csv"
    table.write_text(
        "received_date,regime\n2026-06-01,FOIA\nnever,FOIA\n2031-01-01,EIR\n2026-06-01,DPA\n,FOIA\n"
        "2026-06-01,FOIA,more\n2026-06-02,FOIA\n",
        encoding="utf-8",
    )
    code, out, err = cli("--csv", str(table))
    assert code == 1
    assert [row["received_date"] for row in rows(out)] == ["2026-06-01", "2026-06-02"]
    assert [line.partition(": ")[0] for line in err.splitlines()] == [
        f"{table}, row {row}" for row in (3, 4, 5, 6, 7)
    ]
    for words in (
        '"never" is not one day',
        '"2031-01-01" cannot be counted from',
        '"DPA" is no such law',
        '"" is not one day',
        "it has 3 cells, and there are 2 columns",
    ):
        assert words in err


def test_a_table_as_json(cli):
    code, out, err = cli(
        "--csv", "-", "--json", stdin=b"id,received_date,regime\n7,2026-06-01,foia\n8,x,FOIA\n"
    )
    (found,) = [json.loads(line) for line in out.splitlines()]
    assert (code, "row 3" in err) == (1, True)
    assert (found["id"], found["regime"], found["due_date"]) == ("7", "FOIA", "2026-06-30")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "it must name the columns"),
        (b"\n", "it must name the columns"),
        (b"date,law\n2026-06-01,FOIA\n", "received_date and regime among them"),
        (b"received_date\n\xff\n", "not in UTF-8"),
        (b"received_date\n" + b"x" * 200_000, "field larger"),
    ],
)
def test_a_table_that_is_none(cli, table, words):
    code, out, err = cli("--csv", "-", stdin=table)
    assert (code, len(out.splitlines()) <= 1) == (1, True)
    assert words in err


def test_a_file_that_is_not_there(cli, tmp_path):
    code, _, err = cli("--csv", str(tmp_path / "nothing.csv"))
    assert code == 1
    assert "nothing.csv: No such file" in err


def test_nothing_heavy_is_loaded():
    heavy = "discord nio sqlalchemy aiohttp PIL storage.schema"
    code = (
        "import sys; from bot.cli.app import run_command_line; run_command_line(['foi', 'due']); "
        f"print(sorted(set('{heavy}'.split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"
