"""What a notice under the Provider Selection Regime says that it is.

NHS England's toolkit gives publishers a sentence for each notice ("This is a Provider Selection Regime (PSR)
intention to award notice ..."); they shorten it, misspell it, and speak of other notices in the same breath.
So a phrase counts by what stands around it: a notice that says *this is* one, beside one that speaks of
another ("following the intention to award notice published on ...", "a confirmation of award will follow").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from feeds.notice import PsrKind

DECLARED: Final = 3
"""The notice says that it is this."""
TOLD: Final = 2
"""It tells what has happened."""
NAMED: Final = 1
"""The phrase occurs, no more."""

_AWARD: Final = r"(?:directly |direct |make (?:an? |the )?|formally |now )?award(?:ing)?\b(?! criteria)"
_PHRASE: Final = re.compile(
    r"\b(?:"
    r"(?P<intended_approach>intend(?:ed|ing)? approach"
    r"|inten(?:tion|ds?|ding) to (?:follow|use|adopt|undertake|apply|proceed (?:with|under|using)) "
    r"(?:the |a )?(?:psr |provider selection regime )?(?:msp|most suitable provider))"
    r"|(?P<not_yet>not yet (?:been )?(?:formally )?(?:been )?awarded"
    r"|(?:has|have) not (?:formally )?been (?:formally )?awarded|yet to be (?:formally )?awarded"
    r"|(?:marks|begins) the (?:start|beginning) of (?:the|a|an) (?:\w+ ){0,4}standstill)"
    r"|(?P<modification>contract modifications?|modification notice"
    r"|notice of (?:a |the |an |urgent )*modification)"
    r"|(?P<modified>(?:has|have) been (?:formally )?modified"
    r"|modif\w+ (?:\w+ ){0,4}(?:under|in accordance with|pursuant to|in line with) (?:\w+ ){0,3}"
    r"reg\w*\.? 13\b)"
    rf"|(?P<intention>inten(?:tions?|ded|ts?|ds?|ding) to {_AWARD}|intended (?:contract )?award\b"
    r"|looking to (?:directly )?award)"
    r"|(?P<confirmation>confirmation of (?:the |an? |this |contract |direct |urgent |formal )*award\w*"
    r"|award confirmation|confirm\w* (?:that |of |the |an? |this |contract )*award|(?:contract )?award notice"
    r"|notice of (?:the |a )?(?:contract )?award\b(?! criteria))"
    r"|(?P<awarded>(?:has|have) (?:now )?(?:formally )?(?:now )?been (?:now )?(?:formally )?awarded"
    r"|award has (?:now )?been made"
    r"|(?:has|have) (?:now )?(?:formally )?(?:awarded|made) "
    r"(?:(?:an?|the|this|these|its|\w+ (?:year|month)) ){1,3}(?:contracts?|award)\b"
    r"|(?:was|were) (?:formally )?awarded (?:under|following|in accordance|pursuant|via|using)"
    r"|no (?:valid |formal )?representations (?:were|have been|had been) (?:received|made)"
    r"|standstill (?:period )?(?:has |is )?(?:now )?"
    r"(?:ended|expired|concluded|closed|complete\w*|passed|over)\b(?! at| on (?:the )?\d))"
    r"|(?P<call>contract notice|invitation to (?:tender|bid)|competition notice)"
    r"|(?P<market>market engagement|prior information notice"
    r"|market (?:sounding|testing|consultation|warming)|soft market test\w*|request for information)"
    r")"
)
_KINDS: Final = {
    "intended_approach": PsrKind.INTENDED_APPROACH,
    "not_yet": PsrKind.INTENTION_TO_AWARD,
    "modification": PsrKind.MODIFICATION,
    "modified": PsrKind.MODIFICATION,
    "intention": PsrKind.INTENTION_TO_AWARD,
    "confirmation": PsrKind.CONFIRMATION_OF_AWARD,
    "awarded": PsrKind.CONFIRMATION_OF_AWARD,
    "call": PsrKind.COMPETITION_OR_CALL,
    "market": PsrKind.MARKET_ENGAGEMENT,
}
_FILLER: Final = (
    r"(?:(?:the|an?|our|its|this|of|for|nhs|psr|\(psr\)|provider selection regime|previous(?:ly)?|earlier"
    r"|notification|initial|original|transparency|notices?|formal|publication|published|issued|issue"
    r"|contract|to)[\s:'\"-]+)*"
)
_HAS_BEEN: Final = r"(?:has|had|have) (?:already |previously |also |now )?been"
_OF_ANOTHER: Final = re.compile(
    r"\b(?:follow(?:s|ing|ed)?|after|further to|previous(?:ly)?|earlier|prior|preceding|subsequent to"
    r"|refer(?:s|ring)? to|see|amend(?:s|ing|ed)?|replac(?:es|ing)|supersed(?:es|ing)|correct(?:s|ing)"
    rf"|updat(?:es|ing)|edit(?:s|ing) of|once|until|before|when|if|upon)[\s:]+{_FILLER}$"
    r"|\b(?:will|shall|may|would|must|to|then|and)\s+(?:then\s+)?(?:be\s+)?"
    rf"(?:publish\w*|issue\w*|post(?:ed|ing)?|receive|follow\w*)\s+(?:as\s+)?(?:by\s+)?{_FILLER}$"
)
_OF_ANOTHER_AFTER: Final = re.compile(
    r"\W{0,2}(?:notice\W{0,2})?(?:\([^)|]{0,40}\)\W{0,2})?"
    rf"(?:was|were|{_HAS_BEEN}|will|shall|published (?:on|in)|issued on|dated|reference|ref\b"
    r"|\d{6}-\d{4}|stage)"
)
_TO_COME: Final = re.compile(
    r"[^.|;]{0,60}?\b(?:(?:will|shall|may|would|must|is to) (?:then |also |only )?(?:be )?"
    rf"(?:publish|issue|follow|post)|to follow\b|(?:was|were|{_HAS_BEEN}) (?:publish|issue|post))"
)
_NOT: Final = re.compile(
    r"\b(?:not|no|never|without|neither|nor|rather than)\s+"
    r"(?:(?:an?|the|yet|any|be|prior|publication|of|as)\s+)*$"
)
_THIS_IS: Final = re.compile(
    r"\b(?:this|present)\b[^.|;]{0,120}\b(?:is|are|being|serves? as|acts? as|constitutes?|represents?"
    r"|provides?|gives?|forms?|confirms?|announces?|states?|relates? to"
    r"|to (?:confirm|notify|inform|announce|advise|publish))\b[^.|;]{0,140}$"
    r"|\b(?:hereby|gives? notice|giving notice)\b[^.|;]{0,60}$"
)
_OPENS: Final = re.compile(
    r"\W*(?:(?:nhs|provider selection regime|psr|transparency|notice|type|title|urgent|the|an?|regime|formal"
    r"|of|health care services|regulations?|2023|under|uk|england|contract|direct award(?: process)?|[abc]"
    r"|most suitable provider|msp|process|competitive|voluntary|statement|purpose|re|updated?|f0?3|can)\W*)*"
)
_THE_CONTRACT: Final = re.compile(
    r"(?:\b(?:this|the)(?: \w+){0,4} (?:contracts?|award|service|agreement)|\bcontracts?|\ban?|^\W*)\W*$"
)
_OTHER_CONTRACT: Final = re.compile(
    r"\b(?:previous|existing|current|incumbent|original|last|former|which|once|when|until|if|after|who|that)\b"
    r"[^.|]{0,60}$"
)
_BOUNDARY: Final = re.compile(r"[.|;!?](?=\s|$)|\|")
_TITLE_BOUNDARY: Final = re.compile(r"[.|;!?](?=\s|$)|\||\s-\s|:\s|\(")
_BEFORE: Final = 260
_AFTER: Final = 120


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing a text says the notice is, how firmly (`DECLARED`, `TOLD`, `NAMED`), and in what words."""

    kind: PsrKind
    weight: int
    words: str


def sayings(text: str, *, title: bool = False) -> Iterator[Saying]:
    """What `text` (folded) says of the kind of notice it is; what it says of other notices is left out."""
    low = text.lower()
    boundary = _TITLE_BOUNDARY if title else _BOUNDARY
    for found in _PHRASE.finditer(low):
        before = _clause(low, found.start(), boundary)
        if _NOT.search(before):
            continue
        if found.lastgroup == "not_yet":
            weight = DECLARED
        elif found.lastgroup == "modified":
            weight = TOLD
        elif found.lastgroup == "awarded":
            weight = _of_award(before, found[0])
        else:
            weight = _of_notice(before, low[found.end() : found.end() + _AFTER])
        if weight:
            yield Saying(_KINDS[found.lastgroup or ""], weight, found[0])


def _clause(low: str, end: int, boundary: re.Pattern[str]) -> str:
    """What the clause says before the phrase that starts at `end`."""
    start = max(0, end - _BEFORE)
    for stop in boundary.finditer(low, start, end):
        start = stop.end()
    return low[start:end]


def _of_notice(before: str, after: str) -> int:
    if _OF_ANOTHER.search(before):
        return 0
    if _THIS_IS.search(before) or (_OPENS.fullmatch(before) and not _TO_COME.match(after)):
        return DECLARED
    return 0 if _OF_ANOTHER_AFTER.match(after) else NAMED


def _of_award(before: str, words: str) -> int:
    if words.startswith(("no ", "standstill")):
        return TOLD
    if _OTHER_CONTRACT.search(before):
        return 0
    return DECLARED if _THE_CONTRACT.search(before) else TOLD
