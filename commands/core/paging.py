"""Lists in pages: a button for the next one, which is the same question with where it goes on.

A page begins after a notice, known by our number of it, never after so many: what is published
between two pages moves nothing.
"""

from commands.core.context import Context
from commands.core.reply import Block, Choice, Choices, Code, Note

LONGEST = 80
"""Characters of a command that a button can hold."""

_MOST = 10


def numbered(
    context: Context, items: tuple[Choice, ...], again: str, following: int | None, label: str = "Show more"
) -> tuple[Block, ...]:
    """The choices under a list: its items, and the next page where there is one.

    `again` is the command that made the list, without prefix. Where it is too long for a button
    the next page is told in words.
    """
    options = items[: _MOST - 1]
    if following is None:
        return (Choices(options),) if options else ()
    further = f"{again} --past {following}"
    if len(further) <= LONGEST:
        return (Choices((*options, Choice(label, further))),)
    words = Note((f"{label}: ", Code(context.type(further))))
    return (Choices(options), words) if options else (words,)
