"""The Discord side of the bot: one connection (or several shards), supervised from outside.

The library reconnects and resumes by itself; `DiscordAdapter.run` ends only when that is of
no use. Its callbacks hand over to our own tasks at once and never raise into the library.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answering import Answering
from bot.delivery.posting import Post, Posted, Unreachable
from bot.discord import slash
from bot.discord.channels import channels
from bot.discord.interactions import Interactions
from bot.discord.lanes import Lanes
from bot.discord.messages import Messages
from bot.discord.posting import Announcer
from bot.discord.settings import GATEWAY_URL, DiscordSettings
from bot.errors import BotError, ConfigurationProblem
from commands.core.context import Channel, Health
from commands.core.moments import counted
from commands.core.request import Platform

_LINGER = 3.0
"""Seconds that answers under way are given when the bot stops."""
_PORTAL = "https://discord.com/developers/applications"
_NO_CONTENT = "Prefix commands only work by mention, in private talk, or as slash commands"
_SWITCH = f"The message content intent is off at {_PORTAL} (page Bot): switch it on for prefix commands"
_TOKEN_REFUSED = (
    f"Discord refused the token. Copy the bot's token again (or reset it) at {_PORTAL}, page Bot, "
    "and give it as CCGWATCH_DISCORD__TOKEN."
)
_SHARDING_REQUIRED = 4011
_CLOSED_FOR_GOOD = {
    4004: _TOKEN_REFUSED,
    4010: "Discord refused the shard number. Set [discord] shards to a higher number, or remove it.",
    _SHARDING_REQUIRED: "Discord wants more shards than [discord] shards says. Raise it, or remove it.",
    4013: "Discord refused the intents this bot asks for; this version of it may be too old.",
    4014: f"Discord refused the intents this bot asks for. See {_PORTAL}, page Bot.",
}
_log = structlog.get_logger(__name__)


class _Client(discord.Client):
    """A client that does not listen to itself: the library would begin a task for each post of ours."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event to our callbacks."""
        if event == "message" and self.user is not None and args[0].author.id == self.user.id:
            return
        super().dispatch(event, *args, **kwargs)


class _ShardedClient(_Client, discord.AutoShardedClient):
    """The same over several connections."""


class DiscordAdapter:
    """Implements the common shape of an adapter: `run`, `close`, `health`, `ready`, `post`.

    `state` is where an adapter may keep files; this one needs none.
    """

    platform = Platform.DISCORD

    def __init__(self, settings: DiscordSettings, answering: Answering, state: Path) -> None:
        self._settings = settings
        self._answering = answering
        self._lanes = Lanes()
        self._messages = Messages(answering, settings.prefix, self._lanes)
        self._interactions = Interactions(answering)
        self._client: discord.Client | None = None
        self._announcer: Announcer | None = None
        self._start: asyncio.Task[None] | None = None
        self._content = settings.message_content
        self._sharded = settings.shards is not None
        self._connected = False
        self._caught_up = False
        self._closing = False

    async def run(self) -> None:
        """Stay connected until cancelled or closed.

        Raises `ConfigurationProblem` where only the operator can help, and anything else for
        what may be better after a pause.
        """
        Route.BASE = self._settings.api_base.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.gateway_url or GATEWAY_URL)
        quiet = logging.getLogger("discord")
        if quiet.getEffectiveLevel() < logging.INFO:
            quiet.setLevel(logging.INFO)  # its debug lines hold what people say, and the token
        while await self._connect():
            pass
        if not self._closing:
            raise BotError("The connection to Discord ended.")

    async def _connect(self) -> bool:
        """One life of a client. True when it is worth another, asking less or connecting more often."""
        client = self._client = self._make_client()
        self._announcer = Announcer(client, self._answering)
        try:
            async with client:
                # Ended by cancelling: closed under its feet, the library trips over itself.
                self._start = asyncio.create_task(client.start(self._settings.token))
                try:
                    await self._start
                finally:
                    await self._lanes.finish(_LINGER)
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if not self._closing or (current and current.cancelling()):
                raise
        except discord.LoginFailure as error:
            raise ConfigurationProblem(_TOKEN_REFUSED) from error
        except discord.PrivilegedIntentsRequired as error:
            if not self._content:
                raise ConfigurationProblem(_CLOSED_FOR_GOOD[4014]) from error
            _log.warning("discord_message_content_refused", words=_SWITCH)
            self._content = False
            return True
        except discord.ConnectionClosed as error:
            if error.code == _SHARDING_REQUIRED and not self._sharded:
                self._sharded = True
                return True
            if error.code in _CLOSED_FOR_GOOD:
                raise ConfigurationProblem(_CLOSED_FOR_GOOD[error.code]) from error
            raise
        finally:
            self._connected = False
            for callback in self._callbacks():  # a timer of the library outlives its client
                delattr(client, callback.__name__)
        return False

    async def close(self) -> None:
        """Leave; `run` ends once answers under way are given, or have taken too long."""
        self._closing = True
        if self._start is not None:
            self._start.cancel()

    def health(self) -> Health:
        """Whether it is connected, how fast, where, and what it can hear."""
        client = self._client
        if client is None or not self._connected:
            return Health("Discord", False, "not connected")
        seconds = client.latency
        words = [
            "connected" if not math.isfinite(seconds) else f"connected, {seconds * 1000:.0f} ms",
            counted(len(client.guilds), "server"),
        ]
        if not self._content:
            words.append(_NO_CONTENT.lower())
        if self._messages.refusals:
            words.append(f"{self._messages.refusals} answers not allowed in their channel")
        return Health("Discord", True, ", ".join(words))

    def ready(self) -> bool:
        """Whether it is connected."""
        return self._connected and self._client is not None

    async def post(self, post: Post) -> Posted:
        """Post something nobody asked for. Raises `bot.delivery.posting.PostProblem`."""
        if self._announcer is None:
            raise Unreachable("Not connected to Discord.")
        return await self._announcer.post(post)

    def channels(self, space: str) -> tuple[Channel, ...]:
        """The channels of a server in which the bot may post."""
        return channels(self._client, space)

    # --- the library's side ---

    def _make_client(self) -> discord.Client:
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, message_content=self._content
        )
        self._intents = intents
        options: dict[str, Any] = {
            "intents": intents,
            "max_messages": None,
            "chunk_guilds_at_startup": False,
            "member_cache_flags": discord.MemberCacheFlags.none(),
            "allowed_mentions": discord.AllowedMentions.none(),
        }
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice here
        client: discord.Client
        if self._sharded:
            client = _ShardedClient(shard_count=self._settings.shards, **options)
        else:
            client = _Client(**options)
        for callback in self._callbacks():
            client.event(callback)
        return client

    def _callbacks(self) -> tuple[Callable[..., Coroutine[Any, Any, None]], ...]:
        return (
            self.setup_hook,
            self.on_connect,
            self.on_resumed,
            self.on_disconnect,
            self.on_ready,
            self.on_message,
            self.on_raw_message_edit,
            self.on_interaction,
            self.on_error,
        )

    async def setup_hook(self) -> None:
        """Logged in, not yet connected: settle the intents and the slash commands."""
        client = self._client
        assert client is not None and client.application is not None
        flags = client.application.flags
        if self._content and not (flags.gateway_message_content or flags.gateway_message_content_limited):
            _log.warning("discord_message_content_off", words=_SWITCH)
            self._intents.message_content = self._content = False
        if not self._content:
            _log.info("discord_without_message_content", words=_NO_CONTENT)
        try:
            await self._register(client.http, client.application.id)
        except discord.HTTPException as error:
            _log.error("discord_commands_not_registered", status=error.status, code=error.code)

    async def _register(self, http: discord.http.HTTPClient, application: int) -> None:
        """Register the slash commands if they changed since the last time this store did."""
        body = slash.payload(self._answering.catalogue)
        mark, fingerprint = f"discord:tree:{application}", slash.fingerprint(body)
        if await self._answering.recall(mark) == fingerprint:
            return
        await http.bulk_upsert_global_commands(application, body)
        await self._answering.keep(mark, fingerprint)
        _log.info("discord_commands_registered", commands=len(body))

    async def on_connect(self) -> None:
        """A session began."""
        self._connected = True
        _log.info("discord_connected", prefix_commands=self._content)

    async def on_resumed(self) -> None:
        """A session went on."""
        self._connected = True

    async def on_disconnect(self) -> None:
        """The connection is lost; the library is already at it."""
        self._connected = False

    async def on_ready(self) -> None:
        """The servers are known: answer what an earlier run left, once."""
        client = self._client
        if client is not None and not self._caught_up:
            self._caught_up = True
            left = await self._answering.unfinished(Platform.DISCORD)
            self._lanes.put(None, lambda: self._messages.finish(client, left))

    async def on_message(self, message: discord.Message) -> None:
        """Somebody said something, perhaps to the bot."""
        if self._client is not None and self._client.user is not None:
            self._messages.heard(message, self._client.user.id)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message changed, perhaps a question."""
        if self._client is not None and self._client.user is not None:
            self._messages.edited(payload.message, self._client.user.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody used a slash command or pressed a button."""
        self._lanes.put(None, lambda: self._interactions.answer(interaction))

    async def on_error(self, event: str, *_: object, **__: object) -> None:
        """A callback above failed; what it was about stays out of the log."""
        _log.error("discord_callback_failed", callback=event)


__all__ = ["DiscordAdapter", "DiscordSettings"]
