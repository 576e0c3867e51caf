"""Files of releases of any size and quality, a piece at a time."""

import json
import tracemalloc

import pytest

from feeds import files
from feeds.errors import UnreadableFile
from feeds.files import files_in, in_file
from tests.feeds.making import tender


@pytest.fixture
def small(monkeypatch):
    """Files count as big from 1,000 bytes on."""
    monkeypatch.setattr(files, "_WHOLE", 1000)
    monkeypatch.setattr(files, "_MENDED", 1000)


def ids(path) -> list[object]:
    return [each["id"] if isinstance(each, dict) else type(each) for each in in_file(path)]


RELEASES = [tender(number) for number in range(1, 8)]
NAMES = [each["id"] for each in RELEASES]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (json.dumps({"version": "1.1", "releases": RELEASES}).encode(), NAMES),
        (json.dumps({"releases": RELEASES, "links": {"next": "x"}}, indent=1).encode(), NAMES),
        (json.dumps(RELEASES).encode(), NAMES),
        (json.dumps([{"releases": RELEASES[:3]}, {"releases": RELEASES[3:]}]).encode(), NAMES),
        ("\n".join(json.dumps(each) for each in RELEASES).encode() + b"\n", NAMES),
        ("\n".join(json.dumps({"releases": [each]}) for each in RELEASES).encode() + b"\n", NAMES),
        (b"\xef\xbb\xbf" + json.dumps({"releases": RELEASES}).encode(), NAMES),
        (json.dumps({"releases": RELEASES}).encode().replace(b"near people", b"\xa3 near"), NAMES),
    ],
)
def test_every_form_whole_or_streamed(tmp_path, monkeypatch, whole, data, found):
    monkeypatch.setattr(files, "_WHOLE", 10**9 if whole else 1000)
    path = tmp_path / "file.json"
    path.write_bytes(data)
    assert ids(path) == found


def test_a_broken_line_is_named_and_the_rest_read(tmp_path, small):
    path = tmp_path / "file.jsonl"
    lines = [json.dumps(each) for each in RELEASES]
    lines[2] = lines[2][:50]
    path.write_text("\n".join(lines) + "\n\n")
    assert ids(path) == [*NAMES[:2], UnreadableFile, *NAMES[3:]]


def test_half_a_file_gives_what_is_there_and_says_so(tmp_path, small):
    path = tmp_path / "file.json"
    data = json.dumps({"releases": RELEASES})
    path.write_text(data[: len(data) * 2 // 3])
    found = []
    with pytest.raises(UnreadableFile, match="half"):
        for each in in_file(path):
            found.append(each["id"])
    assert found == NAMES[: len(found)]
    assert len(found) >= 3


def test_numbers_that_are_none_are_mended_in_big_files_too(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_WHOLE", 1000)
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"releases": RELEASES}).replace("1200000", "000", 3))
    assert set(ids(path)) == set(NAMES)


@pytest.mark.parametrize("data", [b"nonsense" * 200, b"<html>" * 300, b"7" * 2000])
def test_what_holds_no_releases(tmp_path, small, data):
    path = tmp_path / "file.json"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile):
        ids(path)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        ids(tmp_path / "none.json")


def test_folders(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("b/2.json", "a.jsonl", "notes.txt"):
        (tmp_path / name).write_text("{}")
    lone = tmp_path / "notes.txt"
    assert [path.name for path in files_in([tmp_path, lone])] == ["a.jsonl", "2.json", "notes.txt"]


@pytest.mark.parametrize("form", ["package", "lines"])
def test_memory_stays_flat(tmp_path, monkeypatch, form):
    monkeypatch.setattr(files, "_WHOLE", 1000)
    path = tmp_path / "big.json"
    line = json.dumps(tender(1, tender={"description": "x" * 8000}))
    with path.open("w") as file:
        if form == "package":
            file.write('{"releases": [' + line + ("," + line) * 1500 + "]}")
        else:
            file.write((line + "\n") * 1501)
    tracemalloc.start()
    assert sum(1 for _ in in_file(path)) == 1501
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 1024 * 1024
