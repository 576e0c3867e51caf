"""The tables tied together: bodies by code, successions both ways, places with their bodies."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from register.model import Body, Kind, Place, Share, Succession
from register.tables import Tables

PLACE_ORDER = (
    *("LAD", "LAD2021", "LAD2020", "LAD2015", "COUNTY", "RGN", "PCDISTRICT", "PCAREA"),
    *("ITL3", "ITL2", "ITL1", "NUTS3", "NUTS2", "NUTS1"),
)
"""Kinds of place, the one people most likely mean first."""

DISTRICTS = ("LAD", "LAD2021", "LAD2020", "LAD2015")
"""The yearly snapshots of council districts, newest first."""


class Records:
    """What the tables say, by code. Made once, never changed."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.bodies: dict[str, Body] = {body.code: body for body in tables.bodies}
        self.by_ons: dict[str, Body] = {}
        for body in tables.bodies:
            for rank, code in enumerate(body.ons_codes):
                if rank == 0 or code not in self.by_ons:  # a current code outranks a superseded one
                    self.by_ons[code] = body
        self.before: defaultdict[str, list[Succession]] = defaultdict(list)
        self.after: defaultdict[str, list[Succession]] = defaultdict(list)
        for succession in tables.successions:
            self.before[succession.successor].append(succession)
            self.after[succession.predecessor].append(succession)
        self.shares: dict[tuple[str, str], tuple[Share, ...]] = {}
        self.places: dict[str, Place] = {}
        self._snapshots: dict[tuple[str, str], str] = {}
        ordered = {kind: rank for rank, kind in enumerate(PLACE_ORDER)}
        for place, shares in sorted(tables.places, key=lambda row: ordered.get(row[0].kind, 99)):
            self.shares[place.kind, place.code] = shares
            self.places.setdefault(place.code, place)
            if place.kind in DISTRICTS:
                self._snapshots[place.kind, place.name] = place.code

    def body(self, code: str) -> Body | None:
        """The body with this ODS or ONS code, in any case; superseded ONS codes too."""
        code = code.strip().upper()
        return self.bodies.get(code) or self.by_ons.get(code)

    def distinct_places(self) -> Iterator[Place]:
        """Each place once: a district that kept its name through the years is one place, at its newest."""
        named: set[str] = set()
        for place in self.places.values():
            if place.kind in DISTRICTS:
                if place.name in named:  # its code changed with its boundary; the newest came first
                    continue
                named.add(place.name)
            yield place

    def covering(self, place: Place, snapshot: str | None = None) -> tuple[Share, ...]:
        """The bodies recorded for a place (in that yearly `snapshot` of districts), largest part first."""
        if snapshot is None or snapshot == place.kind:
            return self.shares.get((place.kind, place.code), ())
        code = self._snapshots.get((snapshot, place.name), place.code)
        return self.shares.get((snapshot, code), ())

    def of_kind(self, shares: tuple[Share, ...], *kinds: Kind) -> tuple[tuple[Body, float | None], ...]:
        """The bodies behind `shares` that are of one of `kinds`."""
        found = ((self.bodies[share.code], share.share) for share in shares if share.code in self.bodies)
        return tuple((body, share) for body, share in found if body.kind in kinds)

    def now(self, body: Body) -> tuple[tuple[Body, float | None], ...]:
        """The open bodies that cover the body's area today; an open body gives itself.

        Rests on the territory each body had (``successors_now``), never on walking the graph: the
        graph of a split ICB leads to all its heirs. A part is 1.0 where one body covers all, and
        None where several do and the parts are not recorded. Empty where no heir is recorded.
        """
        if body.status == "open":
            return ((body, 1.0),)
        heirs = [h for h in body.successors_now if h.code in self.bodies]
        alone = 1.0 if len(heirs) == 1 and body.kind is not Kind.TRUST else None
        found = ((self.bodies[h.code], h.share or alone) for h in heirs)
        return tuple((heir, share) for heir, share in found if heir.status == "open")

    def territory(self, body: Body) -> frozenset[str]:
        """Codes of the open bodies whose area today overlaps the body's."""
        return frozenset(heir.code for heir, _ in self.now(body))

    def change_dates(self, codes: frozenset[str]) -> set[date]:
        """First days on which something passed to or from one of the bodies `codes`."""
        return {s.date for code in codes for s in (*self.before.get(code, ()), *self.after.get(code, ()))}
