"""The letters of the desk: requests, reminders, reviews, complaints. Pure; the texts are in `texts/`."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from law.letters.filling import Filled, fill
from law.letters.letter import Field, Form, Letter, LetterProblem, Recipient
from law.letters.parsing import parse

__all__ = [
    "Field",
    "Filled",
    "Form",
    "Letter",
    "LetterProblem",
    "Recipient",
    "fill",
    "get",
    "names",
    "parse",
]

_TEXTS: Final = Path(__file__).parent / "texts"


def names() -> tuple[str, ...]:
    """The names of our own letters, in the order of the alphabet."""
    return tuple(_texts())


def get(name: str) -> Letter:
    """Our letter of that name. Raises KeyError."""
    return _letter(name)


@lru_cache(maxsize=64)
def _letter(name: str) -> Letter:
    return parse(name, _texts()[name])


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    return {each.stem: each.read_text(encoding="utf-8") for each in sorted(_TEXTS.glob("*.txt"))}
