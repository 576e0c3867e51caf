"""An OCDS release, of any quality, made into a `Notice`; or a `NoticeError` that says why not.

Rests on OCDS 1.1 (standard.open-contracting.org/1.1/en/schema/reference) as Find a Tender and Contracts
Finder write it. Whatever a field holds, nothing but `NoticeError` comes out: a value of the wrong type is as
good as missing.
"""

import re
from typing import Final

from feeds import money, parts, psr, times
from feeds.buyers import buyers
from feeds.errors import NoticeError
from feeds.form import form
from feeds.notice import LONDON, Deadline, DeadlineKind, Notice, PsrKind, Source, Stage
from feeds.parts import OCID
from feeds.raw import Raw, record
from feeds.relevance import care_codes, is_nhs
from feeds.text import line, plain
from feeds.waiting import standstill_of

DESCRIPTION: Final = 5_000
"""Characters of a description that are kept."""

_ID: Final = re.compile(r"[!-~]{1,120}")
_FTS_ID: Final = re.compile(r"\d{6}-\d{4}")
_PSR_STAGE: Final = {
    PsrKind.INTENDED_APPROACH: Stage.PLANNING,
    PsrKind.INTENTION_TO_AWARD: Stage.AWARD,
    PsrKind.CONFIRMATION_OF_AWARD: Stage.AWARD,
    PsrKind.MODIFICATION: Stage.AMENDMENT,
}


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
    codes = parts.cpv(raw, tender)
    caring = bool(care_codes(codes)) or any(is_nhs(each.name) for each in who)
    reading = psr.read(raw, outer, health=caring)
    kind = reading.kind if reading else None
    stage = _PSR_STAGE.get(kind, outer.stage) if kind and outer.legacy else outer.stage
    day = published[0].astimezone(LONDON).date()
    title = (
        line(tender.get("title")) or line(raw.get("title")) or line(record(raw.get("planning")).get("title"))
    )
    bids, bidders = parts.bids(raw)
    return Notice(
        source=source,
        id=identifier,
        ocid=ocid,
        published=published[0],
        tags=outer.tags,
        title=title or "(no title)",
        description=plain(tender.get("description"), DESCRIPTION)
        or plain(raw.get("description"), DESCRIPTION),
        buyers=who,
        stage=stage,
        status=outer.status,
        updated=outer.updated,
        notice_type=outer.notice_type,
        regime=reading.regime if reading else outer.regime,
        psr_kind=kind,
        psr_process=reading.process if reading else None,
        psr_why=reading.why if reading else (),
        category=parts.category(tender, raw),
        cpv=codes,
        value=money.value(raw, stage),
        suppliers=parts.suppliers(raw),
        bids=bids,
        bidders=bidders,
        deadlines=_deadlines(raw, kind),
        standstill=standstill_of(raw, outer, reading, day),
        places=parts.places(raw, tender),
        url=_url(source, identifier),
        related=parts.related(raw),
    )


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
    if not OCID.fullmatch(ocid):
        raise NoticeError("its ocid is only a prefix or not in the form ocds-xxxxxx-…", identifier)
    return ocid


def _source(ocid: str, identifier: str) -> Source:
    if ocid.startswith("ocds-b5fd17-"):
        return Source.CONTRACTS_FINDER
    if ocid.startswith("ocds-h6vhtk-") or _FTS_ID.fullmatch(identifier):
        return Source.FIND_A_TENDER
    return Source.OTHER


def _url(source: Source, identifier: str) -> str:
    """The official page, built from the id: an address in a notice's text is never an official link."""
    if source is Source.FIND_A_TENDER and _FTS_ID.fullmatch(identifier):
        return f"https://www.find-tender.service.gov.uk/Notice/{identifier}"
    if source is Source.CONTRACTS_FINDER:
        page = re.fullmatch(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d+)?", identifier.lower())
        if page:
            return f"https://www.contractsfinder.service.gov.uk/Notice/{page[1]}"
    return ""


def _deadlines(raw: Raw, kind: PsrKind | None) -> tuple[Deadline, ...]:
    """The deadlines; in an intention to award the "tender period" is the time for representations."""
    found = times.deadlines(raw)
    if kind not in (PsrKind.INTENTION_TO_AWARD, PsrKind.INTENDED_APPROACH):
        return found
    return tuple(
        Deadline(DeadlineKind.REPRESENTATIONS, each.when, each.date_only, each.source)
        if each.kind is DeadlineKind.TENDER
        else each
        for each in found
    )
