"""The command-line contract: output, JSON and exit codes, as scripts rely on them."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import register
from bot.cli.app import run_command_line

ROOT = Path(__file__).parents[3]


@pytest.fixture
def cli(capsys, tmp_path, monkeypatch):
    """Run a command in this process; gives (exit code, standard output, standard error)."""
    for name in [name for name in os.environ if name.startswith("CCGWATCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        stream = io.TextIOWrapper(io.BytesIO(stdin))
        monkeypatch.setattr(sys, "stdin", stream)
        code = run_command_line(list(arguments))
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_ask(cli):
    code, out, _ = cli("ask", "!ccg Cannock Chase")
    assert code == 0
    for fact in ("NHS Cannock Chase CCG", "04Y", "1 April 2013 to 30 June 2022", "(QNC)", "Midlands"):
        assert fact in out
    assert cli("ask", "04Y")[0] == 0
    assert cli("ask", "!ccg Devon")[0] == 0
    assert cli("ask", "!ccg Nowhereville")[0] == 1
    assert cli("ask", "frobnicate")[0] == 1
    assert cli("ask")[0] == 2
    assert cli("fly")[0] == 2
    assert cli("ask", "--loud", "x")[0] == 2


def test_ask_json(cli):
    code, out, _ = cli("ask", "--json", "lineage 99M")
    answer = json.loads(out)
    assert code == 0
    assert answer["outcome"] == "answered"
    assert {"heading", "picture", "choices"} <= {block["type"] for block in answer["blocks"]}


def test_find_one_query(cli):
    code, out, _ = cli("register", "find", "--json", "99M")
    row = json.loads(out)
    assert code == 0
    assert row["query"] == "99M"
    first = row["matches"][0]
    assert set(first) == {"code", "name", "kind", "score", "why", "now"}
    assert (first["code"], first["kind"], first["now"]) == ("99M", "CCG", ["QRL", "S9B9J"])
    assert "99M" in cli("register", "find", "99M")[1]


def test_find_many_from_standard_input(cli):
    code, out, _ = cli("register", "find", "--json", stdin=b"Cannock Chase\n\nNowhereville\nBSW\n")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["query"] for row in rows] == ["Cannock Chase", "Nowhereville", "BSW"]
    assert rows[1]["matches"] == []
    assert "QOX" in [match["code"] for match in rows[2]["matches"]]


def test_find_on_a_day(cli):
    today = json.loads(cli("register", "find", "--json", "Devon", "--on", "2026-11-21")[1])["matches"]
    then = json.loads(cli("register", "find", "--json", "Devon", "--on", "1 May 2020")[1])["matches"]
    assert (today[0]["code"], then[0]["code"]) == ("QJK", "15N")
    code, _, err = cli("register", "find", "Devon", "--on", "soon")
    assert code == 2
    assert "2015" in err


def test_nothing_found(cli):
    assert cli("register", "find", "Nowhereville")[0] == 1


def test_lineage(cli):
    code, out, _ = cli("register", "lineage", "07h", "--json")
    line = json.loads(out)
    assert code == 0
    assert [each["code"] for each in line["now"]] == ["D7T5G"]
    assert [each["code"] for each in line["descendants"]][:2] == ["QM7", "D7T5G"]
    assert "NHS Essex" in cli("register", "lineage", "07H")[1]
    code, _, err = cli("register", "lineage", "ZZZ")
    assert code == 1
    assert "ZZZ" in err


def test_verify(cli, monkeypatch):
    assert cli("register", "verify")[0] == 0
    monkeypatch.setattr("register.verify.verify", lambda _: ["04Y ends nowhere"])
    code, out, _ = cli("register", "verify")
    assert code == 1
    assert "04Y ends nowhere" in out


def test_state_and_config_anywhere(cli, tmp_path):
    cli("ask", "setup name Anywhere", "--state", str(tmp_path / "one"))
    assert (tmp_path / "one" / "ccgwatch.db").exists()
    cli(f"--state={tmp_path / 'two'}", "ask", "setup name Anywhere")
    assert (tmp_path / "two" / "ccgwatch.db").exists()
    code, _, err = cli("ask", "04Y", "--config", str(tmp_path / "none.toml"))
    assert code == 1
    assert "none.toml" in err
    (tmp_path / "config.toml").write_text("[bot]\nprefix = '?'\n")
    assert "?lineage" in cli("ask", "?help")[1]


def test_environment(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("CCGWATCH_STATE", str(tmp_path / "elsewhere"))
    cli("ask", "setup name Elsewhere")
    assert (tmp_path / "elsewhere" / "ccgwatch.db").exists()


def test_database_upgrade_backup_restore(cli, tmp_path):
    saved = tmp_path / "saved"
    assert cli("db", "upgrade")[0] == 0
    cli("ask", "setup name Before")
    assert cli("db", "backup", str(saved))[0] == 0
    cli("ask", "setup name After")
    assert cli("db", "restore", str(saved))[0] == 1  # never replaces by accident
    assert cli("db", "restore", str(saved), "--replace")[0] == 0
    assert "Before" in cli("ask", "setup")[1]
    code, _, err = cli("db", "restore", str(tmp_path / "nothing"), "--replace")
    assert code == 1
    assert "nothing" in err


def test_doctor_and_run_without_a_network(cli):
    code, out, _ = cli("doctor")
    assert code == 0
    assert "not configured" in out
    code, _, err = cli("run")
    assert code == 1
    assert "CCGWATCH_DISCORD__TOKEN" in err


def test_doctor_names_what_is_wrong(cli, monkeypatch, unused_tcp_port):
    monkeypatch.setenv("CCGWATCH_DISCORD__TOKEN", "x")
    monkeypatch.setenv("CCGWATCH_DISCORD__API_BASE", f"http://127.0.0.1:{unused_tcp_port}/api/v10")
    monkeypatch.setenv("CCGWATCH_MATRIX__HOMESERVER", f"http://127.0.0.1:{unused_tcp_port}")
    code, out, _ = cli("doctor")
    assert code == 1
    assert "FAIL  Discord: cannot be reached" in out
    assert "FAIL  Matrix: [matrix] user is missing" in out


@pytest.mark.parametrize(
    "command",
    [[], ["ask"], ["chat"], ["run"], ["doctor"], ["register"], ["register", "find"], ["register", "lineage"],
     ["register", "verify"], ["register", "build"], ["db"], ["db", "upgrade"], ["db", "backup"], ["db", "restore"]],
)  # fmt: skip
def test_help_everywhere(cli, command):
    code, out, _ = cli(*command, "--help")
    assert code == 0
    assert "Usage: ccgwatch" in out
    if command and command not in (["register"], ["db"]):
        assert "xample" in out or command[-1] == "verify"


def test_as_a_process_with_a_pipe(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--state", str(tmp_path), "chat"],
        input="!ccg Cannock Chase\nccg Devon\n1\n\xff\nexit\nnever reached\n".encode("latin-1"),
        capture_output=True,
        timeout=60,
        cwd=ROOT,
        check=True,
    )
    out = done.stdout.decode()
    assert "NHS Cannock Chase CCG (04Y)" in out
    assert "NHS Devon CCG (15N)" in out
    assert "never" not in out
    assert done.stderr == b""


def test_the_console_needs_neither_network_nor_database_library():
    script = (
        "import sys; from bot.cli.app import run_command_line as r; r(['ask', '04Y']);"
        "print([m for m in ('discord', 'nio', 'sqlalchemy', 'aiohttp', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_body_has_a_line(cli):
    names = "\n".join(body.name for body in register.load().bodies())
    _, out, _ = cli("register", "find", "--json", stdin=names.encode())
    rows = [json.loads(line) for line in out.splitlines()]
    wrong = [row["query"] for row in rows if row["matches"][0]["name"] != row["query"]]
    assert wrong == []


def test_a_state_folder_that_cannot_be_used(cli, tmp_path):
    state = tmp_path / "file"
    state.touch()
    code, out, _ = cli("ask", "lineage 99M", "--state", str(state))
    assert code == 0  # questions need no folder
    assert "not saved" in out
    assert cli("ask", "setup name X", "--state", str(state))[0] == 1
    code, out, _ = cli("doctor", "--state", str(state))
    assert code == 1
    assert "FAIL  Disk: the state folder cannot be used" in out
    code, _, err = cli("db", "upgrade", "--state", str(state))
    assert code == 1
    assert "cannot be opened" in err


@pytest.mark.parametrize("command", ["register find Cannock", "chat", "ask 04Y"])
def test_closed_streams_and_a_full_disk_give_no_traceback(tmp_path, command):
    start = f"{sys.executable} -m bot --state {tmp_path} {command}"
    for ending in ("<&-", "</dev/null >&-", "</dev/null >/dev/full", "</dev/null | head -c 1"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{start} {ending}"], capture_output=True, timeout=60, cwd=ROOT, check=False
        )
        assert b"Traceback" not in done.stderr, ending
