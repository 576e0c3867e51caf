"""An order for a batch as somebody types it: which bodies, which letter, what about, what goes in.

batch preview all ICBs request_plans "community nursing" --fields since = 1 April 2025 --without London
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from commands.core.errors import BadArguments
from commands.core.text import shown
from commands.desk.lettering import choose, read_given
from commands.desk.planning import begins
from commands.desk.sets import Chosen, NoSet, read_set, without
from law import letters
from law.letters import Letter
from register import Register
from register.model import Body

NAME: Final = "batch preview"
LONGEST: Final = 200
"""Characters of a subject."""
_QUOTES: Final = "\"'“”„‘’ "


@dataclass(frozen=True, slots=True)
class Order:
    """What was ordered. `said` are the words for the bodies, `about` what stood after the letter's name.

    `excluded` are left out; `missed` were to be, but are not among the bodies anyway.
    """

    said: str
    chosen: Chosen
    excluded: tuple[Body, ...]
    missed: tuple[Body, ...]
    letter: Letter
    about: str
    fields: Mapping[str, str]

    @property
    def typed(self) -> str:
        """The command again, without its options."""
        return " ".join(filter(None, (NAME, self.said, self.letter.name, self.about)))


def read_order(
    register: Register,
    own: Mapping[str, Letter],
    bodies: str,
    letter: str | None,
    subject: str | None,
    fields: str | None,
    excluding: str | None,
) -> Order:
    """The order in these words; `own` are the letters of the campaign. Raises `BadArguments`."""
    said, name, about = _parted(own, bodies, letter, subject)
    chosen_letter = _letter(own, name, said)
    if len(about) > LONGEST:
        raise BadArguments(NAME, f"A subject has at most {LONGEST} characters.")
    chosen, excluded, missed = _bodies(register, said, excluding, chosen_letter)
    return Order(said, chosen, excluded, missed, chosen_letter, about, _given(chosen_letter, fields))


def _parted(
    own: Mapping[str, Letter], bodies: str, letter: str | None, subject: str | None
) -> tuple[str, str | None, str]:
    """Typed in one go, the first letter's name parts the bodies from the subject."""
    about = (subject or "").strip(_QUOTES)
    words = bodies.split()
    place = next((n for n, word in enumerate(words) if n and choose(_plain(word), own)), None)
    if letter is not None or place is None:
        return bodies, letter, about
    return " ".join(words[:place]), words[place], about or " ".join(words[place + 1 :]).strip(_QUOTES)


def _letter(own: Mapping[str, Letter], name: str | None, said: str) -> Letter:
    found = choose(_plain(name), own) if name else None
    if found is not None and begins(found):
        return found
    known = {each: choose(each, own) for each in (*letters.names(), *own)}
    fit = [each for each, letter in known.items() if letter is not None and begins(letter)]
    if name is None:
        wrong = "No letter is named."
    elif found is None:
        wrong = f"“{shown(name)}” is no letter I know."
    else:
        wrong = f"{found.name} is no letter to begin a request with."
    wrong = f"{wrong} To begin with there are: {', '.join(dict.fromkeys(fit))}."
    raise BadArguments(NAME, wrong, instead=f"{NAME} {shown(said)} {fit[0]}")


def _bodies(
    register: Register, said: str, excluding: str | None, letter: Letter
) -> tuple[Chosen, tuple[Body, ...], tuple[Body, ...]]:
    try:
        chosen = read_set(said, register)
        out = read_set(excluding, register) if excluding else Chosen((), "")
    except NoSet as problem:
        understood = f"{NAME} … {letter.name}"
        raise BadArguments(NAME, f"{problem} Nothing was made.", understood) from None
    left, missed = without(chosen, out)
    if not left.bodies:
        raise BadArguments(NAME, f"Nobody is left of {chosen.words} without those. Nothing was made.")
    gone = tuple(body for body in out.bodies if body not in missed)
    return replace(left, words=f"{left.words} but {len(gone)}" if gone else left.words), gone, missed


def _given(letter: Letter, fields: str | None) -> Mapping[str, str]:
    given = read_given(fields or "")
    names = [each.name for each in letter.fields]
    unknown = [name for name in given if name not in names]
    if fields and (unknown or not given):
        wrong = f"“{shown(unknown[0] if unknown else fields)}” is nothing that goes into {letter.name}."
        raise BadArguments(NAME, f"{wrong} It has: {', '.join(names)}.")
    return given


def _plain(name: str) -> str:
    return name.casefold().strip(_QUOTES).replace("-", "_")
