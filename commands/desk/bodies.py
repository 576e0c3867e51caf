"""One name, and the bodies of today that it means. Pure.

Who is no more is replaced by who took its place. What names several bodies that lead to the same one today
is clear; what leads to different ones is not, and is refused with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from commands.core.text import shown
from commands.core.words import listing, named, region_name
from register import Register, close
from register.model import Body, Kind, Match, Why

SURE: Final = (Why.CODE, Why.NAME, Why.CORE_NAME, Why.ALIAS, Why.POSTCODE, Why.PLACE)
"""Why a match counts as meant: not by a part of its name, nor by its spelling."""
_ALONE: Final = (Why.CODE, Why.NAME)
_GOOD: Final = 80.0
_LIKELY: Final = 60.0
_MOST_SUGGESTED: Final = 4


class NoSet(ValueError):
    """Words that name no bodies to write to. `problems` say of each part, in sentences, what is wrong."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Replaced:
    """A body that is no more, and who took its place."""

    old: Body
    by: tuple[Body, ...]

    @property
    def words(self) -> str:
        """In a sentence."""
        return f"{named(self.old)} is no more; today that is {listing([named(each) for each in self.by])}."


def read_body(text: str, register: Register) -> Body:
    """The body that `text` names, open or not. Raises `NoSet`, with what may be meant."""
    matches = register.find(text, kind=Kind.ICB)
    best = matches[0] if matches else None
    if best is None or best.why not in SURE or (best.score < _GOOD and best.why is not Why.ALIAS):
        raise NoSet(f"“{shown(text)}” is no body I know.{_perhaps(_likely(matches, register))}")
    if best.body.kind is Kind.REGION and best.why is not Why.CORE_NAME and best.why not in _ALONE:
        raise NoSet(f"“{shown(text)}” is in {region_name(best.body)}: name the bodies you mean.")
    meant = (best,) if best.why in _ALONE else close(matches)
    heirs = {match.body.code: today(match.body, register) for match in meant}
    if len({frozenset(each.code for each in found) for found in heirs.values()}) > 1:
        several = {body.code: body for found in heirs.values() for body in found}
        raise NoSet(f"“{shown(text)}” may be several.{_perhaps(several.values())}")
    return next((match.body for match in meant if match.body.status == "open"), best.body)


def today(body: Body, register: Register) -> tuple[Body, ...]:
    """The body itself while it is there, else who took its place; nobody where that is not known."""
    return (body,) if body.status == "open" else tuple(heir for heir, _ in register.now(body))


def _likely(matches: Iterable[Match], register: Register) -> list[Body]:
    found = {
        heir.code: heir
        for match in matches
        if match.score >= _LIKELY or match.why in (*SURE, Why.SPELLING)
        for heir in today(match.body, register)
        if heir.kind is not Kind.REGION
    }
    return list(found.values())


def _perhaps(bodies: Iterable[Body]) -> str:
    names = [named(body) for body in bodies][:_MOST_SUGGESTED]
    return f" Perhaps {' or '.join(names)}?" if names else ""
