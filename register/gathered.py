"""Matches on the way to an answer: the best for each body, rated by the day and the kind asked for."""

from collections.abc import Callable, Sequence
from datetime import date

from register.describe import place_in_words
from register.index import Entry
from register.model import Body, Kind, Match, Place, Why
from register.records import DISTRICTS, Records

WhoOn = Callable[[Place, date], Sequence[tuple[Body, float | None]]]
"""Who was responsible for a place on a day."""

_ORDER = {Kind.CCG: 0.0, Kind.ICB: 0.4, Kind.PCT: 0.8, Kind.REGION: 1.0, Kind.TRUST: 1.2, Kind.CSU: 1.6}
_NOT_THAT_DAY = 40.0


class Gathered:
    """The matches found so far, the best for each body.

    `on` and `kind` are what the search was asked for: a day the body existed on, a preference
    among equals.
    """

    def __init__(self, records: Records, on: date | None, kind: Kind | None, who_on: WhoOn) -> None:
        self._records = records
        self._on = on
        self._kind = kind
        self._who_on = who_on
        self.matches: dict[str, Match] = {}

    def add(self, entry: Entry, asked: Kind | None = None) -> None:
        """Take in one entry; a place stands for the bodies that cover it. `asked` is the kind asked for."""
        if entry.place is None:
            body = self._records.bodies[entry.code]
            self._keep(body, self._rated(entry.score, body, entry.why, asked), entry)
            return
        for body, share, less in self._covering(entry.place):
            score = 56.0 + (entry.score - 56.0) * (0.3 + 0.7 * (share or 0.5)) - less
            if asked is body.kind:
                score += 3.0
            detail = place_in_words(entry.place, share, self._on)
            if entry.detail:
                detail = f"{entry.detail}; {detail}"
            self._keep(body, self._rated(score, body, entry.why, asked), entry, detail, share)

    def _covering(self, place: Place) -> list[tuple[Body, float | None, float]]:
        """Bodies, their part of the place, and points off: those of today, then those of before."""
        if self._on is not None:
            that_day = self._who_on(place, self._on)
            if that_day:
                return [(body, share, 0.0) for body, share in that_day]
        shares = list(self._records.covering(place))
        if place.kind in DISTRICTS:
            for snapshot in DISTRICTS:
                if snapshot != place.kind:
                    shares += self._records.covering(place, snapshot)
        found = []
        regional = place.kind in ("RGN", "ITL1", "NUTS1")
        for share in shares:
            body = self._records.bodies[share.code]
            if body.kind is Kind.REGION and not regional:
                continue
            found.append((body, share.share, 14.0 if body.status == "closed" else 0.0))
        return found

    def _rated(self, score: float, body: Body, why: Why, asked: Kind | None) -> float:
        if why is Why.CODE:
            return score
        if self._on is not None and why is not Why.NAME and not body.open_on(self._on):
            score -= _NOT_THAT_DAY
        if self._kind is None:
            score -= 0.0 if body.kind is asked else _ORDER[body.kind]
        elif body.kind is not self._kind:
            score -= 2.0 + _ORDER[body.kind]
        return score

    def _keep(
        self, body: Body, score: float, entry: Entry, detail: str = "", share: float | None = None
    ) -> None:
        score = round(min(100.0, max(1.0, score)), 1)
        old = self.matches.get(body.code)
        if old is None or old.score < score:
            self.matches[body.code] = Match(
                *(body, score, entry.why, detail or entry.detail or _said(entry)),
                *(entry.text, entry.place, share),
            )

    def ranked(self) -> tuple[Match, ...]:
        """All matches, best first; equal ones by kind, the longest-lived last, then by name."""
        return tuple(
            sorted(
                self.matches.values(), key=lambda m: (-m.score, _ORDER[m.body.kind], m.body.name, m.body.code)
            )
        )


def _said(entry: Entry) -> str:
    if entry.why is Why.ALIAS:
        return f"also known as “{entry.text}”"
    if entry.why is Why.PARTIAL:
        return f"part of “{entry.text}”"
    return str(entry.why)
