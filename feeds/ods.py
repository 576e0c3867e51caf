"""Changes of the NHS's own register of organisations: bodies opened, closed, succeeded, renamed.

ODS ORD API, https://directory.spineservices.nhs.uk/ORD/2-0-0: ``sync?LastChangeDate=YYYY-MM-DD`` lists what
changed since a day (of the last 185), each organisation's own address gives the record. The shape of a
record is taken from public clients of the API, not from its documentation.

Most of what changes there are surgeries and pharmacies; only commissioners, trusts and regions are
read, and told only where the record says something that the packaged register does not.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from feeds.fetcher import OFFICIAL, Fetcher, Limits
from feeds.pages import loads
from feeds.problems import FetchProblem, Kind, not_understood
from feeds.raw import Raw, record, records
from feeds.source import Batch, News, Topic
from feeds.text import line
from register.model import Body
from register.normalise import key
from register.register import Register

NAME: Final = "ods"
URL: Final = "https://directory.spineservices.nhs.uk/ORD/2-0-0"

_ROLES: Final = {
    "RO98": "CCG or sub-ICB location",
    "RO107": "care trust",
    "RO197": "NHS trust",
    "RO209": "NHS England region",
    "RO213": "commissioning support unit",
    "RO261": "integrated care board",
    "RO318": "integrated care board",
}
_CODE: Final = re.compile(r"[A-Z0-9]{3}|[A-Z]\d[A-Z]\d[A-Z]")
"""Codes of trusts, regions, CCGs and ICBs; those of sites, surgeries and pharmacies are longer."""

_LONGEST: Final = timedelta(days=180)
_FIRST: Final = timedelta(days=30)
_OVERLAP: Final = timedelta(days=2)
_RECORDS: Final = 100


class Ods:
    """The source. `register` is what it is compared with."""

    name = NAME

    def __init__(self, register: Register, url: str = URL, limits: Limits = OFFICIAL) -> None:
        self._register = register
        self._url = url.rstrip("/")
        self._limits = limits

    async def look(self, fetcher: Fetcher, mark: str, now: datetime) -> AsyncIterator[Batch]:
        """What changed since the mark and shortly before: so many records a look, the rest in the next."""
        last, waiting = _read(mark)
        today = now.astimezone(UTC).date()
        since = max(min(last, today) - _OVERLAP, today - _LONGEST) if last else today - _FIRST
        codes = list(dict.fromkeys((*waiting, *await self._listed(fetcher, since))))
        items: list[News] = []
        for code in codes[:_RECORDS]:
            found = await self._record(fetcher, code)
            if found is not None:
                items += changes(found, self._register, now)
        yield Batch(tuple(items), _write(today, codes[_RECORDS:]))

    async def _listed(self, fetcher: Fetcher, since: date) -> list[str]:
        """The codes of bodies we may know whose records changed since a day."""
        url = f"{self._url}/sync?LastChangeDate={since.isoformat()}"
        try:
            answer = await self._json(fetcher, url)
        except FetchProblem as problem:
            if problem.kind is Kind.GONE:
                return []
            raise
        organisations = answer.get("Organisations")
        if not isinstance(organisations, list):
            raise not_understood("a list of organisations")
        links = (record(each).get("OrgLink") for each in organisations)
        codes = (link.rpartition("/")[2].upper() for link in links if isinstance(link, str))
        return [code for code in codes if _CODE.fullmatch(code) or self._register.body(code)]

    async def _record(self, fetcher: Fetcher, code: str) -> Raw | None:
        try:
            answer = await self._json(fetcher, f"{self._url}/organisations/{code}")
        except FetchProblem as problem:
            if problem.kind is Kind.GONE:
                return None
            raise
        return record(answer.get("Organisation"))

    async def _json(self, fetcher: Fetcher, url: str) -> Raw:
        fetched = await fetcher.get(
            url, lane=NAME, limits=self._limits, trusted=True, accept="application/json"
        )
        return record(loads(fetched.body))


@dataclass(frozen=True, slots=True)
class _Organisation:
    code: str
    name: str
    role: str
    active: bool
    opened: date | None
    closed: date | None
    changed: date | None
    links: tuple[tuple[str, str, date | None], ...]


def changes(raw: Raw, register: Register, now: datetime) -> Iterator[News]:
    """What a record says that `register` does not, each as news. Nothing for other kinds of organisation."""
    found = _organisation(raw)
    if found is None:
        return
    known = register.body(found.code)
    title, topic = _change(found, known, register)
    if not title:
        return
    others = tuple(other for _, other, _ in found.links)
    facts = [("Code", found.code), ("Kind", found.role or "not said")]
    if found.opened:
        facts.append(("From", found.opened.isoformat()))
    if found.closed:
        facts.append(("Until", found.closed.isoformat()))
    for kind, other, day in found.links:
        body = register.body(other)
        named = f"{body.name} ({other})" if body else other
        facts.append((kind.capitalize(), f"{named}, {day.isoformat()}" if day else named))
    at = found.changed or now.astimezone(UTC).date()
    yield News(
        id=f"{found.code}:{topic.value}:{_state(found)}",
        title=title,
        link=f"https://www.odsportal.digital.nhs.uk/Organisation/OrganisationDetails?organisationId={found.code}",
        published=datetime(at.year, at.month, at.day, tzinfo=UTC),
        topic=topic,
        bodies=(found.code, *others),
        facts=tuple(facts),
    )


def _change(found: _Organisation, known: Body | None, register: Register) -> tuple[str, Topic]:
    """The change in words and its topic; no words where there is none."""
    if known is None:
        if found.role and (found.active or found.opened):
            return f"New in the NHS register: {found.name} ({found.code})", Topic.OPENED
        return "", Topic.NEWS
    news = [each for each in found.links if not _recorded(found.code, each, register)]
    successors = [other for kind, other, _ in news if kind == "successor"]
    predecessors = [other for kind, other, _ in news if kind == "predecessor"]
    if successors:
        return f"{known.name} ({known.code}) is succeeded by {_names(successors, register)}", Topic.MERGERS
    if predecessors:
        return f"{known.name} ({known.code}) takes over from {_names(predecessors, register)}", Topic.MERGERS
    if known.status == "open" and (found.closed is not None or not found.active):
        return f"{known.name} ({known.code}) closes", Topic.CLOSURES
    if known.status == "open" and found.active and not _same_name(found.name, known.name):
        return f"{known.name} ({known.code}) is now called {found.name}", Topic.RENAMED
    return "", Topic.NEWS


def _recorded(code: str, link: tuple[str, str, date | None], register: Register) -> bool:
    """Whether the register knows the succession, or it is older than the register's own beginnings."""
    kind, other, day = link
    if register.body(other) is None and kind == "predecessor":
        return True  # a body from before the register's time
    if day is not None and day.year < 2013:
        return True
    older, newer = (code, other) if kind == "successor" else (other, code)
    return any(each.successor == newer for each in register.records.after.get(older, ()))


def _names(codes: list[str], register: Register) -> str:
    bodies = ((code, register.body(code)) for code in codes)
    return ", ".join(f"{body.name} ({code})" if body else code for code, body in bodies)


def _same_name(first: str, second: str) -> bool:
    short = [
        re.sub(r"^nhs|foundation|nhs|trust$|integratedcareboard$|icb$|the", "", key(name))
        for name in (first, second)
    ]
    return short[0] == short[1]


def _state(found: _Organisation) -> str:
    """What of the record was told, so that it is told again only when that is another."""
    links = ",".join(sorted(f"{kind[0]}{other}" for kind, other, _ in found.links))
    return f"{found.opened or ''}/{found.closed or ''}/{links}"[:200]


def _organisation(raw: Raw) -> _Organisation | None:
    code = record(raw.get("OrgId")).get("extension")
    if not isinstance(code, str) or not 3 <= len(code) <= 10:
        return None
    roles = [each.get("id") for each in records(record(raw.get("Roles")).get("Role"))]
    role = next((_ROLES[each] for each in roles if isinstance(each, str) and each in _ROLES), "")
    periods = list(records(raw.get("Date")))
    period = next((each for each in periods if each.get("Type") == "Legal"), periods[0] if periods else {})
    return _Organisation(
        code=code.upper(),
        name=_named(line(raw.get("Name"), 200)),
        role=role,
        active=raw.get("Status") != "Inactive",
        opened=_day(period.get("Start")),
        closed=_day(period.get("End")),
        changed=_day(raw.get("LastChangeDate")),
        links=tuple(_links(raw)),
    )


def _links(raw: Raw) -> Iterator[tuple[str, str, date | None]]:
    for each in records(record(raw.get("Succs")).get("Succ")):
        kind = each.get("Type")
        other = record(record(each.get("Target")).get("OrgId")).get("extension")
        if kind in ("Successor", "Predecessor") and isinstance(other, str) and len(other) <= 10:
            day = next((_day(period.get("Start")) for period in records(each.get("Date"))), None)
            yield kind.lower(), other.upper(), day


def _named(name: str) -> str:
    """ODS writes names in capitals."""
    small = {"And", "Of", "The", "On", "Upon", "In", "For"}
    kept = {"NHS", "ICB", "CCG", "CSU"}
    words = [word.capitalize() if word.isupper() and word not in kept else word for word in name.split()]
    return " ".join(word.lower() if at and word in small else word for at, word in enumerate(words))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _read(mark: str) -> tuple[date | None, list[str]]:
    """The day of the last look, and the codes still to be read."""
    try:
        value: Any = json.loads(mark)
        waiting = [code for code in value["waiting"] if isinstance(code, str)]
        return date.fromisoformat(value["day"]), waiting
    except (ValueError, TypeError, KeyError):
        return None, []


def _write(day: date, waiting: list[str]) -> str:
    return json.dumps({"day": day.isoformat(), "waiting": waiting})
