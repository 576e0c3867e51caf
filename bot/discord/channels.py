"""The channels of a server in which the bot may speak, for setting many up at once."""

import discord

from commands.core.context import Channel


def channels(client: discord.Client | None, space: str) -> tuple[Channel, ...]:
    """The text channels and forums where the bot may post, in the server's order."""
    guild = client.get_guild(int(space)) if client is not None and space.isdigit() else None
    if guild is None:
        return ()
    found: list[discord.TextChannel | discord.ForumChannel] = [*guild.text_channels, *guild.forums]
    allowed = [each for each in found if _may_post(each)]
    everyone = guild.default_role
    return tuple(
        Channel(str(each.id), each.name, open=each.permissions_for(everyone).view_channel)
        for each in sorted(allowed, key=lambda each: each.position)
    )


def _may_post(channel: discord.TextChannel | discord.ForumChannel) -> bool:
    rights = channel.permissions_for(channel.guild.me)
    return rights.view_channel and rights.send_messages
