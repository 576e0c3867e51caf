"""Routing: from the buyers of a notice to the ICB and region it concerns, with the reasons.

    >>> import register
    >>> from register.route import Buyer, router
    >>> router(register.load()).route([Buyer("NHS Devon ICB")]).region.name
    'NHS England South West'

How it decides is told in docs/routing.md. Pure: the same buyers, delivery places and text give the same
route. Unsure means national with low confidence, never a guessed region.
"""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from register.buyers import Buyer, Confidence, Identifier, Route, Scope
from register.model import Body, Share
from register.register import Register
from register.routing.findings import Finding, least
from register.routing.names import text_tokens
from register.routing.reader import Reader
from register.routing.spread import ENGLAND, Spread, together
from register.routing.vocabulary import COUNCIL_ENDS

__all__ = ["Buyer", "Confidence", "Identifier", "Route", "Router", "Scope", "router"]

_KEPT = 50_000


class Router:
    """Routes buyers; what it found of a buyer is kept, so the same one costs next to nothing again."""

    def __init__(self, register: Register) -> None:
        self._reader = Reader(register)
        self._bodies = register.records.bodies
        self._findings: dict[Buyer, Finding] = {}
        self._routes: dict[Buyer, Route] = {}

    def route(self, buyers: Sequence[Buyer], delivery: Sequence[str] = (), text: str = "") -> Route:
        """Where a notice of these `buyers` belongs. Never raises for any text.

        `delivery` are the places of delivery (NUTS or ITL codes, names, postcodes), `text` the title and
        description: both are asked only where the buyers buy for others or are not known, `text` first.
        """
        if len(buyers) == 1:
            known = self._routes.get(buyers[0])
            if known is not None:
                return known
        findings = [self._finding(buyer) for buyer in buyers]
        firm = [finding for finding in findings if not finding.for_others]
        if not firm:
            return self._for_others(findings, delivery, text)
        if len(findings) == 1:
            route = self._of(firm[0])
            if len(self._routes) >= _KEPT:
                self._routes.clear()
            self._routes[buyers[0]] = route
            return route
        return self._of_several(firm, findings)

    def _finding(self, buyer: Buyer) -> Finding:
        found = self._findings.get(buyer)
        if found is None:
            found = self._reader.read(buyer)
            if len(self._findings) >= _KEPT:
                self._findings.clear()
            self._findings[buyer] = found
        return found

    def _of(self, finding: Finding) -> Route:
        local = finding.scope is Scope.LOCAL and finding.serves is not None
        return self._made(
            finding.scope,
            finding.confidence,
            finding.why,
            finding.serves if local else None,
            finding.body,
            finding.nation,
            finding.serves.icbs if finding.serves is not None else (),
        )

    def _of_several(self, firm: Sequence[Finding], findings: Sequence[Finding]) -> Route:
        """Several buyers: their common ICB, else their common region, else national."""
        why = tuple(words for finding in findings for words in finding.why)
        local = [f for f in firm if f.scope is Scope.LOCAL and f.serves is not None]
        if local:
            area = together(f.serves for f in local if f.serves is not None)
            confidence = least(f.confidence for f in local)
            if area.region is not None:
                words = "the one local buyer counts"
                if len(local) > 1:
                    words = "the buyers have one region in common"
                if len(local) < len(firm):  # somebody of the whole country buys too
                    confidence = least((confidence, Confidence.MEDIUM))
                bodies = {f.body for f in local}
                body = bodies.pop() if len(bodies) == 1 else None
                return self._made(Scope.LOCAL, confidence, (*why, words), area, body, icbs=area.icbs)
            words = "the buyers lie in several regions"
            return self._made(Scope.NATIONAL, Confidence.MEDIUM, (*why, words), icbs=area.icbs)
        away = [f for f in firm if f.scope is Scope.OUT_OF_SCOPE]
        if len(away) == len(firm):
            nations = list(dict.fromkeys(f.nation for f in away))
            confidence = least(f.confidence for f in away)
            return self._made(Scope.OUT_OF_SCOPE, confidence, why, nation=" and ".join(nations))
        confidence = least(f.confidence for f in firm if f.scope is Scope.NATIONAL)
        return self._made(Scope.NATIONAL, confidence, why)

    def _for_others(self, findings: Sequence[Finding], delivery: Sequence[str], text: str) -> Route:
        """Agents, portals and the unknown: for whom, by the text; where, by the places of delivery."""
        why = tuple(words for finding in findings for words in finding.why) or ("no buyer is named",)
        body = findings[0].body if len(findings) == 1 else None
        area, words = self._told(text)
        if area is None and words:
            return self._made(Scope.NATIONAL, Confidence.LOW, (*why, words), None, body)
        if area is None:
            area, words = self._delivered(delivery, findings)
        if area is None:
            return self._made(Scope.NATIONAL, Confidence.LOW, (*why, words) if words else why, None, body)
        if area.nation != ENGLAND:
            return self._made(Scope.OUT_OF_SCOPE, Confidence.MEDIUM, (*why, words), nation=area.nation)
        return self._made(Scope.LOCAL, Confidence.MEDIUM, (*why, words), area, body, icbs=area.icbs)

    def _told(self, text: str) -> tuple[Spread | None, str]:
        """The area of the bodies and councils named in `text`, and how it was found."""
        areas: dict[str, Spread] = {}
        found = text_tokens(text)
        for named in self._reader.bodies.within(found, every=True):
            areas.setdefault(named.bodies[0].name, named.area)
        for at, word in enumerate(found):
            if word in COUNCIL_ENDS:
                council = self._reader.places.before(found, at)
                if council is not None:
                    areas.setdefault(council.area.label, council.area)
        areas = {name: area for name, area in areas.items() if area.region is not None}
        if not areas:
            return None, ""
        names = ", ".join(list(areas)[:4])
        area = together(areas.values())
        if area.region is None:
            return None, f"the text names bodies of several regions ({names})"
        return area, f"the text names {names}"

    def _delivered(self, delivery: Sequence[str], findings: Sequence[Finding]) -> tuple[Spread | None, str]:
        """The area that all places of delivery lie in, and how it was found.

        A place that is the buyer's own seat only shows where somebody filled in a form, unless a portal did.
        """
        located = [self._reader.areas.locate(place[:80]) for place in dict.fromkeys(delivery)]
        areas = list(dict.fromkeys(area for area in located if area is not None))
        if not areas:
            return None, "the places of delivery say nothing" if delivery else ""
        labels = ", ".join(area.label for area in areas[:4])
        if len({area.nation for area in areas}) > 1:
            return None, f"it is delivered in several nations ({labels})"
        area = together(areas)
        if area.nation == ENGLAND and area.region is None:
            return None, f"it is delivered in several regions ({labels})"
        seats = {finding.seat for finding in findings if not finding.portal}
        if area.nation == ENGLAND and all(place in seats for place in areas):
            return None, f"the place of delivery is the buyer's own seat ({labels})"
        return area, f"it is delivered in {labels}"

    def _made(
        self,
        scope: Scope,
        confidence: Confidence,
        why: tuple[str, ...],
        area: Spread | None = None,
        body: Body | None = None,
        nation: str = ENGLAND,
        icbs: tuple[Share, ...] = (),
    ) -> Route:
        icb = self._bodies[area.icb] if area is not None and area.icb is not None else None
        region = self._bodies[area.region] if area is not None and area.region is not None else None
        return Route(body, icb, region, scope, confidence, tuple(dict.fromkeys(why)), nation, icbs)


_routers: WeakKeyDictionary[Register, Router] = WeakKeyDictionary()


def router(register: Register) -> Router:
    """The router of a register, made at the first call and kept as long as the register is."""
    found = _routers.get(register)
    if found is None:
        found = _routers[register] = Router(register)
    return found
