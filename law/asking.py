"""What is worth asking about a procurement notice, by its kind, and by when. Not legal advice.

Rests on the Health Care Services (Provider Selection Regime) Regulations 2023, SI 2023/1348 (regs 5-15,
21, 24-26 and Schedules 2-14), and the Procurement Act 2023 (ss. 51-55). Under the former only providers
can make representations; a campaign can write, attend, ask councillors, and use Freedom of Information.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions about one kind of notice, and `by`: how long they are of use."""

    questions: tuple[str, ...]
    by: str


_EARLY: Final = Asking(
    (
        "Is the NHS itself to provide it? Who was asked for their views so far?",
        "Where are the impact assessments, and were patients involved?",
    ),
    "before a tender begins",
)
_INTENTION: Final = Asking(
    (
        "Does it give the value, who decided, the reasons by the key criteria, and conflicts of interest?",
        "Which way of choosing was used, and was it open to them?",
    ),
    "the end of the standstill: write to the board, councillors and your MP, and tell NHS providers",
)
_AWARDED: Final = Asking(
    (
        "Why this provider, and why without competition, if so?",
        "Who decided, and where are the reasons recorded?",
    ),
    "by Freedom of Information; the reasons must be on record (reg 24)",
)
_DIRECT: Final = Asking(
    ("On which ground is it awarded directly, and on what evidence?",), "before the award is made"
)
_CHANGED: Final = Asking(
    (
        "What do all changes together come to, and were there penalties?",
        "Who runs the service next, and from when?",
    ),
    "at once",
)

_KINDS: Final = {
    "intended_approach": Asking(
        (
            "Which providers might be chosen, and who will decide? The notice must name the decision-makers.",
            "Why is there no competition?",
        ),
        "within 14 days: then they may go on",
    ),
    "competition_or_call": Asking(
        (
            "What weight have quality and social value?",
            "What of staff, pay and pensions; what lets the buyer end it early; who gets the data?",
        ),
        "before the time for bidders' questions ends",
    ),
    "intention_to_award": _INTENTION,
    "confirmation_of_award": _AWARDED,
    "award_citing_psr": _AWARDED,
    "award_unclear": _AWARDED,
    "transparency_citing_psr": _DIRECT,
    "modification": _CHANGED,
    "market_engagement": _EARLY,
}
_TYPES: Final = {
    **dict.fromkeys(("UK1", "UK2", "UK3"), _EARLY),
    "UK4": _KINDS["competition_or_call"],
    "UK5": _DIRECT,
    "UK6": Asking(
        ("How many bids were there, and how did the winner's compare?",), "while the standstill runs"
    ),
    "UK7": Asking(
        ("Is the contract itself to be published, and when?", "How will its success be measured?"),
        "the contract follows within 90 days, 180 for care, where it is over £5 million",
    ),
    **dict.fromkeys(("UK9", "UK10", "UK11"), _CHANGED),
}


def asking(psr_kind: str | None, notice_type: str | None) -> Asking | None:
    """What is worth asking about such a notice, None where there is nothing particular."""
    return _KINDS.get(psr_kind or "") or _TYPES.get(notice_type or "")
