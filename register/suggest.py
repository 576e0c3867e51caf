"""Suggestions while somebody types: prefixes first, then words within names, then the full search."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from register.describe import kind_of_place, name_of_place
from register.find import Finder
from register.model import Body, Kind, Place
from register.normalise import key, words
from register.postcodes import parse
from register.records import Records

LONGEST = 100
"""Discord's limit for the name and the value of a choice, in characters."""

_RANK = {Kind.CCG: 0, Kind.ICB: 0, Kind.REGION: 1, Kind.PCT: 2, Kind.TRUST: 3, Kind.CSU: 4}

Suggestion = tuple[str, str]


class Suggester:
    """Labels to choose from, each with the text that finds just that body or place."""

    def __init__(self, records: Records, finder: Finder) -> None:
        self._records = records
        self._finder = finder

    def bodies(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Bodies, then places, that may be meant by what was typed so far; nothing typed: the open ICBs."""
        form = key(text)
        if not form:
            open_icbs = (
                b for b in self._records.bodies.values() if b.kind is Kind.ICB and b.status == "open"
            )
            return tuple(self._body(b) for b in sorted(open_icbs, key=lambda b: b.name))[:limit]
        return _first(self._bodies_and_places(text, form), limit)

    def places(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Places, then bodies; nothing typed: the counties."""
        form = key(text)
        if not form:
            counties = (p for p in self._records.places.values() if p.kind == "COUNTY")
            return tuple(map(_place, sorted(counties, key=lambda p: p.name)))[:limit]
        return _first(self._places_and_bodies(text, form), limit)

    def _bodies_and_places(self, text: str, form: str) -> Iterator[Suggestion]:
        for match in self._finder.find(text, limit=5):
            if match.score >= 90:
                yield self._body(match.body)
        yield from (self._body(body) for body in self._with_prefix(text, form))
        yield from (_place(place) for place in self._places_with_prefix(text, form))
        yield from (self._body(match.body) for match in self._finder.find(text, limit=25))

    def _places_and_bodies(self, text: str, form: str) -> Iterator[Suggestion]:
        yield from (_place(place) for place in self._places_with_prefix(text, form))
        yield from (_place(m.place) for m in self._finder.find(text, limit=25) if m.place is not None)
        yield from (self._body(body) for body in self._with_prefix(text, form))
        yield from (self._body(match.body) for match in self._finder.find(text, limit=25))

    def _with_prefix(self, text: str, form: str) -> list[Body]:
        found = dict.fromkeys(_starting(self._body_prefixes, form), 0)
        for code in _starting(self._alias_prefixes, form):
            found.setdefault(code, 2)
        last = (words(text) or [""])[-1]
        for code in _starting(self._body_words, last):
            if all(word in self._body_texts[code] for word in words(text)):
                found.setdefault(code, 1)
        bodies = self._records.bodies
        return [
            bodies[c]
            for c in sorted(found, key=lambda c: (found[c], _RANK[bodies[c].kind], bodies[c].name, c))
        ]

    def _places_with_prefix(self, text: str, form: str) -> list[Place]:
        places = self._records.places
        postcode = parse(text)
        if postcode is not None and postcode.full:
            district = places.get(postcode.outward) or places.get(postcode.district)
            return [district] if district is not None and district.kind == "PCDISTRICT" else []
        if any(char.isdigit() for char in form[1:3]):
            districts = (
                p for p in places.values() if p.kind == "PCDISTRICT" and p.code.startswith(form.upper())
            )
            return sorted(districts, key=lambda p: (len(p.code), p.code))
        codes = dict.fromkeys(_starting(self._place_prefixes, form))
        return sorted((places[c] for c in codes), key=lambda p: (p.name, p.kind, p.code))

    @cached_property
    def _body_texts(self) -> dict[str, str]:
        return {code: " ".join(words(body.name)) for code, body in self._records.bodies.items()}

    @cached_property
    def _body_prefixes(self) -> list[tuple[str, str]]:
        rows = {(body.code.lower(), body.code) for body in self._records.bodies.values()}
        for body in self._records.bodies.values():
            rows |= {(key(body.name), body.code), (key(body.name.removeprefix("NHS ")), body.code)}
        return sorted(rows)

    @cached_property
    def _alias_prefixes(self) -> list[tuple[str, str]]:
        aliases = self._records.tables.aliases
        return sorted({(key(alias), code) for alias, code, kind in aliases if "sub-icb" not in kind})

    @cached_property
    def _body_words(self) -> list[tuple[str, str]]:
        return sorted({(word, code) for code, text in self._body_texts.items() for word in text.split()})

    @cached_property
    def _place_prefixes(self) -> list[tuple[str, str]]:
        kinds = ("LAD", "COUNTY", "RGN")
        named = [p for p in self._records.distinct_places() if p.kind.startswith(kinds)]
        return sorted({(key(name_of_place(p)), p.code) for p in named})

    def _body(self, body: Body) -> Suggestion:
        years = f"{body.opened.year if body.opened else '?'}–{body.closed.year}" if body.closed else ""
        tail = f" ({body.code}{', ' + years if years else ''})"
        return _short(body.name, tail), body.code


def _place(place: Place) -> Suggestion:
    """A place goes by its code, since many a body and other place has its name."""
    if place.kind in ("PCDISTRICT", "PCAREA"):
        return f"Postcode district {place.code}", place.code
    return _short(name_of_place(place), f", {kind_of_place(place)}"), place.code


def _short(name: str, tail: str) -> str:
    if len(name) + len(tail) > LONGEST:
        name = name.replace("Integrated Care Board", "ICB")
    if len(name) + len(tail) > LONGEST:
        name = name[: LONGEST - len(tail) - 1] + "…"
    return name + tail


def _starting(rows: list[tuple[str, str]], prefix: str) -> Iterator[str]:
    """The second parts of the sorted `rows` whose first part starts with `prefix`."""
    if not prefix:
        return
    for row in range(bisect_left(rows, (prefix, "")), len(rows)):
        form, code = rows[row]
        if not form.startswith(prefix):
            return
        yield code


def _first(suggestions: Iterator[Suggestion], limit: int) -> tuple[Suggestion, ...]:
    """The first `limit` of them, each value and each label once."""
    kept: dict[str, str] = {}
    labels: set[str] = set()
    for label, value in suggestions:
        if value not in kept and label not in labels:
            kept[value] = label
            labels.add(label)
        if len(kept) == limit:
            break
    return tuple((label, value) for value, label in kept.items())
