"""Territory: who was responsible where, on one day and through the years.

Council districts rest on yearly counts of small areas (LSOAs) to CCGs, sub-ICB locations and ICBs;
days between the snapshots are reached by following mergers. PCTs before April 2013 are
reached through shares of postcodes and are approximate. Postcode districts rest on where GP
practices are, and lead to ICBs only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from register.common_words import DIRECTIONS, LINKING
from register.describe import name_of_place
from register.model import Body, Kind, Place, Relation, Responsibility
from register.normalise import words
from register.records import DISTRICTS, Records

PCTS_FROM = date(2006, 10, 1)
CCGS_FROM = date(2013, 4, 1)
ICBS_FROM = date(2022, 7, 1)
ICBS_REDRAWN = date(2026, 4, 1)
_FIRST_SNAPSHOT = date(2015, 7, 1)

_COMMISSIONERS = (Kind.PCT, Kind.CCG, Kind.ICB)
_SNAPSHOTS = (
    (date(2021, 4, 1), ("LAD2021", "LAD", "LAD2020", "LAD2015")),
    (date(2020, 4, 1), ("LAD2020", "LAD2021", "LAD", "LAD2015")),
    (date.min, ("LAD2015", "LAD2020", "LAD2021", "LAD")),
)

_NOT_TELLING = LINKING | DIRECTIONS | {"city", "new", "county"}

Parts = tuple[tuple[Body, float | None], ...]


class Territory:
    """Answers who was responsible, from the records and the day they were compiled."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.compiled = records.tables.about.compiled
        self._counties = {
            district: records.places[county]
            for county, districts in records.tables.counties.items()
            for district in districts
        }

    def responsible(self, subject: Body | Place, on: date, today: date | None = None) -> Responsibility:
        """Who commissioned care in the area of `subject` on the day `on`.

        Days after `today` (by default the day the register was compiled) are the future: answered
        with what is recorded, `known` False.
        """
        if on < PCTS_FROM:
            why = (
                "The register begins with the primary care trusts of 1 October 2006; who was responsible"
                " before is not in it."
            )
            return Responsibility(subject, on, (), "", known=False, why_not=why)
        if on > max(today or self.compiled, self.compiled):
            return self._future(subject, on)
        parts, basis, why_not = self._who(subject, on)
        if not parts and not why_not:
            why_not = "The register has no record of who was responsible there on that day."
        return Responsibility(subject, on, parts, basis, not why_not, why_not)

    def who_on(self, place: Place, on: date) -> Parts:
        """The bodies responsible for a place on a day, for the search; empty where not known."""
        found = self.responsible(place, on)
        return found.bodies if found.known or on > self.compiled else ()

    def _future(self, subject: Body | Place, on: date) -> Responsibility:
        parts, basis, _ = self._who(subject, self.compiled)
        names = {body.code for body, _ in parts}
        clusters = [c.name for c in self.records.tables.clusters if names & set(c.codes)]
        why = f"That day is still to come. As of {_day(self.compiled)} it is as shown; mergers may change it."
        if clusters:
            why += f" Reported groupings that may lead to one: {'; '.join(clusters)}."
        return Responsibility(subject, on, parts, basis, known=False, why_not=why)

    def _who(self, subject: Body | Place, on: date) -> tuple[Parts, str, str]:
        if isinstance(subject, Body):
            return self._for_body(subject, on)
        if subject.kind in DISTRICTS:
            return (*self._for_district(subject, on), "")
        if subject.kind == "COUNTY":
            return (*self._for_county(subject, on), "")
        if subject.kind in ("RGN", "ITL1", "NUTS1"):
            return self._for_region_of_government(subject, on)
        return self._for_statistical(subject, on)

    # Bodies

    def _for_body(self, body: Body, on: date) -> tuple[Parts, str, str]:
        if body.kind is Kind.REGION:
            members: Parts = tuple((b, None) for b in self.commissioners_of(body.code, on))
            return members, "the commissioners of the region as it is drawn today", ""
        if body.kind not in _COMMISSIONERS:
            return self._for_provider(body, on)
        if body.open_on(on):
            return ((body, 1.0),), "it was itself responsible", ""
        if body.closed and on > body.closed:
            if on >= ICBS_REDRAWN:
                return self.records.now(body), "its area, by counts of small areas", ""
            return self._heirs(body, on, 1.0, self.records.territory(body)), "its area, through mergers", ""
        parts = self._forebears(body, on)
        basis = "the bodies from which it grew"
        if on < CCGS_FROM:
            basis += "; approximate, by postcodes"
        return parts, basis, ""

    def _for_provider(self, body: Body, on: date) -> tuple[Parts, str, str]:
        icb = self.records.bodies.get(body.icb or "")
        if icb is not None and icb.open_on(on):
            return ((icb, None),), "the ICB it belongs to; patients of others may be treated there too", ""
        return (), "", "It does not commission care, and its commissioner of that day is not recorded."

    def commissioners_of(self, region: str, on: date) -> tuple[Body, ...]:
        """The PCTs, CCGs or ICBs of an NHS England region on a day, by name."""
        bodies = self.records.bodies.values()
        found = (b for b in bodies if b.region == region and b.kind in _COMMISSIONERS and b.open_on(on))
        return tuple(sorted(found, key=lambda b: b.name))

    def _heirs(self, body: Body, on: date, part: float | None, ground: frozenset[str]) -> Parts:
        """Follow a body's area to the day `on`: parts multiply, and `ground` keeps out other heirs' land."""
        found: dict[str, float | None] = {}
        self._follow(body, on, part, ground, date.min, found)
        return _sorted((self.records.bodies[code], share) for code, share in found.items())

    def _follow(
        self,
        body: Body,
        on: date,
        part: float | None,
        ground: frozenset[str],
        since: date,
        found: dict[str, float | None],
    ) -> None:
        edges = [s for s in self.records.after.get(body.code, ()) if since <= s.date <= on]
        leaving = date.max if body.closed is None else body.closed + timedelta(days=1)
        moved = 0.0
        ends = []
        for edge in edges:
            heir = self.records.bodies[edge.successor]
            if ground and not ground & self.records.territory(heir):
                continue
            if edge.relation is Relation.BOUNDARY_TRANSFER and edge.date < leaving:
                moved += edge.share or 0.0
                self._follow(heir, on, _times(part, edge.share), ground, edge.date, found)
            else:
                ends.append((edge, heir))
        if moved:
            part = _times(part, 1 - moved)
        if body.open_on(on):
            found[body.code] = _plus(found, body.code, part)
            return
        shared = [edge for edge, _ in ends if edge.share is not None]
        rest = 1 - sum(edge.share or 0.0 for edge in shared)
        for edge, heir in ends:
            share = edge.share
            if share is None:
                share = (rest if shared else 1.0) if len(ends) - len(shared) == 1 else None
            elif len(ends) == 1 and edge.relation is not Relation.BOUNDARY_TRANSFER:
                share = 1.0  # the other heirs have none of the land in question
            self._follow(heir, on, _times(part, share), ground, edge.date, found)

    def _forebears(self, body: Body, on: date) -> Parts:
        """The bodies on the day `on` that its area came from; parts are known only where there is one."""
        ground = self.records.territory(body)
        found: dict[str, float] = {}
        level, seen = [(body.code, 1.0)], {body.code}
        while level:
            farther: list[tuple[str, float]] = []
            for code, weight in level:
                for edge in self.records.before.get(code, ()):
                    older = self.records.bodies[edge.predecessor]
                    if edge.date <= on or older.code in seen or older.kind not in _COMMISSIONERS:
                        continue
                    if ground and not ground & self.records.territory(older):
                        continue
                    seen.add(older.code)
                    likely = weight * (edge.share or 1.0)
                    if older.open_on(on):
                        found[older.code] = likely
                    else:
                        farther.append((older.code, likely))
            level = farther
        strong = {code: weight for code, weight in found.items() if weight >= 0.05} or found
        alone = 1.0 if len(strong) == 1 else None
        ordered = sorted(strong, key=lambda code: (-strong[code], code))
        return tuple((self.records.bodies[code], alone) for code in ordered)

    # Places

    def _for_district(self, place: Place, on: date) -> tuple[Parts, str]:
        if on >= ICBS_REDRAWN:
            for snapshot in DISTRICTS:
                parts = self.records.of_kind(self.records.covering(place, snapshot), Kind.ICB)
                if parts:
                    return parts, "small areas of the district in each ICB since April 2026"
        if on >= ICBS_FROM:
            parts = self._carried(place, ("LAD",), on, self._icb_of_location)
            if parts:
                return parts, "small areas of the district in each sub-ICB location of 2024"
        order = next(order for since, order in _SNAPSHOTS if on >= since)
        parts = self._carried(place, order, on, self._to_day)
        if on < CCGS_FROM:
            return (
                parts,
                "CCGs of the district and the PCTs they grew from; approximate, by postcodes and names",
            )
        if on < _FIRST_SNAPSHOT:
            return parts, "small areas of the district in each CCG of July 2015, and what those grew from"
        return parts, "small areas of the district in each CCG, through mergers"

    def _carried(
        self,
        place: Place,
        order: Iterable[str],
        on: date,
        carry: Callable[[Body, float | None, date, Place], Parts],
    ) -> Parts:
        """The first snapshot that has the place, each of its CCGs carried to the day `on` and summed.

        Empty where the larger part leads nowhere: the rest would pass for the whole.
        """
        for snapshot in order:
            ccgs = self.records.of_kind(self.records.covering(place, snapshot), Kind.CCG)
            if ccgs:
                carried = [(share, carry(body, share, on, place)) for body, share in ccgs]
                lost = sum(share or 0.0 for share, pairs in carried if not pairs)
                return () if lost > 0.5 else _summed(pair for _, pairs in carried for pair in pairs)
        return ()

    def _icb_of_location(self, body: Body, share: float | None, on: date, _: Place) -> Parts:
        icb = self.records.bodies.get(body.icb or "")
        return ((icb, share),) if icb is not None and icb.open_on(on) else ()

    def _to_day(self, body: Body, share: float | None, on: date, place: Place) -> Parts:
        if body.open_on(on):
            return ((body, share),)
        if body.closed and on > body.closed:
            return self._heirs(body, on, share, self.records.territory(body))
        forebears = self._forebears(body, on)
        if len(forebears) > 1:
            forebears = self._named_alike(forebears, place)
        return tuple((b, share if part == 1.0 else None) for b, part in forebears)

    def _named_alike(self, parts: Parts, place: Place) -> Parts:
        """Of several bodies that a district's CCG grew from, those named like it, else like its county."""
        county = self._counties.get(place.code)
        for name in (place.name, county.name if county else ""):
            telling = {word for word in words(name) if word not in _NOT_TELLING}
            alike = tuple(body for body, _ in parts if telling & set(words(body.name)))
            if alike:
                return tuple((body, 1.0 if len(alike) == 1 else None) for body in alike)
        return parts

    def _for_county(self, place: Place, on: date) -> tuple[Parts, str]:
        if on >= ICBS_REDRAWN:
            parts = self.records.of_kind(self.records.covering(place), Kind.ICB)
            return parts, "small areas of the county in each ICB since April 2026"
        codes: dict[str, Body] = {}
        for code in self.records.tables.counties.get(place.code, ()):
            for body, share in self._for_district(self.records.places[code], on)[0]:
                if share is None or share >= 0.02:
                    codes[body.code] = body
        alone = 1.0 if len(codes) == 1 else None
        parts = tuple((body, alone) for body in sorted(codes.values(), key=lambda b: b.name))
        return parts, "the bodies of today's districts of the county council, without the unitary cities"

    def _for_region_of_government(self, place: Place, on: date) -> tuple[Parts, str, str]:
        regions = self.records.of_kind(self.records.covering(place), Kind.REGION)
        main = [region for region, share in regions if share is None or share > 0.5]
        parts = tuple((body, None) for region in main for body in self.commissioners_of(region.code, on))
        return parts, "the commissioners of the NHS England region that has most of it", ""

    def _for_statistical(self, place: Place, on: date) -> tuple[Parts, str, str]:
        parts = self.records.of_kind(self.records.covering(place), Kind.ICB)
        by_practices = place.kind.startswith("PC")
        basis = "GP practices of 2022 in each ICB" if by_practices else "small areas in each ICB"
        if on >= ICBS_REDRAWN:
            return parts, basis, ""
        name = name_of_place(place)
        instead = "Type the council district instead, such as Lichfield: those can be followed back."
        if on < ICBS_FROM:
            return (), "", f"The register cannot follow {name} back before July 2022. {instead}"
        if all(body.open_on(on) and not self._redrawn(body) for body, _ in parts):
            return parts, f"{basis}; these ICBs were not redrawn in 2026", ""
        older = {
            edge.predecessor: None
            for body, _ in parts
            for edge in self.records.before.get(body.code, ())
            if edge.date == ICBS_REDRAWN
        }
        names = ", ".join(self.records.bodies[code].name for code in older)
        why = (
            f"ICBs there were redrawn in April 2026; before, {name} was in one or more of: {names}. {instead}"
        )
        return (), "", why

    def _redrawn(self, body: Body) -> bool:
        return any(edge.date == ICBS_REDRAWN for edge in self.records.before.get(body.code, ()))


def _summed(pairs: Iterable[tuple[Body, float | None]]) -> Parts:
    bodies: dict[str, Body] = {}
    sums: dict[str, float] = defaultdict(float)
    unsure: set[str] = set()
    for body, share in pairs:
        bodies[body.code] = body
        if share is None:
            unsure.add(body.code)
        else:
            sums[body.code] += share
    return _sorted(
        (body, None if code in unsure else round(min(1.0, sums[code]), 3)) for code, body in bodies.items()
    )


def _sorted(parts: Iterable[tuple[Body, float | None]]) -> Parts:
    return tuple(sorted(parts, key=lambda part: (-(part[1] if part[1] is not None else 0.0), part[0].name)))


def _times(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one * other, 4)


def _plus(found: dict[str, float | None], code: str, part: float | None) -> float | None:
    if code not in found:
        return part
    had = found[code]
    return None if had is None or part is None else round(had + part, 4)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
