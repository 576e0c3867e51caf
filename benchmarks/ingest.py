"""(Watch, a) Releases a second from files to stored, routed notices with outbox rows.

Beside it stand a floor, the least that could be done with the same files (orjson, and one bare
``executemany`` of as many rows), and two public tools. ``ocdskit compile`` like us reads release packages,
keeps them in SQLite and puts them together by procurement, though it neither reads nor routes them.
``reader`` keeps the entries of feeds in SQLite and finds them by their words: here of JSON feeds with the
title, the description and the buyer of each release.
"""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.arena import ROOT, compile_all, environment
from benchmarks.elsewhere import programs
from benchmarks.releases import write_packages
from benchmarks.stores import opened, subscribe
from benchmarks.table import Comparison, Table

LEAST_OF_FLOOR, LEAST_OF_OTHER = 0.4, 5.0
"""The aims, as ratios of our speed to theirs."""
OTHER, READER = "ocdskit==1.7.0", "reader==3.26"
_RELEASES, _CHANNELS = 20_000, 100
_TABLES = ("notices", "notice_words", "notice_events", "outbox")


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds of the processor, and by the clock."""

    processor: float
    clock: float


def run(scale: float = 1.0, *, other: bool = True) -> Table:
    """Measure; `scale` shrinks the number of releases, without `other` only beside the floors."""
    count = max(100, int(_RELEASES * scale))
    with tempfile.TemporaryDirectory(prefix="ccgwatch-bench-") as directory:
        home = Path(directory)
        (home / "releases").mkdir()
        files = write_packages(home / "releases", count)
        asyncio.run(_subscribed(home / "state"))
        compile_all()
        ours = _ours(home)
        stored = {table: _all(home / "state" / "ccgwatch.db", table) for table in _TABLES}
        if len(stored["notices"]) != count:
            raise RuntimeError(f"{len(stored['notices'])} of {count} releases were stored.")
        bare = _bare(files, stored, home / "bare.db")
        whole = _bare(files, stored, home / "whole.db", _schema(home / "state" / "ccgwatch.db"))
        theirs = (_other(files, home), _reader(files, home)) if other else ()
    rows = [
        _row("orjson, and a bare insert of as many rows", count, ours, bare, LEAST_OF_FLOOR),
        _row("the same into our tables with their indexes", count, ours, whole),
    ]
    names = (f"{OTHER.replace('==', ' ')} compile", f"{READER.replace('==', ' ')}, with its search")
    rows += [
        _row(name, count, ours, spent, LEAST_OF_OTHER) for name, spent in zip(names, theirs, strict=False)
    ]
    size = sum(len(rows) for rows in stored.values())
    notes = (
        f"{count:,} releases in {len(files):,} packages made of the samples, {_CHANNELS} channels that "
        f"subscribe: {len(stored['outbox']):,} rows of the outbox, {size:,} rows in all. Ours is `ccgwatch "
        "feeds ingest --announce` as a whole process, start included; so are the tools. ocdskit is given a "
        "schema without rules, for it would fetch one. The floors insert the same bytes into an SQLite file "
        "in WAL mode, in one transaction. Seconds are the processor's, so that what else the machine does "
        f"counts little; by the clock ours took {ours.clock:.1f}, and the others in order "
        f"{', '.join(f'{spent.clock:.1f}' for spent in (bare, whole, *theirs))}.",
    )
    return Table("Ingest", "beside it", tuple(rows), notes)


def _row(what: str, count: int, ours: _Spent, theirs: _Spent, least: float | None = None) -> Comparison:
    return Comparison(what, count / ours.processor, count / theirs.processor, "a second", least=least)


async def _subscribed(state: Path) -> None:
    async with opened(state) as database:
        await subscribe(database, _CHANNELS)


def _timed(command: Sequence[str], cwd: Path, given: Path, **more: str) -> _Spent:
    """What a whole process spends."""
    start = time.perf_counter()
    with given.open("rb") as file:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment() | more,
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with exit code {process.returncode}.")
    return _Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - start)


def _ours(home: Path) -> _Spent:
    """``ccgwatch feeds ingest``."""
    command = [sys.executable, "-m", "bot", "feeds", "ingest", "--announce", str(home / "releases")]
    command += ["--state", str(home / "state")]
    return _timed(command, ROOT, Path(os.devnull), CCGWATCH_FEEDS__ENABLED="false")


def _all(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def _schema(path: Path) -> list[str]:
    """The tables and indexes of the store."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC"
        return [sql for table, sql in connection.execute(query) if table in _TABLES]


def _bare(
    files: Sequence[Path], rows: dict[str, list[tuple[object, ...]]], path: Path, schema: Sequence[str] = ()
) -> _Spent:
    """To parse the files and insert rows; into tables without indexes where there is no `schema`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for table, some in rows.items() if not schema else ():
            columns = ", ".join(f"c{number}" for number in range(len(some[0])))
            connection.execute(f"CREATE TABLE {table} ({columns})")
        for statement in schema:
            connection.execute(statement)
        start, spent = time.perf_counter(), time.process_time()
        for file in files:
            orjson.loads(file.read_bytes())
        connection.execute("BEGIN")
        for table, some in rows.items():
            if some:
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(some[0]))})", some)
        connection.execute("COMMIT")
        return _Spent(time.process_time() - spent, time.perf_counter() - start)


def _other(files: Sequence[Path], home: Path) -> _Spent:
    """``ocdskit compile`` over the same packages."""
    schema = home / "schema.json"
    schema.write_text('{"type": "object", "properties": {}}')
    nowhere = {f"{name}_PROXY": "http://127.0.0.1:9" for name in ("HTTP", "HTTPS", "ALL")}
    together = home / "together.json"
    together.write_bytes(b"".join(file.read_bytes() for file in files))
    return _timed(
        [str(programs(OTHER) / "ocdskit"), "compile", "--schema", str(schema)], home, together, **nowhere
    )


def _reader(files: Sequence[Path], home: Path) -> _Spent:
    """`reader` over a JSON feed (jsonfeed.org/version/1.1) for each package."""
    feeds = home / "feeds"
    feeds.mkdir()
    for file in files:
        releases = orjson.loads(file.read_bytes())["releases"]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": file.stem}
        feed["items"] = [_entry(release) for release in releases]
        (feeds / file.name).write_bytes(orjson.dumps(feed))
    program = Path(__file__).with_name("feed_reader.py")
    python = programs(READER, "sgmllib3k==1.0.0") / "python"
    command = [str(python), "-I", str(program), str(feeds), str(home / "reader.db")]
    return _timed(command, ROOT, Path(os.devnull))


def _entry(release: Mapping[str, Any]) -> dict[str, object]:
    tender, buyer = release.get("tender") or {}, release.get("buyer") or {}
    return {
        "id": str(release["id"]),
        "title": str(tender.get("title", "")),
        "content_text": str(tender.get("description", "")),
        "date_published": str(release["date"]),
        "authors": [{"name": str(buyer.get("name", ""))}],
    }
