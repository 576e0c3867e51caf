"""Putting replies into channels: keyed so that a repeat is never a second post, and gone round refusals."""

import asyncio
import contextlib
import hashlib
import io
from typing import Any

import aiohttp
import discord
import structlog

from bot.discord.render import Outgoing, label, render, render_text
from commands.core.reply import Attachment, Picture, Reply

BUTTON = "ask:"
"""What a button's id begins with; the command it stands for follows, so it works after any restart."""
_RETRIES = (1.0, 3.0)
_log = structlog.get_logger(__name__)


class Refused(Exception):
    """Discord will not let the bot speak there."""


def key(message_id: str, part: int, version: str = "") -> str:
    """The nonce of part `part` of the answer to a message: the same in every run, at most 25 characters."""
    return hashlib.sha256(f"discord/{message_id}/{part}/{version}".encode()).hexdigest()[:20]


def shown(outgoing: Outgoing) -> dict[str, Any]:
    """The library's arguments for a message, new or follow-up: only those it needs."""
    made: dict[str, Any] = {"allowed_mentions": _mentions(outgoing)}
    if outgoing.content:
        made["content"] = outgoing.content
    if outgoing.embeds:
        made["embeds"] = outgoing.embeds
    if outgoing.files:
        made["files"] = _files(outgoing)
    if outgoing.buttons:
        made["view"] = _view(outgoing)
    if not outgoing.embeds:
        made["suppress_embeds"] = True  # no preview of every link
    return made


def changed(outgoing: Outgoing) -> dict[str, Any]:
    """The library's arguments for an edit: everything, since what is not named would stay."""
    return {
        "content": outgoing.content or None,
        "embeds": outgoing.embeds,
        "attachments": _files(outgoing),
        "view": _view(outgoing) if outgoing.buttons else None,
        "allowed_mentions": _mentions(outgoing),
    }


def _mentions(outgoing: Outgoing) -> discord.AllowedMentions:
    users = [discord.Object(number) for number in outgoing.pings]
    return discord.AllowedMentions(everyone=False, users=users, roles=False, replied_user=False)


def _files(outgoing: Outgoing) -> list[discord.File]:
    return [_file(each) for each in outgoing.files]


def _file(block: Picture | Attachment) -> discord.File:
    if isinstance(block, Picture):
        return discord.File(io.BytesIO(block.png), block.filename, description=block.alt[:1024] or None)
    return discord.File(io.BytesIO(block.data), block.filename, description=block.summary[:1024] or None)


def _view(outgoing: Outgoing) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for choice in outgoing.buttons:
        view.add_item(discord.ui.Button(label=label(choice), custom_id=BUTTON + choice.command))
    # Stopped, the library does not keep it: presses are read from the raw interaction instead,
    # which needs no memory per message and survives restarts.
    view.stop()
    return view


class Poster:
    """Posts answers to messages. `refusals` counts how often Discord did not allow it."""

    def __init__(self) -> None:
        self.refusals = 0

    async def post(self, question: discord.Message, reply: Reply, version: str = "") -> list[int]:
        """Answer `question` and return the ids of the messages that do; none where Discord refuses.

        Embeds in reply to the question first; where that is forbidden (no right to embed, attach
        or read history there), plain text without a reference.
        """
        reference = question.to_reference(fail_if_not_exists=False)
        try:
            return await self._all(question, render(reply), reference, version)
        except Refused:
            pass
        try:
            return await self._all(question, render_text(reply), None, version)
        except Refused:
            self.refusals += 1
            _log.warning("discord_cannot_post", times=self.refusals)
            return []

    async def _all(
        self,
        question: discord.Message,
        parts: list[Outgoing],
        reference: discord.MessageReference | None,
        version: str,
    ) -> list[int]:
        sent: list[int] = []
        for number, part in enumerate(parts):
            nonce = key(str(question.id), number, version)
            extra = {"reference": reference} if reference and number == 0 else {}
            message = await self._one(question.channel, part, nonce, extra)
            sent.append(message.id)
        return sent

    async def _one(
        self, channel: discord.abc.Messageable, part: Outgoing, nonce: str, extra: dict[str, Any]
    ) -> discord.Message:
        for wait in (*_RETRIES, None):
            try:
                message: discord.Message = await channel.send(**shown(part), **extra, nonce=nonce)
                return message
            except discord.Forbidden as error:
                raise Refused from error
            except (aiohttp.ClientError, TimeoutError, OSError):
                # It may have arrived: the nonce makes sure that asking again posts nothing twice.
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    async def change(self, question: discord.Message, answer: list[int], reply: Reply) -> list[int]:
        """Turn the messages `answer` into `reply`, and return the ids that answer now."""
        try:
            return await self._change(question, answer, render(reply))
        except (discord.Forbidden, Refused):
            return await self._change(question, answer, render_text(reply))

    async def _change(self, question: discord.Message, answer: list[int], parts: list[Outgoing]) -> list[int]:
        channel, version = question.channel, str(question.edited_at or "")
        now: list[int] = []
        for number, part in enumerate(parts):
            try:
                if number < len(answer):
                    await discord.PartialMessage(channel=channel, id=answer[number]).edit(**changed(part))
                    now.append(answer[number])
                    continue
            except discord.NotFound:
                pass  # somebody deleted it: the answer is given anew
            now.append((await self._one(channel, part, key(str(question.id), number, version), {})).id)
        for spare in answer[len(parts) :]:
            with contextlib.suppress(discord.NotFound):
                await discord.PartialMessage(channel=channel, id=spare).delete()
        return now
