"""Deadlines of FOI requests a second, each with its working, beside bare counts of the same days.

The bare counts are numpy's ``busday_offset`` and ``get_nth_working_day`` of the `holidays` package, both
given the same holidays. They give a day and nothing else; ours says too which days were skipped, and why.
Every day that they find must be the one that we find.
"""

import json
import random
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import holidays

from benchmarks.elsewhere import programs
from benchmarks.table import Comparison, Table, median
from law.calendar import FIRST_YEAR, LAST_YEAR
from law.foi.clock import clock
from law.foi.due import due
from law.foi.events import Event, Kind
from law.foi.regime import Calendars, Regime

AIM = 20_000
"""Deadlines a second, with their working, on one core."""
OTHER = "numpy==2.3.5"
_DEADLINES, _ROUNDS = 20_000, 5
_DAYS = 20
_LATE = timedelta(days=40)
"""After so long an answer is late, so that its clock has two dates."""
_NUMPY = """
import json, sys, time
import numpy
given = json.load(sys.stdin)
calendar = numpy.busdaycalendar(holidays=given["holidays"])
received = [numpy.datetime64(day) for day in given["received"]]
def one_by_one():
    return [numpy.busday_offset(day, given["days"], roll="backward", busdaycal=calendar) for day in received]
def at_once():
    return numpy.busday_offset(received, given["days"], roll="backward", busdaycal=calendar)
spent = {}
for count in (one_by_one, at_once):
    rounds = []
    for _ in range(given["rounds"]):
        began = time.process_time()
        found = count()
        rounds.append(time.process_time() - began)
    spent[count.__name__] = rounds
    assert [str(day) for day in found] == given["expected"], count.__name__
json.dump(spent, sys.stdout)
"""


def run(scale: float = 1.0, *, other: bool = True) -> Table:
    """Measure; `scale` shrinks the number of deadlines, without `other` numpy is left out."""
    count = max(200, int(_DEADLINES * scale))
    rng = random.Random(2000)
    first, last = date(FIRST_YEAR + 5, 1, 1), date(LAST_YEAR, 10, 1)
    received = [first + timedelta(days=rng.randrange((last - first).days)) for _ in range(count)]
    calendars = Calendars.packaged()
    expected = [due(day, Regime.FOIA, calendars).day for day in received]

    def with_working() -> None:
        for day in received:
            assert due(day, Regime.FOIA, calendars).working

    dates: list[int] = []

    def clocks() -> None:
        dates[:] = [
            len(clock([Event(Kind.SENT, day)], Regime.FOIA, calendars, day + _LATE).deadlines)
            for day in received
        ]

    ours = count / _spent(with_working)
    spent = _spent(clocks)
    rows = [
        _row("due dates, beside the aim", ours, AIM, 1.0),
        _row("the dates of whole clocks, beside the aim", sum(dates) / spent, AIM, 1.0),
        _row("due dates, beside the day alone by `holidays`", ours, count / _theirs(received, expected)),
    ]
    if other:
        name = OTHER.replace("==", " ")
        for how, seconds in _numpy(received, expected).items():
            what = f"due dates, beside the day alone by {name}, {how.replace('_', ' ')}"
            rows.append(_row(what, ours, count / seconds))
    notes = (
        f"{count:,} requests received on days of {first.year} to {last.year}, drawn with a fixed seed; the "
        f"median of {_ROUNDS} rounds, in seconds of the processor. The others found the same days.",
    )
    return Table("Deadlines", "beside it", tuple(rows), notes)


def _row(what: str, ours: float, theirs: float, least: float | None = None) -> Comparison:
    return Comparison(what, ours, theirs, "a second", least=least)


def _spent(count: Callable[[], None]) -> float:
    rounds = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        count()
        rounds.append(time.process_time() - began)
    return median(rounds)


def _holidays() -> holidays.HolidaySum:
    """Those of any part of the United Kingdom, as one list."""
    parts = [
        holidays.country_holidays("GB", subdiv=part, years=range(FIRST_YEAR, LAST_YEAR + 1))
        for part in ("ENG", "WLS", "SCT", "NIR")
    ]
    return sum(parts[1:], start=parts[0])


def _theirs(received: Sequence[date], expected: Sequence[date]) -> float:
    """Seconds by the `holidays` package."""
    known = _holidays()
    found: list[date] = []

    def count() -> None:
        found[:] = [known.get_nth_working_day(day, _DAYS) for day in received]

    spent = _spent(count)
    if found != list(expected):
        raise RuntimeError("holidays found other days than we did.")
    return spent


def _numpy(received: Sequence[date], expected: Sequence[date]) -> dict[str, float]:
    """Seconds by numpy, a call a date and one call for all."""
    given = {
        "holidays": [day.isoformat() for day in _holidays()],
        "received": [day.isoformat() for day in received],
        "expected": [day.isoformat() for day in expected],
        "days": _DAYS,
        "rounds": _ROUNDS,
    }
    done = subprocess.run(
        [str(programs(OTHER) / "python"), "-c", _NUMPY],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"numpy's count failed: {done.stderr.strip().splitlines()[-1]}")
    return {name: median(rounds) for name, rounds in json.loads(done.stdout).items()}
