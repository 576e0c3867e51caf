"""The register as the rest of the house sees it: one object, read-only, made once."""

from datetime import date
from functools import cached_property
from pathlib import Path

from register.eras import history
from register.find import Finder
from register.index import Index
from register.lineage import lineage
from register.model import (
    About,
    Body,
    Cluster,
    Contacts,
    Elsewhere,
    Era,
    Kind,
    Lineage,
    Match,
    Place,
    Responsibility,
    Why,
)
from register.nations import Nations
from register.normalise import core, key, without_council
from register.postcodes import parse
from register.records import Records
from register.suggest import Suggester, Suggestion
from register.tables import DATA, Tables, read
from register.territory import Territory

_SCOPES = {
    Kind.CCG: (("CCG 2021-04", date(2021, 4, 1)), ("CCG 2013-04", date(2013, 4, 1))),
    Kind.ICB: (("ICB 2026-04", date(2026, 4, 1)), ("ICB 2022-07", date(2022, 7, 1))),
}


class Register:
    """Who commissions NHS care in England, then and now."""

    def __init__(self, tables: Tables) -> None:
        self.records = Records(tables)
        self._tables = tables
        self._territory = Territory(self.records)
        english = frozenset(p.code for p in self.records.places.values() if p.kind == "PCDISTRICT")
        self._nations = Nations(tables.nations, english)

    # Bodies

    def body(self, code: str) -> Body | None:
        """The body with this ODS or ONS code (a superseded ONS code too), in any case."""
        return self.records.body(code)

    def bodies(self, kind: Kind | None = None, on: date | None = None) -> tuple[Body, ...]:
        """All bodies by code; only those of `kind`, only those that existed on the day `on`."""
        return tuple(
            body
            for body in self.records.bodies.values()
            if (kind is None or body.kind is kind) and (on is None or body.open_on(on))
        )

    def now(self, body: Body) -> tuple[tuple[Body, float | None], ...]:
        """The open bodies that cover its area today, with parts; see `Records.now`."""
        return self.records.now(body)

    def lineage(self, code: str) -> Lineage:
        """Where a body came from and what became of it.

        Raises KeyError for a code that is not in the register.
        """
        return lineage(self.records, self._known(code))

    def contacts(self, code: str) -> Contacts:
        """How to reach a body; every part None for a code without recorded contacts."""
        body = self.records.body(code)
        found = self._tables.contacts
        if body is None:
            return Contacts()
        return Contacts(
            website=found.get((body.code, "website")),
            foi_email=found.get((body.code, "foi_email")),
            board_papers=found.get((body.code, "board_papers")),
            whatdotheyknow=found.get((body.code, "whatdotheyknow")),
        )

    def clusters(self, code: str) -> tuple[Cluster, ...]:
        """Groupings a body was reported to be in; they are not successions, each ICB stays what it is."""
        return tuple(cluster for cluster in self._tables.clusters if code.upper() in cluster.codes)

    def neighbours(self, code: str, on: date | None = None) -> tuple[Body, ...]:
        """The CCGs or ICBs whose outlines touch its own, by name; empty for other kinds.

        Outlines are those of CCGs in April 2013 and 2021, of ICBs in July 2022 and April 2026: the
        latest of them not after `on`, or the last in which the body existed. Who merely meets at a
        corner or across a river mouth may be in or out.
        """
        body = self._known(code)
        scopes = _SCOPES.get(body.kind, ())
        days = [(scope, day) for scope, day in scopes if on is None or day <= on] or list(scopes[-1:])
        for scope, _ in days:
            beside = self._tables.neighbours.get((scope, body.code))
            if beside is not None:
                return tuple(sorted((self.records.bodies[c] for c in beside), key=lambda b: b.name))
        return ()

    def _known(self, code: str) -> Body:
        body = self.records.body(code)
        if body is None:
            raise KeyError(code)
        return body

    # Search

    def find(
        self, text: str, on: date | None = None, kind: Kind | None = None, limit: int = 10
    ) -> tuple[Match, ...]:
        """The bodies `text` may mean, best first; empty where nothing fits. Never raises for any text.

        `on` puts bodies that existed on that day first; `kind` is a preference among equal matches, not a
        filter. See `register.find` for how matches rank, and `register.find.close` for ambiguity.
        """
        return self._finder.find(text, on, kind, limit)

    def suggest(self, text: str, limit: int = 25) -> tuple[Suggestion, ...]:
        """(label, value) for bodies and places while somebody types; `find(value)` gives just that one."""
        return self._suggester.bodies(text, limit)

    def suggest_places(self, text: str, limit: int = 25) -> tuple[Suggestion, ...]:
        """As `suggest`, places first."""
        return self._suggester.places(text, limit)

    def elsewhere(self, text: str) -> Elsewhere | None:
        """Who is responsible where `text`, a place or postcode outside England, lies; else None."""
        return self._nations.elsewhere(text)

    def places(self, text: str) -> tuple[Place, ...]:
        """Places of a name, a code or a postcode, the one most likely meant first; misspelt ones too."""
        code = self._index.place_codes.get(key(text))
        postcode = parse(text)
        if postcode is not None:
            for outward in (postcode.outward, postcode.district):
                place = self.records.places.get(outward)
                if place is not None and place.kind == "PCDISTRICT":
                    return (place,)
            return ()
        found = [code] if code is not None else []
        for form in dict.fromkeys((key(text), core(text).key, core(without_council(text)).key)):
            found += [e.place for e in self._index.forms.get(form, ()) if e.place is not None]
        if not found:
            matches = self.find(text)
            spelt = [m.place for m in matches if m.place is not None and m.why in (Why.SPELLING, Why.PLACE)]
            found += spelt
        return tuple(dict.fromkeys(found))

    @cached_property
    def _index(self) -> Index:
        return Index(self.records)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.records, self._index, self._nations.keys, self._territory.who_on)

    @cached_property
    def _suggester(self) -> Suggester:
        return Suggester(self.records, self._finder)

    # Territory

    def responsible(self, body_or_place: Body | Place, on: date, today: date | None = None) -> Responsibility:
        """Who commissioned care there on that day; see `Territory.responsible`."""
        return self._territory.responsible(body_or_place, on, today)

    def history(self, body_or_place: Body | Place) -> tuple[Era, ...]:
        """Who was responsible there since October 2006, oldest first; see `register.eras`."""
        return history(self._territory, body_or_place)

    def regions(self) -> tuple[Body, ...]:
        """The seven regions of NHS England, by name."""
        found = (b for b in self.bodies(Kind.REGION) if b.status == "open")
        return tuple(sorted(found, key=lambda body: body.name))

    def region(self, code_or_name: str) -> Body | None:
        """A region by code or name (``Y60``, ``midlands``), or the one a place or body lies in."""
        body = self.records.body(code_or_name)
        if body is not None and body.kind is Kind.REGION:
            return body
        for match in self.find(code_or_name, kind=Kind.REGION, limit=25):
            if match.body.kind is Kind.REGION:
                return match.body
            # A body's misspelt name is too weak a reason to name a region: Wessex is not Essex.
            if match.body.region is not None and match.score >= 60 and match.why is not Why.SPELLING:
                return self.records.bodies[match.body.region]
        return None

    def icbs_of(self, region_code: str, on: date | None = None) -> tuple[Body, ...]:
        """The ICBs of a region, by name: of the day `on`, or those open now."""
        found = (
            body
            for body in self.bodies(Kind.ICB)
            if body.region == region_code.upper() and (body.open_on(on) if on else body.status == "open")
        )
        return tuple(sorted(found, key=lambda body: body.name))

    # Itself

    @property
    def about(self) -> About:
        """When the register was compiled, its licences, sources and sizes."""
        return self._tables.about


_loaded: dict[Path, Register] = {}


def load(folder: Path = DATA) -> Register:
    """The packaged register, read at the first call and kept.

    Raises RegisterDataError, naming file and line, where a table is not as it should be.
    """
    if folder not in _loaded:
        _loaded[folder] = Register(read(folder))
    return _loaded[folder]
