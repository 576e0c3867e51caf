"""Text from people made fit for a letter: their words and signs stay, what cannot be seen goes."""

import re
from typing import Final

_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]"
)
"""Controls, bidirectional marks and surrogates. Joiners (U+200C, U+200D) stay: names and signs need them."""
_BREAK: Final = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def line(text: str) -> str:
    """`text` on one line, without anything unseen."""
    return " ".join(_UNSEEN.sub("", text).split())


def rows(text: str) -> list[str]:
    """The lines of `text`, each without anything unseen or blanks at its end."""
    return [_UNSEEN.sub("", row).replace("\t", " ").rstrip() for row in _BREAK.split(text)]


def lines(text: str) -> str:
    """`text` with its lines, without anything unseen, empty lines around it, or two of them running."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows(text)).strip("\n"))
