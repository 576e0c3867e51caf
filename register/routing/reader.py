"""One buyer read: its name in every way, its codes, its seat; strongest evidence first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from register.buyers import Buyer, Confidence, Scope
from register.model import Body, Kind
from register.register import Register
from register.routing.areas import Areas
from register.routing.authorities import AreaNames
from register.routing.bodies import BodyNames, Named
from register.routing.known import Known, KnownBuyers, Part, nation_in, seat_words, sounds_national
from register.routing.names import mended, principal, readings, respelt, tokens
from register.routing.spread import ENGLAND, Spread, together

_NOT_REGION = frozenset(
    (
        *("nhs", "england", "nhse", "nhsei", "improvement", "and", "the", "of", "region", "regional", "team", "area"),
        *("local", "office", "commissioning", "specialised", "hub", "direct", "public", "health", "dental", "x24"),
        *("primary", "care", "services", "service", "commissioner", "for", "in", "(", "board", "national"),
    )
)
_COMPASS = {"east": "Y61", "north": "Y54", "south": "Y57"}
"""What one word means behind "NHS England" (the regions of before 2018 too), and nowhere else."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one buyer. `serves` is None for one that is not tied to an area of England.

    `for_others` marks agents, portals and the unknown: where care is given says more than they do.
    `hint` is an area too weakly told to route by.
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


class Reader:
    """The reading of buyers, one at a time; pure, and the same for the same buyer."""

    def __init__(self, register: Register) -> None:
        self.areas = Areas(register)
        self._register = register
        self._records = register.records
        self._known = KnownBuyers(register.records)
        self._index = register._index  # built once for the search too
        self.bodies = BodyNames(register.records, self._index, self._known)
        self.places = AreaNames(self.areas)

    def read(self, buyer: Buyer) -> Finding:
        """What is known of `buyer`. The name counts most, then its codes, then its seat."""
        name = mended(buyer.name)
        for_whom, agent = principal(name)
        found = self._by_name(for_whom) if for_whom else None
        if found is not None and not found.for_others:
            found = _because(found, f"bought on behalf of “{for_whom}”")
        else:
            found = self._by_name(agent)
        seat = self._seat(buyer)
        found = self._with_codes(buyer, found)
        if found is None or found.hint is not None:
            found = self._by_seat(tokens(name), seat, found.hint if found else None)
        elif found.confidence is Confidence.MEDIUM and found.serves is not None and seat is not None:
            found = _weighed(found, seat)
        return replace(found, seat=seat)

    # By name

    def _by_name(self, name: str) -> Finding | None:
        listed = [(reading, found) for reading in readings(name) if (found := tokens(reading))]
        for step in (None, self._by_parts, self._loosely):
            for number, (reading, found) in enumerate(listed):
                if number and len(found) == 1:  # a lone word beside others may be anybody's short form or town
                    continue
                finding = self._plainly(reading, found, not number) if step is None else step(reading, found)
                if finding is not None:
                    return finding
        if listed:
            area = self.places.anywhere(listed[0][1])
            if area is not None:
                words = f"“{name}” is not known; its name speaks of {area.label}"
                return Finding(Scope.NATIONAL, Confidence.LOW, (words,), for_others=True, hint=area)
        return None

    def _plainly(self, reading: str, found: list[str], entire: bool = True) -> Finding | None:
        """Whole names: known buyers, other nations, NHS England's regions, the register's bodies, councils."""
        known = self._known.exact(found)
        if known is not None and (known.name != "NHS England"):
            return self._of_known(known, reading, Confidence.HIGH)
        finding = self._nhs_england(reading, found) or self._elsewhere(reading, found)
        if finding is not None:
            return finding
        named = self.bodies.whole(found)
        council = None
        if named is None or not named.sure:
            council = self.places.council(found) or (self.places.bare(found) if entire else None)
        if council is not None and (named is None or named.body is None or council.sure):
            return self._local(reading, council.area, council.how, council.sure)
        if named is not None:
            return self._of_body(reading, named)
        return None

    def _by_parts(self, reading: str, found: list[str]) -> Finding | None:
        """Names within the name: a known buyer or a body with something added, a public service, an area's body."""
        named = self.bodies.within(found, every=True)
        if len(named) == 1:
            return self._of_body(reading, named[0])
        if named:
            names = " and ".join(one.bodies[0].name for one in named)
            area = together(one.area for one in named)
            return self._to_area(area, False, (f"“{reading}” names {names}",), None)
        known = self._known.prefix(found)
        if known is not None:
            return self._of_known(known, reading, Confidence.MEDIUM)
        area = self.places.public(found)
        if area is not None:
            return self._local(reading, area.area, area.how, area.sure)
        return None

    def _loosely(self, reading: str, found: list[str]) -> Finding | None:
        """Names but for general words or spelling, national-sounding ones, local bodies named after an area."""
        if (mended_ := respelt(found)) != found:
            finding = self._plainly(reading, mended_) or self._by_parts(reading, mended_)
            if finding is not None:
                return replace(finding, confidence=least((finding.confidence, Confidence.MEDIUM)))
        named = self.bodies.alike(found)
        if named is not None:
            return self._of_body(reading, named)
        for area in (None if sounds_national(found) else self.places.local(found), self.places.health(found)):
            if area is not None and (area.area.nation != ENGLAND or area.area.region is not None):
                return self._local(reading, area.area, area.how, area.sure)
        begun = self.bodies.beginning(found)
        if begun is not None:
            return self._of_body(reading, begun)
        if sounds_national(found) and not self.places.seated(found):
            words = f"“{reading}” reads like the name of a national body"
            return Finding(Scope.NATIONAL, Confidence.MEDIUM, (words,))
        return None

    def _nhs_england(self, reading: str, found: list[str]) -> Finding | None:
        line = " ".join(found)
        if "nhs england" not in line and found[0] not in ("nhse", "nhsei") and "nhs improvement" not in line:
            if "nhs commissioning board" not in line and "national commissioning board" not in line:
                return None
        left = [word for word in found if word not in _NOT_REGION]
        if len(left) == 1 and left[0] in _COMPASS:
            region = self._records.bodies[_COMPASS[left[0]]]
            spread = self.bodies.area(region)
        else:
            spreads, _, _ = self.areas.among(found)
            spread = together(spreads) if spreads else Spread()
        if spread.nation == ENGLAND and spread.region is not None:
            why = f"NHS England's part for {spread.label}"
            return self._local(reading, spread, why, True, self._records.bodies[spread.region])
        words = f"“{reading}” is NHS England, which works all over England"
        return Finding(Scope.NATIONAL, Confidence.HIGH, (words,))

    def _elsewhere(self, reading: str, found: list[str]) -> Finding | None:
        """A body of another nation, by its words or its whole name."""
        nation = nation_in(found)
        if nation is None:
            known = self._known.prefix(found)
            if known is not None and known.part is Part.OUT_OF_SCOPE and known.area is not None:
                nation = known.area.nation
        if nation is None:
            elsewhere = self._register.elsewhere(reading) if len(reading) > 3 else None
            nation = elsewhere.nation.removeprefix("the ") if elsewhere and self._only_there(found) else None
        if nation is None and found[-1] in ("uhb", "lhb", "thb"):
            area = self.places.anywhere(found)
            nation = area.nation if area is not None and area.nation != ENGLAND else None
        if nation is None and found[-2:] == ["health", "board"]:
            area = self.places.anywhere(found)
            if area is not None and area.nation != ENGLAND:
                nation = area.nation
            elif "university" in found or "teaching" in found or "local" in found:
                nation = "Wales"
            else:
                nation = "Scotland"
        if nation is None:
            return None
        return Finding(
            Scope.OUT_OF_SCOPE, Confidence.HIGH, (f"“{reading}”: {seat_words(nation)}",), nation=nation
        )

    def _only_there(self, found: Sequence[str]) -> bool:
        return not self._index.forms.get("".join(found))

    # What was found, as findings

    def _of_known(self, known: Known, reading: str, confidence: Confidence) -> Finding:
        name = f"“{reading}” is {known.name}" if reading.lower() != known.name.lower() else f"“{reading}”"
        if known.part is Part.OUT_OF_SCOPE and known.area is not None:
            nation = known.area.nation
            words = f"{name}: {seat_words(nation)}"
            return Finding(Scope.OUT_OF_SCOPE, confidence, (words,), nation=nation)
        if known.part is Part.NATIONAL:
            return Finding(Scope.NATIONAL, confidence, (f"{name}, which works nationally",))
        if known.area is not None and known.area.region is not None:
            # An agent of one region still buys for that region.
            sure = Confidence.HIGH if known.part is Part.LOCAL else Confidence.MEDIUM
            words = f"{name}, which works in {self._place(known.area)}"
            return Finding(Scope.LOCAL, least((sure, confidence)), (words,), serves=known.area)
        portal = known.part is Part.PORTAL
        words = f"{name}, {'a portal' if portal else 'an agent'} that publishes for others"
        return Finding(Scope.NATIONAL, Confidence.LOW, (words,), for_others=True, portal=portal)

    def _of_body(self, reading: str, named: Named) -> Finding:
        first = named.bodies[0]
        if first.kind is Kind.CSU:
            words = f"“{reading}” is {first.name}, which works for many bodies"
            return Finding(Scope.NATIONAL, Confidence.LOW, (words,), body=named.body, for_others=True)
        known = self._known.of_code(first.code)
        if known is not None and known.part is not Part.LOCAL:
            return self._of_known(known, reading, Confidence.HIGH)
        names = " or ".join(f"{body.name} ({body.code})" for body in named.bodies[:3])
        words = f"“{reading}” is {names}, by {named.how}"
        why = (words,) if first.status == "open" or len(named.bodies) > 1 else (words, self._heirs(first))
        return self._to_area(named.area, named.sure, why, named.body)

    def _local(
        self, reading: str, area: Spread, how: str, sure: bool, body: Body | None = None
    ) -> Finding:
        if area.nation != ENGLAND:
            words = f"“{reading}”: {seat_words(area.nation)}"
            confidence = Confidence.HIGH if sure else Confidence.MEDIUM
            return Finding(Scope.OUT_OF_SCOPE, confidence, (words,), nation=area.nation)
        return self._to_area(area, sure, (f"“{reading}” is {how} ({area.label})",), body)

    def _to_area(self, area: Spread, sure: bool, why: tuple[str, ...], body: Body | None) -> Finding:
        confidence = Confidence.HIGH if sure else Confidence.MEDIUM
        if area.region is None:
            words = f"{area.label or 'its area'} lies in several regions: {self._parts(area)}"
            return Finding(Scope.NATIONAL, Confidence.LOW, (*why, words), body=body, serves=area)
        return Finding(Scope.LOCAL, confidence, (*why, f"that is {self._place(area)}"), body=body, serves=area)

    def _heirs(self, body: Body) -> str:
        heirs = ", ".join(heir.code for heir, _ in self._records.now(body))
        return f"it has closed; its area is served by {heirs or 'nobody recorded'} today"

    def _place(self, area: Spread) -> str:
        names = [self._records.bodies[code].name for code in (area.icb, area.region) if code]
        if area.icb is None and area.icbs:
            names.append("several ICBs: " + ", ".join(share.code for share in area.icbs))
        return ", ".join(names)

    def _parts(self, area: Spread) -> str:
        parts = ((self._records.bodies[s.code].name, s.share) for s in area.icbs or area.regions)
        return ", ".join(f"{name} {share:.0%}" if share else name for name, share in parts) or "not told"

    # By codes and seat

    def _with_codes(self, buyer: Buyer, found: Finding | None) -> Finding | None:
        """Let GB-NHS codes confirm the name, or speak where the name says too little.

        A code may be an older body's or a part's of the ICB, so a name that was recognised wins over it.
        """
        for identifier in buyer.identifiers:
            if identifier.scheme.upper() != "GB-NHS":
                continue
            coded = self._of_code(identifier.id)
            if coded is None:
                continue
            if found is None or found.confidence is Confidence.LOW:
                return _because(coded, f"found by its code, GB-NHS {identifier.id}")
            if found.scope is not Scope.LOCAL or found.serves is None or coded.serves is None:
                continue
            if found.serves.region == coded.serves.region:
                if found.serves.icb is None and not found.serves.icbs and coded.serves.icb is not None:
                    found = replace(found, body=found.body or coded.body, serves=coded.serves)
                return _because(found, f"its code {identifier.id} agrees")
            if found.confidence is Confidence.MEDIUM:
                found = Finding(Scope.NATIONAL, Confidence.LOW, found.why, for_others=True)
                return _because(found, f"but its code {identifier.id} is another region's, so neither is believed")
            return _because(found, f"its code {identifier.id} is another body's; the name counts")
        return found

    def _of_code(self, code: str) -> Finding | None:
        known = self._known.of_code(code)
        if known is not None:
            return self._of_known(known, known.name, Confidence.MEDIUM)
        body = self._register.body(code)
        if body is None:
            return None
        return self._of_body(body.name, Named((body,), self.bodies.area(body), "its code", False))

    def _seat(self, buyer: Buyer) -> Spread | None:
        """Where the buyer sits: by postcode, else by the first region code or name that says something."""
        for text in (buyer.postcode or "", *buyer.regions):
            area = self.areas.locate(text[:80]) if text else None
            if area is not None and (area.nation != ENGLAND or area.region is not None):
                return area
        return None

    def _by_seat(self, found: list[str], seat: Spread | None, hint: Spread | None) -> Finding:
        """A buyer nobody knows: its seat counts only with a second reason."""
        words = "the buyer's name is not known" if found else "the buyer has no name"
        if hint is not None:
            words += f", it speaks of {hint.label}"
        if seat is None:
            return Finding(Scope.NATIONAL, Confidence.LOW, (words,), for_others=True)
        if seat.nation != ENGLAND:
            if hint is not None and hint.nation == ENGLAND:
                return Finding(Scope.NATIONAL, Confidence.LOW, (words, f"but it sits in {seat.nation}"), for_others=True)
            why = (words, f"it sits in {seat.nation} ({seat.label})")
            return Finding(Scope.OUT_OF_SCOPE, Confidence.MEDIUM, why, nation=seat.nation)
        agrees = hint is not None and hint.nation == ENGLAND and hint.region == seat.region
        if agrees or (hint is None and self.places.seated(found)):
            why = "which agrees with its name" if agrees else "and it is the sort of body that works where it sits"
            # Of a name and a seat in one region, the narrower is believed.
            area = hint if agrees and hint is not None and hint.icb is not None and not hint.broad else seat
            reasons = (words, f"it sits in {self._place(seat)} ({seat.label}), {why}")
            return Finding(Scope.LOCAL, Confidence.MEDIUM, reasons, serves=area)
        return Finding(
            *(Scope.NATIONAL, Confidence.LOW, (words, f"its seat ({seat.label}) alone says too little")),
            for_others=True,
        )


_RANKED = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def least(some: Iterable[Confidence]) -> Confidence:
    """The lowest of `some` confidences."""
    return min(some, key=_RANKED.index)


def _because(finding: Finding, words: str) -> Finding:
    return replace(finding, why=(*finding.why, words))


def _weighed(finding: Finding, seat: Spread) -> Finding:
    """A name recognised in part is not believed against a seat in another region."""
    assert finding.serves is not None
    if seat.nation != ENGLAND:
        words = f"but it sits in {seat.nation} ({seat.label})"
        return Finding(Scope.OUT_OF_SCOPE, Confidence.MEDIUM, (*finding.why, words), nation=seat.nation)
    if seat.region is None or seat.region == finding.serves.region:
        return finding
    words = f"but it sits elsewhere ({seat.label}), so neither is believed"
    return Finding(Scope.NATIONAL, Confidence.LOW, (*finding.why, words), for_others=True)
