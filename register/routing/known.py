"""Known buyers: national bodies, agents, portals, bodies of other nations; from a table kept by hand."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from register.errors import RegisterDataError
from register.model import Share
from register.records import Records
from register.routing.names import tokens
from register.routing.spread import ENGLAND, Spread, of_shares
from register.tables import DATA

FILE = "known_buyers.csv"


class Part(StrEnum):
    """What a known buyer is. Agents buy for others from one seat; portals show their clients' seats."""

    NATIONAL = "national"
    AGENT = "agent"
    PORTAL = "portal"
    LOCAL = "local"
    OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True, slots=True)
class Known:
    """One row: the `name` as it is written there, its part, and where it works (None: everywhere)."""

    name: str
    part: Part
    area: Spread | None


class KnownBuyers:
    """The table, by name and by ODS code."""

    def __init__(self, records: Records, folder: Path = DATA) -> None:
        self._by_name: dict[tuple[str, ...], Known] = {}
        self._by_code: dict[str, Known] = {}
        self._longest = 1
        with (folder / FILE).open(encoding="utf-8", newline="") as stream:
            for line, row in enumerate(csv.DictReader(stream), 2):
                try:
                    known = _known(records, row)
                    found = tuple(tokens(known.name))
                    if not found:
                        raise ValueError("no name")
                except (KeyError, ValueError, TypeError) as problem:
                    raise RegisterDataError(FILE, line, f"cannot be understood ({problem})") from problem
                self._by_name[found] = known
                self._longest = max(self._longest, len(found))
                if row["code"]:
                    self._by_code[row["code"]] = known

    def exact(self, found: Sequence[str]) -> Known | None:
        """The buyer whose whole name the words are; "Ltd" and the like do not count."""
        return self._by_name.get(tuple(found)) or self._by_name.get(tuple(_without_form(found)))

    def prefix(self, found: Sequence[str]) -> Known | None:
        """The buyer whose name of two words or more `found` begins with, the longest.

        "Department for Communities" is Northern Ireland's; "... and Local Government" makes it another.
        """
        for size in range(min(len(found), self._longest), 1, -1):
            known = self._by_name.get(tuple(found[:size]))
            goes_on = list(found[size : size + 1]) == ["and"]
            if known is not None and not (goes_on and known.part is Part.OUT_OF_SCOPE):
                return known
        return None

    def of_code(self, code: str) -> Known | None:
        """The buyer with this ODS code."""
        return self._by_code.get(code.strip().upper())


def _without_form(found: Sequence[str]) -> list[str]:
    left = list(found)
    while left and left[-1] in ("limited", "ltd", "llp", "plc", "lp", "cic"):
        left.pop()
    return left


def _known(records: Records, row: dict[str, str]) -> Known:
    part = Part(row["scope"])
    area = None
    if part is Part.OUT_OF_SCOPE:
        area = Spread(nation=row["area"], label=row["area"])
    elif row["area"]:
        codes = row["area"].split("|")
        if missing := [code for code in codes if code not in records.bodies]:
            raise ValueError(f"no body {missing[0]}")
        area = of_shares(records, [Share(code) for code in codes], row["name"])
    if part is Part.LOCAL and area is None:
        raise ValueError("a local buyer without an area")
    return Known(row["name"], part, area)


_NATIONS = (
    (re.compile(r"\b(?:scotland|scottish|alba|lothian|glasgow|edinburgh|aberdeen|dundee)\b"), "Scotland"),
    (
        re.compile(
            r"\b(?:wales|welsh|cymru|cyngor|cymraeg|bwrdd iechyd|awdurdod|velindre|cardiff|swansea|caerdydd"
            r"|abertawe|prifysgol|heddlu|llywodraeth|gwent|gwynedd|glamorgan|powys)\b"
        ),
        "Wales",
    ),
    (
        re.compile(
            r"\b(?:northern ireland|ulster|belfast|hscni|hsc|hsct|londonderry|antrim|armagh|fermanagh"
            r"|(?:northern|southern|western|eastern|ambulance service) health and social care trust)\b"
        ),
        "Northern Ireland",
    ),
    (re.compile(r"\b(?:isle of man)\b"), "Isle of Man"),
    (re.compile(r"\b(?:jersey)\b(?! road| avenue| farm)"), "Jersey"),
    (re.compile(r"\b(?:guernsey|alderney)\b"), "Guernsey"),
)
_ENGLISH_TOO = re.compile(
    r"\b(?:england|english|uk|united kingdom|great britain|british|gb|nhs foundation trust"
    r"|prince(?:ss)? of wales|duke of edinburghs?|royal bank of scotland|cardiff road|belfast road|ccg|icb)\b"
)


def nation_in(found: Sequence[str]) -> str | None:
    """The other nation whose words a name has; None where it also speaks of England or the UK."""
    line = " ".join(found)
    for pattern, nation in _NATIONS:
        if pattern.search(line):
            return None if _ENGLISH_TOO.search(line) else nation
    return None


_NATIONAL = re.compile(
    r"(?:(?:his|her) majesty|hm|uk|united kingdom|british|great britain|national|ministry of|crown"
    r"|royal college of|royal (?:navy|air force|society|institute)|department (?:of|for)|office (?:of|for)"
    r"|nhs (?:national|digital|supply|property|resolution|england|improvement|workforce|transformation)"
    r"|secretary of state|house of|parliamentary|government|central government|federation of|association of"
    r"|institute of|college of|society of|english|england|defence|raf|army)\b"
)
_NATIONAL_ANYWHERE = re.compile(r"\b(?:england|united kingdom|uk|great britain|nationwide)$|\b(?:raf|hmnb)\b")


def sounds_national(found: Sequence[str]) -> bool:
    """Whether the words begin or end as names of national bodies do ("Ministry of", "... UK")."""
    line = " ".join(found)
    return _NATIONAL.match(line) is not None or _NATIONAL_ANYWHERE.search(line) is not None


def seat_words(nation: str) -> str:
    """How a nation is told in a reason."""
    return f"a body of {nation}; this register covers {ENGLAND} only"
