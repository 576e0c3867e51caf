"""Slash commands, autocomplete and buttons, answered within the three seconds Discord allows.

API: https://discord.com/developers/docs/interactions/receiving-and-responding (v10). A fast
answer is the one callback; a slow one is deferred first and follows through the webhook.
"""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import discord
from discord import InteractionType

from bot.answering import Answering
from bot.discord import slash
from bot.discord.questions import from_interaction, named
from bot.discord.render import Outgoing, render
from bot.discord.sending import BUTTON, shown
from commands.core.refusals import apologise
from commands.core.reply import Outcome, Reply, Text
from commands.core.request import Request

DEFER_AFTER = 1.0
"""Seconds without an answer after which Discord is asked to wait."""

Interaction = discord.Interaction[Any]
_STALE = Reply(
    (Text(("I do not know this button any more. Please ask again.",)),), Outcome.NOT_UNDERSTOOD, private=True
)


class Interactions:
    """Answers every kind of interaction; each `answer` runs in a task of its own."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def answer(self, interaction: Interaction) -> None:
        """Answer one interaction, whatever it is."""
        data: Mapping[str, Any] = interaction.data or {}
        match interaction.type:
            case InteractionType.application_command:
                await self._command(interaction, data)
            case InteractionType.autocomplete:
                await self._autocomplete(interaction, data)
            case InteractionType.component:
                await self._button(interaction, str(data.get("custom_id", "")))
            case _:
                pass

    async def _command(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        name, given = slash.called(data)
        command = self._answering.catalogue.get(name)
        request = from_interaction(interaction, slash.readable(name, given), name, given)
        await self._ask(interaction, request, private=command is not None and command.private)

    async def _button(self, interaction: Interaction, custom_id: str) -> None:
        text = custom_id.removeprefix(BUTTON)
        if text == custom_id or not text.strip():
            await _Exchange(interaction, private=True).give(_STALE)
            return
        command = self._answering.catalogue.match(text.split())[0]
        request = from_interaction(interaction, text, mentions=await named(interaction, text))
        await self._ask(interaction, request, private=command is not None and command.private)

    async def _ask(self, interaction: Interaction, request: Request, *, private: bool) -> None:
        exchange = _Exchange(interaction, private=private)
        try:
            with exchange.deferring():
                reply: Reply | None = await self._answering.answer(request)
        except Exception as error:  # better words than Discord's "did not respond"
            reply = apologise(error)
        if reply is None:  # delivered twice: the first one answers
            return
        answer_id = await exchange.give(reply)
        await self._answering.sent(request, reply, answer_id)

    async def _autocomplete(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        offered = slash.suggestions(self._answering.catalogue, self._answering.services.register, data)
        choices = [discord.app_commands.Choice(name=label, value=value) for label, value in offered]
        with contextlib.suppress(discord.NotFound):  # the person has typed on meanwhile
            await interaction.response.autocomplete(choices)


class _Exchange:
    """One interaction's answer: at once, or deferred after `DEFER_AFTER` and then filled in."""

    def __init__(self, interaction: Interaction, *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._deferral: asyncio.Task[Any] | None = None

    @contextlib.contextmanager
    def deferring(self) -> Iterator[None]:
        """Ask Discord to wait if the block takes long."""
        timer = asyncio.get_running_loop().call_later(DEFER_AFTER, self._defer)
        try:
            yield
        finally:
            timer.cancel()

    def _defer(self) -> None:
        response = self._interaction.response
        self._deferral = asyncio.create_task(response.defer(ephemeral=self._private, thinking=True))

    async def give(self, reply: Reply) -> str:
        """Send `reply` and return the id of its first message, empty where Discord tells none."""
        private = reply.private or self._private
        parts = render(reply) or [Outgoing("…")]
        if self._deferral is None:
            response = await self._interaction.response.send_message(**shown(parts[0]), ephemeral=private)
            first = response.message_id
        else:
            first = await self._fill(parts[0], private=private)
        for part in parts[1:]:
            await self._interaction.followup.send(**shown(part), ephemeral=private)
        return str(first or "")

    async def _fill(self, part: Outgoing, *, private: bool) -> int:
        assert self._deferral is not None
        await self._deferral
        if private and not self._private:
            # What was deferred for everybody to see cannot become private: it goes, and a new one comes.
            await self._interaction.delete_original_response()
        message = await self._interaction.followup.send(**shown(part), ephemeral=private, wait=True)
        return message.id
