"""Storing the notices of files, in batches that go on from file to file: a small one takes nearly as long."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.feeds_poll import opened
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from feeds.source import Release


async def run(paths: list[Path], announce: bool) -> bool:
    """Store every notice in `paths`, files or folders; whether all of it could be read."""
    import register
    from feeds.decide import Tally
    from feeds.files import files_in
    from feeds.ingest import BATCH, Ingest, Outcome

    reading = _Reading(files_in(paths))
    releases = iter(reading)
    total = Outcome()
    async with opened() as database:
        ingesting = Ingest(database, register.load())
        terms = await ingesting.terms(datetime.now(UTC), announce=announce, whatever_age=True)
        tally = Tally(None)
        with Bar("Notices", reading.size) as bar:
            while batch := list(islice(releases, BATCH)):
                batch.sort(key=attrgetter("dated"))  # what follows on a notice is told after it
                done = await ingesting.store(batch, "", terms, tally)
                for words in done.skipped:
                    print(words, file=sys.stderr)
                total.add(done)
                bar.reached(reading.done, f"{total.items:,} stored")
    posted = f", {total.announced} posts to be made" if announce else ""
    print(f"{total.new} new, {total.changed} changed, {total.same} known{posted}.")
    return not (reading.failed or total.skipped)


class _Reading:
    """The releases of `files`, one after another; what cannot be read is named on the error output.

    `size` and `done` are bytes: of all files, and of what was read of them.
    """

    def __init__(self, files: list[Path]) -> None:
        self._sizes = {file: _size(file) for file in files}
        self.size = sum(self._sizes.values())
        self.done = 0
        self.failed = False

    def __iter__(self) -> "Iterator[Release]":
        from feeds.errors import UnreadableFile
        from feeds.files import in_file
        from feeds.source import Release

        for file, size in self._sizes.items():
            before = self.done
            try:
                for number, found in enumerate(in_file(file, partial(self._at, before)), 1):
                    if isinstance(found, dict):
                        yield Release(found, str(file))
                    else:
                        why = found if isinstance(found, UnreadableFile) else "it is no release"
                        self._failed(f"{file}, release {number}: {why}")
            except UnreadableFile as problem:
                self._failed(f"{file}: {problem}")
            self.done = before + size

    def _at(self, before: int, read: int) -> None:
        self.done = before + read

    def _failed(self, words: str) -> None:
        self.failed = True
        print(words, file=sys.stderr)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # reading it will say what is wrong
        return 0
