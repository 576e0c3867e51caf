"""The words of a letter that depend on the law it is written under.

Rests on the Freedom of Information Act 2000 (sections 10, 16, 50) and its code of practice under section 45
(part 5), the Environmental Information Regulations 2004 (regulations 5, 9, 11, 18), and the Freedom of
Information (Scotland) Act 2002 (sections 10, 15, 20, 21, 47). No full stop at the end: the letter has it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from law.foi.regime import Regime, rules

_ACT_REQUIRES: Final = (
    "Section 10(1) of the Act requires an answer promptly, and not later than the twentieth working day "
    "after you received the request"
)
_COMPLAINT: Final = (
    "my next step is a complaint to the Information Commissioner; where no answer has come, that does not "
    "need an internal review first"
)

_FOIA: Final = {
    "act": rules(Regime.FOIA).act,
    "answer_rule": _ACT_REQUIRES,
    "help_rule": "section 16 of the Act",
    "review": "an internal review",
    "review_rule": (
        "The code of practice under section 45 of the Act expects your answer to this within 20 working days "
        "as a rule, and within 40 where it is complex (paragraphs 5.4 and 5.5)"
    ),
    "next_if_late": _COMPLAINT,
    "commissioner": "Information Commissioner",
    "i_complain": "Under section 50 of the Act I complain",
}
_EIR: Final = {
    "act": rules(Regime.EIR).act,
    "answer_rule": (
        "Regulation 5(2) requires an answer as soon as possible, and no later than 20 working days after the "
        "day you received the request"
    ),
    "help_rule": "regulation 9",
    "review": "a reconsideration under regulation 11 (an internal review)",
    "review_rule": (
        "Regulation 11 requires your answer to this as soon as possible, and no later than 40 working days "
        "after the day you receive it"
    ),
    "next_if_late": _COMPLAINT,
    "commissioner": "Information Commissioner",
    "i_complain": (
        "Under section 50 of the Freedom of Information Act 2000, as regulation 18 applies it, I complain"
    ),
}
_FOISA: Final = {
    "act": rules(Regime.FOISA).act,
    "answer_rule": _ACT_REQUIRES,
    "help_rule": "section 15 of the Act",
    "review": "a review under section 20 of the Act",
    "review_rule": (
        "Section 21 of the Act requires your answer to this promptly, and not later than the twentieth "
        "working day after you receive it"
    ),
    "next_if_late": (
        "my next step is to require a review under section 20 of the Act, which comes before any application "
        "to the Scottish Information Commissioner"
    ),
    "commissioner": "Scottish Information Commissioner",
    "i_complain": "Under section 47 of the Act I apply for a decision; I complain",
}

WORDS: Final[Mapping[Regime, Mapping[str, str]]] = MappingProxyType(
    {Regime.FOIA: _FOIA, Regime.EIR: _EIR, Regime.FOISA: _FOISA}
)
"""What `{act}`, `{review}` and the other words of law stand for, by regime; each has the same names."""

NAMES: Final = frozenset(_FOIA)
"""The names of these words: any letter may use them without declaring them."""
