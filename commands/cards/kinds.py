"""What a stored notice is, in words: its kind, its stage, the law it is bought under.

UK1 to UK17 are the notices of the Procurement Regulations 2024 (SI 2024/692); the kinds of the
Provider Selection Regime (SI 2023/1348) are read from a notice's words by `feeds`.
"""

from typing import TYPE_CHECKING

from commands.core.reply import Line, Link
from storage.notice_doc import NEWS

if TYPE_CHECKING:
    from storage.notices import StoredNotice

_TYPES = {
    "UK1": "Pipeline notice: what it may buy later",
    "UK2": "Early market engagement",
    "UK3": "Planned procurement",
    "UK4": "Tender: bids are asked for",
    "UK5": "Transparency notice: a direct award is planned",
    "UK6": "Award: the supplier is chosen",
    "UK7": "Contract signed: its details",
    "UK8": "Payments under a contract",
    "UK9": "How a contract performs",
    "UK10": "Contract changed",
    "UK11": "Contract ended",
    "UK12": "Procurement given up",
    "UK13": "Dynamic market planned",
    "UK14": "Dynamic market set up",
    "UK15": "Dynamic market changed",
    "UK16": "Dynamic market closed",
    "UK17": "How promptly it pays",
}
_PSR = {
    "competition_or_call": "Invitation to compete for care services",
    "intended_approach": "Intended approach: a provider is to be chosen without competition",
    "intention_to_award": "Intention to award: the provider is chosen, the contract not yet made",
    "confirmation_of_award": "Award confirmed",
    "modification": "Contract for care changed",
    "market_engagement": "Early market engagement for care services",
    "award_citing_psr": "Award",
    "transparency_citing_psr": "Transparency notice: a direct award is planned",
    "award_unclear": "Award of care services; whether intended or made, the notice does not say clearly",
    "update_or_other": "Update of a notice for care services",
}
_STAGES = {
    "planning": "Planned",
    "tender": "Tender",
    "award": "Award",
    "contract": "Contract",
    "amendment": "Contract changed",
    "performance": "How a contract performs",
    "cancellation": "Called off",
    "termination": "Contract ended",
    NEWS: "News",
}
_NEWS = {
    "mergers": "Merger",
    "boundaries": "Boundary change",
    "opened": "Body opened",
    "closures": "Body closed",
    "renamed": "Body renamed",
}
_LAWS = {
    "psr-england": ("Provider Selection Regime", "https://www.legislation.gov.uk/uksi/2023/1348"),
    "procurement-act-2023": ("Procurement Act 2023", "https://www.legislation.gov.uk/ukpga/2023/54"),
}
_OTHER_LAWS = {
    "psr-wales": "the Provider Selection Regime of Wales",
    "earlier-rules": "the rules before 24 February 2025",
    "scotland": "the law of Scotland",
}


def kind(notice: "StoredNotice") -> str:
    """``Intention to award: …``, ``Tender``, ``Merger``: what it is, in a few words."""
    if notice.stage == NEWS:
        return next((_NEWS[topic] for topic in notice.topics if topic in _NEWS), _STAGES[NEWS])
    named = _PSR.get(notice.psr_kind or "") or _TYPES.get(notice.notice_type or "")
    if notice.stage == "cancellation" and "up" not in (named or ""):
        return _STAGES["cancellation"]
    return named or _STAGES.get(notice.stage, "Notice")


def short_kind(notice: "StoredNotice") -> str:
    """`kind` without what it explains: for lists."""
    return kind(notice).partition(":")[0].partition(";")[0]


def named(word: str) -> str:
    """The word of a stage or of a kind of the Provider Selection Regime, for people."""
    found = _PSR.get(word) or _STAGES.get(word) or word
    return found.partition(":")[0].partition(";")[0].lower()


def law(notice: "StoredNotice") -> Line | None:
    """The law it is bought under, linked where it is one; None where it is not known or none."""
    if notice.regime in _LAWS:
        return (Link(*_LAWS[notice.regime]),)
    return (_OTHER_LAWS[notice.regime],) if notice.regime in _OTHER_LAWS else None
