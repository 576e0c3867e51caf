"""What sort of notice a release is: its number or legacy form, its stage, and the law it names.

The Procurement Act's notices carry their number (UK1 to UK17) in `documents[].noticeType` of the section they
belong to. The older forms, which Provider Selection Regime notices still use, carry none: their label here is
that of the form's family by tag (F02 stands for its light-touch and utilities sisters too). A change of a
contract (F20) has the tags `awardUpdate` and `contractUpdate`, as OCDS for the European Union has it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from feeds.notice import Regime, Source, Stage
from feeds.raw import Raw, record, records, strings

_UK: Final = re.compile(r"UK(?:1[0-7]|[1-9])")
_WORD: Final = re.compile(r"[A-Za-z]{1,40}")
_SECTION_V: Final = re.compile(r"\s*V(?!I)", re.IGNORECASE)
_STAGE_OF_TYPE: Final = {
    "UK1": Stage.PLANNING,
    "UK2": Stage.PLANNING,
    "UK3": Stage.PLANNING,
    "UK4": Stage.TENDER,
    "UK5": Stage.AWARD,
    "UK6": Stage.AWARD,
    "UK7": Stage.CONTRACT,
    "UK8": Stage.PERFORMANCE,
    "UK9": Stage.PERFORMANCE,
    "UK10": Stage.AMENDMENT,
    "UK11": Stage.TERMINATION,
    "UK12": Stage.CANCELLATION,
    "UK13": Stage.TENDER,
    "UK14": Stage.TENDER,
    "UK15": Stage.TENDER,
    "UK16": Stage.CANCELLATION,
    "UK17": Stage.PERFORMANCE,
}
_STAGE_OF_TAG: Final = (
    ("contractTermination", Stage.TERMINATION),
    ("tenderCancellation", Stage.CANCELLATION),
    ("awardCancellation", Stage.CANCELLATION),
    ("contractAmendment", Stage.AMENDMENT),
    ("implementation", Stage.PERFORMANCE),
    ("implementationUpdate", Stage.PERFORMANCE),
    ("award", Stage.AWARD),
    ("awardUpdate", Stage.AWARD),
    ("contract", Stage.CONTRACT),
    ("contractUpdate", Stage.CONTRACT),
    ("tender", Stage.TENDER),
    ("tenderUpdate", Stage.TENDER),
    ("tenderAmendment", Stage.TENDER),  # Contracts Finder's own word, no OCDS code
    ("planning", Stage.PLANNING),
    ("planningUpdate", Stage.PLANNING),
)
_LEGACY: Final = {
    Stage.PLANNING: "F01",
    Stage.TENDER: "F02",
    Stage.AWARD: "F03",
    Stage.CONTRACT: "F03",
    Stage.AMENDMENT: "F20",
}
_CORRECTION: Final = "F14"
_SCOTLAND: Final = "publiccontractsscotland.gov.uk"


@dataclass(frozen=True, slots=True)
class Form:
    """The outer form of a release, before its words are read. `legacy`: an older form without a number."""

    source: Source
    tags: tuple[str, ...]
    notice_type: str | None
    stage: Stage
    status: str
    updated: bool
    legacy: bool
    regime: Regime


def form(release: Raw, source: Source) -> Form:
    """The form of `release`; what it does not say is UNKNOWN or None."""
    tender = record(release.get("tender"))
    tags = tuple(dict.fromkeys(tag for tag in strings(release.get("tag")) if _WORD.fullmatch(tag)))
    updated = any(tag.endswith(("Update", "Amendment")) for tag in tags)
    status = tender.get("status")
    status = status if isinstance(status, str) and _WORD.fullmatch(status) else ""
    number = _number(release, tender)
    basis = record(tender.get("legalBasis"))
    legacy = number is None and basis.get("scheme") == "CELEX"
    stage = _stage(tags, number, status, tender, legacy=legacy)
    if number is None and legacy:
        form_of = _tagged(tags) if stage is Stage.CANCELLATION else stage
        number = _CORRECTION if updated and stage is not Stage.AMENDMENT else _LEGACY.get(form_of)
    return Form(source, tags, number, stage, status, updated, legacy, _regime(release, basis, source))


def _number(release: Raw, tender: Raw) -> str | None:
    """The notice's number: of the document that is this release, else of the last section that has one."""
    last = None
    for document in _documents(release, tender):
        kind = document.get("noticeType")
        if isinstance(kind, str) and _UK.fullmatch(kind):
            if document.get("id") == release.get("id"):
                return kind
            last = kind
    return last


def _documents(release: Raw, tender: Raw) -> Iterator[Raw]:
    yield from records(record(release.get("planning")).get("documents"))
    yield from records(tender.get("documents"))
    for section in ("awards", "contracts"):
        for entry in records(release.get(section)):
            yield from records(entry.get("documents"))


def _stage(tags: tuple[str, ...], number: str | None, status: str, tender: Raw, *, legacy: bool) -> Stage:
    if number is not None:
        return _STAGE_OF_TYPE[number]
    stage = _tagged(tags)
    ended = status in {"cancelled", "withdrawn", "unsuccessful"}
    if ended and (stage is Stage.TENDER or (legacy and stage in {Stage.AWARD, Stage.CONTRACT})):
        return Stage.CANCELLATION  # the older award form tells of a procurement given up, too
    if legacy and {"awardUpdate", "contractUpdate"} <= set(tags):
        return Stage.AMENDMENT
    if legacy and stage is Stage.TENDER and "tenderUpdate" in tags and _corrects_award(tender):
        return Stage.AWARD
    return stage


def _tagged(tags: tuple[str, ...]) -> Stage:
    return next((stage for tag, stage in _STAGE_OF_TAG if tag in tags), Stage.UNKNOWN)


def _corrects_award(tender: Raw) -> bool:
    """Whether a correction is about section V of a form, the award: the tag says tender either way."""
    return any(
        isinstance(section := record(change.get("where")).get("section"), str) and _SECTION_V.match(section)
        for amendment in records(tender.get("amendments"))
        for change in records(amendment.get("unstructuredChanges"))
    )


def _regime(release: Raw, basis: Raw, source: Source) -> Regime:
    scheme, identifier = basis.get("scheme"), basis.get("id")
    if any(
        link.get("rel") == "canonical" and isinstance(link.get("href"), str) and _SCOTLAND in link["href"]
        for link in records(release.get("links"))
    ):
        return Regime.SCOTLAND
    if scheme == "UKPGA" and identifier == "2023/54":
        return Regime.PROCUREMENT_ACT
    if scheme == "CELEX" or source is Source.CONTRACTS_FINDER:
        return Regime.EARLIER_RULES  # Contracts Finder keeps what was begun before 24 February 2025
    return Regime.UNKNOWN
