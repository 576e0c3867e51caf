"""From the raw text of one parameter to its value; what does not fit is refused in words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from commands.core import dates, text, times
from commands.core.context import Context
from commands.core.declare import Command, Parameter, Type
from commands.core.errors import BadArguments, NothingFound, OutsideEngland
from commands.core.moments import london_day
from commands.core.people import NoPerson, People
from commands.core.request import Person
from register.model import Body, Kind, Match

LONGEST_URL = 500
"""Characters of an address that is kept."""

NUMBER = re.compile(r"(?:(?:no\.?|nr\.?|number) ?)?#?([0-9]{1,9})[,.:;]?", re.IGNORECASE)
"""A number as people write it: ``12``, ``#12``, ``no. 12``."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the register knows under `query`, best first and never empty."""

    query: str
    matches: tuple[Match, ...]

    @property
    def best(self) -> Match:
        """The first match."""
        return self.matches[0]


def read(command: Command, parameter: Parameter, raw: str, context: Context) -> Any:
    """The value of `raw` as the parameter's type says. Raises `CommandError`."""
    return _READERS[parameter.type](command, parameter, raw, context)


def is_url(word: str) -> bool:
    """Whether `word` is meant as a web address, be it a good one or not."""
    return re.match(r"<?(?:[a-z][a-z0-9+.-]*://|www\.)", word, re.IGNORECASE) is not None


def _body(command: Command, _: Parameter, raw: str, context: Context) -> Found:
    # "!icb Devon" prefers the ICB of that name: an alias that is a kind is a preference.
    called = context.request.text.partition(" ")[0].casefold()
    kind = Kind.ICB if called == "icb" else None
    matches = context.register.find(raw, kind=kind)
    elsewhere = context.register.elsewhere(raw)
    if elsewhere and (not matches or matches[0].score < 90):
        raise OutsideEngland(elsewhere.words)
    if not matches:
        raise NothingFound(raw, (f"{command.name} ST16 3AD", "region Midlands"))
    return Found(raw, matches)


def _region(command: Command, _: Parameter, raw: str, context: Context) -> Body:
    region = context.register.region(raw)
    if region is None:
        names = ", ".join(each.name for each in context.register.regions())
        raise BadArguments(
            command.name,
            f"“{text.shown(raw)}” is no NHS England region. They are: {names}.",
            instead=f"{command.name} Midlands",
        )
    return region


def _date(command: Command, parameter: Parameter, raw: str, context: Context) -> date:
    today = london_day(context.request.now)
    read = dates.read_date(raw, today, parameter.direction)
    if read is None:
        raise _no_date(command, raw, raw, today, parameter.direction, context)
    return read


def _moment(command: Command, parameter: Parameter, raw: str, context: Context) -> datetime:
    direction: dates.Direction = "past" if parameter.direction == "past" else "future"
    try:
        read = times.read_moment(raw, context.request.now, direction)
    except times.NoSuchTime as error:
        raise BadArguments(
            command.name, str(error), instead=_corrected(raw, error.instead, context)
        ) from None
    if read is None:
        today = london_day(context.request.now)
        raise _no_date(command, raw, times.day_words(raw), today, direction, context, times.FORMS)
    return read


def _no_date(
    command: Command,
    raw: str,
    day: str,
    today: date,
    direction: dates.Direction,
    context: Context,
    forms: str = "",
) -> BadArguments:
    """The refusal of `raw`, of which `day` names the day: a day there never is, or no date at all."""
    said, why = text.shown(raw), dates.why_none(day, today, direction)
    form = f"Day before month, for example {forms or dates.FORMS[direction]}."
    if why is None:
        return BadArguments(
            command.name, f"“{said}” is not {'a time' if forms else 'a date'} I can read. {form}"
        )
    wrong = f"“{said}” is not a date. {why.words}"
    if not why.instead:
        return BadArguments(command.name, f"{wrong} {form}")
    return BadArguments(command.name, wrong, instead=_corrected(day, why.instead, context))


def _corrected(wrong: str, right: str, context: Context) -> str:
    """What was typed with `right` in the place of `wrong`; empty where it was not typed like that."""
    if context.request.command is not None or not right:
        return ""
    typed = text.clean(context.request.text)
    found = re.search(rf"(?<!\S){re.escape(wrong)}(?!\S)", typed, re.IGNORECASE)
    return typed[: found.start()] + right + typed[found.end() :] if found else ""


def _person(command: Command, _: Parameter, raw: str, context: Context) -> Person:
    try:
        return People(context.request).find(raw)
    except NoPerson as error:
        raise BadArguments(command.name, str(error)) from None


def _people(command: Command, _: Parameter, raw: str, context: Context) -> tuple[Person, ...]:
    try:
        return People(context.request).find_all(raw)
    except NoPerson as error:
        raise BadArguments(command.name, str(error)) from None


def _url(command: Command, _: Parameter, raw: str, context: Context) -> str:
    """An http or https address, without what a sentence or a network puts round it."""
    cleaned = raw.strip("<>").rstrip(",.;:!?>")
    if cleaned.count(")") > cleaned.count("("):
        cleaned = cleaned.rstrip(")")
    if cleaned.casefold().startswith("www."):
        cleaned = f"https://{cleaned}"
    if len(cleaned) > LONGEST_URL:
        raise BadArguments(command.name, f"That address has more than {LONGEST_URL} characters.")
    try:
        parts = urlsplit(cleaned)
        good = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not parts.username
        good = good and " " not in cleaned and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise BadArguments(
            command.name,
            f"“{text.shown(raw)}” is no address of a web page. It begins with https:// and has no spaces.",
        )
    return cleaned


def _choice(command: Command, parameter: Parameter, raw: str, context: Context) -> str:
    if raw.casefold() in parameter.choices:
        return raw.casefold()
    raise BadArguments(command.name, f"“{text.shown(raw)}” is not one of: {', '.join(parameter.choices)}.")


def _number(command: Command, parameter: Parameter, raw: str, context: Context) -> int:
    found = NUMBER.fullmatch(raw)
    if found is not None and int(found[1]) > 0:
        return int(found[1])
    raise BadArguments(command.name, f"“{text.shown(raw)}” is not a whole number from 1.")


def _flag(command: Command, parameter: Parameter, raw: str, context: Context) -> bool | None:
    return raw.casefold() in ("yes", "true", "on", "1") or None


def _text(command: Command, parameter: Parameter, raw: str, context: Context) -> str:
    return raw


_READERS: dict[Type, Callable[[Command, Parameter, str, Context], Any]] = {
    Type.BODY: _body,
    Type.PLACE: _body,
    Type.REGION: _region,
    Type.DATE: _date,
    Type.MOMENT: _moment,
    Type.PERSON: _person,
    Type.PEOPLE: _people,
    Type.URL: _url,
    Type.CHOICE: _choice,
    Type.NUMBER: _number,
    Type.FLAG: _flag,
    Type.TEXT: _text,
    Type.LINES: _text,
}
