"""Folding of text, so that what people type and what the register holds meet in one form.

Three forms are used. The *key* has only letters and digits, without spaces, hyphens or marks: a
missing space or a different hyphen then is no difference at all. The *words* are the same
with the spaces kept. The *core* is the words without NHS and without the words that
say what kind of body is meant, which are told apart as a hint.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from register.model import Kind

LONGEST = 160
"""Characters looked at; the longest name in the register has 88."""

# Everything in ASCII that is neither letter nor digit goes; NUL to DEL.
_SOLID = {code: None for code in range(128) if not chr(code).isalnum()}
_SPACED = dict.fromkeys(_SOLID, " ") | {ord(mark): None for mark in "'`"}
_APOSTROPHES = "’‘ʼ´＇"

_ABBREVIATED = {
    "beds": "bedfordshire",
    "berks": "berkshire",
    "bucks": "buckinghamshire",
    "cambs": "cambridgeshire",
    "ches": "cheshire",
    "derbys": "derbyshire",
    "glos": "gloucestershire",
    "hants": "hampshire",
    "herefs": "herefordshire",
    "herts": "hertfordshire",
    "hunts": "huntingdonshire",
    "lancs": "lancashire",
    "leics": "leicestershire",
    "lincs": "lincolnshire",
    "northants": "northamptonshire",
    "northumb": "northumberland",
    "notts": "nottinghamshire",
    "oxon": "oxfordshire",
    "salop": "shropshire",
    "shrops": "shropshire",
    "staffs": "staffordshire",
    "warks": "warwickshire",
    "wilts": "wiltshire",
    "worcs": "worcestershire",
    "yorks": "yorkshire",
    "saint": "st",
    "upon": "on",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "ne": "north east",
    "nw": "north west",
    "se": "south east",
    "sw": "south west",
}

_KIND_WORDS: tuple[tuple[Kind, str], ...] = (
    (Kind.CCG, r"(?:shadow )?clinical commissioning groups?|ccgs?"),
    (
        Kind.ICB,
        r"sub icb(?: locations?)?|integrated care (?:boards?|systems?|partnerships?)|icbs?|ics|icp"
        r"|sustainability (?:and )?transformation (?:partnerships?|plans?)|stps?",
    ),
    (Kind.PCT, r"(?:teaching )?primary care trusts?|(?:teaching )?pcts?"),
    (Kind.CSU, r"commissioning support units?|csus?"),
    (Kind.TRUST, r"foundation trust|ft|trust"),
    (Kind.REGION, r"nhs england(?: and nhs improvement)?(?: region)?|commissioning region|region"),
)
_KIND_FINDERS = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _KIND_WORDS)
_COUNCIL = re.compile(
    r"\b(?:(?:metropolitan |london )?(?:district|borough|county|city) (?:council|area)"
    r"|(?:royal |london )?borough of"
    r"|unitary authority|council|district of)\b"
)
_COUNCIL_SIGNS = frozenset(("council", "area", "borough", "authority", "district"))
_KIND_SIGNS = frozenset(
    (
        *("ccg", "ccgs", "clinical", "icb", "icbs", "ics", "icp", "stp", "stps", "integrated"),
        *("sustainability", "pct", "pcts", "primary", "csu", "csus", "commissioning", "trust", "ft"),
        *("england", "region"),
    )
)
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
"""``n.h.s.`` and ``c.c.g``: letters with a full stop after each are one word."""
_STP = re.compile(r"\b(?:stps?|ics|integrated care (?:system|partnership)s?|sustainability)\b")


def _ascii(text: str) -> str:
    """`text` cut short, decomposed, lower-case, without accents, control and direction characters."""
    text = text[: LONGEST * 4]
    for mark in _APOSTROPHES:
        text = text.replace(mark, "'")
    text = unicodedata.normalize("NFKC", text).casefold()
    kept = []
    for char in unicodedata.normalize("NFKD", text):
        category = unicodedata.category(char)
        if category[0] in "LN":
            kept.append(char)
        elif category[0] == "M" or (category in ("Cc", "Cf") and not char.isspace()):
            continue
        else:
            kept.append("&" if char == "&" else "'" if char == "'" else " ")
    return "".join(kept)


def key(text: str) -> str:
    """The letters and digits of `text`, folded: ``Stoke-on-Trent`` and ``STOKE ON TRENT`` are one."""
    text = text[:LONGEST].lower() if text.isascii() else _ascii(text)[:LONGEST]
    if "&" in text or "+" in text:
        text = text.replace("&", "and").replace("+", "and")
    return text.translate(_SOLID)


def words(text: str) -> list[str]:
    """The folded words of `text`; apostrophes and initials join (``King's``, ``C.C.G.``), all else parts."""
    text = text[:LONGEST].lower() if text.isascii() else _ascii(text)[:LONGEST]
    if "." in text:
        text = _INITIALS.sub(lambda found: f"{found[0].replace('.', '')} ", text)
    if "&" in text or "+" in text:
        text = text.replace("&", " and ").replace("+", " and ")
    return text.translate(_SPACED).split()


@dataclass(frozen=True, slots=True)
class Core:
    """A name without NHS and its kind: the `words` left, the `kind` that was named, if any.

    `stp` says that an STP or ICS was asked for, which the register knows as the ICB that came of it.
    """

    words: tuple[str, ...]
    kind: Kind | None = None
    stp: bool = False

    @property
    def key(self) -> str:
        """The words as a key."""
        return "".join(self.words)


def expanded(some: Iterable[str]) -> list[str]:
    """Words with counties and directions written out: ``n staffs`` is ``north staffordshire``."""
    return " ".join(_ABBREVIATED.get(word, word) for word in some).split()


def core(text: str) -> Core:
    """Take NHS, kind words and a leading "the" off `text`, and write short county names out."""
    left = words(text)
    stp = False
    hint = None
    if not _KIND_SIGNS.isdisjoint(left):
        line = " ".join(left)
        stp = _STP.search(line) is not None
        for kind, finder in _KIND_FINDERS:
            line, taken = finder.subn(" ", line)
            if taken and hint is None:
                hint = kind
        left = line.split()
    left = expanded(word for word in left if word != "nhs")
    while left and left[0] in ("the", "of", "and"):
        left.pop(0)
    return Core(tuple(left), hint, stp)


def without_council(text: str) -> str:
    """`text` without the words that only say that it is a council's area; empty where it has none."""
    plain = words(text)
    return _COUNCIL.sub(" ", " ".join(plain)) if not _COUNCIL_SIGNS.isdisjoint(plain) else ""
