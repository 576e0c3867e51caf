"""The words by which notices under the Provider Selection Regime show themselves, and what they say they are.

The NHS England toolkit gives publishers a sentence for each notice ("This is a Provider Selection Regime (PSR)
intention to award notice ..."); they shorten it, misspell it, and speak of other notices in the same breath.
So a phrase counts by what stands around it: a notice that says *this is* one, beside one that speaks of another
("following the intention to award notice published on ...", "a confirmation of award will be published").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from feeds.notice import PsrKind, PsrProcess

DECLARED: Final = 3
"""The notice says that it is this."""
TOLD: Final = 2
"""It tells what has happened."""
NAMED: Final = 1
"""The phrase occurs, no more."""

HINTS: Final = ("psr", "selection reg", "provider sel", "2023/1348", "selection reig", "services (provid")
"""One of these is in the lower-case words of every notice that names the regime: a quick look before the slow one."""

PROCESS_HINTS: Final = ("direct award", "most suitable provider")
"""And these, where the names of its processes count."""

_REGIME: Final = re.compile(
    r"provi\w{0,6}['’]?s?[\s-]+s(?:el|le|ec)\w{2,8}[\s-]+(?:regi\w*m\w*|reigm\w*|regulations?)"
    r"|\bselection regime"
    r"|hea?l?th\s?care services \W{0,2}(?:provider|psr)"
    r"|2023/1348"
    r"|\bpsr\W{0,2} (?:2023|regulations?|regime|regs)\b"
)
_BARE: Final = re.compile(r"(?<![\w@.])PSR(?![\w@])")
_COMPANY: Final = re.compile(
    r"PSR(?:\s+[A-Z][\w&'-]*){0,4}\s+(?:Ltd|LTD|Limited|LIMITED|LLP|PLC|plc|CIC|Group|GROUP|Holdings|HOLDINGS)\b"
)
_OTHER_EXPANSION: Final = re.compile(
    r"\b(?:public sector resourc\w*|payment systems? regulat\w*|primary surveillance radar|passenger service req\w*"
    r"|(?:public|police|professional|planning|project|patient)(?: [a-z]+){1,2}) \(psr\)"
)
_NEGATED: Final = re.compile(
    r"\b(?:not|outside|exempt from|excluded from|beyond)(?: (?:subject|to|under|within|governed|covered|by|in|scope|of"
    r"|fall|falls|falling|caught|a|an|the|being|be|procured|regulated|part|applying|apply|using|via|through))* "
    r"(?:the )?(?:health care services \()?(?:provider selection regime|psr\b)"
    r"|(?:provider selection regime|psr)\)?(?: regulations)?(?: 2023)?(?: \(psr\))? "
    r"(?:(?:does|do|did|will|is|are)(?: not|n't)|cannot) (?:apply|applicable|relevant|used|be used|in scope)"
)
_ASIDE: Final = re.compile(
    r"\b(?:experience|knowledge|understanding|expertise|familiar\w*|training|advi[cs]\w+|consultan\w+|awareness)"
    r"[^.|]{0,60}$"
)
_WALES: Final = re.compile(
    r"\(wales\) regulations|(?:provider selection regime|psr)\W{0,3}\(?wales|wales (?:provider selection|psr)"
    r"|welsh (?:provider selection|psr)|health services? procurement \(wales\)|wsi 2025/99|2025/99\b"
)
_ENGLAND: Final = re.compile(r"hea?l?th\s?care services \W{0,2}(?:provider selection|psr)|2023/1348")
_WELSH_PROCESS: Final = re.compile(r"\bdirect award (?:process )?[12]\b")
_ROUTE: Final = re.compile(
    r"(?i:direct[\s-]+award)\s+(?i:process|procedure|route|option|under\s+process)?\s*[\"'(“‘-]?\s*"
    r"(?P<letter>[ABC])\b(?!\s+(?:CONTRACT|SERVICE|NEW))|\bDA[- ]?(?P<short>[ABC])\b"
)
_PROCESS: Final = re.compile(
    r"\b(?:(?P<urgent>urgent(?:ly)? (?:contract )?(?:award|modif|circumstance|process|provision))|(?P<msp>most suitable provider|msp\b)"
    r"|(?P<competitive>competitive pro(?:cess|cedure|curement))|reg(?:ulation)?s?\.? ?\(?(?P<regulation>7|8|9|10|11|14)\)?\b)"
)
_OF_REGULATION: Final = {
    "7": PsrProcess.DIRECT_AWARD_A,
    "8": PsrProcess.DIRECT_AWARD_B,
    "9": PsrProcess.DIRECT_AWARD_C,
    "10": PsrProcess.MOST_SUITABLE_PROVIDER,
    "11": PsrProcess.COMPETITIVE,
    "14": PsrProcess.URGENT,
}
_LETTERS: Final = {
    "A": PsrProcess.DIRECT_AWARD_A,
    "B": PsrProcess.DIRECT_AWARD_B,
    "C": PsrProcess.DIRECT_AWARD_C,
}

_AWARD: Final = r"(?:directly |direct |make (?:an? |the )?|formally |now )?award(?:ing)?\b(?! criteria)"
_PHRASE: Final = re.compile(
    r"\b(?:(?P<intended_approach>intend(?:ed|ing)? approach"
    r"|inten(?:tion|ds?|ding) to (?:follow|use|adopt|undertake|apply|proceed (?:with|under|using)) (?:the |a )?"
    r"(?:psr |provider selection regime )?(?:msp|most suitable provider))"
    r"|(?P<not_yet>not yet (?:been )?(?:formally )?(?:been )?awarded|(?:has|have) not (?:formally )?been (?:formally )?awarded"
    r"|yet to be (?:formally )?awarded)"
    r"|(?P<modification>contract modifications?|modification notice|notice of (?:a |the |an |urgent )*modification"
    r"|(?:has|have) been (?:formally )?modified)"
    rf"|(?P<intention>inten(?:tions?|ded|ts?|ds?|ding) to {_AWARD}|intended (?:contract )?award\b|looking to (?:directly )?award"
    r"|(?:marks|begins) the (?:start|beginning) of (?:the|a|an) (?:\w+ ){0,4}standstill)"
    r"|(?P<confirmation>confirmation of (?:the |an? |this |contract |direct |urgent |formal )*award\w*"
    r"|award confirmation|confirm\w* (?:that |of |the |an? |this |contract )*award|(?:contract )?award notice"
    r"|notice of (?:the |a )?(?:contract )?award|(?:psr|regime\)?) award\b)"
    r"|(?P<awarded>(?:has|have) (?:now )?(?:formally )?(?:now )?been (?:now )?(?:formally )?awarded|award has (?:now )?been made"
    r"|(?:was|were) (?:formally )?awarded (?:under|following|in accordance|pursuant|via|using)"
    r"|no (?:valid |formal )?representations (?:were|have been|had been) (?:received|made)"
    r"|standstill (?:period )?(?:has |is )?(?:now )?(?:ended|expired|concluded|closed|complete\w*|passed|over)\b(?! at| on (?:the )?\d))"
    r"|(?P<call>contract notice|invitation to (?:tender|bid)|competition notice)"
    r"|(?P<market>market engagement|prior information notice|market (?:sounding|testing|consultation|warming)"
    r"|soft market test\w*|request for information))"
)
_KINDS: Final = {
    "intended_approach": PsrKind.INTENDED_APPROACH,
    "not_yet": PsrKind.INTENTION_TO_AWARD,
    "modification": PsrKind.MODIFICATION,
    "intention": PsrKind.INTENTION_TO_AWARD,
    "confirmation": PsrKind.CONFIRMATION_OF_AWARD,
    "awarded": PsrKind.CONFIRMATION_OF_AWARD,
    "call": PsrKind.COMPETITION_OR_CALL,
    "market": PsrKind.MARKET_ENGAGEMENT,
}
_FILLER: Final = r"(?:(?:the|an?|our|its|this|of|for|nhs|psr|\(psr\)|provider selection regime|previous(?:ly)?|earlier|initial|original|transparency|notices?|formal|publication|published|issued|issue|contract|to)[\s:'\"-]+)*"
_OF_ANOTHER: Final = re.compile(
    r"\b(?:follow(?:s|ing|ed)?|after|further to|previous(?:ly)?|earlier|prior|preceding|subsequent to|refer(?:s|ring)? to|see"
    r"|amend(?:s|ing|ed)?|replac(?:es|ing)|supersed(?:es|ing)|correct(?:s|ing)|updat(?:es|ing)|edit(?:s|ing) of|once|until|before|when|if|upon)[\s:]+"
    rf"{_FILLER}$"
    r"|\b(?:will|shall|may|would|must|to|then|and)\s+(?:then\s+)?(?:be\s+)?(?:publish\w*|issue\w*|post(?:ed|ing)?|receive|follow\w*)\s+"
    rf"(?:as\s+)?(?:by\s+)?{_FILLER}$"
)
_OF_ANOTHER_AFTER: Final = re.compile(
    r"\W{0,2}(?:notice\W{0,2})?(?:\([^)|]{0,40}\)\W{0,2})?"
    r"(?:was|were|has been|had been|have been|will|shall|published (?:on|in)|issued on|dated|reference|ref\b|\d{6}-\d{4}|stage)"
)
_NOT: Final = re.compile(r"\b(?:not|no|never|without|neither|nor|rather than)\s+(?:(?:an?|the|yet|any|be|prior|publication|of|as)\s+)*$")
_THIS_IS: Final = re.compile(
    r"\b(?:this|present)\b[^.|;]{0,120}\b(?:is|are|being|serves? as|acts? as|constitutes?|represents?|provides?|gives?|forms?"
    r"|confirms?|announces?|states?|relates? to|to (?:confirm|notify|inform|announce|advise|publish))\b[^.|;]{0,140}$"
)
_OPENS: Final = re.compile(
    r"\W*(?:(?:nhs|provider selection regime|psr|transparency|notice|type|title|urgent|the|an?|regime|formal|of|health care services"
    r"|regulations?|2023|under|uk|england|contract|direct award(?: process)?|[abc]|most suitable provider|msp|process|competitive"
    r"|voluntary|statement|purpose|re|update[d]?|f0?3|can)\W*)*"
)
_THE_CONTRACT: Final = re.compile(
    r"(?:\b(?:this|the)(?: \w+){0,4} (?:contracts?|award|service|agreement)|\bcontracts?|\ban?|^\W*)\W*$"
)
_OTHER_CONTRACT: Final = re.compile(r"\b(?:previous|existing|current|incumbent|original|last|former|which|once|when|until|if|after|who|that)\b[^.|]{0,60}$")
_BOUNDARY: Final = re.compile(r"[.|;!?](?=\s|$)|\|")
_TITLE_BOUNDARY: Final = re.compile(r"[.|;!?](?=\s|$)|\||\s[-–—:]\s|:\s|\(")
_WRAP: Final = re.compile(r"\n+(?=[a-z(])")
_STRAIGHT: Final = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("‑", "-"))


def folded(text: str) -> str:
    """Plain `text` ready for reading: straight quotes and dashes, line ends as ``|`` unless the sentence goes on."""
    if not text.isascii():
        for typographic, straight in _STRAIGHT:
            text = text.replace(typographic, straight)
    return _WRAP.sub(" ", text).replace("\n", " | ")


@dataclass(frozen=True, slots=True)
class Mention:
    """How a text speaks of the regime: in full, by the letters alone, or only by its processes."""

    full: bool = False
    bare: bool = False
    process: bool = False
    aside: bool = False
    wales: bool = False
    england: bool = False

    def __or__(self, other: "Mention") -> "Mention":
        return Mention(
            self.full or other.full,
            self.bare or other.bare,
            self.process or other.process,
            self.aside or other.aside,
            self.wales or other.wales,
            self.england or other.england,
        )


_NO_MENTION: Final = Mention()


def mention(text: str) -> Mention:
    """How `text` (folded, in its own case) speaks of the regime; what it denies does not count."""
    low = text.lower()
    if not any(hint in low for hint in (*HINTS, *PROCESS_HINTS)):
        return _NO_MENTION
    denied = [found.span() for found in _NEGATED.finditer(low)]
    full = aside = False
    for found in _REGIME.finditer(low):
        if _within(found.span(), denied):
            continue
        if _ASIDE.search(low, max(0, found.start() - 120), found.start()):
            aside = True
        else:
            full = True
    bare = False
    if "PSR" in text and not _OTHER_EXPANSION.search(low):
        companies = [found.span() for found in _COMPANY.finditer(text)]
        bare = any(not _within(found.span(), denied + companies) for found in _BARE.finditer(text))
        if bare and aside and not full:
            bare = False
    wales = bool(_WALES.search(low)) or (bool(_WELSH_PROCESS.search(low)) and "selection regime" in low)
    return Mention(
        full=full,
        bare=bare,
        process="most suitable provider" in low or bool(_ROUTE.search(text)),
        aside=aside,
        wales=wales,
        england=bool(_ENGLAND.search(low)),
    )


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def process(text: str) -> PsrProcess | None:
    """The process `text` (folded) names: an urgent award before all, then a lettered direct award, then others."""
    found = [_process(match) for match in _PROCESS.finditer(text.lower())]
    if PsrProcess.URGENT in found:
        return PsrProcess.URGENT
    route = _ROUTE.search(text)
    if route:
        return _LETTERS[route["letter"] or route["short"]]
    return found[0] if found else None


def _process(match: re.Match[str]) -> PsrProcess:
    if match["regulation"]:
        return _OF_REGULATION[match["regulation"]]
    if match["urgent"]:
        return PsrProcess.URGENT
    return PsrProcess.MOST_SUITABLE_PROVIDER if match["msp"] else PsrProcess.COMPETITIVE


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
        group = found.lastgroup or ""
        before = _clause(low, found.start(), boundary)
        if _NOT.search(before):
            continue
        if group in {"confirmation", "intention", "intended_approach", "call", "modification", "market"}:
            weight = _of_notice(before, low[found.end() : found.end() + 80])
            if not weight and group == "intention":
                continue
        elif group == "not_yet":
            weight = DECLARED
        else:
            weight = _of_award(before, found[0])
        if weight:
            yield Saying(_KINDS[group], weight, found[0])


def _clause(low: str, end: int, boundary: re.Pattern[str]) -> str:
    start = max(0, end - 260)
    last = start
    for stop in boundary.finditer(low, start, end):
        last = stop.end()
    return low[last:end]


def _of_notice(before: str, after: str) -> int:
    if _OF_ANOTHER.search(before):
        return 0
    if _THIS_IS.search(before) or _OPENS.fullmatch(before):
        return DECLARED
    return 0 if _OF_ANOTHER_AFTER.match(after) else NAMED


def _of_award(before: str, words: str) -> int:
    if words.startswith(("no ", "standstill")):
        return TOLD
    if _OTHER_CONTRACT.search(before):
        return 0
    return DECLARED if _THE_CONTRACT.search(before) else TOLD
