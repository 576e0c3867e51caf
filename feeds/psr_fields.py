"""The fields of a release where its publisher speaks, and how a correction changed them.

Never the names of parties and suppliers ("SHOWCASE PSR PORTSDOWN LIMITED"), but for the body that reviews.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from feeds.psr_mention import folded
from feeds.raw import Raw, record, records, strings
from feeds.text import plain

_LIMIT: Final = 20_000
_OF_TENDER: Final = (
    *("procurementMethodRationale", "description", "reviewDetails", "awardCriteriaDetails"),
    *("eligibilityCriteria", "submissionMethodDetails", "riskDetails", "exclusionGrounds"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a release, folded; `past` stands no more, `references` are no sentences."""

    changes: tuple[str, ...]
    standing: tuple[str, ...]
    titles: tuple[str, ...]
    references: tuple[str, ...]
    past: tuple[str, ...]


def sort(raw: list[tuple[str, str]], not_names: tuple[str, ...] = ()) -> Words:
    """What `texts` gave, cleaned, in its parts, and without those names of suppliers."""
    parts: dict[str, list[str]] = {"change": [], "standing": [], "title": [], "reference": [], "past": []}
    seen: set[tuple[str, str]] = set()
    for part, text in raw:
        words = folded(plain(text, _LIMIT))
        for name in not_names:
            words = words.replace(name, "")
        if words and (part, words) not in seen:
            seen.add((part, words))
            parts[part].append(words)
    return Words(*(tuple(parts[part]) for part in ("change", "standing", "title", "reference", "past")))


def misleading_suppliers(release: Raw) -> tuple[str, ...]:
    """The names of suppliers that hold the letters PSR."""
    parties = (
        *(party for party in records(release.get("parties")) if "supplier" in strings(party.get("roles"))),
        *(
            supplier
            for award in records(release.get("awards"))
            for supplier in records(award.get("suppliers"))
        ),
    )
    names = {party.get("name") for party in parties if isinstance(party.get("name"), str)}
    return tuple(sorted(name for name in names if name and "PSR" in name.upper()))


def texts(release: Raw) -> Iterator[tuple[str, str]]:
    """(part, text) of every field where the publisher speaks, the weightiest first."""
    for part, value in _values(release):
        if isinstance(value, str) and value:
            yield part, value


def _values(release: Raw) -> Iterator[tuple[str, object]]:
    tender = record(release.get("tender"))
    for amendment in records(tender.get("amendments")):
        for change in records(amendment.get("unstructuredChanges")):
            yield "change", record(change.get("newValue")).get("text")
            yield "past", record(change.get("oldValue")).get("text")
        yield "change", amendment.get("description")
        yield "change", amendment.get("rationale")
    yield "standing", release.get("description")
    for field in _OF_TENDER:
        yield "standing", tender.get(field)
    procedure = record(tender.get("procedure"))
    yield "standing", procedure.get("features")
    yield "reference", procedure.get("acceleratedRationale")
    yield "standing", record(record(tender.get("techniques")).get("frameworkAgreement")).get("description")
    for section in ("contractTerms", "otherRequirements", "submissionTerms"):
        for value in record(tender.get(section)).values():
            yield "standing", value
    for document in records(tender.get("documents")):
        yield "standing", document.get("description")
    for lot in records(tender.get("lots")):
        yield "standing", lot.get("description")
        yield "title", lot.get("title")
        for field in ("options", "renewal"):
            yield "standing", record(lot.get(field)).get("description")
        for criterion in records(record(lot.get("awardCriteria")).get("criteria")):
            yield "standing", criterion.get("name")
            yield "standing", criterion.get("description")
    for item in records(tender.get("items")):
        yield "standing", record(item.get("deliveryLocation")).get("description")
    for criterion in records(record(tender.get("selectionCriteria")).get("criteria")):
        yield "standing", criterion.get("description")
    for section in ("awards", "contracts"):
        for entry in records(release.get(section)):
            yield "standing", entry.get("description")
            yield "standing", entry.get("statusDetails")
            for amendment in records(entry.get("amendments")):
                yield "standing", amendment.get("description")
                yield "standing", amendment.get("rationale")
            yield "title", entry.get("title")
    planning = record(release.get("planning"))
    yield "standing", planning.get("rationale")
    yield "standing", record(planning.get("project")).get("description")
    for milestone in records(planning.get("milestones")):
        yield "standing", milestone.get("description")
    yield "standing", planning.get("noEngagementNoticeRationale")
    yield "title", tender.get("title")
    yield "title", release.get("title")
    yield "reference", tender.get("id")
    for party in records(release.get("parties")):
        roles = party.get("roles")
        if isinstance(roles, list) and "reviewBody" in roles and "supplier" not in roles:
            yield "reference", party.get("name")
