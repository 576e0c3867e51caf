"""What a buyer's codes and its seat add to its name: confirmation, doubt, or an answer it did not give."""

from collections.abc import Sequence
from dataclasses import replace

from register.buyers import Buyer, Confidence, Scope
from register.register import Register
from register.routing.areas import Areas
from register.routing.authorities import AreaNames
from register.routing.bodies import BodyNames, Named
from register.routing.findings import Finding, Findings, unknown
from register.routing.known import KnownBuyers
from register.routing.spread import ENGLAND, Spread

_SAID = 80
"""Characters of a code, postcode or region name that are read."""


class Seats:
    """Codes and seats weighed against what the name said."""

    def __init__(
        self,
        register: Register,
        known: KnownBuyers,
        bodies: BodyNames,
        areas: Areas,
        places: AreaNames,
        findings: Findings,
    ) -> None:
        self._register = register
        self._known = known
        self._bodies = bodies
        self._areas = areas
        self._places = places
        self._findings = findings

    def seat(self, buyer: Buyer) -> Spread | None:
        """Where the buyer sits: by postcode, else by the first region code or name that says something."""
        for text in (buyer.postcode or "", *buyer.regions):
            area = self._areas.locate(text[:_SAID]) if text else None
            if area is not None and (area.nation != ENGLAND or area.region is not None):
                return area
        return None

    def with_codes(self, buyer: Buyer, found: Finding | None) -> Finding | None:
        """Let GB-NHS codes confirm the name, or speak where the name says too little.

        A code may be an older body's or a part's of the ICB, so a name that was recognised wins over it.
        """
        for identifier in buyer.identifiers:
            coded = self._of_code(identifier.id) if identifier.scheme.upper() == "GB-NHS" else None
            if coded is None:
                continue
            code = identifier.id[:_SAID]
            if found is None or found.confidence is Confidence.LOW:
                return coded.because(f"found by its code, GB-NHS {code}")
            if found.serves is None or coded.serves is None:
                continue
            if found.serves.region == coded.serves.region:
                if not found.serves.icbs and coded.serves.icb is not None:
                    found = replace(found, body=found.body or coded.body, serves=coded.serves)
                return found.because(f"its code {code} agrees")
            if found.confidence is Confidence.MEDIUM:
                return unknown(*found.why, f"but its code {code} is another region's: neither is believed")
            return found.because(f"its code {code} is another body's; the name counts")
        return found

    def _of_code(self, code: str) -> Finding | None:
        known = self._known.of_code(code)
        if known is not None:
            return self._findings.of_known(known, known.name, Confidence.MEDIUM)
        body = self._register.body(code)
        if body is None:
            return None
        return self._findings.of_body(Named((body,), self._bodies.area(body), "its code", False), body.name)

    def weighed(self, finding: Finding, seat: Spread) -> Finding:
        """A name recognised in part is not believed against a seat in another region."""
        if finding.serves is None or finding.confidence is not Confidence.MEDIUM:
            return finding
        if seat.nation != ENGLAND:
            why = (*finding.why, f"but it sits in {seat.nation} ({seat.label})")
            return Finding(Scope.OUT_OF_SCOPE, Confidence.MEDIUM, why, nation=seat.nation)
        if seat.region is None or seat.region == finding.serves.region:
            return finding
        return unknown(*finding.why, f"but it sits elsewhere ({seat.label}): neither is believed")

    def alone(self, found: Sequence[str], seat: Spread | None, hint: Spread | None) -> Finding:
        """A buyer nobody knows by name: its seat counts only with a second reason."""
        words = "the buyer's name is not known" if found else "the buyer has no name"
        if hint is not None:
            words += f", it speaks of {hint.label}"
        if seat is None:
            return unknown(words)
        english = hint is not None and hint.nation == ENGLAND
        if seat.nation != ENGLAND:
            if english:
                return unknown(words, f"but it sits in {seat.nation}")
            why = (words, f"it sits in {seat.nation} ({seat.label})")
            return Finding(Scope.OUT_OF_SCOPE, Confidence.MEDIUM, why, nation=seat.nation)
        where = f"it sits in {self._findings.place(seat)} ({seat.label})"
        if hint is not None and english and hint.region == seat.region:
            area = hint if hint.icb is not None and not hint.broad else seat  # the narrower of the two
            reasons = (words, f"{where}, which agrees with its name")
        elif hint is None and self._places.seated(found):
            area = seat
            reasons = (words, f"{where}, and it is the sort of body that works where it sits")
        else:
            return unknown(words, f"its seat ({seat.label}) alone says too little")
        return Finding(Scope.LOCAL, Confidence.MEDIUM, reasons, serves=area)
