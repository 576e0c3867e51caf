"""Cleaning what people type before anything looks at it."""

import unicodedata

LONGEST = 500
"""Characters of a request that are read; anything longer is refused with words."""

LONGEST_LINES = 10_000
"""The same for a command that takes lines: a whole letter."""

_SPACES = {"Zs", "Zl", "Zp"}
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, bidi marks and zero-widths, surrogates, unassigned


def clean(text: str) -> str:
    """`text` in NFC on one line, without control, bidirectional, zero-width or unassigned characters."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():  # as nearly everything typed is: no blank but " ", and nothing to drop
        return " ".join(text.split())
    out = []
    for character in text:
        category = unicodedata.category(character)
        if category in _SPACES or character in "\t\n\r\v\f":
            out.append(" ")
        elif category not in _DROPPED:
            out.append(character)
    return " ".join("".join(out).split())


def clean_lines(text: str) -> str:
    """`text` with its lines, each of them clean."""
    return "\n".join(map(clean, text.splitlines()))


def shown(text: str, longest: int = 60) -> str:
    """`text` as it may be repeated to the asker: cleaned and cut."""
    cleaned = clean(text[: longest * 4])
    return cleaned if len(cleaned) <= longest else f"{cleaned[: longest - 1]}…"
