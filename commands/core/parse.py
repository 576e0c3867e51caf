"""From what was typed to a command and typed values: the prefix grammar.

The first one or two words name the command. Then, in this order:

- web addresses, wherever they stand;
- people with their mark (``@jo``), wherever they stand;
- marked options with all that follows each up to the next: ``--on 2015 --open``;
- dates, moments and people after their keyword (``by Friday``, ``to @jo``);
- the other parameters, in order: the last takes all that remains, a text before it one word, a body
  or region before it as many words as name one, a date the longest run of words that is one. What
  may be left out is passed over where the words do not fit it.

The same readers serve slash commands, whose arguments arrive by name.
"""

import re

from commands.core import dates, spans, text
from commands.core.context import Context
from commands.core.declare import Command, Parameter, Type, Values
from commands.core.errors import BadArguments
from commands.core.people import AND, People
from commands.core.readers import Found, is_url, read

__all__ = ["Found", "given_words", "read_named", "read_words"]

_PEOPLE = (Type.PERSON, Type.PEOPLE)
_DATED = (Type.DATE, Type.MOMENT)
_NAMED = (Type.BODY, Type.PLACE, Type.REGION)
_FREE = (Type.TEXT, *_NAMED)
"""What any words fit."""
_SINGLE_WORD = (Type.CHOICE, Type.NUMBER)
_OPTION_MARK = re.compile(r"^(?:--|[–—])")  # phones make a dash of two hyphens


def read_words(command: Command, words: list[str], context: Context, lines: str = "") -> Values:
    """The values of `command` from the words after its name and the `lines` after those.

    Raises `CommandError`.
    """
    given, left = given_words(command, words, context)
    given |= {each.name: lines for each in command.parameters if each.type is Type.LINES}
    values = read_named(command, given, context)
    if left:
        positional = [given.get(p.name, "") for p in command.parameters if not p.keywords]
        raise BadArguments(
            command.name,
            f"“{text.shown(' '.join(left))}” is more than this command takes.",
            understood=" ".join([command.name, *filter(None, positional)]),
        )
    return values


def read_named(command: Command, given: dict[str, str], context: Context) -> Values:
    """The values of `command` from raw text by parameter name. Raises `CommandError`."""
    values: Values = {}
    for parameter in command.parameters:
        clean = text.clean_lines if parameter.type is Type.LINES else text.clean
        raw = clean(given.get(parameter.name, "")).strip()
        if raw:
            values[parameter.name] = read(command, parameter, raw, context)
        elif parameter.required:
            raise BadArguments(
                command.name, f"One thing is missing: {parameter.summary[:1].lower()}{parameter.summary[1:]}."
            )
        else:
            values[parameter.name] = None
    return values


def given_words(command: Command, words: list[str], context: Context) -> tuple[dict[str, str], list[str]]:
    """The raw text of each parameter that `words` give, and the words that are too many."""
    people = People(context.request)
    given: dict[str, str] = {}
    rest = _take_urls(command, given, words)
    rest = _take_people(command, given, rest, people)
    marked, rest = _take_marked(command, rest)
    given = marked | given
    for parameter in command.parameters:
        if parameter.keywords and parameter.name not in given:
            rest = _take_keyword(command, parameter, given, rest, context, people)
    rest = _take_in_order(command, given, rest, context, people)
    return given, _take_left(command, given, rest, context, people)


def _take_marked(command: Command, words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Marked options with all that follows each up to the next; after a flag, words go on as before it."""
    given: dict[str, str] = {}
    rest: list[str] = []
    current: Parameter | None = None
    for word in words:
        keyword, _, joined = word.partition("=")
        named = _OPTION_MARK.sub("", keyword, count=1)
        option = None
        if named != keyword:
            option = next((each for each in command.parameters if named.casefold() in each.keywords), None)
        if option is not None:
            given[option.name] = joined or ("yes" if option.type is Type.FLAG else "")
            current = None if option.type is Type.FLAG else option
        elif current is not None:
            given[current.name] = f"{given[current.name]} {word}".strip()
        else:
            rest.append(word)
    return given, rest


def _take_urls(command: Command, given: dict[str, str], words: list[str]) -> list[str]:
    rest = words
    for parameter in command.parameters:
        if parameter.type is Type.URL and parameter.name not in given:
            place = next((place for place, word in enumerate(rest) if is_url(word)), None)
            if place is not None:
                given[parameter.name] = rest[place]
                rest = rest[:place] + rest[place + 1 :]
    return rest


def _take_people(command: Command, given: dict[str, str], words: list[str], people: People) -> list[str]:
    """People with their mark; one after a parameter's keyword is that one's, and the keyword goes too."""
    wanted = [each for each in command.parameters if each.type in _PEOPLE and each.name not in given]
    rest: list[str] = []
    while words:
        length = people.span(words, bare=False) if wanted else 0
        before = _OPTION_MARK.sub("", rest[-1]).casefold() if rest else ""
        parameter = next((each for each in wanted if before in each.keywords), wanted[0] if wanted else None)
        # Where nobody need be named, a word after an @ may be anything.
        sure = parameter is not None and (not parameter.keywords or parameter.required)
        if parameter is None or not length or not (sure or people.knows(words[:length])):
            rest.append(words[0])
            words = words[1:]
            continue
        if before in parameter.keywords:
            rest.pop()
        given[parameter.name] = " ".join([*filter(None, [given.get(parameter.name)]), *words[:length]])
        words = words[length:]
        if parameter.type is Type.PERSON:
            wanted.remove(parameter)
        elif words and words[0].casefold() in AND and people.span(words[1:], bare=False):
            words = words[1:]
    return rest


def _take_keyword(
    command: Command,
    parameter: Parameter,
    given: dict[str, str],
    words: list[str],
    context: Context,
    people: People,
) -> list[str]:
    """A date, moment or person after its keyword.

    A bare keyword ("on") only counts where something that fits, right or wrong, follows, since names hold
    such words too (Stoke on Trent). After free words it must also be the last that was said.
    """
    if parameter.dashes:
        return words
    before = command.parameters[: command.parameters.index(parameter)]
    trailing = any(each.type in _FREE and not each.keywords for each in before)
    places = [place for place, word in enumerate(words) if word.casefold() in parameter.keywords]
    for place in reversed(places) if trailing else places:
        value = words[place + 1 :]
        if words[place].casefold() == "for" and parameter.type in _DATED:  # "for 3 days" is until in 3 days
            value = ["in", *value] if spans.of(parameter, ["in", *value], context, people) else value
        length = spans.of(parameter, value, context, people)
        if trailing and parameter.type in _DATED and dates.seems_date(" ".join(value)):
            length = len(value)
        if length and (length == len(value) or not trailing):
            given[parameter.name] = " ".join(value[:length])
            return words[:place] + value[length:]
    if places and parameter.required and not trailing:  # to be refused as what it should be
        given[parameter.name] = " ".join(words[places[0] + 1 :])
        return words[: places[0]]
    return words


def _take_in_order(
    command: Command, given: dict[str, str], words: list[str], context: Context, people: People
) -> list[str]:
    """The parameters without a keyword; what may be left out is passed over where it does not fit."""
    waiting = [
        each
        for each in command.parameters
        if not each.keywords and each.type not in (Type.URL, Type.LINES) and each.name not in given
    ]
    while words and (fit := _first_fit(waiting, words, context, people)) is not None:
        parameter, length = fit
        said = " ".join(words[:length])
        given[parameter.name] = said.rstrip(spans.ENDS) if parameter.type in _NAMED else said
        words = words[length:]
        waiting.remove(parameter)
    return words


def _first_fit(
    waiting: list[Parameter], words: list[str], context: Context, people: People
) -> tuple[Parameter, int] | None:
    """The parameter that the next words are for, and how many of them."""
    free = True
    for parameter in waiting:
        if parameter.type not in _FREE:
            if length := spans.of(parameter, words, context, people):
                return parameter, length
            # What is wanted here may not be passed over in favour of words that fit anything.
            free = free and not (parameter.required or parameter.type in _SINGLE_WORD)
        elif free:
            last = parameter is waiting[-1]
            return parameter, len(words) if last else spans.of_name(parameter, words, context) or 1
    return None


def _take_left(
    command: Command, given: dict[str, str], words: list[str], context: Context, people: People
) -> list[str]:
    """Words nothing took: a date or person without the keyword, or what is to be refused as one."""
    missing = [each for each in command.parameters if each.name not in given] if words else []
    for parameter in missing:
        if parameter.keywords and not parameter.dashes:
            after = words[1:] if words[0].casefold() in parameter.keywords else []
            if after or spans.of(parameter, words, context, people) == len(words):
                given[parameter.name] = " ".join(after or words)
                return []
    wanted = [each for each in missing if not each.keywords or (each.required and not each.dashes)]
    wrong = next((each for each in wanted if each.type not in _FREE), None)
    if wrong is None:
        return words
    length = 1 if wrong.type in _SINGLE_WORD else len(words)
    given[wrong.name] = " ".join(words[:length])
    return []
