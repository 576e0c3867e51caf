"""How a text names the Provider Selection Regime and its processes: in full, misspelt, by letters, denied."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from feeds.notice import PsrProcess

HINTS: Final = (*("psr", "selection reg", "selection reig", "provider sel", "services (provid", "2023/1348"),)
"""One of these is in the lower-case words of every notice that names the regime: a quick look first."""

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
    r"PSR(?:\s+[A-Z][\w&'-]*){0,4}\s+"
    r"(?:Ltd|LTD|Limited|LIMITED|LLP|PLC|plc|CIC|Group|GROUP|Holdings|HOLDINGS)\b"
)
_OTHER_EXPANSION: Final = re.compile(
    r"\b(?:public sector resourc\w*|payment systems? regulat\w*|primary surveillance radar"
    r"|passenger service req\w*"
    r"|(?:public|police|professional|planning|project|patient)(?: [a-z]+){1,2}) \(psr\)"
)
_NEGATED: Final = re.compile(
    r"\b(?:not|outside|exempt from|excluded from|beyond)"
    r"(?: (?:subject|to|under|within|governed|covered|by|in|scope|of|fall|falls|falling|caught|a|an|the|being"
    r"|be|procured|regulated|part|applying|apply|using|via|through))* "
    r"(?:the )?(?:health care services \()?(?:provider selection regime|psr\b)"
    r"|(?:provider selection regime|psr)\)?(?: regulations)?(?: 2023)?(?: \(psr\))? "
    r"(?:(?:does|do|did|will|is|are)(?: not|n't)|cannot) (?:apply|applicable|relevant|used|be used|in scope)"
)
_ASIDE: Final = re.compile(
    r"\b(?:experience|knowledge|understanding|expertise|familiar\w*|training|advi[cs]\w+|consultan\w+"
    r"|awareness)[^.|]{0,60}$"
)
_WALES: Final = re.compile(
    r"\(wales\) regulations|(?:provider selection regime|psr)\W{0,3}\(?wales|wales (?:provider selection|psr)"
    r"|welsh (?:provider selection|psr)|health services? procurement \(wales\)|\b2025/99\b"
)
_ENGLAND: Final = re.compile(r"hea?l?th\s?care services \W{0,2}(?:provider selection|psr)|2023/1348")
_WELSH_PROCESS: Final = re.compile(r"\bdirect award (?:process )?[12]\b")
_ROUTE: Final = re.compile(
    r"(?i:direct[\s-]+award)\s+(?i:process|procedure|route|option|under\s+process)?\s*[\"'(-]?\s*"
    r"(?P<letter>[ABC])\b(?!\s+(?:CONTRACT|SERVICE|NEW))|\bDA[- ]?(?P<short>[ABC])\b"
)
_PROCESS: Final = re.compile(
    r"\b(?:(?P<urgent>urgent(?:ly)? (?:contract )?(?:award|modif|circumstance|process|provision))"
    r"|(?P<msp>most suitable provider|msp\b)"
    r"|(?P<competitive>competitive pro(?:cess|cedure|curement))"
    r"|reg(?:ulation)?s?\.? ?\(?(?P<regulation>7|8|9|10|11|14)\)?\b)"
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
_WRAP: Final = re.compile(
    r"\n+(?=[a-z(])|(?<=\d)\n(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)"
    r"|(?<=[a-z])\n(?=20\d\d\b)"
)
_STRAIGHT: Final = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("‑", "-"))


def folded(text: str) -> str:
    """`text` for reading: straight quotes and dashes; ``|`` where a line, but no sentence or date, ends."""
    if not text.isascii():
        for typographic, straight in _STRAIGHT:
            text = text.replace(typographic, straight)
    return _WRAP.sub(" ", text).replace("\n", " | ")


@dataclass(frozen=True, slots=True)
class Mention:
    """How texts speak of the regime.

    `full`: by its name; else `bare`: by the letters PSR, or `process`: by one of its processes; `aside`: as
    something to know about ("experience of the regime"). `wales`, `england`: whose regulations are named.
    """

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
    if not full and not aside and "PSR" in text and not ("(psr)" in low and _OTHER_EXPANSION.search(low)):
        companies = [found.span() for found in _COMPANY.finditer(text)]
        bare = any(not _within(found.span(), denied + companies) for found in _BARE.finditer(text))
    welsh = any(word in low for word in ("wales", "welsh", "2025/99")) and bool(_WALES.search(low))
    return Mention(
        full=full,
        bare=bare,
        process=not full and ("most suitable provider" in low or bool(_ROUTE.search(text))),
        aside=aside,
        wales=welsh or ("selection regime" in low and bool(_WELSH_PROCESS.search(low))),
        england=full and bool(_ENGLAND.search(low)),
    )


def process(text: str) -> PsrProcess | None:
    """The process `text` (folded) names: an urgent award, else the commonest lettered one, else the first."""
    found = [_process(match) for match in _PROCESS.finditer(text.lower())]
    if PsrProcess.URGENT in found:
        return PsrProcess.URGENT
    letters = Counter(route["letter"] or route["short"] for route in _ROUTE.finditer(text))
    if letters:
        return _LETTERS[letters.most_common(1)[0][0]]
    return found[0] if found else None


def _process(match: re.Match[str]) -> PsrProcess:
    if match["regulation"]:
        return _OF_REGULATION[match["regulation"]]
    if match["urgent"]:
        return PsrProcess.URGENT
    return PsrProcess.MOST_SUITABLE_PROVIDER if match["msp"] else PsrProcess.COMPETITIVE


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)
