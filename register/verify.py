"""Does the register hold? Counts, chains and forms that must be right in any build of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from register.model import Body, Contact, Kind, Place
from register.records import Records
from register.register import Register

_OPEN_CCGS = {
    date(2013, 4, 1): 211,
    date(2015, 4, 1): 209,
    date(2017, 4, 1): 207,
    date(2018, 4, 1): 195,
    date(2019, 4, 1): 191,
    date(2020, 4, 1): 135,
    date(2021, 4, 1): 106,
    date(2022, 7, 1): 0,
}
_OPEN_ICBS = {date(2022, 6, 30): 0, date(2022, 7, 1): 42, date(2026, 4, 1): 36}
_OPEN_PCTS = {date(2012, 4, 1): 151, date(2013, 4, 1): 0}
_TO_STAFFORDSHIRE = ("04Y", "05G", "05V", "05W", "05D", "05Q")
_TODAY = {"07H": {"D7T5G": 1.0}, "06T": {"D7T5G": 1.0}, "99M": {"QRL": 0.78, "S9B9J": 0.22}}
_CODE = re.compile(r"[A-Z0-9]{3,6}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_COMMISSIONERS = (Kind.PCT, Kind.CCG, Kind.ICB)


def verify(register: Register) -> list[str]:
    """What does not hold, each as a sentence; empty when all does."""
    checks: tuple[Callable[[Register], Iterator[str]], ...] = (
        *(_counts, _codes, _dates, _chains, _cycles, _examples, _shares, _places),
        *(_aliases, _contacts, _neighbours, _licences),
    )
    return [problem for check in checks for problem in check(register)]


def _counts(register: Register) -> Iterator[str]:
    for kind, days in ((Kind.CCG, _OPEN_CCGS), (Kind.ICB, _OPEN_ICBS), (Kind.PCT, _OPEN_PCTS)):
        for day, expected in days.items():
            found = len(register.bodies(kind, day))
            if found != expected:
                yield f"{found} {kind}s were open on {day}, not {expected}."
    if len(register.regions()) != 7:
        yield f"There are {len(register.regions())} open regions, not 7."
    told = Counter(dict(register.about.counts))
    real = Counter(body.kind for body in register.bodies())
    if told != real:
        yield f"register.toml tells {dict(told)}, the tables hold {dict(real)}."


def _codes(register: Register) -> Iterator[str]:
    records = register.records
    tables = records.tables
    seen = Counter(body.code for body in tables.bodies)
    yield from (f"The code {code} stands for {n} bodies." for code, n in seen.items() if n > 1)
    for body in tables.bodies:
        if not _CODE.fullmatch(body.code):
            yield f"{body.code!r} is no ODS code."
        for what, code in (("region", body.region), ("ICB", body.icb)):
            if code is not None and code not in records.bodies:
                yield f"{body.code} names the {what} {code}, which does not exist."
        yield from _unknown(
            records, f"{body.code} names the successor", (s.code for s in body.successors_now)
        )
    for edge in tables.successions:
        yield from _unknown(records, "A succession names", (edge.predecessor, edge.successor))
    for cluster in tables.clusters:
        yield from _unknown(records, f"The cluster {cluster.name} names", cluster.codes)
    for stp in tables.stps:
        yield from _unknown(records, f"The STP {stp.name} names", (stp.icb,))


def _unknown(records: Records, what: str, codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        if code not in records.bodies:
            yield f"{what} {code}, which does not exist."


def _dates(register: Register) -> Iterator[str]:
    for body in register.bodies():
        if body.opened and body.closed and body.opened > body.closed:
            yield f"{body.code} closed on {body.closed}, before it opened."
        if body.status == "open" and body.closed:
            yield f"{body.code} is open but has a day of closing."
        if body.status == "closed" and body.closed is None:
            yield f"{body.code} is closed but has no day of closing."


def _chains(register: Register) -> Iterator[str]:
    for body in register.bodies():
        heirs = register.now(body)
        if body.kind in _COMMISSIONERS and not heirs:
            yield f"{body.code} leads to no body that is open today."
        for share in body.successors_now:
            successor = register.body(share.code)
            if successor is not None and successor.status == "closed":
                yield f"{body.code} leads to {share.code}, which is closed."
        ends = _ends(register.records, body) if body.kind in _COMMISSIONERS else frozenset()
        missing = {heir.code for heir, _ in heirs} - ends
        if body.kind in _COMMISSIONERS and missing:
            yield f"Successions from {body.code} do not reach {', '.join(sorted(missing))}."


def _ends(records: Records, body: Body) -> frozenset[str]:
    """Codes of open bodies that can be reached along successions, itself included."""
    reached, waiting = {body.code}, [body.code]
    while waiting:
        for edge in records.after.get(waiting.pop(), ()):
            if edge.successor not in reached:
                reached.add(edge.successor)
                waiting.append(edge.successor)
    return frozenset(
        code for code in reached if code in records.bodies and records.bodies[code].status == "open"
    )


def _cycles(register: Register) -> Iterator[str]:
    after = register.records.after
    state: dict[str, int] = {}  # 1 on the way, 2 done

    def visit(code: str) -> Iterator[str]:
        state[code] = 1
        for edge in after.get(code, ()):
            if state.get(edge.successor) == 1:
                yield f"Successions go round: {edge.successor} comes both before and after {code}."
            elif edge.successor not in state:
                yield from visit(edge.successor)
        state[code] = 2

    for code in tuple(after):
        if code not in state:
            yield from visit(code)


def _examples(register: Register) -> Iterator[str]:
    for code in _TO_STAFFORDSHIRE:
        body = register.body(code)
        heirs = [heir for heir, _ in register.now(body)] if body else []
        if [heir.code for heir in heirs] != ["QNC"] or heirs[0].region != "Y60":
            yield f"{code} does not end at QNC in the region Y60."
    for code, expected in _TODAY.items():
        body = register.body(code)
        found = {heir.code: share for heir, share in register.now(body)} if body else {}
        if found != expected:
            yield f"{code} leads to {found}, not {expected}."


def _shares(register: Register) -> Iterator[str]:
    for body in register.bodies():
        shares = [share for _, share in register.now(body) if share is not None]
        if shares and body.kind in _COMMISSIONERS and not 0.95 <= sum(shares) <= 1.01:
            yield f"The parts of {body.code} today sum to {sum(shares):.2f}."
    for code, edges in register.records.after.items():
        whole = [e for e in edges if e.share is None and e.relation not in ("boundary-transfer", "split")]
        if len(whole) > 1 and register.records.bodies[code].kind in _COMMISSIONERS:
            yield f"{code} passed wholly to more than one body."


def _places(register: Register) -> Iterator[str]:
    by_kind: dict[tuple[str, str], dict[Kind, float]] = {}
    for place, shares in register.records.tables.places:
        yield from _unknown(register.records, f"The place {place.code} names", (s.code for s in shares))
        sums = by_kind.setdefault((place.kind, place.code), {})
        for share in shares:
            body = register.records.bodies.get(share.code)
            if body is not None and share.share is not None:
                sums[body.kind] = sums.get(body.kind, 0.0) + share.share
    for (kind, code), sums in by_kind.items():
        for of, total in sums.items():
            if not 0.9 <= total <= 1.02:
                yield f"The parts of {kind} {code} in {of}s sum to {total:.2f}."
    for county, districts in register.records.tables.counties.items():
        for code in (county, *districts):
            if not isinstance(register.records.places.get(code), Place):
                yield f"The county {county} names the place {code}, which does not exist."


def _aliases(register: Register) -> Iterator[str]:
    for alias, code, _ in register.records.tables.aliases:
        if not alias.strip() or code not in register.records.bodies:
            yield f"The alias {alias!r} names {code}, which does not exist."


def _contacts(register: Register) -> Iterator[str]:
    for (code, field), contact in register.records.tables.contacts.items():
        body = register.records.bodies.get(code)
        if body is None:
            yield f"A contact names {code}, which does not exist."
        elif field not in ("website", "foi_email", "board_papers", "whatdotheyknow"):
            yield f"{code} has a contact of unknown kind, {field}."
        elif not _well_formed(field, contact):
            yield f"The {field} of {code} is not well formed: {contact.value}"
        elif contact.confidence not in ("high", "medium", "low", "old"):
            yield f"The {field} of {code} has the confidence {contact.confidence!r}."
        elif (
            field != "whatdotheyknow"
            and body.kind is Kind.ICB
            and body.status == "closed"
            and not contact.old
        ):
            yield f"The {field} of {code} is offered as today's, but the body is closed."


def _well_formed(field: str, contact: Contact) -> bool:
    if field == "foi_email":
        return _EMAIL.fullmatch(contact.value) is not None
    address = urlsplit(contact.value)
    return address.scheme in ("http", "https") and "." in address.netloc and " " not in contact.value


def _neighbours(register: Register) -> Iterator[str]:
    beside = register.records.tables.neighbours
    for (scope, code), codes in beside.items():
        yield from _unknown(register.records, f"Neighbours of {scope} name", (code, *codes))
        for other in codes:
            if code not in beside.get((scope, other), ()):
                yield f"In {scope}, {other} is beside {code} but not the other way round."


def _licences(register: Register) -> Iterator[str]:
    about = register.about
    if "Open Government Licence v3.0" not in about.licence or "Crown copyright" not in about.licence:
        yield "The licence line of the public data is missing."
    if "mySociety" not in about.slug_licence or "CC BY-SA 4.0" not in about.slug_licence:
        yield "The licence line of the WhatDoTheyKnow page names is missing."
    if not about.sources:
        yield "No sources are named."
