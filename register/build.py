"""The builder of the packaged register: reads the facts tables, writes the tables that are shipped.

Run ``python -m register.build [FACTS]``; FACTS is a folder with the tables described in its own
README (organisations, successions, places, aliases, stps, neighbours, clusters, contacts), by
default ``../shared/register`` beside the project. The same facts give the same bytes. The tables
kept by hand in the data folder (nations, county districts, the licence page) are left alone.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from register.errors import RegisterDataError

Row = Mapping[str, str]
DATA = Path(__file__).parent / "data"
FACTS = Path(__file__).parents[1] / ".." / "shared" / "register"

LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. Source: NHS "
    "England (ODS); Office for National Statistics. Contains National Statistics and OS data "
    "(c) Crown copyright and database right."
)
SLUG_LICENCE = "WhatDoTheyKnow volunteers and mySociety, CC BY-SA 4.0"
SOURCES = (
    ("NHS England, Organisation Data Service: CCGs, trusts, ICBs, successions", "2012 to 2026-07"),
    ("Office for National Statistics: lookups of small areas to CCGs, ICBs and districts", "2013 to 2025"),
    ("ICB successions of 1 April 2026, as reported from the ODS", "2026"),
    ("GP practice locations, for postcode districts", "2022-01"),
    ("Contact addresses from bodies' own pages and public lists", "2026-08"),
    (f"Page names on WhatDoTheyKnow ({SLUG_LICENCE})", "2024-11"),
    ("General knowledge, marked in the tables", "2026-11"),
)
# What the facts tables call by number.
_WITNESSES = {
    "C1": "nhs-trust-icb-data (CC0)",
    "C2": "WhatDoTheyKnow authorities 2023",
    "C3": "WhatDoTheyKnow authorities 2024",
    "C4": "NHS England provider directory",
    "C5": "list of ICB board pages 2026",
    "C6": "public list 2026",
    "C7": "public list 2026",
    "C8": "public list 2026",
}
# Postcode districts rest on the CCG of their GP practices in January 2022. Where land changed hands on
# 1 July 2022 that leads astray: all of Birmingham went to QHL (as the district's own row says), Glossop to
# QJ2, and the Northamptonshire side of PE8 to QPM. B9 has a branch of an online practice based in London.
_BIRMINGHAM = ("B1", "B2", "B3", "B4", "B5", "B6", "B9", "B12", "B16", "B18", "B19", "B20", "B21", "B42")
_CORRECTED = dict.fromkeys(_BIRMINGHAM, "QHL:1") | {"SK13": "QJ2:1", "PE8": "QPM|S1Y5D"}
# The CCG that followed both was divided between two boards in 2022, just where these two had met: Sandwell
# is a borough of the Black Country, and Heart of Birmingham lay wholly in Birmingham.
_HEIRS = {"5PF": "QUA", "5MX": "QHL"}
# Notes on how a row was made, of no use to readers of the answer.
_WORKING = re.compile(r"opened date: ODS|closed date of Y5|share = LSOA|ODS Succs as|derived from name")


def build(facts: Path = FACTS, out: Path = DATA) -> Counter[str]:
    """Write the packaged tables into `out` from the facts in `facts`; return rows written by file.

    Raises RegisterDataError where a facts table lacks a column, and OSError where it cannot be read.
    """
    written: Counter[str] = Counter()
    organisations = _read(facts / "organisations.csv", "code", "name", "kind", "successor_now")
    contacts = _read(facts / "contacts.csv", "code", "field", "value", "confidence")
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[str]]]] = {
        "bodies.csv": (_BODY, (_body(row) for row in organisations)),
        "successions.csv": (
            ("predecessor", "successor", "date", "relation", "share", "confidence", "note"),
            map(_succession, _read(facts / "successions.csv", "predecessor_code", "successor_code", "date")),
        ),
        "places.csv": (
            ("kind", "code", "name", "bodies"),
            _places(_read(facts / "places.csv", "place_code")),
        ),
        "aliases.csv": (
            ("alias", "code", "kind"),
            ((r["alias"], r["code"], r["alias_kind"]) for r in _read(facts / "aliases.csv", "alias", "code")),
        ),
        "stps.csv": (
            ("year", "ons_code", "name", "icb", "share"),
            (
                (r["year"], r["stp_ons_code"], r["stp_name"], r["icb_code_2022"], _number(r["share_of_ccgs"]))
                for r in _read(facts / "stps.csv", "year", "stp_name", "icb_code_2022")
            ),
        ),
        "neighbours.csv": (
            ("scope", "code", "neighbours"),
            _neighbours(_read(facts / "neighbours.csv", "scope", "code", "neighbour_code")),
        ),
        "clusters.csv": (
            ("name", "codes", "state", "reported", "source", "confidence"),
            (
                (r["cluster"], r["icb_codes"], r["state"], r["reported"], r["source"], r["confidence"])
                for r in _read(facts / "clusters.csv", "cluster", "icb_codes")
            ),
        ),
        "contacts.csv": (
            ("code", "field", "value", "as_at", "confidence", "source"),
            (
                (r["code"], r["field"], r["value"], r["as_at"], r["confidence"], _witness(r["source"]))
                for r in contacts
                if r["field"] != "wdtk_slug"
            ),
        ),
        # Share-alike: kept in a file of its own, so that its licence stays with it alone.
        "wdtk_slugs.csv": (
            ("code", "slug", "as_at", "confidence"),
            (
                (r["code"], r["value"], r["as_at"], r["confidence"])
                for r in contacts
                if r["field"] == "wdtk_slug"
            ),
        ),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in tables.items():
        written[name] = _write(out / name, columns, rows)
    kinds = Counter(row["kind"] for row in organisations)
    (out / "register.toml").write_text(_about(_compiled(facts), kinds), encoding="utf-8", newline="\n")
    return written


_BODY = (
    *("code", "name", "kind", "detail", "status", "opened", "closed", "region", "icb"),
    *("ons_codes", "successors_now", "postcode", "note"),
)


def _body(row: Row) -> tuple[str, ...]:
    codes = [row["ons_code"], *reversed(row["ons_code_history"].split("|"))]
    heirs = row["successor_now"].split("|") if row["successor_now"] else []
    shares = row["successor_now_shares"].split("|") if row["successor_now_shares"] else []
    pairs = [f"{h}:{_number(s)}" for h, s in zip(heirs, shares, strict=True)] if shares else heirs
    if row["code"] in _HEIRS:
        pairs = [_HEIRS[row["code"]]]
    note = row["note"]
    detail = row["kind_detail"]
    if note.startswith("SHA: "):  # the strategic health authority is a fact, not a remark
        detail, note = note.split(";", 1)[0], note.partition(";")[2].strip()
    return (
        *(row["code"], row["name"], row["kind"], detail, row["status"], row["opened"], row["closed"]),
        *(row["nhs_region"], row["icb"], "|".join(c for c in codes if c), "|".join(pairs)),
        *(row["postcode"], "" if _WORKING.match(note) else note),
    )


def _succession(row: Row) -> tuple[str, ...]:
    note = "" if _WORKING.match(row["note"]) else row["note"]
    return (
        *(row["predecessor_code"], row["successor_code"], row["date"], row["relation"]),
        *(_number(row["share"]), row["confidence"], note),
    )


def _places(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """One row a place, its bodies ``code:share`` largest first; the body's own kind tells what it is."""
    bodies: dict[tuple[str, str], list[tuple[float, str]]] = {}
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        place = row["place_kind"], row["place_code"]
        names[place] = row["place_name"] or row["place_code"]
        bodies.setdefault(place, []).append((float(row["share"]), row["body_code"]))
    for (kind, code), shares in bodies.items():
        ordered = sorted(shares, key=lambda pair: (-pair[0], pair[1]))
        if kind != "PCDISTRICT" or code not in _CORRECTED:
            yield kind, code, names[kind, code], "|".join(f"{body}:{share:g}" for share, body in ordered)
    for code, parts in _CORRECTED.items():
        yield "PCDISTRICT", code, code, parts


def _neighbours(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    beside: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        beside.setdefault((row["scope"], row["code"]), set()).add(row["neighbour_code"])
    for (scope, code), codes in beside.items():
        yield scope, code, "|".join(sorted(codes))


def _number(text: str) -> str:
    return f"{float(text):g}" if text else ""


def _witness(source: str) -> str:
    return re.sub(r"\bC[1-8]\b", lambda found: _WITNESSES[found[0]], source)


def _compiled(facts: Path) -> str:
    found = re.search(r"Compiled (\d{4}-\d{2}-\d{2})", (facts / "README.md").read_text(encoding="utf-8"))
    if found is None:
        raise RegisterDataError("README.md", 1, "it does not say 'Compiled YYYY-MM-DD'")
    return found[1]


def _about(compiled: str, kinds: Counter[str]) -> str:
    lines = ["# Written by register.build; do not edit.", f"compiled = {compiled}"]
    lines += [f'licence = "{LICENCE}"', f'slug_licence = "{SLUG_LICENCE}"', "", "[counts]"]
    lines += [f"{kind} = {kinds[kind]}" for kind in sorted(kinds)]
    for name, as_at in SOURCES:
        lines += ["", "[[sources]]", f'name = "{name}"', f'as_at = "{as_at}"']
    return "\n".join(lines) + "\n"


def _read(path: Path, *needed: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = set(needed) - set(reader.fieldnames or ())
        if missing:
            raise RegisterDataError(path.name, 1, f"missing columns {', '.join(sorted(missing))}")
        return list(reader)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    ordered = sorted(tuple(cell.strip() for cell in row) for row in rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(ordered)
    return len(ordered)


def main(arguments: Sequence[str]) -> int:
    """Build from the folder named first in `arguments`, or from the default one; say what was written."""
    facts = Path(arguments[0]) if arguments else FACTS
    for name, rows in build(facts).items():
        sys.stdout.write(f"{name}: {rows} rows\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
