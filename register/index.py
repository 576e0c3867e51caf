"""The index: every way of writing a body's or a place's name, each with what it says for a match.

Names are kept as keys (`register.normalise.key`), so one dictionary look-up answers a name in any
case, with any hyphens, with or without NHS, and with its kind written short, long or not at all.
Scores: 99 an official name, 97 the name with its kind but without NHS, 94 the bare name, about 90
another name, 84 a place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from register.common_words import KIND_WORDS, LINKING
from register.model import Body, Kind, Place, Why
from register.normalise import expanded, key, words
from register.records import Records


class Entry(NamedTuple):
    """What one written form stands for: a body by `code`, or a `place`."""

    score: float
    why: Why
    text: str
    code: str = ""
    place: Place | None = None
    detail: str = ""


class Name(NamedTuple):
    """One name with its telling words, for search by part."""

    words: tuple[str, ...]
    entry: Entry


class _Shape(NamedTuple):
    """How names of a kind are written: what may stand before and after, and what the bare name is worth."""

    suffixes: tuple[str, ...]
    ways: tuple[str, ...]
    bare: float
    with_nhs: float


_SHAPES = {
    Kind.CCG: _Shape((" CCG",), ("ccg", "clinicalcommissioninggroup"), 94, 95),
    Kind.ICB: _Shape((" Integrated Care Board", " ICB"), ("icb", "integratedcareboard"), 94, 95),
    # A PCT is rarely what a bare name means today: half of them are named like a county.
    Kind.PCT: _Shape(
        (" National Health Service PCT", " Teaching PCT", " PCT"),
        ("pct", "primarycaretrust", "teachingpct", "teachingprimarycaretrust"),
        80,
        84,
    ),
    Kind.TRUST: _Shape(
        (" NHS Foundation Trust", " National Health Service Trust", " NHS Trust", " Trust"),
        ("nhsfoundationtrust", "nhstrust", "foundationtrust", "trust", "ft", "nhsft"),
        83,
        83,
    ),
    Kind.CSU: _Shape((" Commissioning Support Unit", " CSU"), ("csu", "commissioningsupportunit"), 78, 80),
    Kind.REGION: _Shape((" Commissioning Region",), ("region", "commissioningregion"), 92, 92),
}
_ALIAS_SCORES = {"official-name-variant": 98.0, "ods-name": 97.0, "former-name": 92.0}
_PLACE_SCORES = {"LAD": 84.0, "COUNTY": 85.0, "RGN": 84.0, "LAD2021": 82.0, "LAD2020": 82.0, "LAD2015": 82.0}
_UNITARY = (", City of", ", County of")


class Index:
    """Written forms and codes of everything in the records."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.forms: dict[str, list[Entry]] = {}
        self.codes: dict[str, Body] = {}
        self.place_codes: dict[str, Place] = {}
        self.bare: dict[str, str] = {}
        self._hazy: dict[str, int] = {}
        for body in records.bodies.values():
            self.codes[body.code.lower()] = body
            self._name(body, body.name, 0)
        for code, body in records.by_ons.items():
            self.codes.setdefault(code.lower(), body)
        self._aliases()
        self._stps()
        for place in records.distinct_places():
            self._place(place)

    @property
    def hazy(self) -> dict[str, int]:
        """The forms a misspelt word may be compared with, and how many letters of each tell it apart."""
        return self._hazy

    def _add(self, form: str, entry: Entry, telling: int = 0) -> None:
        entries = self.forms.get(form)
        if entries is None:
            self.forms[form] = [entry]
        elif all(entry.code != e.code or entry.place != e.place or entry.score > e.score for e in entries):
            entries.append(entry)
        if telling >= 4 or (telling == 3 and len(form) >= 8):
            self._hazy.setdefault(form, telling)

    def _name(self, body: Body, name: str, less: float, why: Why = Why.NAME) -> None:
        """Index `name` in every way of writing it; `less` is taken from each score."""
        shape = _SHAPES[body.kind]
        bare = name.removeprefix("NHS England ").removeprefix("NHS ")
        for suffix in shape.suffixes:
            if bare.endswith(suffix):
                bare = bare.removesuffix(suffix)
                break
        if body.kind is Kind.TRUST and body.status == "closed":
            less += 1
        elif body.kind is Kind.REGION and body.status == "closed":
            less += 4
        if body.kind is Kind.TRUST and body.status == "open":
            initials = "".join(word[0] for word in words(bare) if word not in LINKING)
            if len(initials) >= 4:
                self._add(initials, Entry(74, Why.ALIAS, name, body.code, detail=f"initials of “{name}”"))
        also = why if why is not Why.NAME else Why.CORE_NAME
        tellings = list(_bare_keys(bare))
        self.bare.setdefault(body.code, tellings[0])
        if (official := key(name)) not in tellings:
            self._add(official, Entry(99 - less, why, name, body.code), len(tellings[0]))
        for telling in tellings:
            letters = len(telling)
            for way in shape.ways:
                self._add(telling + way, Entry(97 - less, also, name, body.code), letters)
                self._add(f"nhs{telling}{way}", Entry(99 - less, why, name, body.code), letters)
            self._add(f"nhs{telling}", Entry(shape.with_nhs - less, also, name, body.code), letters)
            self._add(telling, Entry(shape.bare - less, also, name, body.code), letters)
            if body.kind is Kind.REGION:
                self._add(f"nhsengland{telling}region", Entry(99 - less, why, name, body.code), letters)

    def _aliases(self) -> None:
        ccgs: defaultdict[str, list[Body]] = defaultdict(list)
        for body in self._records.bodies.values():
            if body.kind is Kind.CCG:
                ccgs[key(body.name.removeprefix("NHS ").removesuffix(" CCG"))].append(body)
        for alias, code, kind in self._records.tables.aliases:
            body = self._records.bodies[code]
            form = key(alias)
            if kind == "short-name" or kind.startswith("STP"):
                continue  # official names cut short, and footprints: both indexed from their own tables
            if kind == "sub-icb-location-name":
                detail = "its name as a sub-ICB location since July 2022"
                self._add(form, Entry(95, Why.ALIAS, alias, code, detail=detail))
            elif kind in _ALIAS_SCORES:
                why = Why.NAME if kind == "official-name-variant" else Why.ALIAS
                self._name(body, alias, 99 - _ALIAS_SCORES[kind], why)
            elif kind == "variant" or " " in alias:
                self._name(body, alias, 4, Why.ALIAS)
            else:
                # A single word like "Stoke" is a place to most; BNSSG and the like mean only one thing.
                score = 86 if alias.istitle() and len(alias) > 4 else 90
                self._add(form, Entry(score, Why.ALIAS, alias, code), len(form) if len(form) > 4 else 0)
                for way in _SHAPES[body.kind].ways[:2]:
                    self._add(form + way, Entry(94, Why.ALIAS, alias, code), len(form))
                if body.kind is Kind.ICB and score == 90:
                    # The same initials were used for the CCG of the same name and area before.
                    for ccg in ccgs[
                        key(body.name.removeprefix("NHS ").removesuffix(" Integrated Care Board"))
                    ]:
                        self._add(form, Entry(88, Why.ALIAS, alias, ccg.code))
                        self._add(f"{form}ccg", Entry(94, Why.ALIAS, alias, ccg.code), len(form))

    def _stps(self) -> None:
        """STP and ICS footprints of 2017 to 2021 stand for the ICBs that came of them."""
        years: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        shares: dict[tuple[str, str], float] = {}
        for stp in self._records.tables.stps:
            years[stp.name, stp.icb].append(stp.year)
            shares[stp.name, stp.icb] = stp.share
            if stp.ons_code.lower() not in self.codes and stp.share > 0.5:
                self.codes[stp.ons_code.lower()] = self._records.bodies[stp.icb]
        for (name, icb), span in years.items():
            when = str(min(span)) if len(span) == 1 else f"{min(span)} to {max(span)}"
            share = shares[name, icb]
            part = "" if share == 1 else f"; {share:.0%} of its CCGs went to this ICB"
            detail = f"STP or ICS of {when}: {name}{part}"
            entry = Entry(61 + 24 * share, Why.ALIAS, name, icb, detail=detail)
            for telling in _bare_keys(name):
                self._add(telling, entry, len(telling))
                for way in (
                    "stp",
                    "ics",
                    "integratedcaresystem",
                    "sustainabilityandtransformationpartnership",
                ):
                    self._add(telling + way, entry._replace(score=entry.score + 10), len(telling))

    def _place(self, place: Place) -> None:
        self.place_codes.setdefault(place.code.lower(), place)
        if place.kind in ("PCDISTRICT", "PCAREA") or ";" in place.name or place.name == place.code:
            return
        score = _PLACE_SCORES.get(place.kind, 78.0)
        name = place.name.removesuffix(" (England)").removesuffix(" CC")
        entry = Entry(score, Why.PLACE, place.name, place=place)
        for tail in _UNITARY:
            if name.endswith(tail):
                name = name.removesuffix(tail)
                self._add(key(f"{tail[2:]} {name}"), entry)
        for form in _bare_keys(name):
            self._add(form, entry, len(form))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Names to be found by some of their words: official ones, other ones, and places."""
        made: list[Name] = []
        seen: set[tuple[tuple[str, ...], str]] = set()
        for entry in self._whole_names():
            telling = tuple(
                expanded(w for w in words(entry.text) if w not in LINKING and w not in KIND_WORDS)
            )
            if telling and (telling, entry.code) not in seen:
                seen.add((telling, entry.code))
                made.append(Name(telling, entry))
        return tuple(made)

    def _whole_names(self) -> Iterator[Entry]:
        for body in self._records.bodies.values():
            yield Entry(0, Why.PARTIAL, body.name, body.code)
        for alias, code, kind in self._records.tables.aliases:
            if " " in alias and kind not in ("sub-icb-location-name", "short-name") and kind[:3] != "STP":
                yield Entry(-3, Why.PARTIAL, alias, code)
        for stp in self._records.tables.stps:
            yield Entry(-6 - 20 * (1 - stp.share), Why.PARTIAL, stp.name, stp.icb)
        for place in self._records.distinct_places():
            if place.kind.startswith(("LAD", "COUNTY")):
                yield Entry(0, Why.PLACE, place.name, place=place)

    @cached_property
    def postings(self) -> dict[str, frozenset[int]]:
        """Word to the numbers of the `names` that contain it."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(self.names):
            for word in name.words:
                found[word].add(number)
        return {word: frozenset(numbers) for word, numbers in found.items()}


def _bare_keys(bare: str) -> Iterable[str]:
    """The keys of a bare name: as it is, with counties written out, and without "the"."""
    plain = words(bare)
    made = {"".join(plain): None, "".join(expanded(plain)): None}
    if "the" in plain:
        made["".join(word for word in plain if word != "the")] = None
    return made
