"""``ccgwatch feeds classify``, as typed."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.app import run_command_line
from tests.feeds.releases import SAMPLES, needs_samples, psr, release

ROOT = Path(__file__).parents[3]
INTENTION = "This is a Provider Selection Regime (PSR) intention to award notice."


@pytest.fixture
def classify(capsys, monkeypatch):
    """Classify files; gives (exit code, standard output, standard error)."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run_command_line(["feeds", "classify", *map(str, arguments)])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def written(path, *releases):
    path.write_text(json.dumps({"releases": list(releases)}))
    return path


def test_one_object_a_line(classify, tmp_path):
    file = written(tmp_path / "package.json", psr(INTENTION), release(id="022222-2026"))
    code, out, err = classify(file, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row["id"] for row in rows] == ["012345-2026", "022222-2026"]
    assert [row["psr_kind"] for row in rows] == ["intention_to_award", None]
    assert rows[0]["icb"] == "QWO"


def test_what_is_wrong_is_named_and_the_rest_goes_on(classify, tmp_path):
    bad = release(id="033333-2026", ocid="ocds-b5fd17-")
    first = written(tmp_path / "first.json", bad, None, psr(INTENTION))
    second = tmp_path / "second.json"
    second.write_text("Rate limit of 12 exceeded. Please retry after 120 seconds.")
    third = written(tmp_path / "third.json", release(id="022222-2026"))
    code, out, err = classify(first, second, tmp_path / "missing.json", third, "--json")
    assert code == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["012345-2026", "022222-2026"]
    lines = err.splitlines()
    assert len(lines) == 4
    assert "first.json, release 1: release 033333-2026: its ocid is only a prefix" in lines[0]
    assert "first.json, release 2: a release must be an object" in lines[1]
    assert "second.json: it is not JSON" in lines[2]
    assert "missing.json: cannot be read (No such file or directory)" in lines[3]


def test_readable_without_json(classify, tmp_path):
    made = psr(INTENTION, value={"amount": 207028, "currency": "GBP"})
    code, out, err = classify(written(tmp_path / "package.json", made))
    assert (code, err) == (0, "")
    assert "012345-2026  Community Phlebotomy" in out
    assert "NHS West Yorkshire Integrated Care Board (QWO)" in out
    assert "intention to award · 207,028 GBP" in out
    assert "standstill ends Fri 21 Aug 2026 (calculated)" in out
    assert "why: " in out


def test_the_input_and_broken_bytes(classify):
    lines = (
        json.dumps(psr(INTENTION)).encode()
        + b"\n{broken\n"
        + json.dumps(release()).encode()[:-1]
        + b', "x": 1e9999}'
    )
    code, out, err = classify("-", "--json", stdin=lines.replace(b"Community", b"Caf\xe9"))
    assert code == 1
    assert len(out.splitlines()) == 2
    assert "the input, release 2: line 2: it is not JSON" in err


def test_nothing_in_a_file_is_no_error(classify, tmp_path):
    assert classify(written(tmp_path / "empty.json"), "--json") == (0, "", "")


@needs_samples
def test_all_samples_as_a_process():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "bot",
            "feeds",
            "classify",
            "--json",
            *sorted((SAMPLES / "ocds").glob("*.json")),
        ],
        capture_output=True,
        timeout=120,
        cwd=ROOT,
        check=True,
    )
    assert len(done.stdout.splitlines()) == 272
    assert done.stderr == b""
