"""An OCDS release, of any quality, made into a `Notice`; or a `NoticeError` that says why not.

Rests on OCDS 1.1 (standard.open-contracting.org/1.1/en/schema/reference) as Find a Tender and Contracts Finder
write it. Whatever a field holds, nothing but `NoticeError` comes out: a value of the wrong type is as good as missing.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from feeds import money, psr, times
from feeds.buyers import buyers
from feeds.errors import NoticeError
from feeds.form import Form, form
from feeds.notice import LONDON, Deadline, DeadlineKind, Notice, PsrKind, PsrProcess, Regime, Source, Stage
from feeds.psr import PsrReading
from feeds.raw import Raw, count, record, records, strings
from feeds.relevance import care_codes, is_nhs
from feeds.text import line, plain
from law import standstill
from law.errors import BeyondHorizon
from law.standstill import Rule, Standstill
from law.stated import stated_end

DESCRIPTION: Final = 5_000
"""Characters of a description that are kept."""

_OCID: Final = re.compile(r"ocds-[a-z0-9]{6}-\S{1,100}")
_ID: Final = re.compile(r"[^\s\x00-\x1f]{1,120}")
_FTS_ID: Final = re.compile(r"\d{6}-\d{4}")
_CPV: Final = re.compile(r"(\d{8})(?:-\d)?")
_SUPPLIERS: Final = 200
_PLACES: Final = 60
_CODES: Final = 60
_PSR_STAGE: Final = {
    PsrKind.INTENDED_APPROACH: Stage.PLANNING,
    PsrKind.INTENTION_TO_AWARD: Stage.AWARD,
    PsrKind.CONFIRMATION_OF_AWARD: Stage.AWARD,
    PsrKind.MODIFICATION: Stage.AMENDMENT,
}
_NO_STANDSTILL: Final = {PsrProcess.DIRECT_AWARD_A, PsrProcess.DIRECT_AWARD_B, PsrProcess.URGENT}


def normalise(release: object) -> Notice:
    """The notice that `release` is, as it now stands. Raises `NoticeError`, and nothing else."""
    if not isinstance(release, dict):
        raise NoticeError("a release must be an object")
    raw: Raw = release
    identifier = _identifier(raw)
    ocid = _ocid(raw, identifier)
    published = times.moment(raw.get("date"))
    if published is None:
        raise NoticeError("its date is missing or unreadable", identifier)
    source = _source(ocid, identifier)
    outer = form(raw, source)
    tender = record(raw.get("tender"))
    who = buyers(raw)
    codes = _cpv(raw, tender)
    caring = bool(care_codes(codes)) or any(is_nhs(each.name) for each in who)
    reading = psr.read(raw, outer, health=caring)
    kind = reading.kind if reading else None
    stage = _PSR_STAGE.get(kind, outer.stage) if kind and outer.legacy else outer.stage
    day = published[0].astimezone(LONDON).date()
    title = line(tender.get("title")) or line(raw.get("title")) or line(record(raw.get("planning")).get("title"))
    bids, bidders = _bids(raw)
    notice = Notice(
        source=source,
        id=identifier,
        ocid=ocid,
        published=published[0],
        tags=outer.tags,
        title=title or "(no title)",
        description=plain(tender.get("description"), DESCRIPTION) or plain(raw.get("description"), DESCRIPTION),
        buyers=who,
        stage=stage,
        status=outer.status,
        updated=outer.updated,
        notice_type=outer.notice_type,
        regime=reading.regime if reading else outer.regime,
        psr_kind=kind,
        psr_process=reading.process if reading else None,
        psr_why=reading.why if reading else (),
        category=_category(tender, raw),
        cpv=codes,
        value=money.value(raw, stage),
        suppliers=_suppliers(raw),
        bids=bids,
        bidders=bidders,
        deadlines=_deadlines(raw, kind),
        standstill=_standstill(raw, outer, reading, day),
        places=_places(raw, tender),
        url=_url(source, identifier),
        related=_related(raw),
    )
    return _hashed(notice)


def _identifier(raw: Raw) -> str:
    value = raw.get("id")
    if isinstance(value, str) and _ID.fullmatch(value.strip()):
        return value.strip()
    raise NoticeError("its id is missing or not a short text")


def _ocid(raw: Raw, identifier: str) -> str:
    value = raw.get("ocid")
    if not isinstance(value, str) or not value.strip():
        raise NoticeError("its ocid is missing or not a text", identifier)
    ocid = value.strip()
    if not _OCID.fullmatch(ocid):
        raise NoticeError("its ocid is only a prefix or not in the form ocds-xxxxxx-…", identifier)
    return ocid


def _source(ocid: str, identifier: str) -> Source:
    if ocid.startswith("ocds-b5fd17-"):
        return Source.CONTRACTS_FINDER
    if ocid.startswith("ocds-h6vhtk-") or _FTS_ID.fullmatch(identifier):
        return Source.FIND_A_TENDER
    return Source.OTHER


def _url(source: Source, identifier: str) -> str:
    """The official page, built from the id alone: an address in a notice's text is never an official link."""
    if source is Source.FIND_A_TENDER and _FTS_ID.fullmatch(identifier):
        return f"https://www.find-tender.service.gov.uk/Notice/{identifier}"
    if source is Source.CONTRACTS_FINDER:
        page = re.fullmatch(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d+)?", identifier.lower())
        if page:
            return f"https://www.contractsfinder.service.gov.uk/Notice/{page[1]}"
    return ""


def _cpv(raw: Raw, tender: Raw) -> tuple[str, ...]:
    """The CPV codes from the four places: the tender's own, its further ones, its items', and the awards'."""
    found = dict.fromkeys(_codes(raw, tender))
    return tuple(found)[:_CODES]


def _codes(raw: Raw, tender: Raw) -> Iterator[str]:
    sections = [tender, *records(raw.get("awards"))]
    for section in sections:
        yield from _classified(section)
        for item in records(section.get("items")):
            yield from _classified(item)


def _classified(entry: Raw) -> Iterator[str]:
    for field in ("classification", "additionalClassifications"):
        for each in records(entry.get(field)):
            code, scheme = each.get("id"), each.get("scheme")
            if isinstance(code, str) and (not isinstance(scheme, str) or scheme.upper() in {"CPV", ""}):
                match = _CPV.fullmatch(code.strip())
                if match:
                    yield match[1]


def _category(tender: Raw, raw: Raw) -> str:
    for section in (tender, *records(raw.get("awards"))):
        value = section.get("mainProcurementCategory")
        if value in ("goods", "works", "services"):
            return str(value)
    return ""


def _suppliers(raw: Raw) -> tuple[str, ...]:
    """The names of those it was, or is to be, awarded to; awards that failed do not count."""
    names = [
        line(supplier.get("name"), 200)
        for award in records(raw.get("awards"))
        if award.get("status") not in ("unsuccessful", "cancelled")
        for supplier in records(award.get("suppliers"))
    ]
    if not any(names):
        names = [line(party.get("name"), 200) for party in records(raw.get("parties")) if _has_role(party, "supplier")]
    return _distinct(names)[:_SUPPLIERS]


def _has_role(party: Raw, role: str) -> bool:
    return role in strings(party.get("roles"))


def _bids(raw: Raw) -> tuple[int | None, tuple[str, ...]]:
    """How many bids were received (over all lots), and who bid, where the release says."""
    bids = record(raw.get("bids"))
    counts = [
        number
        for statistic in records(bids.get("statistics"))
        if statistic.get("measure") == "bids" and (number := count(statistic.get("value"))) is not None
    ]
    names = [
        line(tenderer.get("name"), 200)
        for detail in records(bids.get("details"))
        for tenderer in records(detail.get("tenderers"))
    ]
    return (sum(counts) if counts else None), _distinct(names)[:_SUPPLIERS]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names in order, one for each way of writing it but for case."""
    return tuple({name.casefold(): name for name in reversed([name for name in names if name])}.values())[::-1]


def _deadlines(raw: Raw, kind: PsrKind | None) -> tuple[Deadline, ...]:
    """The release's deadlines; in an intention to award the "tender period" is the time for representations."""
    found = times.deadlines(raw)
    if kind not in (PsrKind.INTENTION_TO_AWARD, PsrKind.INTENDED_APPROACH):
        return found
    return tuple(
        Deadline(DeadlineKind.REPRESENTATIONS, each.when, each.date_only, each.source)
        if each.kind is DeadlineKind.TENDER
        else each
        for each in found
    )


def _standstill(raw: Raw, outer: Form, reading: PsrReading | None, published: date) -> Standstill | None:
    """The standstill, stated where the notice says, else calculated where the law asks for one; else None."""
    ends = [
        found[0].astimezone(LONDON).date()
        for award in records(raw.get("awards"))
        if (found := times.moment(record(award.get("standstillPeriod")).get("endDate"))) is not None
    ]
    if ends:
        rule = Rule.PSR if reading and outer.legacy else Rule.PROCUREMENT_ACT
        return standstill.stated(max(ends), rule, "the end of the standstill period in its data")
    try:
        if reading is not None:
            return _psr_standstill(reading, published)
        pending = any(award.get("status") == "pending" for award in records(raw.get("awards")))
        # Where no standstill applies (light touch, frameworks, below threshold) the award is already "active".
        if outer.regime is Regime.PROCUREMENT_ACT and outer.notice_type == "UK6" and pending:
            return standstill.procurement_act(published)
    except BeyondHorizon:
        return None  # a year whose bank holidays are not known: no date is better than a guess
    return None


def _psr_standstill(reading: PsrReading, published: date) -> Standstill | None:
    if reading.kind not in (PsrKind.INTENTION_TO_AWARD, PsrKind.AWARD_UNCLEAR, PsrKind.TRANSPARENCY_CITING_PSR):
        return None
    for text in reading.statements:
        found = stated_end(text, published)
        if found:
            return standstill.stated(found.day, Rule.PSR, f"“{found.words}”")
    if reading.kind is PsrKind.INTENTION_TO_AWARD and reading.process not in _NO_STANDSTILL:
        return standstill.psr(published)
    return None


def _places(raw: Raw, tender: Raw) -> tuple[str, ...]:
    """Where the service is delivered: NUTS/ITL codes, region names, postcodes, else countries."""
    found: list[str] = []
    countries: list[str] = []
    for section in (tender, *records(raw.get("awards"))):
        for item in records(section.get("items")):
            for address in records(item.get("deliveryAddresses")):
                exact = [line(address.get(field), 80) for field in ("postalCode", "region", "locality")]
                found += [each for each in exact if each]
                if not any(exact):
                    countries.append(line(address.get("countryName"), 80))
            for location in records(item.get("deliveryLocation")):
                found.append(line(location.get("description"), 200))
    return _distinct(found + countries)[:_PLACES]


def _related(raw: Raw) -> tuple[str, ...]:
    ocids = (process.get("identifier") for process in records(raw.get("relatedProcesses")))
    return tuple(dict.fromkeys(ocid for ocid in ocids if isinstance(ocid, str) and _OCID.fullmatch(ocid)))[:20]


def _hashed(notice: Notice) -> Notice:
    """`notice` with the hash of what a reader cares about; dates of publication do not count."""
    parts: list[Any] = [
        notice.title,
        notice.stage,
        notice.status,
        notice.psr_kind,
        (notice.value.amount.normalize(), notice.value.currency) if notice.value else None,
        [(each.kind, _instant(each.when)) for each in notice.deadlines],
        sorted(name.casefold() for name in notice.suppliers),
        (notice.standstill.ends, notice.standstill.stated) if notice.standstill else None,
    ]
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
    object.__setattr__(notice, "content_hash", digest)  # the one moment a notice is not yet finished
    return notice


def _instant(when: datetime) -> str:
    return when.isoformat(timespec="minutes")
