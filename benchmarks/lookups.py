"""(a) Lookups in the register, beside ``rapidfuzz.process.extract`` over the same names, in one run.

Ours and the scan answer the same questions in turn, round by round; the median round counts. The
names are all that the register knows: official names, other names and places. Misspelt names
have one typing error at a random place (fixed seed). Run alone: ``python -m benchmarks.lookups [--json]``.
"""

import argparse
import json
import random
import string
import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median

from rapidfuzz import process

import register
from benchmarks.table import Comparison, Table
from register.model import Kind

EXACT = 1 / 100
"""The aim: an exact lookup takes at most this part of the scan's time."""
MISSPELT = 1 / 3
_ROUNDS = 7
_EACH = 40
_POSTCODES = (
    "WS11 1AA",
    "ST16 3AD",
    "M1 1AE",
    "sw1p 3bt",
    "BS1 4TR",
    "LE1 5WW",
    "NE1 7RU",
    "PL1",
    "CM1",
    "GU15",
)


def run(scale: float = 1.0) -> Table:
    """Measure. `scale` shrinks the number of questions."""
    ours = register.load()
    ccgs = [body.name for body in ours.bodies(Kind.CCG, date(2013, 4, 1))]
    names = sorted(
        {body.name for body in ours.bodies()}
        | {alias for alias, _, _ in ours.records.tables.aliases}
        | {place.name for place in ours.records.distinct_places() if not place.kind.startswith("PC")}
    )
    rng = random.Random(2013)
    each = max(5, int(_EACH * scale))
    asked = {
        "exact official name": rng.sample(ccgs, each),
        "exact, bare and lower case": [_bare(name).lower() for name in rng.sample(ccgs, each)],
        "code": [body.code for body in rng.sample(ours.bodies(), each)],
        "misspelt official name": [_misspelt(rng, name) for name in rng.sample(ccgs, each)],
        "misspelt bare name": [_misspelt(rng, _bare(name)) for name in rng.sample(ccgs, each)],
        "postcode": [*_POSTCODES],
    }

    def scan(text: str) -> object:
        return process.extract(text, names)

    def scan_few(text: str) -> object:
        return process.extract(text, ccgs)

    rows = []
    for what, texts in asked.items():
        most = MISSPELT if "misspelt" in what else EXACT if "exact" in what or what == "code" else None
        rows.append(_compared(what, ours.find, scan, texts, most))
    for what in ("exact official name", "misspelt official name"):
        most = MISSPELT if "misspelt" in what else EXACT
        label = f"{what}, scan of the {len(ccgs)} CCGs alone"
        rows.append(_compared(label, ours.find, scan_few, asked[what], most))
    firsts = [_first_times(asked["exact official name"]) for _ in range(3)]
    notes = (
        f"The scan goes over {len(names):,} names with the default scorer. Lookups a second: "
        + "; ".join(
            f"{row.what} {1e6 / row.ours:,.0f} ({row.bare / row.ours:,.0f} times the scan)" for row in rows
        )
        + ".",
        f"An exact name asked for the first time takes {median(firsts):.0f} µs; its answer is then kept.",
    )
    return Table("Lookup", "rapidfuzz scan", tuple(rows), notes)


def _compared(
    what: str,
    ours: Callable[[str], object],
    scan: Callable[[str], object],
    texts: Sequence[str],
    most: float | None,
) -> Comparison:
    _each(ours, texts)  # builds what is built at the first question
    fast, slow = [], []
    for _ in range(_ROUNDS):
        fast.append(min(_each(ours, texts) for _ in range(3)))
        slow.append(_each(scan, texts))
    return Comparison(what, median(fast), median(slow), "µs", most)


def _each(search: Callable[[str], object], texts: Sequence[str]) -> float:
    """Microseconds a question."""
    began = time.perf_counter()
    for text in texts:
        search(text)
    return (time.perf_counter() - began) / len(texts) * 1e6


def _first_times(texts: Sequence[str]) -> float:
    fresh = register.Register(register.load().records.tables)
    fresh.find("04Y")  # builds the index
    return _each(fresh.find, texts)


def _bare(name: str) -> str:
    return name.removeprefix("NHS ").removesuffix(" CCG")


def _misspelt(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text) - 1)
    letter = rng.choice(string.ascii_lowercase)
    before, char, following, after = text[:place], text[place], text[place + 1], text[place + 2 :]
    return rng.choice(
        (
            before + letter + char + following + after,
            before + following + after,
            before + letter + following + after,
            before + following + char + after,
        )
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    table = run()
    print(json.dumps(table.as_json(), indent=1) if parser.parse_args().json else table.markdown())


if __name__ == "__main__":
    main()
