"""The register's bodies in buyers' names: whole names, names within longer ones, and misspelt ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from register.index import Index
from register.model import Body, Kind
from register.records import Records
from register.routing.known import KnownBuyers
from register.routing.names import kinds, stem, tokens
from register.routing.spread import Spread, of_body, together
from register.routing.vocabulary import word_set

_GENERIC = word_set(
    "acute and board care community foundation ft general group health healthcare hospital hospitals",
    "integrated mentalhealth mental nhs of partnership service services social teaching the trust",
    "university district primary city",
)
_PROVIDER = word_set("hospital hospitals healthcare infirmary health ambulance partnership")
_PREFERRED = {Kind.ICB: 0, Kind.TRUST: 1, Kind.CCG: 2, Kind.PCT: 3, Kind.REGION: 4, Kind.CSU: 5}
_REACH = 14
"""Words of a name that are looked at before the word that says its kind."""


@dataclass(frozen=True, slots=True)
class Named:
    """Bodies a name means (several where it cannot be told which), their area, and `how` it was matched.

    `sure` says that it was a whole name, not a part or a misspelt one.
    """

    bodies: tuple[Body, ...]
    area: Spread
    how: str
    sure: bool

    @property
    def body(self) -> Body | None:
        """The body, None where it cannot be told which of several."""
        return self.bodies[0] if len(self.bodies) == 1 else None


class BodyNames:
    """The search of names for bodies."""

    def __init__(self, records: Records, index: Index, known: KnownBuyers) -> None:
        self._records = records
        self._index = index
        self._known = known

    def area(self, body: Body) -> Spread:
        """Where a body works: by the register, or by the table of known buyers where its seat misleads."""
        known = self._known.of_code(body.code)
        if known is not None and known.area is not None:
            return known.area
        heirs = [heir for heir, _ in self._records.now(body) if heir.kind is Kind.TRUST and heir != body]
        return together(map(self.area, heirs)) if heirs else of_body(self._records, body)

    def whole(self, found: Sequence[str]) -> Named | None:
        """The body whose whole name `found` is, with its kind written in any way, before or after."""
        spans = kinds(found)
        if not spans:
            bodies = self._bodies("".join(found)) or self._bodies(stem(found))
            # Bare words may be anything; one of them must say that health care is meant.
            if "nhs" in found or not _PROVIDER.isdisjoint(found):
                return self._named(bodies, "its whole name", True)
            return self._named(
                [b for b in bodies if b.kind is not Kind.PCT], "its name without a kind", False
            )
        kind = spans[-1][2]
        bare = _without(found, spans)
        bodies = self._bodies("".join(found), kind) or self._bodies(stem(bare), kind)
        if not bodies and kind is Kind.ICB:  # footprints grew into ICBs; some names still say CCG or trust
            bodies = self._bodies(stem(bare), Kind.CCG)
        return self._named(bodies, "its whole name", True)

    def within(self, found: Sequence[str], every: bool = False) -> list[Named]:
        """Bodies whose whole names with their kind stand in `found`; the first, or `every` one."""
        made: list[Named] = []
        after = 0
        for start, end, kind in kinds(found):
            for first in range(max(after, start - _REACH), start):
                if found[first] in ("and", "of", "the"):
                    continue
                bodies = self._bodies(stem(found[first:start]), kind)
                named = self._named(bodies, f"“{' '.join(found[first:end])}” in it", first == 0)
                if named is not None:
                    made.append(named)
                    after = end
                    if not every:
                        return made
                    break
        return made

    def beginning(self, found: Sequence[str]) -> Named | None:
        """A trust whose name without its kind `found` begins with, such as those of companies it owns."""
        for size in range(min(len(found), _REACH), 1, -1):
            if not _PROVIDER.isdisjoint(found[:size]):
                bodies = self._bodies(stem(found[:size]), Kind.TRUST)
                named = self._named(bodies, f"it begins with “{' '.join(found[:size])}”", False)
                if named is not None:
                    return named
        return None

    def alike(self, found: Sequence[str]) -> Named | None:
        """Bodies whose names differ only in general words (hospital, care) or in a slip of typing.

        The kind must be named, or a word for a provider of care.
        """
        spans = kinds(found)
        if spans:
            kind = spans[-1][2]
        elif _PROVIDER.isdisjoint(found) and "nhs" not in found:
            return None
        else:
            kind = Kind.TRUST
        bare = _without(found, spans)
        soft = "".join(word for word in bare if word not in _GENERIC)
        codes = self._soft.get((kind, soft), ()) if len(soft) > 3 else ()
        near = [self._records.bodies[code] for code in codes]
        if not spans:  # a hospital's own name is shared by others more often than a trust's
            near = [body for body in near if body.status == "open"]
        named = self._named(near, "its name but for general words", False)
        if named is not None and named.area.region is not None:
            return named
        spelt = list(self._misspelt(stem(bare), kind))
        named = self._named(spelt, "its name but for the spelling", False)
        return named if named is not None and named.area.region is not None else None

    def _bodies(self, form: str, kind: Kind | None = None) -> list[Body]:
        if len(form) < 2:
            return []
        entries = [entry for entry in self._index.forms.get(form, ()) if entry.code]
        # A footprint's name (told in the detail) counts only where no body bears it.
        codes = dict.fromkeys(e.code for e in [e for e in entries if not e.detail] or entries)
        if kind is not None:
            codes |= dict.fromkeys(self._stems[kind].get(form, ()))
        bodies = [self._records.bodies[code] for code in codes]
        if kind is not None:
            return [body for body in bodies if body.kind is kind]
        return [body for body in bodies if body.kind is not Kind.REGION]

    def _named(self, bodies: Sequence[Body], how: str, sure: bool) -> Named | None:
        """What `bodies` have in common; the newest generation counts where they are not of one mind."""
        if not bodies:
            return None
        ranked = sorted(bodies, key=lambda b: (b.status != "open", _PREFERRED[b.kind], b.code))
        first = [b for b in ranked if (b.status, b.kind) == (ranked[0].status, ranked[0].kind)]
        area = together(self.area(body) for body in first)
        agree = all(self.area(body).region == area.region for body in ranked[len(first) :])
        return Named(tuple(first), area, how, sure and agree)

    def _misspelt(self, form: str, kind: Kind) -> Iterator[Body]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        # All CCGs, PCTs and ICBs are known, so a short name like theirs is one of them; new trusts arise.
        if len(form) < (7 if kind is Kind.TRUST else 4):
            return
        slips = 1 if len(form) < 12 else 2
        near = process.extract(
            form, list(self._stems[kind]), scorer=OSA.distance, score_cutoff=slips, limit=4
        )
        least = min((distance for _, distance, _ in near), default=0)
        for other, distance, _ in near:
            if distance == least and other[0] == form[0]:
                yield from self._bodies(other, kind)

    @cached_property
    def _stems(self) -> dict[Kind, dict[str, tuple[str, ...]]]:
        """Names without their kinds, to codes: as buyers' names are read, beside the index's own forms."""
        made: dict[Kind, dict[str, tuple[str, ...]]] = {kind: {} for kind in Kind}
        for body in self._records.bodies.values():
            for name in self._names_of(body):
                form = stem(_without(name, kinds(name)))
                made[body.kind][form] = (*made[body.kind].get(form, ()), body.code)
        return made

    @cached_property
    def _soft(self) -> dict[tuple[Kind, str], tuple[str, ...]]:
        made: dict[tuple[Kind, str], dict[str, None]] = {}
        for body in self._records.bodies.values():
            for name in self._names_of(body):
                soft = "".join(word for word in _without(name, kinds(name)) if word not in _GENERIC)
                made.setdefault((body.kind, soft), {})[body.code] = None
        return {where: tuple(codes) for where, codes in made.items()}

    def _names_of(self, body: Body) -> Iterable[list[str]]:
        yield tokens(body.name)
        for alias in self._aliases.get(body.code, ()):
            yield tokens(alias)

    @cached_property
    def _aliases(self) -> dict[str, list[str]]:
        made: dict[str, list[str]] = {}
        for alias, code, kind in self._records.tables.aliases:
            if " " in alias and not kind.startswith(("STP", "sub-icb", "short", "abbrev")):
                made.setdefault(code, []).append(alias)
        return made


def _without(found: Sequence[str], spans: Sequence[tuple[int, int, Kind]]) -> list[str]:
    """The words outside the phrases that say the kind."""
    taken = {at for start, end, _ in spans for at in range(start, end)}
    return [word for at, word in enumerate(found) if at not in taken]
