"""Packages, releases and JSON lines out of bytes as they come."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import UnreadableFile
from feeds.packages import loads, releases


def package(*inside):
    return json.dumps({"uri": "u", "releases": list(inside)}).encode()


@pytest.mark.parametrize(
    "data",
    [
        package({"id": "a"}, {"id": "b"}),
        b"[" + package({"id": "a"}) + b"," + package({"id": "b"}) + b"]",
        b'[{"id": "a"}, {"id": "b"}]',
        b'{"id": "a"}\n{"id": "b"}\n',
        package({"id": "a"}) + b"\n" + package({"id": "b"}) + b"\n",
        b'{"records": [{"ocid": "o", "releases": [{"id": "a"}, {"id": "b"}]}]}',
        b'\xef\xbb\xbf{"releases": [{"id": "a"}, {"id": "b"}]}',
    ],
    ids=["package", "packages", "releases", "lines", "package lines", "records", "byte order mark"],
)
def test_every_shape(data):
    assert [release["id"] for release in releases(data)] == ["a", "b"]


def test_a_single_release_and_an_empty_window():
    assert [release["id"] for release in releases(b'{"id": "a", "ocid": "o"}')] == ["a"]
    assert list(releases(package())) == []


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a": 1e9999}', {"a": float("inf")}),
        (b'{"a": 000, "b": 0.5, "c": 0, "d": -007, "e": 10}', {"a": 0, "b": 0.5, "c": 0, "d": -7, "e": 10}),
        (b'{"a": NaN, "b": -Infinity, "c": Infinity}', {"a": None, "b": None, "c": None}),
        (b'{"a": "NaN 000, \\"1e9999"}', {"a": 'NaN 000, "1e9999'}),
        (b'{"a": "caf\xe9"}', {"a": "caf\ufffd"}),
        (b'{"a": "one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
        (b'{"a": "\\x41 \\u12"}', {"a": "\\x41 \\u12"}),
        (b'{"a": "\\ud800"}', {"a": "\ud800"}),
        (b'{"a": ' + b"9" * 5000 + b"}", {"a": None}),
    ],
)
def test_what_other_readers_refuse(data, value):
    assert loads(data) == value


def test_a_bad_line_is_named_and_the_rest_is_read():
    found = list(releases(b'{"id": "a"}\n{"id": \n{"id": "c"}\n'))
    assert [each["id"] for each in found if isinstance(each, dict)] == ["a", "c"]
    assert [str(each) for each in found if isinstance(each, UnreadableFile)] == [
        "line 2: it is not JSON (line 1)"
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"Rate limit of 12 exceeded. Please retry after 120 seconds.",
        b"<html><body>403</body></html>",
        b'{"releases": [{"id": "a"}, {"id": ',
        b'{"releases": 5}',
        b"42",
        b'"text"',
        b"null",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\x00\x01\x02",
    ],
)
def test_what_holds_nothing_says_so(data):
    with pytest.raises(UnreadableFile, match=r"^it |^its "):
        list(releases(data))


def test_what_stands_where_a_release_was_due_is_passed_on():
    assert list(releases(b'{"releases": [null, 5, {"id": "a"}]}')) == [None, 5, {"id": "a"}]


@given(st.binary(max_size=200))
def test_any_bytes(data):
    try:
        list(releases(data))
    except UnreadableFile as problem:
        assert str(problem)
