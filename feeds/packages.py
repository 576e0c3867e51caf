"""Release packages, single releases and JSON lines, out of bytes that may be broken in the usual ways.

Real streams hold numbers no JSON reader takes (``1e9999``, ``000,``), bytes that are not UTF-8, control
characters inside texts, a byte order mark, or a text body where JSON was due. The fast reader tries first;
the tolerant one mends what can be mended without guessing.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

from feeds.errors import UnreadableFile

_TOKEN: Final = re.compile(
    r'"(?:[^"\\]|\\.)*"'  # a text, mended on its own
    r"|-?0+(?=\d)"  # zeros before a number
    r"|-?(?:Infinity|NaN)\b",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r'\\(?:u(?![0-9a-fA-F]{4})|(?!["\\/bfnrtu]).)', re.DOTALL)
_LONE: Final = re.compile(r"[\ud800-\udfff]")


def loads(data: bytes) -> Any:
    """The JSON value in `data`, mended where needed. Raises `UnreadableFile`."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableFile("it is empty")
    try:
        return json.loads(_TOKEN.sub(_mended, text), strict=False, parse_int=_whole)
    except RecursionError:
        raise UnreadableFile("it is nested too deeply") from None
    except ValueError as problem:
        where = f"line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else "somewhere"
        raise UnreadableFile(f"it is not JSON ({where})") from None


def releases(data: bytes) -> Iterator[Any]:
    """Every release in `data`: of a release package, of a list of packages or releases, or of JSON lines.

    What stands where a release was due is given as it is, for the reader to refuse. In JSON lines a line that
    cannot be read is given as an `UnreadableFile`. Raises `UnreadableFile` when nothing can be made of it.
    """
    try:
        value = loads(data)
    except UnreadableFile as problem:
        lines = [line for line in data.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith((b"{", b"[")) for line in lines[:2]):
            raise problem from None
        read = [_line(number, line) for number, line in enumerate(lines, start=1)]
        if all(isinstance(each, UnreadableFile) for each in read):
            raise problem from None
        for each in read:
            yield from [each] if isinstance(each, UnreadableFile) else _unpacked(each)
        return
    yield from _unpacked(value)


def _line(number: int, line: bytes) -> Any:
    try:
        return loads(line)
    except UnreadableFile as problem:
        return UnreadableFile(f"line {number}: {problem}")


def _unpacked(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _unpacked(each) if isinstance(each, dict) else [each]
    elif isinstance(value, dict):
        inside = value.get("releases")
        if isinstance(inside, list):
            yield from inside
        elif isinstance(value.get("records"), list):
            for record in value["records"]:
                yield from _unpacked(record)
        elif "releases" in value:
            raise UnreadableFile("its releases are not a list")
        else:
            yield value
    else:
        raise UnreadableFile("it holds no release package, release or JSON lines")


def _mended(token: re.Match[str]) -> str:
    text = token[0]
    if text.startswith('"'):
        return _ESCAPE.sub(lambda wrong: "\\" + wrong[0], text) if "\\" in text else text
    if "I" in text or "N" in text:
        return "null"
    return "-" if text.startswith("-") else ""


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= 40 else None
