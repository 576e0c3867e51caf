"""Sets of bodies as people name them: all ICBs, a region, the trusts there, a list of names. Pure.

A list is taken as a whole or not at all: whatever of it is unknown, or may be several, is named.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commands.core.text import shown
from commands.core.where import EVERYWHERE, PARTS, read_where
from commands.core.words import named, region_name, short_name
from commands.desk.bodies import NoSet, Replaced, read_body, today
from register import Register
from register.model import Body, Kind, Why

__all__ = ["Chosen", "NoSet", "Replaced", "read_set", "without"]

_KINDS: Final = (
    (re.compile(r"icbs?|(?:integrated care )?boards?"), Kind.ICB, "ICBs"),
    (re.compile(r"ccgs?|clinical commissioning groups?"), Kind.CCG, "ICBs"),
    (re.compile(r"(?:nhs )?(?:foundation )?trusts?"), Kind.TRUST, "trusts"),
    (re.compile(r"csus?|commissioning support units?"), Kind.CSU, "CSUs"),
    (re.compile(r"bodies|body"), None, "bodies"),
)
_GROUP: Final = re.compile(
    r"(?P<every>(?:all|every|each)\s+(?:of\s+)?)?(?:the\s+)?(?P<kind>[a-z ]+?)"
    r"(?:\s+(?:in|of|within)\s+(?:the\s+)?(?P<where>.+))?",
    re.IGNORECASE,
)
_WHOLE: Final = 95.0
"""Score of a name with commas in it that was found as a whole, not by what stands before a comma."""
_BY_NAME: Final = (Why.NAME, Why.CORE_NAME, Why.ALIAS)
_MOST_JOINED, _MOST_NAMED = 4, 3
_CCGS: Final = "There are no CCGs any more: the ICBs have their place."


@dataclass(frozen=True, slots=True)
class Chosen:
    """The open bodies of a set, each once, and what it is called.

    `replaced` are those named that are no more; `doubled` those named more than once, by themselves or by
    whose place they have; `notes` say what else was made of the words.
    """

    bodies: tuple[Body, ...]
    words: str
    replaced: tuple[Replaced, ...] = ()
    doubled: tuple[Body, ...] = ()
    notes: tuple[str, ...] = ()


def read_set(text: str, register: Register) -> Chosen:
    """The bodies that `text` names. Raises `NoSet`."""
    parts = _parts(text, register)
    if not parts:
        raise NoSet("No body is named.")
    found: list[Chosen] = []
    problems: list[str] = []
    for part in parts:
        try:
            found.append(_part(part, register))
        except NoSet as problem:
            problems += problem.problems
    if problems:
        raise NoSet(*dict.fromkeys(problems))
    return _together(found)


def without(chosen: Chosen, excluded: Chosen) -> tuple[Chosen, tuple[Body, ...]]:
    """`chosen` without the bodies of `excluded`, and those of them that were not in it anyway."""
    codes = {body.code for body in excluded.bodies}
    missed = codes - {body.code for body in chosen.bodies}
    left = tuple(body for body in chosen.bodies if body.code not in codes)
    return replace(chosen, bodies=left), tuple(body for body in excluded.bodies if body.code in missed)


def _together(found: Sequence[Chosen]) -> Chosen:
    bodies: dict[str, Body] = {}
    doubled = {body.code: body for each in found for body in each.doubled}
    for body in (body for each in found for body in each.bodies):
        (doubled if body.code in bodies else bodies)[body.code] = body
    names = dict.fromkeys(each.words for each in found)
    return Chosen(
        tuple(bodies.values()),
        ", ".join(names) if len(names) <= _MOST_NAMED else f"{len(bodies)} bodies",
        tuple(one for each in found for one in each.replaced),
        tuple(doubled.values()),
        tuple(dict.fromkeys(note for each in found for note in each.notes)),
    )


def _parts(text: str, register: Register) -> list[str]:
    """The parts of a list; a comma in a body's name does not part it."""
    pieces = [piece.strip() for piece in re.split(r"[,;]", text)]
    parts: list[str] = []
    while pieces:
        lengths = range(min(len(pieces), _MOST_JOINED), 1, -1)
        length = next((each for each in lengths if _is_name(", ".join(pieces[:each]), register)), 1)
        parts.append(", ".join(pieces[:length]))
        pieces = pieces[length:]
    return [part for part in parts if part]


def _is_name(text: str, register: Register) -> bool:
    matches = register.find(text)
    return bool(matches) and matches[0].why in _BY_NAME and matches[0].score >= _WHOLE


def _part(text: str, register: Register) -> Chosen:
    """One part of a list; an "and" in it may part it, too, where each side is a part by itself."""
    found = _group(text, register) or _area(text, register)
    if found is not None:
        return found
    try:
        return _one(text, register)
    except NoSet as problem:
        first, between, last = text.rpartition(" and ")
        if not between:
            raise
        try:
            return _together([_part(first, register), _part(last, register)])
        except NoSet:
            raise problem from None


def _one(text: str, register: Register) -> Chosen:
    body = read_body(text, register)
    if body.kind is Kind.REGION:
        return _boards([body], text, register)
    heirs = today(body, register)
    if not heirs:
        raise NoSet(f"{named(body)} is no more, and I know of no body that took its place.")
    gone = () if body.status == "open" else (Replaced(body, heirs),)
    return Chosen(heirs, ", ".join(short_name(heir) for heir in heirs), gone)


def _area(text: str, register: Register) -> Chosen | None:
    """The ICBs of England, or of a region of government; None for anything else."""
    plain = " ".join(text.casefold().replace("-", " ").replace("&", " and ").split())
    if plain not in EVERYWHERE and plain not in PARTS:
        return None
    return _boards(_places(text, register), text, register)


def _group(text: str, register: Register) -> Chosen | None:
    """The bodies of a kind, everywhere or somewhere; None where `text` does not ask for a kind."""
    asked = _GROUP.fullmatch(text.strip())
    known = asked and next((each for each in _KINDS if each[0].fullmatch(asked["kind"].casefold())), None)
    if asked is None or known is None or not (asked["every"] or asked["kind"][-1:].casefold() == "s"):
        return None
    _, kind, words = known
    notes = (_CCGS,) if kind is Kind.CCG else ()
    kinds = (Kind.ICB, Kind.TRUST) if kind is None else (Kind.ICB if kind is Kind.CCG else kind,)
    if asked["where"] is None:
        if kind is None:
            raise NoSet(f"“{shown(text)}” needs a place, such as “bodies of NHS Devon ICB”.")
        return Chosen(_open(kinds, register), f"all {words}", notes=notes)
    places = _places(asked["where"], register)
    called = _called(places, asked["where"])
    bodies = tuple(body for body in _open(kinds, register) if _lies_in(body, places))
    if not bodies:
        raise NoSet(f"I know of no {words} in {called}.")
    return Chosen(bodies, f"{words} in {called}", notes=notes)


def _boards(places: Sequence[Body], said: str, register: Register) -> Chosen:
    bodies = tuple(body for body in _open((Kind.ICB,), register) if _lies_in(body, places))
    return Chosen(bodies, f"ICBs in {_called(places, said)}")


def _places(text: str, register: Register) -> list[Body]:
    """The regions or ICBs of today that are meant by a place. Raises `NoSet`."""
    plain = " ".join(text.casefold().replace("-", " ").replace("&", " and ").split())
    if plain in EVERYWHERE:
        return list(register.regions())
    if plain in PARTS:
        areas = read_where(text, register)
        codes = [area.icb for area in areas.areas if area.icb] if areas else []
        return [body for code in codes if (body := register.body(code)) is not None]
    body = read_body(text, register)
    places = [body] if body.kind is Kind.REGION else list(today(body, register))
    if not places or any(each.kind not in (Kind.REGION, Kind.ICB) for each in places):
        raise NoSet(f"“{shown(text)}” is no region or ICB: nothing lies in it.")
    return places


def _lies_in(body: Body, places: Iterable[Body]) -> bool:
    board = body.code if body.kind is Kind.ICB else body.icb
    return any(place.code in (body.region, board) for place in places)


def _called(places: Sequence[Body], said: str) -> str:
    """What a place is called: by its own name, or as it was said where it is many."""
    if len(places) > 1:
        return shown(said).title()
    return region_name(places[0]) if places[0].kind is Kind.REGION else short_name(places[0])


def _open(kinds: Iterable[Kind], register: Register) -> tuple[Body, ...]:
    """The open bodies of these kinds, kind after kind, each by name."""
    found = [body for kind in kinds for body in sorted(register.bodies(kind), key=lambda each: each.name)]
    return tuple(body for body in found if body.status == "open")
