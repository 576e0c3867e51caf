"""Releases out of files of any size, a piece at a time, so that memory stays flat.

Small files are read whole, as forgivingly as `feeds.packages` does. Big ones are read as JSON lines, or
as one package or list by a streaming parser.
"""

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import ijson
import orjson

from feeds import pages  # noqa: F401 - registers the reading of bytes that are not UTF-8
from feeds.errors import UnreadableFile
from feeds.packages import releases

_WHOLE: Final = 8 * 1024 * 1024
_MENDED: Final = 64 * 1024 * 1024
_SHORT: Final = 256 * 1024
_LONG: Final = 8 * 1024 * 1024
_PIECE: Final = 1024 * 1024


def _nobody(_: int) -> None:
    pass


def in_file(path: Path, told: Callable[[int], None] = _nobody) -> Iterator[Any]:
    """Every release in a file; what cannot be read in between is given as an `UnreadableFile`.

    `told` hears now and then how many bytes have been read, as far as the file is read in pieces.

    Raises `UnreadableFile`, also in the middle, where nothing more can be made of it.
    """
    try:
        with path.open("rb") as file:
            lines = _is_lines(file.readline(_SHORT))
            file.seek(0)
            if lines:
                yield from _lines(file, told)
            elif path.stat().st_size <= _WHOLE:
                yield from releases(file.read())
            else:
                yield from _streamed(file, told)
    except OSError as problem:
        raise UnreadableFile(f"it cannot be read ({problem.strerror or type(problem).__name__})") from problem


def files_in(paths: list[Path]) -> list[Path]:
    """`paths`, with folders replaced by the JSON files in them, by name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.rglob("*") if each.suffix in (".json", ".jsonl", ".ndjson"))
        else:
            found.append(path)
    return found


def _is_lines(first: bytes) -> bool:
    """Whether the first line is a whole object: then so are the others, and reading them is quicker."""
    if not first.endswith(b"\n"):
        return False
    try:
        return isinstance(orjson.loads(first), dict)
    except orjson.JSONDecodeError:
        return first.lstrip().startswith(b"{") and first.rstrip().endswith(b"}")


def _lines(file: IO[bytes], told: Callable[[int], None]) -> Iterator[Any]:
    number = 0
    while line := file.readline(_LONG):
        number += 1
        told(file.tell())
        if not line.strip():
            continue
        try:
            yield from releases(line)
        except UnreadableFile as problem:
            yield UnreadableFile(f"line {number}: {problem}")


def _streamed(file: IO[bytes], told: Callable[[int], None]) -> Iterator[Any]:
    start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    file.seek(0)
    path = {b"{": "releases.item", b"[": "item"}.get(start)
    if path is None:
        raise UnreadableFile("it holds no release package, release or JSON lines")
    try:
        for each in ijson.items(_Mended(file, told), path, use_float=True, multiple_values=True):
            if isinstance(each, dict) and isinstance(each.get("releases"), list):
                yield from each["releases"]
            else:
                yield each
    except (ijson.JSONError, ValueError) as problem:
        if file.seek(0, 2) > _MENDED:
            raise UnreadableFile("it is not JSON, or only half of it") from problem
        # What the streaming parser does not take the forgiving one may; the store knows what came twice.
        file.seek(0)
        yield from releases(file.read())


class _Mended:
    """A file as UTF-8, whatever its bytes."""

    def __init__(self, file: IO[bytes], told: Callable[[int], None]) -> None:
        self._file = file
        self._told = told
        self._decoder = codecs.getincrementaldecoder("utf-8")("as-iso-8859-1")

    def read(self, size: int = -1) -> bytes:
        """Some more; about `size` bytes."""
        if size == 0:
            return b""
        while piece := self._file.read(_PIECE if size < 0 else size):
            self._told(self._file.tell())
            if mended := self._decoder.decode(piece).removeprefix("\ufeff").encode():
                return mended
        return self._decoder.decode(b"", final=True).encode()
