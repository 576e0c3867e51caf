"""Interactions: a person uses a slash command or presses a button, and the bot must answer by callback.

API: developer documentation, "Receiving and Responding": one callback within three seconds,
then follow-ups and edits through the interaction's own webhook for 15 minutes.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.discord import limits
from tests.servers.discord.limits import Refused
from tests.servers.discord.rest import BODY, FILES
from tests.servers.discord.world import EPHEMERAL, Channel, Message, User, snowflake

Wire = dict[str, Any]
Answer = tuple[int, Any]
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
DEADLINE = 3.0
OPTION_KINDS = {str: 3, int: 4, bool: 5, User: 6}


@dataclass(eq=False)
class Interaction:
    """One use of a command or button, and everything the bot answered to it, in order."""

    kind: int
    author: User
    channel: Channel
    data: Wire
    source: Message | None = None
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    began: float = field(default_factory=time.monotonic)
    callback: int | None = None
    took: float = 0.0
    deferred: bool = False
    deferred_ephemeral: bool = False
    original_deleted: bool = False
    messages: list[Message] = field(default_factory=list)
    choices: list[Wire] | None = None

    def wire(self, server: Any) -> Wire:
        guild = self.channel.guild
        everything = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16)
        shown: Wire = {
            "id": str(self.id),
            "application_id": str(server.bot.id),
            "type": self.kind,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.wire(),
            "app_permissions": str(everything),
            "locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
            "context": 0 if guild else 1,
            "attachment_size_limit": 10_485_760,
        }
        if self.source is not None:
            shown["message"] = self.source.wire()
        if guild is None:
            return shown | {"user": self.author.wire()}
        member = guild.member(self.author) | {"permissions": str(guild.permissions(self.author))}
        return shown | {"guild_id": str(guild.id), "guild_locale": "en-GB", "member": member}


class Interactions:
    """Makes interactions and takes the bot's answers to them."""

    def __init__(self, server: Any):
        self._server = server
        self._by_token: dict[str, Interaction] = {}

    def routes(self) -> list[tuple[str, str, Any]]:
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        return [
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", self.answered),
            ("POST", hook, self.follow_up),
            ("GET", hook + "/messages/@original", self.original),
            ("PATCH", hook + "/messages/@original", self.edit_original),
            ("DELETE", hook + "/messages/@original", self.delete_original),
            ("PATCH", hook + "/messages/{message_id}", self.edit),
            ("DELETE", hook + "/messages/{message_id}", self.delete),
        ]

    async def begin(self, interaction: Interaction) -> Interaction:
        """Hand it to the bot."""
        self._by_token[interaction.token] = interaction
        guild = interaction.channel.guild
        wire = interaction.wire(self._server)
        self._server.contract.schema("UserResponse", interaction.author.wire())
        await self._server.gateway.dispatch("INTERACTION_CREATE", wire, guild and guild.id)
        return interaction

    async def answered(self, request: web.Request) -> Answer:
        interaction = self._by_token.get(request.match_info["interaction_token"])
        late = interaction is None or time.monotonic() - interaction.began > DEADLINE
        if interaction is None or late or interaction.id != int(request.match_info["interaction_id"]):
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.callback is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        body, data = request[BODY], request[BODY].get("data") or {}
        await self._acknowledge(interaction, body["type"], data, request[FILES])
        interaction.callback, interaction.took = body["type"], time.monotonic() - interaction.began
        self._server.ring()
        if request.query.get("with_response") not in ("1", "true"):
            return 204, None
        return 200, self._response(interaction, body["type"])

    async def _acknowledge(self, interaction: Interaction, kind: int, data: Wire, files: tuple) -> None:
        if (kind == 8) != (interaction.kind == AUTOCOMPLETE):
            raise Refused(400, 50035, "Invalid Form Body")
        match kind:
            case 4:
                limits.message(data, len(files))
                if limits.empty(data, len(files)):
                    raise Refused(400, 50006, "Cannot send an empty message")
                await self._message(interaction, data, files, bool((data.get("flags") or 0) & EPHEMERAL))
            case 5 | 6:
                interaction.deferred = kind == 5
                interaction.deferred_ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
            case 7:
                limits.message(data, len(files))
                assert interaction.source is not None
                await self._server.change(interaction.source, data, files)
            case 8:
                limits.choices(data["choices"])
                interaction.choices = data["choices"]

    def _response(self, interaction: Interaction, kind: int) -> Wire:
        shown: Wire = {"id": str(interaction.id), "type": interaction.kind}
        if kind == 5:
            shown |= {"response_message_loading": True, "response_message_id": str(snowflake())}
            shown["response_message_ephemeral"] = interaction.deferred_ephemeral
        answer: Wire = {"interaction": shown}
        if kind == 4:
            message = interaction.messages[0]
            shown |= {"response_message_id": str(message.id), "response_message_loading": False}
            shown["response_message_ephemeral"] = message.ephemeral
            answer["resource"] = {"type": 4, "message": message.wire()}
        return answer

    async def _message(self, interaction: Interaction, body: Wire, files: tuple, ephemeral: bool) -> Message:
        owners = {"0": str(interaction.channel.guild.id) if interaction.channel.guild else "0"}
        metadata: Wire = {"id": str(interaction.id), "type": interaction.kind}
        metadata |= {"user": interaction.author.wire(), "authorizing_integration_owners": owners}
        if interaction.source is not None:
            metadata["interacted_message_id"] = str(interaction.source.id)
        body = {key: value for key, value in body.items() if key != "flags"}
        message = Message(
            interaction.channel,
            self._server.bot,
            body,
            ephemeral=ephemeral,
            files=files,
            cdn=self._server.cdn,
            interaction=metadata,
        )
        interaction.messages.append(message)
        await self._server.post(message)
        return message

    async def follow_up(self, request: web.Request) -> Answer:
        interaction, body, files = self._of(request), request[BODY], request[FILES]
        limits.message(body, len(files))
        if limits.empty(body, len(files)):
            raise Refused(400, 50006, "Cannot send an empty message")
        fills_original = (
            interaction.deferred and not interaction.messages and not interaction.original_deleted
        )
        ephemeral = bool((body.get("flags") or 0) & EPHEMERAL)
        if fills_original:  # the first follow-up takes the place, and the privacy, of what was deferred
            ephemeral = interaction.deferred_ephemeral
        message = await self._message(interaction, body, files, ephemeral)
        self._server.ring()
        return (200, message.wire()) if request.query.get("wait") in ("1", "true") else (204, None)

    async def original(self, request: web.Request) -> Answer:
        return 200, self._first(self._of(request)).wire()

    async def edit_original(self, request: web.Request) -> Answer:
        interaction, body, files = self._of(request), request[BODY], request[FILES]
        limits.message(body, len(files))
        if interaction.deferred and not interaction.messages:
            message = await self._message(interaction, body, files, interaction.deferred_ephemeral)
        else:
            message = self._first(interaction)
            await self._server.change(message, body, files)
        self._server.ring()
        return 200, message.wire()

    async def delete_original(self, request: web.Request) -> Answer:
        interaction = self._of(request)
        interaction.original_deleted = True
        if interaction.messages:
            await self._server.remove(self._first(interaction))
        return 204, None

    async def edit(self, request: web.Request) -> Answer:
        message = self._numbered(request)
        limits.message(request[BODY], len(request[FILES]))
        await self._server.change(message, request[BODY], request[FILES])
        return 200, message.wire()

    async def delete(self, request: web.Request) -> Answer:
        await self._server.remove(self._numbered(request))
        return 204, None

    def _of(self, request: web.Request) -> Interaction:
        interaction = self._by_token.get(request.match_info["webhook_token"])
        if interaction is None or interaction.callback is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return interaction

    @staticmethod
    def _first(interaction: Interaction) -> Message:
        if not interaction.messages or interaction.original_deleted:
            raise Refused(404, 10008, "Unknown Message")
        return interaction.messages[0]

    def _numbered(self, request: web.Request) -> Message:
        number = int(request.match_info["message_id"])
        for message in self._of(request).messages:
            if message.id == number and not message.deleted:
                return message
        raise Refused(404, 10008, "Unknown Message")


def command_data(
    commands: dict[str, Wire], name: str, options: dict[str, Any], focused: str | None = None
) -> Wire:
    """What Discord's client would send for a slash command; only what is registered can be used.

    A `name` of two words is a sub-command of a command.
    """
    first, _, second = name.partition(" ")
    command = commands.get(first)
    assert command is not None, f"/{first} is not registered"
    parts = {option["name"]: option for option in command.get("options") or [] if option["type"] == 1}
    assert bool(parts) == bool(second), f"/{first} has sub-commands: {list(parts)}"
    assert not second or second in parts, f"/{first} has no sub-command {second}"
    part = parts[second] if second else command
    known = {option["name"]: option for option in part.get("options") or []}
    if focused is None:
        missing = [n for n, o in known.items() if o.get("required") and n not in options]
        assert not missing, f"Discord's client would ask for {missing}"
    given, users = [], {}
    for key, value in options.items():
        kind = OPTION_KINDS[type(value)]
        assert kind == known[key]["type"], f"{key} wants type {known[key]['type']}"
        if isinstance(value, User):
            users[str(value.id)] = value.wire()
            value = str(value.id)  # noqa: PLW2901 - on the wire a person is an id
        allowed = [choice["value"] for choice in known[key].get("choices") or []]
        assert not allowed or value in allowed, f"{key} offers {allowed}"
        given.append({"name": key, "type": kind, "value": value})
        if key == focused:
            assert known[key].get("autocomplete"), f"{key} has no autocomplete"
            given[-1]["focused"] = True
    if second:
        given = [{"name": second, "type": 1, "options": given}]
    data: Wire = {"id": command["id"], "name": first, "type": 1, "options": given}
    return data | ({"resolved": {"users": users}} if users else {})
