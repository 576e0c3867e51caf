"""From what Discord delivers to a `Request`: who asks what, where, and with which rights."""

import asyncio
import contextlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import discord

from commands.core.request import Person, Platform, Request

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_MOST_NAMED = 3
_PATIENCE = 0.7
"""Seconds to wait for one of them: a press has to be answered within three."""


def asked(content: str, me: int, prefix: str, *, private: bool) -> str | None:
    """What a message asks of the bot, None when it is not meant for it.

    It is meant for it when it begins with the prefix and a word, or with a mention of the bot,
    and always in private talk.
    """
    text = content.strip()
    mentioned = re.match(rf"<@!?{me}>[\s,:]*", text)
    if mentioned:
        text = text[mentioned.end() :]
    if text.startswith(prefix) and text[len(prefix) : len(prefix) + 1].isalnum():
        return text[len(prefix) :]
    if mentioned or (private and text):
        return text
    return None


def person(user: discord.abc.User) -> Person:
    """A Discord account as a `Person`."""
    return Person(Platform.DISCORD, str(user.id), user.display_name)


def from_message(message: discord.Message, text: str, me: int) -> Request:
    """The request a message makes, `text` being what `asked` found in it."""
    author = message.author
    return Request(
        platform=Platform.DISCORD,
        author=person(author),
        text=text,
        channel=str(message.channel.id),
        message_id=str(message.id),
        now=datetime.now(UTC),
        space=str(message.guild.id) if message.guild else None,
        thread=str(message.channel.id) if isinstance(message.channel, discord.Thread) else None,
        private=isinstance(message.channel, discord.DMChannel),
        mentions=tuple(person(user) for user in message.mentions if user.id != me),
        manages_space=isinstance(author, discord.Member) and author.guild_permissions.manage_guild,
    )


def from_interaction(
    interaction: discord.Interaction[Any],
    text: str,
    command: str | None = None,
    arguments: Mapping[str, str] | None = None,
    mentions: tuple[Person, ...] = (),
) -> Request:
    """The request of a slash command (`command` and `arguments` given) or of a pressed button."""
    channel = interaction.channel
    return Request(
        platform=Platform.DISCORD,
        author=person(interaction.user),
        text=text,
        channel=str(interaction.channel_id or interaction.user.id),
        message_id=str(interaction.id),
        now=datetime.now(UTC),
        space=str(interaction.guild_id) if interaction.guild_id else None,
        thread=str(channel.id) if isinstance(channel, discord.Thread) else None,
        private=interaction.guild_id is None,
        mentions=mentions or _resolved(interaction),
        manages_space=interaction.permissions.manage_guild or interaction.permissions.administrator,
        command=command,
        arguments=arguments or {},
    )


async def named(interaction: discord.Interaction[Any], text: str) -> tuple[Person, ...]:
    """The people whom the `text` of a pressed button names and who are there; Discord sends none with it."""
    found = []
    for number in list(dict.fromkeys(_MENTION.findall(text)))[:_MOST_NAMED]:
        guild, client = interaction.guild, interaction.client
        asked = guild.fetch_member(int(number)) if guild else client.fetch_user(int(number))
        with contextlib.suppress(discord.HTTPException, TimeoutError):
            found.append(person(await asyncio.wait_for(asked, _PATIENCE)))
    return tuple(found)


def _resolved(interaction: discord.Interaction[Any]) -> tuple[Person, ...]:
    data: Mapping[str, Any] = interaction.data or {}
    resolved = data.get("resolved") or {}
    members = resolved.get("members") or {}
    return tuple(
        Person(
            Platform.DISCORD,
            number,
            (members.get(number) or {}).get("nick") or user.get("global_name") or user["username"],
        )
        for number, user in (resolved.get("users") or {}).items()
    )
