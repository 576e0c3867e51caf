"""The letters of the desk: requests, reminders, reviews, complaints. Pure; the texts are in `texts/`."""

from functools import lru_cache
from importlib.resources import files

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
    folder = files(__name__) / "texts"
    found = {each.name.removesuffix(".txt"): each for each in folder.iterdir() if each.name.endswith(".txt")}
    return {name: found[name].read_text(encoding="utf-8") for name in sorted(found)}
