"""Reading what a body relied on: sections of the act, or regulations, as people write them."""

import re
from typing import Final

_ONE: Final = re.compile(
    r"(?:sections?|sec|ss?|regulations?|regs?|r)?[. ]*(\d{1,2}[a-z]?(?: ?\([0-9a-z]{1,4}\))*)(?![0-9a-z(/-])",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"(?:[\s.,;&+]|and\b)+", re.IGNORECASE)
_DATE: Final = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
MOST: Final = 20
"""Sections that one answer relies on."""


def read_exemptions(text: str) -> tuple[tuple[str, ...], str]:
    """The numbers at the beginning of `text`, each once (``40(2)`` for ``s.40(2)``), and what follows them.

    A number with nothing but a name of a month after it is a day, not a section: it is left to what follows.
    """
    found: dict[str, None] = {}
    rest = text.strip()
    while rest and len(found) < MOST:
        match = _ONE.match(rest)
        if match is None or _begins_a_date(rest):
            break
        found[match[1].replace(" ", "").lower()] = None
        rest = _BETWEEN.sub("", rest[match.end() :], count=1) if rest[match.end() :] else ""
    return tuple(found), rest


def _begins_a_date(text: str) -> bool:
    return _DATE.match(text) is not None
