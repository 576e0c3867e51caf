"""A `Reply` as Discord messages, every limit kept by going on in a further embed or message.

Limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits and
"Create Message" (API v10). Lengths are counted in UTF-16 units. Nothing is dropped silently:
an answer longer than `MOST_MESSAGES` messages says how many lines are left out.
"""

from dataclasses import dataclass, replace

import discord

from bot.discord import blocks
from bot.discord.cards import EMBED, NAME, NOTHING, VALUE, Card, Deck
from bot.discord.markdown import Atoms, atoms, escape, one_line, pack, size
from commands.core.reply import (
    Attachment,
    Block,
    Bold,
    Choice,
    Choices,
    Fields,
    Heading,
    Note,
    Outcome,
    Picture,
    Reply,
)
from commands.core.reply import Text as TextBlock
from commands.core.request import Platform

CONTENT = 1900
"""Units of text in one message: Discord's 2,000, less room for a word about what is left out."""
EMBEDS, FILES, BUTTONS, LABEL, COMMAND, ALT = 10, 10, 25, 80, 80, 1024
MOST_MESSAGES = 5
_TEAL, _AMBER = 0x2A7F7A, 0xB07A1E


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send, with its `files`. `pings` are the accounts its mentions notify, nobody else."""

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    files: tuple[Picture | Attachment, ...] = ()
    buttons: tuple[Choice, ...] = ()
    pings: tuple[int, ...] = ()


def render(reply: Reply) -> list[Outgoing]:
    """`reply` as embeds; empty when it shows nothing."""
    cards = _cards(reply)
    messages = [Outgoing(embeds=group) for group in _grouped(cards)]
    return _finish(reply, messages, [file for block in reply.blocks if (file := _file(block))])


def render_text(reply: Reply) -> list[Outgoing]:
    """`reply` as plain messages, for channels where the bot may neither embed nor attach."""
    lines: list[Atoms] = []
    for block in _with_spare_choices(reply):
        if isinstance(block, Picture):
            lines += blocks.lines(Note((f"[picture: {block.alt}]",)))
        elif isinstance(block, Attachment):
            lines += blocks.lines(Note((f"I may not attach files here, so {block.filename} is left out.",)))
        else:
            lines += blocks.lines(block)
    return _finish(reply, [Outgoing(content) for content in pack(lines, CONTENT)], [])


def _cards(reply: Reply) -> list[Card]:
    deck = Deck(_TEAL if reply.outcome in (Outcome.ANSWERED, Outcome.AMBIGUOUS) else _AMBER)
    for block in _with_spare_choices(reply):
        match block:
            case Heading(text):
                deck.title(text)
            case Fields(rows):
                for name, value in rows:
                    _field(deck, name, pack(blocks.whole(atoms(value)), VALUE))
            case Note(spans) if blocks.markup_free(spans):
                deck.footer(blocks.footer(block))
            case TextBlock():
                deck.text(blocks.lines(block), "\n\n")
            case _:
                deck.text(blocks.lines(block), "\n")
    return [card for card in deck.cards if card.length]


def _field(deck: Deck, name: str, values: list[str]) -> None:
    first, *more = pack([[escape(one_line(name), start=False)]], NAME) or [NOTHING]
    for extra in more:  # a name longer than a name may be
        deck.field(first, extra)
        first = NOTHING
    for number, value in enumerate(values or ["–"]):
        deck.field(first if number == 0 else NOTHING, value)


def _grouped(cards: list[Card]) -> list[tuple[discord.Embed, ...]]:
    groups: list[list[Card]] = []
    for card in cards:
        last = groups[-1] if groups else []
        if not last or len(last) == EMBEDS or sum(each.length for each in last) + card.length > EMBED:
            groups.append([])
        groups[-1].append(card)
    return [tuple(card.embed() for card in group) for group in groups]


# --- what goes with the text: files, buttons, pings ---


def _file(block: Block) -> Picture | Attachment | None:
    if isinstance(block, Attachment):
        return block
    return block if isinstance(block, Picture) and block.png else None


def _buttons(reply: Reply) -> tuple[Choice, ...]:
    """The choices that can be buttons: distinct, and short enough to carry their command."""
    fitting = {c.command: c for c in reply.choices() if c.command.strip() and size(c.command) <= COMMAND}
    return tuple(list(fitting.values())[:BUTTONS])


def _with_spare_choices(reply: Reply) -> list[Block]:
    """The blocks, with choices that cannot be buttons, or whose label is cut there, written out."""
    buttons = {choice for choice in _buttons(reply) if size(one_line(choice.label)) <= LABEL}
    found: list[Block] = []
    for block in reply.blocks:
        found.append(block)
        if isinstance(block, Choices):
            spare = [(n, c) for n, c in enumerate(block.options, 1) if c not in buttons]
            found += [TextBlock((Bold(f"{number}."), f" {choice.label}")) for number, choice in spare]
        elif isinstance(block, Picture) and size(block.alt) > ALT:
            found.append(Note((block.alt,)))
    return found


def label(choice: Choice) -> str:
    """What its button says: plain text, never empty, within the limit."""
    text = one_line(choice.label) or choice.command
    while size(text) > LABEL:
        text = text[:-2].rstrip() + "…"
    return text


def _pings(reply: Reply) -> tuple[int, ...]:
    named = (person.id for person in reply.mentions() if person.platform is Platform.DISCORD)
    return tuple(dict.fromkeys(int(number) for number in named if number.isascii() and number.isdigit()))[:50]


def _finish(reply: Reply, messages: list[Outgoing], files: list[Picture | Attachment]) -> list[Outgoing]:
    """Cap the messages, and give pings to the first, files and buttons to the last."""
    if len(messages) > MOST_MESSAGES:
        left = sum(_line_count(message) for message in messages[MOST_MESSAGES:])
        messages = messages[:MOST_MESSAGES]
        more = f"…and {left:,} more lines. Ask for something narrower to see them."
        messages[-1] = replace(messages[-1], content=f"{messages[-1].content}\n{more}".strip())
    buttons = _buttons(reply)
    if not messages and (files or buttons):
        messages = [Outgoing("" if files else "Choose one:")]
    if not messages:
        return []
    messages[-1] = replace(messages[-1], files=tuple(files[:FILES]), buttons=buttons)
    if pings := _pings(reply):
        names = " ".join(f"<@{number}>" for number in pings)
        first = messages[0]
        content = (
            first.content if first.embeds == () and first.content else names
        )  # a mention in an embed is silent
        messages[0] = replace(first, content=content, pings=pings)
    return messages


def _line_count(message: Outgoing) -> int:
    count = len(message.content.splitlines())
    for embed in message.embeds:
        count += len((embed.description or "").splitlines()) + len(embed.fields) + bool(embed.title)
    return count
