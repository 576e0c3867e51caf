"""The words a notice is found by: folded alike when it is stored and when somebody asks.

A portable stand-in for full-text search: both databases keep (word, when, notice) in order, so the
newest notices with a word are read from the end of a range, however many there are.
"""

import re
import unicodedata
from functools import lru_cache

MOST = 200
"""Words kept of one notice: a framework may name hundreds of suppliers."""

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_EVERYWHERE = frozenset(
    ("an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)


def folded(*texts: str) -> tuple[str, ...]:
    """The different words of `texts` in order: small letters, no accents, no plural s, none of one letter."""
    if len(texts) == 1:
        return _folded(texts[0])[:MOST]
    return tuple(dict.fromkeys(word for text in texts for word in _folded(text)))[:MOST]


@lru_cache(4096)  # buyers and suppliers come again and again
def _folded(text: str) -> tuple[str, ...]:
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()
    words = _WORD.findall(_POSSESSIVE.sub("", text.lower()))
    return tuple(
        dict.fromkeys(_singular(word) for word in words if len(word) > 1 and word not in _EVERYWHERE)
    )


def _singular(word: str) -> str:
    """Not English grammar: what matters is that both sides do it alike."""
    if len(word) < 4 or word[-1] != "s" or word[-2] == "s":
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]
