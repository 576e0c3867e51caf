"""``ccgwatch register route``: the contract scripts rely on."""

import io
import json
import sys

import pytest

from bot.cli.app import run_command_line


@pytest.fixture
def cli(capsys, monkeypatch):
    def run(stdin: bytes, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run_command_line(["register", "route", *arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_json(cli):
    told = {"name": "NHS Thames Valley ICB", "identifiers": [{"scheme": "GB-NHS", "id": "15A"}]}
    told |= {"postcode": "OX4 2PG", "regions": ["UKJ"]}
    code, out, err = cli(f"NHS Cannock Chase CCG\n\n{json.dumps(told)}\nCardiff Council\n".encode(), "--json")
    first, second, third = (json.loads(line) for line in out.splitlines())
    assert (code, err) == (0, "")
    assert list(first) == ["buyer", "body", "icb", "region", "scope", "confidence", "why"]
    assert (first["body"], first["icb"], first["region"]) == ("04Y", "QNC", "Y60")
    assert (first["buyer"], first["scope"], first["confidence"]) == ("NHS Cannock Chase CCG", "local", "high")
    assert (second["icb"], second["region"]) == ("S0E4D", "Y59")
    assert (third["icb"], third["region"], third["scope"]) == (None, None, "out-of-scope")
    assert all(isinstance(words, str) for words in first["why"])


def test_words(cli):
    code, out, _ = cli("NHS Devon ICB\nSomebody’s Holdings\n".encode())
    assert code == 0
    assert "NHS Devon ICB: local, NHS Devon Integrated Care Board (QJK), NHS England South West (Y58)" in out
    assert "Somebody’s Holdings: national, England (confidence low)" in out


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "{}",
        '{"name": 7}',
        '{"name": "x", "postcode": 7}',
        '{"name": "x", "regions": "UKI"}',
        '{"name": "x", "regions": [7]}',
        '{"name": "x", "identifiers": {}}',
        '{"name": "x", "identifiers": [7]}',
        '{"name": "x", "identifiers": [{"scheme": "GB-NHS"}]}',
        "{" * 5000,
    ],
)
def test_a_malformed_line_is_named_and_the_rest_goes_on(cli, line):
    code, out, err = cli(f"{line}\nNHS Devon ICB\n".encode(), "--json")
    bad, good = (json.loads(each) for each in out.splitlines())
    assert code == 1
    assert err.startswith("line 1: ")
    assert (bad["scope"], bad["confidence"], bad["region"]) == ("national", "low", None)
    assert good["icb"] == "QJK"


def test_invalid_bytes_are_read_as_well_as_can_be(cli):
    code, out, _ = cli(b"\xff\xfeNHS Devon ICB\xa0\n", "--json")
    assert code == 0
    assert json.loads(out)["scope"] in ("local", "national")
