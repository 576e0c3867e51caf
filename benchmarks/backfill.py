"""(Watch, d) Memory of ``ccgwatch feeds ingest`` over a stream of releases of a gigabyte: high, and flat."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.arena import ROOT, compile_all, environment
from benchmarks.releases import many
from benchmarks.table import Comparison, Table, median

SCALE = 0.1
"""The usual one: the whole gigabyte takes minutes."""
MOST_MEMORY, MOST_GROWTH = 200.0, 1.1
"""The aims: megabytes at the highest, and the last tenth of the time beside the third."""
_BYTES = 1_000_000_000
_A_RELEASE = 5_000
_EVERY = 0.2
"""Seconds between two looks at the process."""


def run(scale: float = SCALE) -> Table:
    """Measure; `scale` shrinks the stream."""
    size = max(1_000_000, int(_BYTES * scale))
    with tempfile.TemporaryDirectory(prefix="ccgwatch-bench-") as directory:
        home = Path(directory)
        if shutil.disk_usage(home).free < 4 * size:
            raise SystemExit(
                f"There is too little room in {home.parent} for a stream of {size / 1e6:,.0f} MB."
            )
        stream = home / "stream.jsonl"
        with stream.open("wb") as file:
            count = 0
            for release in many(size // _A_RELEASE * 2):
                file.write(release + b"\n")
                count += 1
                if file.tell() >= size:
                    break
        size = stream.stat().st_size
        compile_all()
        took, highest, seen = _watched(stream, home / "state")
    tenth = max(1, len(seen) // 10)
    early, late = median(seen[2 * tenth : 3 * tenth] or seen), median(seen[-tenth:])
    rows = (
        Comparison("highest resident memory, beside the limit", highest, MOST_MEMORY, "MB", 1.0),
        Comparison(
            "resident in the last tenth of the time, beside the third tenth", late, early, "MB", MOST_GROWTH
        ),
    )
    tenths = ", ".join(
        f"{median(seen[at : at + tenth]):.0f}" for at in range(0, tenth * 10, tenth) if seen[at:]
    )
    notes = (
        f"`ccgwatch feeds ingest` of one file of {size / 1e6:,.0f} MB, {count:,} releases as JSON lines, "
        f"into an empty SQLite store: {took:,.0f} s, {count / took:,.0f} releases a second. Megabytes in "
        f"each tenth of the time: {tenths}.",
    )
    return Table("Back-fill", "beside it", rows, notes)


def _watched(stream: Path, state: Path) -> tuple[float, float, list[float]]:
    """Seconds it took, the highest resident megabytes by the kernel's count, and those seen meanwhile."""
    seen: list[float] = []
    highest = 0.0
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "feeds", "ingest", str(stream), "--state", str(state)],
        cwd=ROOT,
        env=environment() | {"CCGWATCH_FEEDS__ENABLED": "false"},
        stdout=subprocess.DEVNULL,
    )
    try:
        while True:
            now, most = _resident(process.pid)
            if process.poll() is not None:
                break
            seen.append(now)
            highest = most
            time.sleep(_EVERY)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise RuntimeError(f"The back-fill ended with exit code {process.returncode}.")
    return time.perf_counter() - begun, highest, seen


def _resident(number: int) -> tuple[float, float]:
    """Megabytes of a process, now and at most until now; 0 when it is gone.

    The kernel's count, but not that of `wait4`, which begins with what whoever starts the process has.
    """
    try:
        lines = Path(f"/proc/{number}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0, 0.0
    told = {name: value for name, _, value in (line.partition(":") for line in lines)}
    now, most = (int(told.get(name, "0 kB").split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
    return now, most
