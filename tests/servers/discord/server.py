"""The stand-in Discord as tests use it: people say things, and see what the bot answers."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.servers.discord.contract import Contract
from tests.servers.discord.faults import Faults
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    Interaction,
    Interactions,
    command_data,
)
from tests.servers.discord.limits import Refused
from tests.servers.discord.rest import BODY, FILES, Rest, apply
from tests.servers.discord.threads import Threads
from tests.servers.discord.world import MENTION, Channel, Guild, Message, User, Wire, now

CONTENT_LIMITED = 1 << 19  # application flag GATEWAY_MESSAGE_CONTENT_LIMITED
PATIENCE = 20.0  # seconds for something that should come at once
Found = TypeVar("Found")
_PARTS_OF_A_GUILD = {
    "roles": "GuildRoleResponse",
    "members": "GuildMemberResponse",
    "channels": "GuildChannelResponse",
    "threads": "ThreadResponse",
}


class DiscordServer(Faults):
    """One application (the bot) in one guild with a channel; more of each on demand.

    Use as an async context manager. `content_granted` is the portal's switch for the message
    content intent; `flags_granted` is what the application's flags say about it (the same,
    unless a test wants the two to differ).
    """

    def __init__(self, *, content_granted: bool = True, shards: int = 1, contract: bool = True):
        super().__init__()
        self.token = "MTIz.stand-in.token"
        self.content_granted = content_granted
        self.flags = CONTENT_LIMITED if content_granted else 0
        self.shards_required = shards
        self.contract = Contract(on=contract)
        self.bot = User("CCGWatch", bot=True)
        self.guild = Guild("Keep our hospital")
        self.guilds = [self.guild]
        self.people: dict[int, User] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: dict[str, Wire] = {}
        self.requests: Counter[str] = Counter()
        self.room = self.channel("general")
        self.jo = self.user("Jo")
        self.organiser = self.user("Sam", manages=True)
        self.gateway = Gateway(self)
        self.rest = Rest(self)
        self.threads = Threads(self, self.rest)
        self.interactions = Interactions(self)
        self._directs: dict[int, Channel] = {}
        self._messages: dict[int, list[Message]] = {}
        self._read: Counter[int] = Counter()
        self._bell: asyncio.Future[None] | None = None
        self._runner: web.AppRunner | None = None
        self.port = 0

    # --- the server itself ---

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> Self:
        app = web.Application(middlewares=[self._speak], client_max_size=30 * 2**20)
        for method, path, handler in [
            *self.rest.routes(),
            *self.threads.routes(),
            *self.interactions.routes(),
        ]:
            app.router.add_route(method, "/api/v10" + path, handler)
        app.router.add_get("/", self.gateway.connect)
        app.router.add_get("/cdn/{channel}/{message}/{name}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        for socket in list(self.gateway.sockets):
            await socket.ws.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def cdn(self) -> str:
        return f"http://127.0.0.1:{self.port}/cdn"

    async def _download(self, request: web.Request) -> web.Response:
        wanted = int(request.match_info["message"])
        for message in self._messages.get(int(request.match_info["channel"]), []):
            for name, data in message.files:
                if message.id == wanted and name == request.match_info["name"]:
                    return web.Response(body=data, content_type="image/png")
        return web.Response(status=404)

    @web.middleware
    async def _speak(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Read the body, judge it, order the fault a test asked for, and answer as Discord does."""
        resource = request.match_info.route.resource
        if resource is None or not resource.canonical.startswith("/api/v10"):
            return await handler(request)
        method, path = request.method, resource.canonical.removeprefix("/api/v10")
        self.requests[f"{method} {path}"] += 1
        body, files = await _read(request)
        fault = self.fault(f"{method} {path}")
        if fault and fault[1]:
            return _response(*fault[1:])
        request[BODY], request[FILES] = body, files
        self.contract.request(method, path, body)
        try:
            own = path.startswith(("/interactions/", "/webhooks/"))
            if not own and request.headers.get("Authorization") != f"Bot {self.token}":
                raise Refused(401, 0, "401: Unauthorized")
            status, answer = await handler(request)
        except Refused as refused:
            status, answer = refused.status, refused.body
        except Exception as error:  # ours, not Discord's: the test must hear of it
            self.contract.violations.append(f"stand-in broke: {method} {path}: {error!r}")
            raise
        self.contract.response(method, path, status, answer)
        if fault and request.transport is not None:
            request.transport.abort()
        bucket = f"{abs(hash((method, path))):x}"
        limit = {"X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "49", "X-RateLimit-Bucket": bucket}
        return _response(status, answer, limit | {"X-RateLimit-Reset-After": "1", "X-RateLimit-Reset": "1"})

    # --- people and places ---

    def user(self, name: str, *, manages: bool = False, bot: bool = False) -> User:
        user = User(name, manages, bot)
        self.people[user.id] = user
        return user

    def channel(self, name: str, guild: Guild | None = None) -> Channel:
        made = Channel(name, guild or self.guild)
        self.channels[made.id] = made
        return made

    def another_guild(self, name: str, *, shard: int = 0) -> Guild:
        """A further guild, whose id falls to `shard` of two or more."""
        made = Guild(name)
        while (made.id >> 22) % max(self.shards_required, 1) != shard:
            made.id += 1 << 22
        self.guilds.append(made)
        return made

    def forum(self, name: str, *, tags: bool = False) -> Channel:
        """A forum, where every post opens a thread; with `tags`, each needs one."""
        made = self.channel(name)
        made.forum, made.tags = True, tags
        return made

    def thread(self, name: str, parent: Channel, *, number: int | None = None) -> Channel:
        made = Channel(name, parent.guild, parent=parent)
        made.id = number or made.id
        self.channels[made.id] = made
        return made

    def direct(self, user: User) -> Channel:
        if user.id not in self._directs:
            made = Channel("", None, user)
            self._directs[user.id] = self.channels[made.id] = made
        return self._directs[user.id]

    def guild_create(self, guild: Guild) -> Wire:
        own = [c for c in self.channels.values() if c.guild is guild]
        shown: Wire = {"id": str(guild.id), "name": guild.name, "owner_id": str(guild.owner)}
        shown |= {"unavailable": False, "member_count": 5, "large": False, "joined_at": now()}
        shown |= {"roles": guild.roles(), "members": [guild.member(self.bot)], "presences": []}
        shown["channels"] = [c.wire() for c in own if c.parent is None]
        shown["threads"] = [c.wire() for c in own if c.parent is not None]
        for name in ("emojis", "stickers", "voice_states", "features", "stage_instances"):
            shown[name] = []
        shown |= {"guild_scheduled_events": [], "soundboard_sounds": [], "preferred_locale": "en-GB"}
        for part, schema in _PARTS_OF_A_GUILD.items():
            for each in shown[part]:
                self.contract.schema(schema, each)
        return shown

    # --- what people do ---

    async def say(
        self,
        text: str,
        *,
        channel: Channel | None = None,
        author: User | None = None,
        mentions_bot: bool = False,
        mentions: tuple[User, ...] = (),
        reply_to: Message | None = None,
        times: int = 1,
        deliver: bool = True,
    ) -> Message:
        """Somebody posts a message; it is delivered to the bot `times` times, or not at all."""
        if mentions_bot:
            text, mentions = f"<@{self.bot.id}> {text}", (self.bot, *mentions)
        body: Wire = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": str(reply_to.id)}
            mentions = (reply_to.author, *mentions)
        mentions = (*mentions, *(user for user in self._named(text) if user not in mentions))
        message = Message(channel or self.room, author or self.jo, body, mentions)
        self._messages.setdefault(message.channel.id, []).append(message)
        for _ in range(times if deliver else 0):
            await self._deliver("MESSAGE_CREATE", message)
        return message

    def _named(self, text: str) -> list[User]:
        """Whom `text` mentions, of the people there are."""
        numbers = map(int, dict.fromkeys(MENTION.findall(text)))
        return [self.people[number] for number in numbers if number in self.people]

    async def edit(self, message: Message, text: str) -> None:
        """The author changes what was said."""
        message.body, message.edited = message.body | {"content": text}, now()
        message.mentions = tuple(self._named(text))
        await self._deliver("MESSAGE_UPDATE", message)

    async def unfurl(self, message: Message) -> None:
        """Discord adds a link preview: an update without any change by the author."""
        await self._deliver("MESSAGE_UPDATE", message)

    async def delete(self, message: Message) -> None:
        """The author takes it back."""
        await self.remove(message)

    async def slash(
        self,
        name: str,
        options: dict[str, Any] | None = None,
        *,
        author: User | None = None,
        channel: Channel | None = None,
        times: int = 1,
    ) -> Interaction:
        """Somebody uses a slash command; as in Discord's client, only a registered one with its options."""
        data = command_data(self.commands, name, options or {})
        made = Interaction(COMMAND, author or self.jo, channel or self.room, data)
        for _ in range(times):
            await self.interactions.begin(made)
        return made

    async def autocomplete(
        self, name: str, option: str, typed: str, *, author: User | None = None, timeout: float = PATIENCE
    ) -> list[Wire]:
        """What the bot offers while somebody types an option: Discord's choices."""
        data = command_data(self.commands, name, {option: typed}, focused=option)
        made = Interaction(AUTOCOMPLETE, author or self.jo, self.room, data)
        await self.interactions.begin(made)
        await self.until(lambda: made.choices is not None, timeout)
        assert made.choices is not None
        return made.choices

    async def press(self, message: Message, custom_id: str, *, author: User | None = None) -> Interaction:
        """Somebody presses a button of a message (forged ones too: the id need not exist)."""
        data = {"custom_id": custom_id, "component_type": 2}
        made = Interaction(COMPONENT, author or self.jo, message.channel, data, source=message)
        return await self.interactions.begin(made)

    # --- what people see ---

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Everything to be seen in a channel by everybody, in order."""
        listed = self._messages.get((channel or self.room).id, [])
        return [m for m in listed if not m.deleted and not m.ephemeral]

    def answers(self, channel: Channel | None = None) -> list[Message]:
        """The bot's messages there, deleted and ephemeral ones apart."""
        return [m for m in self.messages(channel) if m.author is self.bot]

    async def next_reply(self, channel: Channel | None = None, timeout: float = PATIENCE) -> Message:
        """The bot's next message in a channel that this method has not returned yet."""
        number = (channel or self.room).id
        at = self._read[number]
        own = await self.until(lambda: self.answers(channel)[at:], timeout)
        self._read[number] += 1
        return own[0]

    async def response(self, interaction: Interaction, timeout: float = PATIENCE) -> Message:
        """The first real message the bot answered to an interaction."""
        return (await self.until(lambda: interaction.messages, timeout))[0]

    async def connected(self, timeout: float = PATIENCE) -> None:
        """Wait until every shard's session stands on a live socket."""
        sessions = self.gateway.sessions

        def standing() -> bool:
            live = [s for s in sessions.values() if s.socket is not None]
            return bool(live) and len(live) >= live[0].shard[1]

        await self.until(standing, timeout)

    async def until(self, check: Callable[[], Found], timeout: float = PATIENCE) -> Found:
        """Wait until `check` holds; it is asked again whenever something happens here, and now and then."""
        async with asyncio.timeout(timeout):
            while not (found := check()):
                if self._bell is None or self._bell.done():
                    self._bell = asyncio.get_running_loop().create_future()
                await asyncio.wait([self._bell], timeout=0.02)
        return found

    def ring(self) -> None:
        """Something happened."""
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    # --- for the routes ---

    async def post(self, message: Message) -> None:
        """Put the bot's message where it belongs and tell the gateway."""
        self._messages.setdefault(message.channel.id, []).append(message)
        if not message.ephemeral:
            await self._deliver("MESSAGE_CREATE", message)
        self.ring()

    async def change(self, message: Message, body: Wire, files: tuple[tuple[str, bytes], ...]) -> None:
        """Change the bot's message."""
        apply(message, body, files)
        if not message.ephemeral:
            await self._deliver("MESSAGE_UPDATE", message)
        self.ring()

    async def remove(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        data = {"id": str(message.id), "channel_id": str(message.channel.id)}
        guild = message.channel.guild
        data |= {"guild_id": str(guild.id)} if guild else {}
        await self.gateway.dispatch("MESSAGE_DELETE", data, guild and guild.id)
        self.ring()

    async def _deliver(self, event: str, message: Message) -> None:
        data, guild = message.wire(), message.channel.guild
        self.contract.schema("MessageResponse", data)
        if guild is not None:
            member = guild.member(message.author)
            member.pop("user")
            data |= {"guild_id": str(guild.id), "member": member}
        await self.gateway.dispatch(event, data, guild and guild.id)


async def _read(request: web.Request) -> tuple[Any, tuple[tuple[str, bytes], ...]]:
    if request.content_type == "application/json":
        text = await request.text()
        return (json.loads(text) if text else None), ()
    if request.content_type != "multipart/form-data":
        return None, ()
    body, files = None, []
    for name, part in (await request.post()).items():
        if isinstance(part, web.FileField):
            files.append((re.sub(r"[^\w.-]", "_", part.filename), part.file.read()))
        elif name == "payload_json":
            body = json.loads(part)
    return body, tuple(files)


def _response(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=headers)
    # The type must be exactly this: with a charset discord.py would take the body for text.
    headers = headers | {"Content-Type": "application/json"}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
