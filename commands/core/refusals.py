"""The one place where errors become words.

A refusal says what was understood, what is wrong, and what to type instead. An error nobody
foresaw becomes a short reference that can be found in the log; its own text reaches neither
the room nor the log, since it may repeat what somebody wrote.
"""

import secrets
import traceback

import structlog

from commands.core import text
from commands.core.context import Context
from commands.core.errors import (
    BadArguments,
    CommandError,
    Empty,
    NoNotice,
    NoRequest,
    NotAllowed,
    NotHere,
    NothingFound,
    NotPossible,
    OutsideEngland,
    TooLong,
    UnknownCommand,
    UnknownPart,
)
from commands.core.reply import Bold, Bullets, Code, Line, Note, Outcome, Reply, Text
from storage.errors import StorageError

_log = structlog.get_logger(__name__)


def refuse(error: CommandError, context: Context) -> Reply:
    """The reply to a request that failed in a way the asker can mend."""
    match error:
        case UnknownCommand(word, nearest):
            return _unknown(word, nearest, context)
        case UnknownPart(group, word, nearest):
            return _unknown_part(group, word, nearest, context)
        case BadArguments():
            return _bad_arguments(error, context)
        case NothingFound(query, hints):
            return _nothing_found(query, hints, context)
        case OutsideEngland(words):
            return Reply((Text((words,)),), Outcome.NOT_FOUND)
        case NotAllowed(command, needed):
            refused: Line = (Bold(command), f" is for {needed}. Nothing was changed.")
            return Reply((Text(refused),), Outcome.REFUSED, private=True)
        case NoNotice(named):
            none: Line = (
                f"I have no notice “{text.shown(named)}”. Name it by its number (076494-2026), its page, "
                "its ocid, or the number a list shows: ",
                Code(context.type("tenders")),
                ".",
            )
            return Reply((Text(none),), Outcome.NOT_FOUND)
        case NoRequest(number):
            lists = Code(context.type("foi list"))
            known: Line = (f"There is no request {number} here. What is here: ", lists, ".")
            return Reply((Text(known),), Outcome.NOT_FOUND)
        case NotPossible(wrong, instead):
            why: Line = (f"{wrong} Nothing was changed.",)
            if instead:
                why = (*why, " Instead: ", Code(context.type(instead)), ".")
            return Reply((Text(why),), Outcome.NOT_UNDERSTOOD)
        case NotHere():
            here: Line = ("A campaign belongs to a server or room: order this there, not in private.",)
            return Reply((Text(here),), Outcome.NOT_UNDERSTOOD)
        case TooLong(length, limit):
            long: Line = (f"That was {length:,} characters; I read up to {limit}. Try ", _help(context), ".")
            return Reply((Text(long),), Outcome.NOT_UNDERSTOOD)
        case Empty():
            example = Code(context.type("ccg Cannock Chase"))
            empty: Line = (
                "Ask me who decides about NHS care somewhere: ",
                example,
                ". More: ",
                _help(context),
            )
            return Reply((Text(empty),), Outcome.NOT_UNDERSTOOD)
        case _:
            return apologise(error)


def apologise(error: Exception) -> Reply:
    """The reply when something broke: a reference, and no word of the error itself."""
    reference = secrets.token_hex(3)
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    _log.error("command_failed", reference=reference, kind=type(error).__name__, at=places[-6:])
    what = (
        "My database cannot be used just now, so nothing was changed. Questions about places still work. "
        if isinstance(error, StorageError)
        else "Something went wrong on my side, and nothing was changed. "
    )
    words = (what, "If it stays so, tell whoever runs this bot the reference ", Code(reference), ".")
    return Reply((Text(words),), Outcome.FAILED)


def _nothing_found(query: str, hints: tuple[str, ...], context: Context) -> Reply:
    first: Line = ("I know no NHS body or place in England called ", Bold(f"“{text.shown(query)}”"), ".")
    tips: list[Line] = [
        ("A code, a council district or county, or a postcode works best; towns are not in the register.",)
    ]
    tips += [("Try ", Code(context.type(hint))) for hint in hints]
    return Reply((Text(first), Bullets(tuple(tips))), Outcome.NOT_FOUND)


def _unknown(word: str, nearest: tuple[str, ...], context: Context) -> Reply:
    words: Line = ("There is no command ", Bold(f"“{word}”"), ", and no NHS body or place I know fits it.")
    if nearest:
        words = (*words, " Did you mean ", *_either(nearest, context), "?")
    return Reply((Text(words), Note(("All commands: ", _help(context)))), Outcome.NOT_UNDERSTOOD)


def _unknown_part(group: str, word: str, nearest: tuple[str, ...], context: Context) -> Reply:
    parts = [each.name.removeprefix(f"{group} ") for each in context.services.catalogue.group(group)]
    words: Line = ("After ", Code(context.type(group)), f" comes one of: {', '.join(parts)}.")
    if nearest:
        words = ("There is no ", Code(context.type(f"{group} {word}")), ". Did you mean ")
        words = (*words, *_either(nearest, context), "?")
    more: Line = ("What each does: ", Code(context.type(f"help {group}")))
    return Reply((Text(words), Note(more)), Outcome.NOT_UNDERSTOOD)


def _either(names: tuple[str, ...], context: Context) -> Line:
    words: Line = ()
    for number, name in enumerate(names):
        words = (*words, *((" or ",) if number else ()), Code(context.type(name)))
    return words


def _bad_arguments(error: BadArguments, context: Context) -> Reply:
    command = context.services.catalogue.get(error.command)
    words: list[Line] = [(error.wrong,)]
    if error.understood:
        words.append(("I understood ", Code(error.understood), "."))
    if command:
        words.append(("It is written ", Code(context.type(command.usage())), "."))
        instead = error.instead or (command.examples[0] if command.examples else "")
        if instead:
            words.append(("For example ", Code(context.type(instead)), "."))
    return Reply(tuple(Text(each) for each in words), Outcome.NOT_UNDERSTOOD)


def _help(context: Context) -> Code:
    return Code(context.type("help"))
