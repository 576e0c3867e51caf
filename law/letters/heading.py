"""The lines above a letter's subject, each read into what it says."""

import re
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from law.foi.regime import Regime, Source
from law.foi.story import Stage
from law.letters.letter import Field, Form, LetterProblem, Recipient
from law.letters.vocabulary import KNOWN, YOURS
from law.letters.words import NAMES

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""How letters and fields are named."""
Parts = dict[str, Any]
"""Parts of a `Letter` by their name."""
_FIELD: Final = re.compile(r"(?P<name>[^\s():]+)\s*(?:\((?P<traits>[^()]*)\))?\s*:\s*(?P<words>\S.*)")
_SOURCE: Final = re.compile(r"(?P<rule>\S.*?)\s*:\s*(?P<url>https://\S+)")
_SHOWN: Final = 60
_Choice = TypeVar("_Choice", bound=StrEnum)


def read_field(value: str, number: int, declared: Collection[str]) -> Field:
    """The field that ``since (day): the first day you ask about`` declares, after those `declared` before."""
    match = _FIELD.fullmatch(value)
    if match is None or not NAME.fullmatch(match["name"]):
        raise LetterProblem(
            number,
            f'"{short(value)}" declares no field. Write its name (small letters, digits and _), a colon and '
            'what goes in, like "Field: service: the service it is about".',
        )
    name = match["name"]
    if name in declared:
        raise LetterProblem(number, f"{name} is declared twice. Keep one of them.")
    if name in NAMES or name in YOURS:
        raise LetterProblem(
            number, f"{{{name}}} means the same in every letter and is not declared. Drop this line."
        )
    form, optional = _traits(match["traits"] or "", number)
    known = KNOWN.get(name)
    if known and (known.form, known.optional) != (form, optional):
        said = ", ".join([str(known.form)] + ["optional"] * known.optional)
        raise LetterProblem(
            number, f"{name} is the same in every letter. Declare it as {name} ({said}), or not at all."
        )
    return Field(name, match["words"], form, optional)


def read_source(value: str, number: int) -> Source:
    """The law and its page that ``FOIA section 1: https://…`` names."""
    match = _SOURCE.fullmatch(value)
    if match is None:
        raise LetterProblem(
            number,
            f'"{short(value)}" names no source. Write the law, a colon and its address, like "Law: FOIA '
            'section 1: https://www.legislation.gov.uk/ukpga/2000/36/section/1".',
        )
    return Source(match["rule"], match["url"])


def short(text: str) -> str:
    """`text` short enough to be repeated in an answer."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _traits(text: str, number: int) -> tuple[Form, bool]:
    forms = {str(form): form for form in Form}
    form, optional = Form.LINE, False
    for trait in (part.strip().lower() for part in text.split(",")):
        if trait == "optional":
            optional = True
        elif trait in forms:
            form = forms[trait]
        elif trait:
            raise LetterProblem(
                number,
                f'"{short(trait)}" says nothing about a field. In its brackets may stand line, lines or day, '
                'and optional, like "Field: since (day): the first day you ask about".',
            )
    return form, optional


def _name(name: str, value: str, number: int) -> Parts:
    if value != name:
        raise LetterProblem(
            number, f'This letter is kept as {name}, and calls itself "{short(value)}". Drop this line.'
        )
    return {}


def _version(_name: str, value: str, number: int) -> Parts:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise LetterProblem(number, f'"{short(value)}" is no version. Write a whole number from 1 to 9999.')
    return {"version": int(value)}


def _choices(kind: type[_Choice], value: str, number: int) -> tuple[_Choice, ...]:
    """The members of `kind` that `value` names, with commas between them."""
    by_name = {member.value.lower(): member for member in kind}
    chosen: dict[_Choice, None] = {}
    for part in value.split(","):
        member = by_name.get(part.strip().lower())
        if member is None:
            raise LetterProblem(number, f'"{short(part.strip())}" is not one of {", ".join(kind)}.')
        chosen[member] = None
    return tuple(chosen)


PARTS: Final[Mapping[str, Callable[[str, str, int], Parts]]] = {
    "name": _name,
    "title": lambda _name, value, _number: {"title": value},
    "version": _version,
    "to": lambda _name, value, number: {"to": _choices(Recipient, value, number)[0]},
    "for": lambda _name, value, number: {"regimes": _choices(Regime, value, number)},
    "when": lambda _name, value, number: {"stages": _choices(Stage, value, number)},
}
"""What reads the other lines, by their key: from the letter's name, the value and its line."""
