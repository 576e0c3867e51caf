"""Plain text out of what publishers typed: no HTML, no entities, no mojibake, no control characters."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_ODD: Final = re.compile(
    r"[^ -%'-;=-~\u00a3-\u00ac\u00ae-\u00c1\u00c4-\u00e1\u00e3-\u00ff\u2013-\u201d\u2022\u2026]|  "
)
"""What most texts do not hold: anything beyond plain words, or two blanks running."""

_UNSEEN: Final = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    r"\ud800-\udfff"
)
_SUSPECT: Final = re.compile(rf"[<&ÂÃâð{_UNSEEN}]")
_CONTROL: Final = re.compile(rf"[{_UNSEEN}]")
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_ITEM: Final = re.compile(r"<\s*li\b[^<>]{0,200}>", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"<\s*(script|style)\b.{0,20000}?<\s*/\s*\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<\s*/?\s*[a-zA-Z!][^<>]{0,1000}>")
_MOJIBAKE: Final = re.compile(r"[ÂÃ][^\x00-\x7f]|â[^\x00-\x7f]{2}|ð[^\x00-\x7f]{3}")
_BLANK: Final = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_BLANKS: Final = re.compile(r"  |[\t\u00a0\u2000-\u200a\u202f\u3000]")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_SHORT: Final = 160


def plain(value: object, limit: int = 10_000) -> str:
    """`value` as plain text of at most `limit` characters with its paragraphs; not a text: empty."""
    if not isinstance(value, str):
        return ""
    text = value[: limit * 2]
    if _ODD.search(text):
        text = _cleaned(text)
    text = text.strip()
    return text if len(text) <= limit else _shortened(text, limit)


def line(value: object, limit: int = 500) -> str:
    """`value` as one line of plain text of at most `limit` characters."""
    if not isinstance(value, str):
        return ""
    return _known_line(value, limit) if len(value) <= _SHORT else _line(value, limit)


def _line(value: str, limit: int) -> str:
    text = plain(value, limit * 2)
    if "\n" in text:
        text = " ".join(text.split())
    return text if len(text) <= limit else _shortened(text, limit)


_known_line = lru_cache(maxsize=16_384)(_line)  # names, regions and codes come again and again


def _cleaned(text: str) -> str:
    if _SUSPECT.search(text):
        if "&" in text:
            text = html.unescape(text)
        if "<" in text:
            text = _HIDDEN.sub(" ", text)
            text = _ITEM.sub("\n- ", _BREAK.sub("\n", text))
            text = _TAG.sub(" ", text)
        if _MOJIBAKE.search(text):
            text = _MOJIBAKE.sub(_mended, text)
        text = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _BLANKS.search(text):
        text = _BLANK.sub(" ", text)
    if "\n" in text:
        text = "\n".join(part.strip() for part in text.split("\n"))
        if "\n\n\n" in text:
            text = _EMPTY_LINES.sub("\n\n", text)
    return text


def _mended(found: re.Match[str]) -> str:
    """UTF-8 that somebody read as Windows-1252, read back; left alone when it was not that."""
    try:
        return b"".join(_byte(character) for character in found[0]).decode("utf-8")
    except UnicodeError:
        return found[0]


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")


def _shortened(text: str, limit: int) -> str:
    cut = text[: limit - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut[-80:] else cut) + "…"
