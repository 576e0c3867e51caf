"""Run the benchmarks and print their tables: ``python -m benchmarks [NAME...] [--json FILE] [--write]``.

Everything stays on 127.0.0.1. All of it takes about twelve minutes; what else the machine does
shows in the figures, so leave it alone meanwhile.
"""

import argparse
import importlib
import json
import logging
import os
import platform
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.arena import ROOT
from benchmarks.table import Table
from bot import logs
from tests.servers.synapse import SynapseProblem, interpreter

NAMES = (
    "lookups",
    "deadlines",
    "sweep",
    "lists",
    "answers",
    "start",
    "ingest",
    "growth",
    "backfill",
    "fanout",
)
PAGE = ROOT / "docs" / "performance.md"
_LIBRARIES = ("discord.py", "matrix-nio", "vodozemac", "SQLAlchemy", "aiosqlite", "aiohttp", "rapidfuzz")


def main() -> int:
    """Run what is named; returns the exit code: 1 when an aim was missed and ``--strict`` given."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and bots are ended too
    logging.disable(logging.WARNING)  # matrix-nio's, of the one who asks
    logs.configure("error", json_lines=False)
    results: dict[str, Any] = {}
    missed = False
    for name in dict.fromkeys(arguments.names or NAMES):
        began = time.monotonic()
        benchmark = importlib.import_module(f"benchmarks.{name}")
        table: Table = benchmark.run(arguments.scale or getattr(benchmark, "SCALE", 1.0))
        about = machine()
        print(f"{table.markdown()}\n\n{_caption(about)}\n")
        print(f"({name}: {time.monotonic() - began:.0f} s)", file=sys.stderr)
        results[name] = table.as_json() | {"machine": about}
        missed |= any(row.missed for row in table.rows)
        if arguments.write:
            page = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(written(page, name, f"{table.markdown()}\n\n{_caption(about)}"), encoding="utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return int(arguments.strict and missed)


def written(page: str, name: str, text: str) -> str:
    """`page` with what stands between the marks of benchmark `name` replaced by `text`."""
    begin, end = f"<!-- {name}: written by ./run.sh bench {name} --write -->", f"<!-- end of {name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{PAGE.name} has no place for {name}: it lacks {begin} or {end}.")
    return f"{before}{begin}\n{text}\n{end}{after}"


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES} | {"Synapse": _synapse()},
        "load": round(os.getloadavg()[1], 1),
    }


def _caption(about: dict[str, Any]) -> str:
    libraries = ", ".join(f"{name} {number}" for name, number in about["libraries"].items())
    return (
        f"*{about['date']}: {about['cores']} cores ({about['processor']}), {about['system']}, "
        f"Python {about['python']}, {libraries}; load over the last five minutes {about['load']}.*"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _synapse() -> str:
    code = "import importlib.metadata as m; print(m.version('matrix-synapse'))"
    try:
        done = subprocess.run([interpreter(), "-c", code], capture_output=True, text=True, check=True)
    except (SynapseProblem, subprocess.CalledProcessError):
        return "none"
    return done.stdout.strip()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--write", action="store_true", help=f"put the tables into docs/{PAGE.name}")
    parser.add_argument("--scale", type=float, help="shrink the number of repetitions, or the sizes (0.1)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when an aim is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
