"""The packaged tables, read into values: strictly, and fast enough for every start of the console."""

import csv
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from register.errors import RegisterDataError
from register.model import About, Body, Cluster, Contact, Kind, Place, Relation, Share, Source, Succession

DATA = Path(__file__).parent / "data"
WHATDOTHEYKNOW = "https://www.whatdotheyknow.com/body/"

BODY_COLUMNS = (
    *("code", "name", "kind", "detail", "status", "opened", "closed", "region", "icb"),
    *("ons_codes", "successors_now", "postcode", "note"),
)


@dataclass(frozen=True, slots=True)
class Stp:
    """An STP or ICS footprint of `year`, and the part of its CCGs that went to one ICB of July 2022."""

    year: int
    ons_code: str
    name: str
    icb: str
    share: float


@dataclass(frozen=True, slots=True)
class Nation:
    """A place outside England; `also_english` marks a name that England has as well."""

    name: str
    nation: str
    responsible: str
    site: str
    also_english: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """Every packaged table as it stands in its file, not yet indexed."""

    bodies: tuple[Body, ...]
    successions: tuple[Succession, ...]
    places: tuple[tuple[Place, tuple[Share, ...]], ...]
    aliases: tuple[tuple[str, str, str], ...]
    stps: tuple[Stp, ...]
    neighbours: dict[tuple[str, str], tuple[str, ...]]
    clusters: tuple[Cluster, ...]
    contacts: dict[tuple[str, str], Contact]
    nations: tuple[Nation, ...]
    counties: dict[str, tuple[str, ...]]
    about: About


def read(folder: Path = DATA) -> Tables:
    """Read every table in `folder`.

    Raises RegisterDataError, naming the file and the line, for anything malformed or missing.
    """
    contacts = {}
    for code, what, value, as_at, confidence, source in _rows(
        folder, "contacts.csv", ("code", "field", "value", "as_at", "confidence", "source")
    ):
        contacts[code, what] = Contact(value, as_at, confidence, source)
    for code, slug, as_at, confidence in _rows(
        folder, "wdtk_slugs.csv", ("code", "slug", "as_at", "confidence")
    ):
        contacts[code, "whatdotheyknow"] = Contact(
            WHATDOTHEYKNOW + slug, as_at, confidence, "WhatDoTheyKnow volunteers and mySociety"
        )
    return Tables(
        bodies=tuple(_parsed(folder, "bodies.csv", BODY_COLUMNS, _body)),
        successions=tuple(_parsed(folder, "successions.csv", _SUCCESSION, _succession)),
        places=tuple(_parsed(folder, "places.csv", ("kind", "code", "name", "bodies"), _place)),
        aliases=tuple((a, c, k) for a, c, k in _rows(folder, "aliases.csv", ("alias", "code", "kind"))),
        stps=tuple(_parsed(folder, "stps.csv", ("year", "ons_code", "name", "icb", "share"), _stp)),
        neighbours={
            (scope, code): tuple(beside.split("|"))
            for scope, code, beside in _rows(folder, "neighbours.csv", ("scope", "code", "neighbours"))
        },
        clusters=tuple(_parsed(folder, "clusters.csv", _CLUSTER, _cluster)),
        contacts=contacts,
        nations=tuple(_parsed(folder, "nations.csv", _NATION, _nation)),
        counties={
            county: tuple(districts.split("|"))
            for county, _, districts in _rows(folder, "counties.csv", ("code", "name", "districts"))
        },
        about=_about(folder),
    )


_SUCCESSION = ("predecessor", "successor", "date", "relation", "share", "confidence", "note")
_CLUSTER = ("name", "codes", "state", "reported", "source", "confidence")
_NATION = ("name", "nation", "responsible", "site", "also_english")
_KINDS = {str(kind): kind for kind in Kind}
_RELATIONS = {str(relation): relation for relation in Relation}


def _rows(folder: Path, name: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """The rows of a table, each as wide as its header; the header must be exactly `columns`."""
    try:
        stream = (folder / name).open(encoding="utf-8", newline="")
    except OSError as problem:
        raise RegisterDataError(name, 0, "the file cannot be read") from problem
    with stream:
        reader = csv.reader(stream, strict=True)
        try:
            if (header := next(reader, [])) != list(columns):
                raise RegisterDataError(name, 1, f"the columns are {header}, not {list(columns)}")
            for row in reader:
                if len(row) != len(columns):
                    raise RegisterDataError(
                        name, reader.line_num, f"{len(row)} cells instead of {len(columns)}"
                    )
                yield row
        except (csv.Error, UnicodeDecodeError) as problem:
            raise RegisterDataError(name, reader.line_num, str(problem)) from problem


_T = TypeVar("_T")


def _parsed(
    folder: Path, name: str, columns: Sequence[str], parse: Callable[[list[str]], _T]
) -> Iterator[_T]:
    for line, row in enumerate(_rows(folder, name, columns), 2):
        try:
            yield parse(row)
        except (ValueError, KeyError, IndexError) as problem:
            raise RegisterDataError(name, line, f"cannot be understood ({problem}): {row}") from problem


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 1:
        raise ValueError(f"the share {text} is not between 0 and 1")
    return share


def _shares(text: str) -> tuple[Share, ...]:
    """``QNC`` or ``S9B9J:0.93|QRL:0.07``."""
    if not text:
        return ()
    parts = (part.partition(":") for part in text.split("|"))
    return tuple(Share(code, _share(share) if share else None) for code, _, share in parts)


def _body(row: list[str]) -> Body:
    code, name, kind, detail, status, opened, closed, region, icb, ons, now, postcode, note = row
    if not code or not name or status not in ("open", "closed", "unknown"):
        raise ValueError("no code, no name or an unknown status")
    return Body(
        *(code, name, _KINDS[kind], status, _day(opened), _day(closed), region or None, icb or None),
        *(tuple(ons.split("|")) if ons else (), _shares(now), postcode or None, detail, note),
    )


def _succession(row: list[str]) -> Succession:
    before, after, day, relation, share, confidence, note = row
    return Succession(
        *(before, after, date.fromisoformat(day), _RELATIONS[relation]),
        *(_share(share) if share else None, confidence, note),
    )


def _place(row: list[str]) -> tuple[Place, tuple[Share, ...]]:
    kind, code, name, bodies = row
    if not kind or not code or not name:
        raise ValueError("no kind, no code or no name")
    return Place(kind, code, name), _shares(bodies)


def _stp(row: list[str]) -> Stp:
    year, ons_code, name, icb, share = row
    return Stp(int(year), ons_code, name, icb, _share(share))


def _cluster(row: list[str]) -> Cluster:
    name, codes, state, reported, source, confidence = row
    return Cluster(name, tuple(codes.split("|")), state, reported, source, confidence)


def _nation(row: list[str]) -> Nation:
    name, nation, responsible, site, also = row
    if not name or not nation or not site.startswith("https://"):
        raise ValueError("no name, no nation or no https address")
    return Nation(name, nation, responsible, site, also == "yes")


def _about(folder: Path) -> About:
    name = "register.toml"
    try:
        told = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        return About(
            compiled=told["compiled"],
            licence=told["licence"],
            slug_licence=told["slug_licence"],
            sources=tuple(Source(s["name"], s["as_at"]) for s in told["sources"]),
            counts={Kind(kind): count for kind, count in told["counts"].items()},
        )
    except (OSError, KeyError, ValueError, TypeError) as problem:
        raise RegisterDataError(name, 0, f"cannot be understood ({problem})") from problem
