"""Threads: begun on a message (whose id they take), opened in a forum, listed, hidden, closed."""

from typing import Any

from aiohttp import web

from tests.servers.discord import limits
from tests.servers.discord.limits import Refused
from tests.servers.discord.world import Channel, Message

Wire = dict[str, Any]
HAS_THREAD, NOT_A_TEXT_CHANNEL, TAG_REQUIRED = 160004, 50024, 40067


class Threads:
    """The routes of threads; `rest` finds channels and messages, and says what may not be."""

    def __init__(self, server: Any, rest: Any):
        self._server = server
        self._rest = rest

    def routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("POST", "/channels/{channel_id}/messages/{message_id}/threads", self.on_message),
            ("POST", "/channels/{channel_id}/threads", self.in_forum),
            ("PATCH", "/channels/{channel_id}", self.change),
            ("GET", "/guilds/{guild_id}/threads/active", self.active),
            ("GET", "/channels/{channel_id}/threads/archived/public", self.archived),
        ]

    async def on_message(self, request: web.Request) -> tuple[int, Any]:
        message = self._rest.message(request, "threads")
        parent = message.channel
        if parent.parent is not None or parent.forum:
            raise Refused(400, NOT_A_TEXT_CHANNEL, "Cannot execute action on this channel type")
        if message.id in self._server.channels:
            raise Refused(400, HAS_THREAD, "A thread has already been created for this message")
        thread = self._made(request, parent, message.id)
        await self._server.gateway.dispatch("THREAD_CREATE", thread.wire(), parent.guild.id)
        return 201, thread.wire()

    async def in_forum(self, request: web.Request) -> tuple[int, Any]:
        forum = self._rest.channel_of(request, "send")
        body = self._rest.body(request)
        if not forum.forum:
            raise Refused(400, NOT_A_TEXT_CHANNEL, "Cannot execute action on this channel type")
        if forum.tags and not body.get("applied_tags"):
            raise Refused(400, TAG_REQUIRED, "A tag is required to create a forum post in this channel")
        limits.message(body["message"])
        message = Message(forum, self._server.bot, body["message"], cdn=self._server.cdn)
        thread = self._made(request, forum, message.id)
        message.channel = thread
        await self._server.gateway.dispatch("THREAD_CREATE", thread.wire(), forum.guild.id)
        await self._server.post(message)
        return 201, thread.wire() | {"message": message.wire()}

    async def change(self, request: web.Request) -> tuple[int, Any]:
        thread = self._rest.channel_of(request, "view")
        if thread.parent is None or thread.owner != self._server.bot.id:
            raise Refused(403, 50013, "Missing Permissions")
        thread.archived = self._rest.body(request).get("archived", thread.archived)
        return 200, thread.wire()

    async def active(self, request: web.Request) -> tuple[int, Any]:
        guild = int(request.match_info["guild_id"])
        shown = [c for c in self._threads() if c.guild and c.guild.id == guild and not c.archived]
        return 200, {"threads": [c.wire() for c in shown], "members": [], "has_more": False}

    async def archived(self, request: web.Request) -> tuple[int, Any]:
        parent = self._rest.channel_of(request, "history")
        shown = [c for c in self._threads() if c.parent is parent and c.archived]
        return 200, {"threads": [c.wire() for c in shown], "members": [], "has_more": False}

    def _threads(self) -> list[Channel]:
        found = [c for c in self._server.channels.values() if c.parent is not None]
        return sorted(found, key=lambda channel: -channel.id)

    def _made(self, request: web.Request, parent: Channel, number: int) -> Channel:
        name = self._rest.body(request)["name"]
        if not 1 <= limits.size(name) <= 100:
            raise Refused(400, 50035, "Invalid Form Body")
        thread: Channel = self._server.thread(name, parent, number=number)
        thread.owner = self._server.bot.id
        return thread
