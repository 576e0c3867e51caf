"""The benchmarks run, and their tables find their place in the document. The figures themselves are no test."""

import orjson
import pytest

from benchmarks import answers, backfill, deadlines, fanout, growth, ingest, lookups, releases, start
from benchmarks.__main__ import NAMES, PAGE, machine, written
from benchmarks.table import Comparison, Table, high, shown
from feeds.normalise import normalise

FEW = 0.01
ON_DISCORD = ("Discord",)  # Matrix differs in the rooms only, and its server takes long to start


def test_lookups_run():
    assert_measured(lookups.run(FEW))


def test_deadlines_run():
    table = deadlines.run(FEW, other=False)  # numpy would have to be fetched
    assert_measured(table)
    assert "200 requests" in table.notes[0]


def test_answers_run():
    table = answers.run(FEW, ON_DISCORD)
    assert_measured(table)
    assert "2." in table.notes[0]  # kB: our answers, not echoes or refusals


def test_start_runs():
    assert_measured(start.run(FEW, ON_DISCORD))


def test_ingest_runs():
    table = ingest.run(FEW, other=False)  # the other tool would have to be fetched
    assert_measured(table)
    assert "200 releases in 2 packages" in table.notes[0]


def test_growth_runs():
    table = growth.run(0.001, polls=2)
    assert_measured(table)
    assert {"a poll: 1,000 notices", "tenders by words: 100 notices"} <= {row.what for row in table.rows}


def test_backfill_runs():
    table = backfill.run(0.001)
    assert_measured(table)
    assert "1 MB" in table.notes[0]


def test_fanout_runs():
    assert_measured(fanout.run(FEW, ON_DISCORD))


def test_releases_are_all_different_and_can_be_read():
    made = [orjson.loads(release) for release in releases.many(600)]
    assert len({release["id"] for release in made}) == 600
    assert sorted(made, key=lambda release: str(release["date"])) == made
    assert len({normalise(release).ocid for release in made}) > 300


def assert_measured(table: Table) -> None:
    assert table.rows
    assert all(row.ours > 0 and row.bare > 0 for row in table.rows)


def test_a_table_says_what_was_met_and_what_was_missed():
    rows = (Comparison("one", 5.0, 4.0, "ms", 1.25), Comparison("two", 130.0, 0.01234, "MB", 1.5))
    text = Table("Things", "bare", rows, ("Why.",)).markdown()
    assert "| one | 5.00 ms | 4.00 ms | 1.25 | at most 1.25: met |" in text
    assert "| two | 130 MB | 0.0123 MB | 10,535 | at most 1.50: **missed** |" in text
    assert text.endswith("\n\nWhy.")


def test_more_may_be_better():
    row = Comparison("three", 3.0, 10.0, "a second", least=0.4)
    assert row.missed
    assert row.verdict == "at least 0.40: **missed**"
    assert not Comparison("four", 4.0, 10.0, "a second", least=0.4).missed


def test_numbers_are_short():
    assert [shown(n) for n in (0, 0.5, 12.345, 123.4, 45678)] == ["0", "0.500", "12.3", "123", "45,678"]
    assert high(range(100)) == 95


def test_the_document_has_a_place_for_every_benchmark():
    page = PAGE.read_text(encoding="utf-8")
    for name in NAMES:
        once = written(page, name, "| table |")
        assert "| table |" in once
        assert written(once, name, "| table |") == once
    with pytest.raises(SystemExit, match="no place for nothing"):
        written(page, "nothing", "")


def test_the_machine_is_described():
    about = machine()
    assert about["cores"] >= 1
    assert about["libraries"]["discord.py"]
