"""What is known of one buyer, and how a known name, a body or an area becomes that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from register.buyers import Confidence, Scope
from register.model import Body, Kind
from register.records import Records
from register.routing.bodies import Named
from register.routing.known import Known, KnownBuyers, Part, seat_words
from register.routing.spread import ENGLAND, Spread

_RANKED = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def least(some: Iterable[Confidence]) -> Confidence:
    """The lowest of `some` confidences."""
    return min(some, key=_RANKED.index)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one buyer. `serves` is None for one that is not tied to an area of England.

    `for_others` marks agents, portals and the unknown: where care is given says more than they do.
    `seat` is where it sits. `hint` is an area too weakly told to route by.
    """

    scope: Scope
    confidence: Confidence
    why: tuple[str, ...]
    body: Body | None = None
    serves: Spread | None = None
    nation: str = ENGLAND
    for_others: bool = False
    seat: Spread | None = None
    portal: bool = False
    hint: Spread | None = None

    def because(self, words: str) -> "Finding":
        """The same with one reason more."""
        return replace(self, why=(*self.why, words))


def unknown(*why: str, hint: Spread | None = None) -> Finding:
    """A buyer nobody knows."""
    return Finding(Scope.NATIONAL, Confidence.LOW, why, for_others=True, hint=hint)


class Findings:
    """The making of findings, with their reasons in words."""

    def __init__(self, records: Records, known: KnownBuyers) -> None:
        self._records = records
        self._known = known

    def of_known(self, known: Known, reading: str, confidence: Confidence) -> Finding:
        """A buyer of the table, called `reading` in the notice."""
        name = f"“{reading}” is {known.name}" if reading.lower() != known.name.lower() else f"“{reading}”"
        if known.part is Part.OUT_OF_SCOPE and known.area is not None:
            nation = known.area.nation
            words = f"{name}: {seat_words(nation)}"
            return Finding(Scope.OUT_OF_SCOPE, confidence, (words,), nation=nation)
        if known.part is Part.NATIONAL:
            return Finding(Scope.NATIONAL, confidence, (f"{name}, which works nationally",))
        if known.area is not None and known.area.region is not None:
            sure = Confidence.HIGH if known.part is Part.LOCAL else Confidence.MEDIUM
            words = f"{name}, which works in {self.place(known.area)}"
            return Finding(Scope.LOCAL, least((sure, confidence)), (words,), serves=known.area)
        portal = known.part is Part.PORTAL
        words = f"{name}, {'a portal' if portal else 'an agent'} that publishes for others"
        return Finding(Scope.NATIONAL, Confidence.LOW, (words,), for_others=True, portal=portal)

    def of_body(self, named: Named, reading: str) -> Finding:
        """A body of the register; a commissioning support unit is an agent of many."""
        first = named.bodies[0]
        if first.kind is Kind.CSU:
            words = f"“{reading}” is {first.name}, which works for many bodies"
            return Finding(Scope.NATIONAL, Confidence.LOW, (words,), body=named.body, for_others=True)
        known = self._known.of_code(first.code)
        if known is not None and known.part is not Part.LOCAL:
            return self.of_known(known, reading, Confidence.HIGH)
        names = " or ".join(f"{body.name} ({body.code})" for body in named.bodies[:3])
        why = [f"“{reading}” is {names}: {named.how}"]
        if first.status != "open" and len(named.bodies) == 1:
            heirs = ", ".join(heir.code for heir, _ in self._records.now(first))
            why.append(f"it has closed; its area is served by {heirs or 'nobody recorded'} today")
        return self._in(named.area, named.sure, tuple(why), named.body)

    def of_area(self, area: Spread, how: str, sure: bool, reading: str, body: Body | None = None) -> Finding:
        """A buyer named after its area, of England or of another nation."""
        if area.nation != ENGLAND:
            confidence = Confidence.HIGH if sure else Confidence.MEDIUM
            return self.elsewhere(area.nation, reading, confidence)
        return self._in(area, sure, (f"“{reading}” is {how} ({area.label})",), body)

    def elsewhere(self, nation: str, reading: str, confidence: Confidence = Confidence.HIGH) -> Finding:
        """A buyer of another nation."""
        words = f"“{reading}”: {seat_words(nation)}"
        return Finding(Scope.OUT_OF_SCOPE, confidence, (words,), nation=nation)

    def place(self, area: Spread) -> str:
        """An area's ICB and region in words."""
        names = [self._records.bodies[code].name for code in (area.icb, area.region) if code]
        if area.icb is None and area.icbs:
            names.append("several ICBs: " + ", ".join(share.code for share in area.icbs))
        return ", ".join(names)

    def _in(self, area: Spread, sure: bool, why: tuple[str, ...], body: Body | None) -> Finding:
        if area.region is None:
            parts = ((self._records.bodies[s.code].name, s.share) for s in area.icbs or area.regions)
            told = ", ".join(f"{name} {share:.0%}" if share else name for name, share in parts)
            words = f"{area.label or 'its area'} lies in several regions: {told or 'not told'}"
            return Finding(Scope.NATIONAL, Confidence.LOW, (*why, words), body=body, serves=area)
        confidence = Confidence.HIGH if sure else Confidence.MEDIUM
        reasons = (*why, f"that is {self.place(area)}")
        return Finding(Scope.LOCAL, confidence, reasons, body=body, serves=area)
