"""Embeds in the making: filled from the top, and gone on with in a further one where a limit ends them.

Limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits (API v10),
counted in UTF-16 units.
"""

from dataclasses import dataclass, field

import discord

from bot.discord.markdown import Atoms, escape, one_line, pack, size

TITLE, DESCRIPTION, FOOTER = 256, 4096, 2048
FIELDS, NAME, VALUE, EMBED = 25, 256, 1024, 6000
NOTHING = "\u200b"
"""A zero-width space, for a name that must not be empty."""
SHORT = 28
"""A field with name and value this short may stand beside another."""


@dataclass
class Card:
    """An embed being filled from the top: title, description, fields, footer; never backwards."""

    colour: int
    title: str = ""
    description: str = ""
    fields: list[tuple[str, str, bool]] = field(default_factory=list)
    footer: str = ""
    length: int = 0
    """Units of all of it, counted as they come: Discord's total."""

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
        if self.cards[-1].length:
            self.cards.append(Card(self.colour))
        return self.cards[-1]

    def title(self, text: str) -> None:
        """Begin a card with this title."""
        first, *more = pack([[escape(one_line(text), start=False)]], TITLE) or [""]
        if first:
            card = self._fresh()
            card.title, card.length = first, size(first)
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
            card, units = self.cards[-1], size(chunk) + len(gap)
            below = card.fields or card.footer or size(card.description) + units > DESCRIPTION
            if below or card.length + units > EMBED:
                card = self._fresh()
            card.description = f"{card.description}{gap}{chunk}" if card.description else chunk
            card.length += units

    def field(self, name: str, value: str) -> None:
        """Add a field whose texts are within their limits."""
        card, name_units, value_units = self.cards[-1], size(name), size(value)
        units = name_units + value_units
        if card.footer or len(card.fields) == FIELDS or card.length + units > EMBED:
            card = self._fresh()
        inline = name != NOTHING and name_units <= SHORT and value_units <= SHORT
        card.fields.append((name, value, inline))
        card.length += units

    def footer(self, text: str) -> None:
        """Add small print."""
        for chunk in pack([[text]], FOOTER):
            card, units = self.cards[-1], size(chunk) + 1
            if size(card.footer) + units > FOOTER or card.length + units > EMBED:
                card = self._fresh()
            card.footer = f"{card.footer}\n{chunk}" if card.footer else chunk
            card.length += units
