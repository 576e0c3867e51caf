"""REST v10: who the bot is, its commands, channels and messages. Paths are Discord's own templates."""

import base64
from typing import Any

from aiohttp import web

from tests.servers.discord import limits
from tests.servers.discord.limits import Refused
from tests.servers.discord.world import Channel, Message, User, now, snowflake

Wire = dict[str, Any]
Answer = tuple[int, Any]
BODY: web.RequestKey[Any] = web.RequestKey("body", object)
FILES: web.RequestKey[tuple[tuple[str, bytes], ...]] = web.RequestKey("files", tuple)
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_MEMBER, THREAD_LOCKED = 10003, 10008, 10007, 160005
UNKNOWN_USER, CANNOT_SEND_TO, INVALID_RECIPIENT = 10013, 50007, 50033


class Rest:
    """The bot-token routes. Handlers return ``(status, body)``; the server's middleware does the rest."""

    def __init__(self, server: Any):
        self._server = server
        self._nonces: dict[tuple[int, str], Message] = {}
        self.typing = 0
        self.syncs = 0

    def routes(self) -> list[tuple[str, str, Any]]:
        message = "/channels/{channel_id}/messages/{message_id}"
        return [
            ("GET", "/users/@me", self.me),
            ("GET", "/applications/@me", self.application),
            ("GET", "/oauth2/applications/@me", self.application),
            ("GET", "/gateway", self.gateway),
            ("GET", "/gateway/bot", self.gateway_bot),
            ("GET", "/applications/{application_id}/commands", self.commands),
            ("PUT", "/applications/{application_id}/commands", self.put_commands),
            ("POST", "/users/@me/channels", self.open_direct),
            ("GET", "/channels/{channel_id}", self.channel),
            ("POST", "/channels/{channel_id}/typing", self.show_typing),
            ("GET", "/channels/{channel_id}/messages", self.history),
            ("POST", "/channels/{channel_id}/messages", self.create),
            ("GET", message, self.one),
            ("PATCH", message, self.edit),
            ("DELETE", message, self.delete),
            ("GET", "/guilds/{guild_id}/members/{user_id}", self.member),
        ]

    async def me(self, _: web.Request) -> Answer:
        user = self._server.bot.wire() | {"mfa_enabled": True, "locale": "en-GB", "verified": True}
        user.pop("primary_guild")
        return 200, user

    async def application(self, _: web.Request) -> Answer:
        return 200, {
            "id": str(self._server.bot.id),
            "name": "CCGWatch",
            "icon": None,
            "description": "",
            "type": None,
            "verify_key": base64.b16encode(bytes(32)).decode().lower(),
            "flags": self._server.flags,
            "flags_new": str(self._server.flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": User("Owner").wire(),
            "approximate_guild_count": len(self._server.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
            "bot_public": True,
            "bot_require_code_grant": False,
        }

    async def gateway(self, _: web.Request) -> Answer:
        return 200, {"url": self._server.gateway_url}

    async def gateway_bot(self, _: web.Request) -> Answer:
        start = {"max_concurrency": 1, "remaining": 999, "reset_after": 14_400_000, "total": 1000}
        shards = max(self._server.shards_required, 1)
        return 200, {"url": self._server.gateway_url, "session_start_limit": start, "shards": shards}

    async def commands(self, _: web.Request) -> Answer:
        return 200, list(self._server.commands.values())

    async def put_commands(self, request: web.Request) -> Answer:
        limits.commands(request[BODY])
        self.syncs += 1
        known = {
            command["name"]: {
                "type": 1,
                "default_member_permissions": None,
                "dm_permission": True,
                "nsfw": False,
                **command,
                "id": str(snowflake()),
                "application_id": str(self._server.bot.id),
                "version": str(snowflake()),
            }
            for command in request[BODY]
        }
        self._server.commands = known
        return 200, list(known.values())

    async def open_direct(self, request: web.Request) -> Answer:
        number = int(request[BODY]["recipient_id"])
        user = self._server.people.get(number)
        if number == self._server.bot.id:
            raise Refused(400, CANNOT_SEND_TO, "Cannot send messages to this user")
        if user is None:
            raise Refused(404, UNKNOWN_USER, "Unknown User")
        if user.deleted:
            raise Refused(400, INVALID_RECIPIENT, "Invalid Recipient(s)")
        return 200, self._server.direct(user).wire()  # the same channel, however often it is asked for

    async def channel(self, request: web.Request) -> Answer:
        return 200, self.channel_of(request).wire()

    async def show_typing(self, request: web.Request) -> Answer:
        self.channel_of(request, "send")
        self.typing += 1
        return 204, None

    async def history(self, request: web.Request) -> Answer:
        channel = self.channel_of(request, "history")
        after = int(request.query.get("after", 0))
        limit = int(request.query.get("limit", 50))
        shown = [m for m in self._server.messages(channel) if m.id > after]
        shown = shown[:limit] if after else shown[-limit:]
        # What is read later shows no nonce: it is for whoever sent the message, when it is sent.
        return 200, [{k: v for k, v in m.wire().items() if k != "nonce"} for m in reversed(shown)]

    async def create(self, request: web.Request) -> Answer:
        body, files = request[BODY] or {}, request[FILES]
        channel = self.channel_of(request, "send")
        if channel.forum:
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        if channel.locked:
            raise Refused(400, THREAD_LOCKED, "Thread is locked")
        if channel.recipient is not None and (channel.recipient.closed or channel.recipient.deleted):
            raise Refused(403, CANNOT_SEND_TO, "Cannot send messages to this user")
        limits.message(body, len(files))
        if limits.empty(body, len(files)):
            raise Refused(400, 50006, "Cannot send an empty message")
        if body.get("embeds"):
            self._may(channel, "embed")
        if (reference := body.get("message_reference")) is not None:
            self._check_reference(channel, body, reference)
        key = (channel.id, str(body.get("nonce")))
        if body.get("nonce") is not None and body.get("enforce_nonce") and key in self._nonces:
            return 200, self._nonces[key].wire()
        message = Message(channel, self._server.bot, body, files=files, cdn=self._server.cdn)
        self._nonces[key] = message
        channel.archived = False  # a message opens a hidden thread again
        await self._server.post(message)
        return 200, message.wire()

    def _check_reference(self, channel: Channel, body: Wire, reference: Wire) -> None:
        if "history" in channel.denied:
            raise Refused(403, 160002, "Cannot reply without permission to read message history")
        known = any(m.id == int(reference["message_id"]) for m in self._server.messages(channel))
        if not known and reference.get("fail_if_not_exists", True):
            errors = {"message_reference": {"_errors": [{"code": "X", "message": "Unknown message"}]}}
            raise Refused(400, 50035, "Invalid Form Body", errors)
        if not known:
            body.pop("message_reference")

    async def one(self, request: web.Request) -> Answer:
        return 200, self.message(request, "history").wire()

    async def edit(self, request: web.Request) -> Answer:
        message = self.message(request, "view")
        if message.channel.archived:
            raise Refused(400, 50083, "Tried to perform an operation on an archived thread")
        if message.author is not self._server.bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        limits.message(request[BODY], len(request[FILES]))
        await self._server.change(message, request[BODY], request[FILES])
        return 200, message.wire()

    async def delete(self, request: web.Request) -> Answer:
        message = self.message(request, "view")
        if message.author is not self._server.bot:
            raise Refused(403, 50013, "Missing Permissions")
        await self._server.remove(message)
        return 204, None

    async def member(self, request: web.Request) -> Answer:
        user = self._server.people.get(int(request.match_info["user_id"]))
        if user is None:
            raise Refused(404, UNKNOWN_MEMBER, "Unknown Member")
        return 200, self._server.guild.member(user)

    def forget_nonces(self) -> None:
        """Forget which messages were sent by which nonce, as Discord does after some minutes."""
        self._nonces.clear()

    @staticmethod
    def body(request: web.Request) -> Any:
        """The JSON of a request."""
        return request[BODY]

    def channel_of(self, request: web.Request, need: str = "view") -> Channel:
        channel = self._server.channels.get(int(request.match_info["channel_id"]))
        if channel is None:
            raise Refused(404, UNKNOWN_CHANNEL, "Unknown Channel")
        if "view" in channel.denied:
            raise Refused(403, 50001, "Missing Access")
        self._may(channel, need)
        return channel

    @staticmethod
    def _may(channel: Channel, need: str) -> None:
        if need in channel.denied:
            raise Refused(403, 50013, "Missing Permissions")

    def message(self, request: web.Request, need: str) -> Message:
        channel = self.channel_of(request, need)
        number = int(request.match_info["message_id"])
        for message in self._server.messages(channel):
            if message.id == number:
                return message
        raise Refused(404, UNKNOWN_MESSAGE, "Unknown Message")


def apply(message: Message, body: Wire, files: tuple[tuple[str, bytes], ...]) -> None:
    """Change a message as an edit does: what is not named stays."""
    kept = message.files if body.get("attachments") is None else ()
    message.body = message.body | body
    message.files = kept + files
    message.edited = now()
    message.edits += 1
