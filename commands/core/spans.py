"""How many of the next words belong to a parameter, told by their form."""

from collections.abc import Callable, Sequence

from commands.core import dates, times
from commands.core.context import Context
from commands.core.declare import Parameter, Type
from commands.core.moments import london_day
from commands.core.people import AND, People
from commands.core.readers import NUMBER, is_url
from register.model import Why

_MOST_NAME_WORDS = 12
ENDS = ",:;"
"""What may stand right after a name and is none of it."""
_SURE = (Why.CODE, Why.NAME, Why.CORE_NAME, Why.ALIAS, Why.POSTCODE, Why.PLACE)
_WHOLE = 95.0
"""Score of a name with a comma in it that was found as a whole, not by what stands before the comma."""


def of(parameter: Parameter, words: Sequence[str], context: Context, people: People) -> int:
    """How many of the first `words` fit the type of `parameter`; 0 where they do not.

    What has the form of a date counts as one, be there such a day or not: it is to be refused as a date.
    """
    match parameter.type:
        case Type.CHOICE:
            return int(bool(words) and words[0].casefold() in parameter.choices)
        case Type.NUMBER:
            return _longest(words, 2, lambda said: NUMBER.fullmatch(said) is not None)
        case Type.URL:
            return int(bool(words) and is_url(words[0]))
        case Type.PERSON:
            return people.span(words, bare=True)
        case Type.PEOPLE:
            return _people(words, people)
        case Type.DATE:
            return _date(parameter, words, context)
        case Type.MOMENT:
            return _moment(parameter, words, context)
        case _:
            return 0


def of_name(parameter: Parameter, words: Sequence[str], context: Context) -> int:
    """How many of the first `words` name a body, place or region beyond doubt; 0 for none, or another type.

    A comma or colon after a name ends it: ``Devon ICB: board papers``.
    """
    match parameter.type:
        case Type.BODY | Type.PLACE:
            return _longest(words, _MOST_NAME_WORDS, lambda said: _is_body(said.rstrip(ENDS), context))
        case Type.REGION:
            regions = context.register.regions()
            known = [name for each in regions for name in (each.name, each.code)]
            names = {name.removeprefix("NHS England ").casefold() for name in known}
            return _longest(
                words,
                _MOST_NAME_WORDS,
                lambda said: said.rstrip(ENDS).casefold().removeprefix("nhs england ") in names,
            )
        case _:
            return 0


def _is_body(said: str, context: Context) -> bool:
    matches = context.register.find(said)
    if not matches or matches[0].why not in _SURE:
        return False
    if matches[0].why is Why.CODE:  # "04Y contracts of Cannock" is found by its code alone
        return " " not in said or said.endswith(")")
    return "," not in said or matches[0].score >= _WHOLE


def _longest(words: Sequence[str], most: int, fits: Callable[[str], bool]) -> int:
    """The length of the longest beginning of `words`, of at most `most` words, that `fits`."""
    lengths = range(min(most, len(words)), 0, -1)
    return next((length for length in lengths if fits(" ".join(words[:length]))), 0)


def _people(words: Sequence[str], people: People) -> int:
    total = 0
    while length := people.span(words[total:], bare=True):
        total += length
        if (
            total < len(words)
            and words[total].casefold() in AND
            and people.span(words[total + 1 :], bare=True)
        ):
            total += 1
    return total


def _date(parameter: Parameter, words: Sequence[str], context: Context) -> int:
    today, direction = london_day(context.request.now), parameter.direction
    read = _longest(words, dates.MOST_WORDS, lambda said: dates.read_date(said, today, direction) is not None)
    return read or _longest(words, dates.MOST_WORDS, dates.is_written)


def _moment(parameter: Parameter, words: Sequence[str], context: Context) -> int:
    direction: dates.Direction = "past" if parameter.direction == "past" else "future"

    def fits(said: str) -> bool:
        try:
            return times.read_moment(said, context.request.now, direction) is not None
        except times.NoSuchTime:
            return True

    read = _longest(words, times.MOST_WORDS, fits)
    return read or _longest(words, times.MOST_WORDS, lambda said: dates.is_written(times.day_words(said)))
