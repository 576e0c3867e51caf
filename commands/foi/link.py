"""`link`: somebody's accounts on two networks become one person, whose tasks follow them.

A code shown on one network is said on the other. It works once and for a quarter of an hour, is kept only as
a hash, and whoever says it is first told whose account they join: a code from somebody else would hand them
one's rights. Codes are shown and taken in private only.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author
from commands.core.reply import (
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Heading,
    Line,
    Note,
    Outcome,
    Reply,
    Text,
)
from commands.core.text import shown

if TYPE_CHECKING:
    from storage.people import Account

GOOD_FOR = timedelta(minutes=15)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another."""
_LONG = 8
_OFF = ("off", "none", "apart")


@command(
    "link",
    "Join your accounts on Discord and Matrix, so that your tasks follow you",
    parameters=(
        Parameter(
            "code", Type.TEXT, "The code that link showed on the other network; or off", required=False
        ),
    ),
    examples=("link",),
    area=Area.FOI,
    private=True,
)
async def link(context: Context, code: str | None) -> Reply:
    """Show a code; with one, ask whether that is oneself, then join; ``off`` takes this account out."""
    if code is not None and code.casefold() in _OFF:
        return await _apart(context)
    words = (code or "").split()
    sure = len(words) > 1 and words[-1].casefold() == "yes"
    said = _plain("".join(words[:-1] if sure else words))
    if said and sure:  # used up at once, wherever it stands
        return await _join(context, said)
    if not _between_us(context):
        return await _not_here(context, said)
    return await (_whose(context, said) if said else _begin(context))


def _between_us(context: Context) -> bool:
    """Whether nobody else reads the answer: in private talk, and to a slash command."""
    return context.request.private or context.request.command is not None


async def _not_here(context: Context, said: str) -> Reply:
    if said:
        database = await context.services.database()
        async with database.write() as connection:
            await storage.links.drop(connection, _hash(said))
    words = "Everybody here could read that, so nothing was linked. Write to me in private: "
    note = ("A code that stood here is no longer good.",) if said else ()
    blocks: list[Block] = [Text((words, Code(context.type("link")), "."))]
    return Reply((*blocks, *((Note(note),) if note else ())), Outcome.REFUSED, private=True)


async def _begin(context: Context) -> Reply:
    fresh = "".join(secrets.choice(_LETTERS) for _ in range(_LONG))
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        me = await author(context, connection)
        await storage.links.begin(connection, me, _hash(fresh), now + GOOD_FOR)
    shown_code = f"{fresh[: _LONG // 2]}-{fresh[_LONG // 2 :]}"
    how: Line = (
        "With your other account, write to me in private: ",
        Code(context.type(f"link {shown_code}")),
    )
    warning = "It works once, for 15 minutes. Give it to nobody: whoever says it becomes one person with you."
    return Reply((Text((*how, ".")), Note((warning,))))


async def _whose(context: Context, said: str) -> Reply:
    """Whose account the code joins, before anything is joined."""
    database = await context.services.database()
    async with database.read() as connection:
        person = await storage.links.whose(connection, _hash(said), context.request.now)
        if person is None:
            raise NotPossible("That code is unknown, used, or older than 15 minutes.", "link")
        theirs = (await storage.accounts.of_people(connection, [person]))[person]
    question: Line = ("This makes you one person with ", Bold(_listed(theirs)), ". Is that you?")
    warning = "If somebody gave you the code, stop: they would get your tasks and your rights."
    yes = Choice("Yes, that is me", f"link {said} yes")
    return Reply((Text(question), Text((warning,)), Choices((yes,))))


async def _join(context: Context, said: str) -> Reply:
    asked = context.request
    database = await context.services.database()
    async with database.write() as connection:
        person = await storage.links.finish(
            connection, _hash(said), asked.platform, asked.author.id, asked.author.name, asked.now
        )
        if person is None:
            raise NotPossible("That code is unknown, used, or older than 15 minutes.", "link")
        mine = (await storage.accounts.of_people(connection, [person]))[person]
    items: tuple[Line, ...] = tuple((_listed((account,)),) for account in mine)
    back: Line = (
        "The way back: ",
        Code(context.type("link off")),
        ", which lets this account go without its tasks.",
    )
    where: Line = ("Where I write to you: ", Code(context.type("me network discord")), " or matrix.")
    return Reply((Heading("One person"), Bullets(items), Text(where), Text(back)))


async def _apart(context: Context) -> Reply:
    asked = context.request
    database = await context.services.database()
    async with database.write() as connection:
        gone = await storage.links.unlink(connection, asked.platform, asked.author.id, asked.now)
    if gone is None:
        return Reply((Text(("This account is linked with no other: nothing was changed.",)),))
    words = "This account is a person of its own again; tasks and roles stay with the other."
    return Reply((Text((words,)), Text(("The way back: ", Code(context.type("link")), "."))))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())[:_LONG]


def _hash(code: str) -> str:
    return sha256(f"link {code}".encode()).hexdigest()


def _listed(accounts: "tuple[Account, ...]") -> str:
    return ", ".join(f"{shown(each.name)} on {each.platform.title()}" for each in accounts)
