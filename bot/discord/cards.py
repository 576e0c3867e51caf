"""Embeds in the making: filled from the top, and gone on with in a further one where a limit ends them.

Limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits (API v10),
counted in UTF-16 units.
"""

import re
from dataclasses import dataclass, field

import discord

from bot.discord.markdown import Atoms, escape, one_line, pack, size

TITLE, DESCRIPTION, FOOTER = 256, 4096, 2048
FIELDS, NAME, VALUE, EMBED = 25, 256, 1024, 6000
NOTHING = "\u200b"
"""A zero-width space, for a name that must not be empty."""
SHORT = 28
"""A field with name and value this short may stand beside another."""


def words(text: str) -> Atoms:
    """`text` in pieces that a line may be cut between."""
    return re.findall(r"\s+|\S+", text)


@dataclass
class Card:
    """An embed being filled from the top: title, description, fields, footer; never backwards."""

    colour: int
    title: str = ""
    description: str = ""
    fields: list[tuple[str, str, bool]] = field(default_factory=list)
    footer: str = ""
    in_fields: int = 0
    """Units of all names and values, counted as they come."""

    def length(self) -> int:
        """What Discord counts towards its total."""
        return size(self.title) + size(self.description) + self.in_fields + size(self.footer)

    def takes(self, more: int) -> bool:
        """Whether `more` units fit beside what is there."""
        return self.length() + more <= EMBED

    def embed(self) -> discord.Embed:
        """The embed it makes."""
        made = discord.Embed(
            title=self.title or None, description=self.description or None, colour=self.colour
        )
        for name, value, inline in self.fields:
            made.add_field(name=name, value=value, inline=inline)
        if self.footer:
            made.set_footer(text=self.footer)
        return made


class Deck:
    """Cards in order; each `add` goes on in the last one, or in a new one where it does not fit."""

    def __init__(self, colour: int) -> None:
        self.colour = colour
        self.cards = [Card(colour)]

    def _fresh(self) -> Card:
        if self.cards[-1].length():
            self.cards.append(Card(self.colour))
        return self.cards[-1]

    def title(self, text: str) -> None:
        """Begin a card with this title."""
        first, *more = pack([words(escape(one_line(text), start=False))], TITLE) or [""]
        if first:
            self._fresh().title = first
        if more:
            self.text([[each] for each in more], "\n")

    def text(self, lines: list[Atoms], gap: str) -> None:
        """Add to the description; below fields, as a field without a name."""
        card = self.cards[-1]
        if card.fields and not card.footer:
            for value in pack(lines, VALUE):
                self.field(NOTHING, value)
            return
        for chunk in pack(lines, DESCRIPTION):
            card = self.cards[-1]
            joined = f"{card.description}{gap}{chunk}" if card.description else chunk
            closed = card.fields or card.footer or size(joined) > DESCRIPTION
            if closed or not card.takes(len(gap) + size(chunk)):
                self._fresh().description = chunk
            else:
                card.description = joined

    def field(self, name: str, value: str) -> None:
        """Add a field whose texts are within their limits."""
        card, units = self.cards[-1], (size(name), size(value))
        if card.footer or len(card.fields) == FIELDS or not card.takes(sum(units)):
            card = self._fresh()
        inline = name != NOTHING and max(units) <= SHORT
        card.fields.append((name, value, inline))
        card.in_fields += sum(units)

    def footer(self, text: str) -> None:
        """Add small print."""
        for chunk in pack([words(text)], FOOTER):
            card = self.cards[-1]
            joined = f"{card.footer}\n{chunk}" if card.footer else chunk
            if size(joined) > FOOTER or not card.takes(1 + size(chunk)):
                self._fresh().footer = chunk
            else:
                card.footer = joined
