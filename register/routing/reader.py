"""One buyer read: its name in every way, then its codes and its seat; strongest evidence first."""

from collections.abc import Sequence
from dataclasses import replace

from register.buyers import Buyer, Confidence, Scope
from register.register import Register
from register.routing.areas import Areas
from register.routing.authorities import AreaNames
from register.routing.bodies import BodyNames
from register.routing.findings import Finding, Findings, least, unknown
from register.routing.known import KnownBuyers, Part, nation_in, sounds_national
from register.routing.names import kinds, mended, principal, readings, respelt, tokens, trade_name
from register.routing.seats import Seats
from register.routing.spread import ENGLAND, Spread, together
from register.routing.vocabulary import COUNCIL_ENDS, NHS_ENGLAND_WORDS

_COMPASS = {"east": "Y61", "north": "Y54", "south": "Y57"}
"""What one word means behind "NHS England" (the regions of before 2018 too), and nowhere else."""


class Reader:
    """The reading of buyers, one at a time; pure, and the same for the same buyer."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._records = register.records
        self._index = register._index  # built once for the search too
        self._known = KnownBuyers(register.records)
        self._findings = Findings(register.records, self._known)
        self.areas = Areas(register)
        self.places = AreaNames(self.areas)
        self.bodies = BodyNames(register.records, self._index, self._known)
        self._seats = Seats(register, self._known, self.bodies, self.areas, self.places, self._findings)

    def read(self, buyer: Buyer) -> Finding:
        """What is known of `buyer`. The name counts most, then its codes, then its seat."""
        name = mended(buyer.name)
        client, agent = principal(name)
        found = self._by_name(client) if client else None
        if found is not None and not found.for_others:
            found = found.because(f"bought on behalf of “{client}”")
        else:
            found = self._by_name(agent)
        seat = self._seats.seat(buyer)
        found = self._seats.with_codes(buyer, found)
        if found is None or found.hint is not None:
            found = self._seats.alone(tokens(name), seat, found.hint if found else None)
        elif seat is not None:
            found = self._seats.weighed(found, seat)
        return found if seat is None else replace(found, seat=seat)

    def _by_name(self, name: str) -> Finding | None:
        for reading in readings(trade_name(name)):  # a trust that runs a procurement hub buys for all of it
            known = self._known.exact(tokens(reading))
            if known is not None and known.part is Part.AGENT:
                return self._findings.of_known(known, reading, Confidence.HIGH)
        listed = [(reading, found) for reading in readings(name) if (found := tokens(reading))]
        # A lone word beside others may be anybody's short form, or the town a company sits in.
        listed = [pair for number, pair in enumerate(listed) if not number or len(pair[1]) > 1]
        for number, (reading, found) in enumerate(listed):
            finding = self._plainly(reading, found, entire=not number)
            if finding is not None:
                return finding
        for step in (self._by_parts, self._loosely):
            for reading, found in listed:
                finding = step(reading, found)
                if finding is not None:
                    return finding
        area = self.places.anywhere(listed[0][1]) if listed else None
        return unknown(f"“{name}” is not known; it speaks of {area.label}", hint=area) if area else None

    def _plainly(self, reading: str, found: list[str], entire: bool = True) -> Finding | None:
        """Whole names: known buyers, other nations, NHS England's regions, bodies, councils."""
        known = self._known.exact(found)
        if known is not None and known.name != "NHS England":
            return self._findings.of_known(known, reading, Confidence.HIGH)
        joint = self._joint(found) if entire else {}
        if len(joint) > 1:
            how = f"a name with {' and '.join(joint)} in it"
            return self._findings.of_area(together(joint.values()), how, True, reading)
        finding = self._nhs_england(reading, found) or self._elsewhere(reading, found)
        if finding is not None:
            return finding
        named = self.bodies.whole(found)
        if named is None or not named.sure:
            council = self.places.council(found) or (self.places.bare(found) if entire else None)
            if council is not None and (named is None or named.body is None or council.sure):
                return self._findings.of_area(council.area, council.how, council.sure, reading)
        return self._findings.of_body(named, reading) if named is not None else None

    def _joint(self, found: Sequence[str]) -> dict[str, Spread]:
        """The areas of the councils that a name lists, and of the bodies beside them, by their names."""
        councils: dict[str, Spread] = {}
        for at, word in enumerate(found):
            council = self.places.before(found, at) if word in COUNCIL_ENDS else None
            if council is not None:
                councils.setdefault(council.area.label, council.area)
        if not councils:
            return {}
        return councils | {one.bodies[0].name: one.area for one in self.bodies.within(found, every=True)}

    def _by_parts(self, reading: str, found: list[str]) -> Finding | None:
        """Names within the name: bodies or a known buyer with something added; public services."""
        named = self.bodies.within(found, every=True)
        if len(named) == 1:
            return self._findings.of_body(named[0], reading)
        if named:
            names = " and ".join(one.bodies[0].name for one in named)
            area = together(one.area for one in named)
            return self._findings.of_area(area, f"a name with {names} in it", False, reading)
        known = self._known.prefix(found)
        branch = self.places.local(found) if known is not None and known.part is Part.NATIONAL else None
        if branch is not None and branch.area.region is not None:  # "Age UK Norfolk"
            return self._findings.of_area(branch.area, branch.how, branch.sure, reading)
        if known is not None:
            return self._findings.of_known(known, reading, Confidence.MEDIUM)
        area_named = self.places.public(found)
        if area_named is None:
            return None
        return self._findings.of_area(area_named.area, area_named.how, area_named.sure, reading)

    def _loosely(self, reading: str, found: list[str]) -> Finding | None:
        """Names but for spelling or general words; local bodies of an area; national-sounding ones."""
        if (right := respelt(found)) != found:
            finding = self._plainly(reading, right) or self._by_parts(reading, right)
            if finding is not None:
                return replace(finding, confidence=least((finding.confidence, Confidence.MEDIUM)))
        named = self.bodies.alike(found)
        if named is not None:
            return self._findings.of_body(named, reading)
        national = sounds_national(found)
        for place in (None if national else self.places.local(found), self.places.health(found)):
            if place is not None and (place.area.nation != ENGLAND or place.area.region is not None):
                return self._findings.of_area(place.area, place.how, place.sure, reading)
        named = self.bodies.beginning(found)
        if named is not None:
            return self._findings.of_body(named, reading)
        if national and not self.places.seated(found):
            words = f"“{reading}” reads like the name of a national body"
            return Finding(Scope.NATIONAL, Confidence.MEDIUM, (words,))
        return None

    def _nhs_england(self, reading: str, found: list[str]) -> Finding | None:
        """NHS England, all of it or the part for one of its regions."""
        line = " ".join(found)
        if found[0] not in ("nhse", "nhsei") and not any(
            name in line for name in ("nhs england", "nhs improvement", "commissioning board")
        ):
            return None
        if "commissioning board" in line and "nhs" not in found and "national" not in found:
            return None
        if kinds(found) or "council" in found:  # a buyer beside NHS England says more
            return None
        spreads, rest, _ = self.areas.among(found)
        compass = [word for word in rest if word not in NHS_ENGLAND_WORDS and word in _COMPASS]
        if len(compass) == 1 and not any(spread.region for spread in spreads):
            spread = self.bodies.area(self._records.bodies[_COMPASS[compass[0]]])
        else:  # "Midlands and East (West Midlands)" is the narrower of the two
            narrower = [each for each in spreads if each.region or not each.broad]
            spread = together(narrower or spreads) if spreads else Spread()
        if spread.icbs or spread.regions:
            region = self._records.bodies[spread.region] if spread.region else None
            return self._findings.of_area(spread, "NHS England's part", True, reading, region)
        words = f"“{reading}” is NHS England, which works all over England"
        return Finding(Scope.NATIONAL, Confidence.HIGH, (words,))

    def _elsewhere(self, reading: str, found: list[str]) -> Finding | None:
        """A body of another nation, by its words or its whole name."""
        nation = nation_in(found) or self._nation_named(reading, found) or self._nation_of_board(found)
        return self._findings.elsewhere(nation, reading) if nation is not None else None

    def _nation_named(self, reading: str, found: Sequence[str]) -> str | None:
        known = self._known.prefix(found)
        if known is not None and known.part is Part.OUT_OF_SCOPE and known.area is not None:
            return known.area.nation
        elsewhere = self._register.elsewhere(reading) if len(reading) > 3 else None
        if elsewhere is None or self._index.forms.get("".join(found)):
            return None
        return elsewhere.nation.removeprefix("the ")

    def _nation_of_board(self, found: Sequence[str]) -> str | None:
        """Health boards are Welsh or Scottish: by the place in the name, else by what they are called."""
        board = list(found[-2:]) == ["health", "board"]
        if not board and found[-1] not in ("uhb", "lhb", "thb"):
            return None
        area = self.places.anywhere(found)
        if area is not None and area.nation != ENGLAND:
            return area.nation
        if not board:
            return None
        return "Wales" if not {"university", "teaching", "local"}.isdisjoint(found) else "Scotland"
