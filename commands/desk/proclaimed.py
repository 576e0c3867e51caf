"""A bank holiday to be added: the parts of the Kingdom somebody names, and whether it would count. Pure."""

from collections.abc import Collection
from datetime import date

from commands.core.text import shown
from commands.core.words import listing, weekday
from law.calendar import PARTS
from law.errors import BeyondHorizon
from law.foi.regime import Calendars

_NAMES = {name.casefold(): code for code, name in PARTS.items()} | {code.casefold(): code for code in PARTS}


def read_parts(said: str | None) -> tuple[str, ...]:
    """The codes of the parts that are named; all where none is said. Raises ValueError, in words."""
    if said is None:
        return tuple(PARTS)
    plain = said.casefold().replace("northern ireland", "nir").replace(",", " ")
    words = [word for word in plain.split() if word != "and"]
    if not words or any(word not in _NAMES for word in words):
        raise ValueError(f"“{shown(said)}” names no parts of the United Kingdom: {', '.join(PARTS)}.")
    return tuple(dict.fromkeys(_NAMES[word] for word in words))


def where(parts: Collection[str]) -> str:
    """``England and Wales``, ``all of the UK``."""
    named = [name for part, name in PARTS.items() if part in parts]
    return "all of the UK" if len(named) == len(PARTS) else listing(named)


def check(calendars: Calendars, day: date) -> None:
    """Raise ValueError, in words, for a day that no deadline could move for."""
    try:
        off = calendars.uk.day_off(day), calendars.scotland.day_off(day)
    except BeyondHorizon as problem:
        raise ValueError(str(problem)) from None
    if all(off):
        raise ValueError(f"{weekday(day)} is no working day anyway: {off[0]}.")
