"""The gateway: websocket sessions that identify, beat, miss events, resume, and are told to go.

API: developer documentation, "Gateway" (v10, JSON, optionally compressed as zlib-stream).
"""

import json
import secrets
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Wire = dict[str, Any]
MESSAGE_CONTENT, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 15, 1 << 9, 1 << 12
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11


class Socket:
    """One websocket connection, compressing when it was asked to."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse):
        self.request, self.ws = request, ws
        self.session: Session | None = None
        self.told_to_go = False
        self._zlib = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    async def send(self, op: int, data: Any = None, event: str | None = None, seq: int | None = None) -> None:
        if self.ws.closed:
            return
        text = json.dumps({"op": op, "d": data, "s": seq, "t": event})
        try:
            if self._zlib is None:
                await self.ws.send_str(text)
            else:
                packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                await self.ws.send_bytes(packed)
        except ConnectionError:
            pass  # gone in this very moment; the session keeps the event for RESUME

    def abort(self) -> None:
        """Cut the line without a close frame, as a failing network does."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(eq=False)
class Session:
    """What survives a dropped socket: the events sent and those still to be."""

    intents: int
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    socket: Socket | None = None
    events: list[tuple[str, Wire]] = field(default_factory=list)

    def wants(self, guild: int | None) -> bool:
        """Whether an event of a guild (None: a direct one) belongs to this shard and its intents."""
        number = 0 if guild is None else (guild >> 22) % self.shard[1]
        return number == self.shard[0]

    async def dispatch(self, event: str, data: Wire) -> None:
        self.events.append((event, data))
        if self.socket is not None:
            await self.socket.send(DISPATCH, data, event, len(self.events))


class Gateway:
    """All sessions of one bot, and the faults a test may order."""

    def __init__(self, server: Any):
        self._server = server
        self.sessions: dict[str, Session] = {}
        self.sockets: set[Socket] = set()
        self.identifies = 0
        self.resumes = 0
        self.beats = 0
        self.silent = False  # no heartbeat is acknowledged
        self.heartbeat_ms = 41_250

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(max_msg_size=0)
        await ws.prepare(request)
        socket = Socket(request, ws)
        self.sockets.add(socket)
        try:
            await socket.send(HELLO, {"heartbeat_interval": self.heartbeat_ms})
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    await self._received(socket, json.loads(message.data))
        finally:
            self.sockets.discard(socket)
            if socket.session and socket.session.socket is socket:
                socket.session.socket = None
                if ws.close_code in (1000, 1001) and not socket.told_to_go:  # leaving ends the session
                    self.sessions.pop(socket.session.id, None)
            self._server.ring()
        return ws

    async def _received(self, socket: Socket, message: Wire) -> None:
        match message["op"]:
            case 1:
                self.beats += 1
                if not self.silent:
                    await socket.send(ACK)
            case 2:
                await self._identify(socket, message["d"])
            case 6:
                await self._resume(socket, message["d"])

    async def _identify(self, socket: Socket, data: Wire) -> None:
        self.identifies += 1
        if data["token"] != self._server.token:
            await socket.ws.close(code=4004, message=b"Authentication failed.")
            return
        if data["intents"] & MESSAGE_CONTENT and not self._server.content_granted:
            await socket.ws.close(code=4014, message=b"Disallowed intent(s).")
            return
        shard = tuple(data.get("shard") or (0, 1))
        if shard[1] < self._server.shards_required:
            await socket.ws.close(code=4011, message=b"Sharding required.")
            return
        session = Session(data["intents"], shard, socket=socket)
        socket.session = session
        self.sessions[session.id] = session
        guilds = [guild for guild in self._server.guilds if session.wants(guild.id)]
        ready = {
            "v": 10,
            "user": self._server.bot.wire() | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._server.gateway_url,
            "shard": list(shard),
            "application": {"id": str(self._server.bot.id), "flags": self._server.flags},
            "session_type": "normal",
            "private_channels": [],
        }
        await session.dispatch("READY", ready)
        for guild in guilds:
            await session.dispatch("GUILD_CREATE", self._server.guild_create(guild))
        self._server.ring()

    async def _resume(self, socket: Socket, data: Wire) -> None:
        self.resumes += 1
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self._server.token:
            await socket.send(INVALID, False)
            return
        session.socket, socket.session = socket, session
        missed = session.events[data["seq"] or 0 :]
        for seq, (event, body) in enumerate(missed, (data["seq"] or 0) + 1):
            await socket.send(DISPATCH, body, event, seq)
        await session.dispatch("RESUMED", {"_trace": []})
        self._server.ring()

    async def dispatch(self, event: str, data: Wire, guild: int | None = None) -> None:
        """Send an event to the session it belongs to, or keep it there until it resumes."""
        for session in list(self.sessions.values()):
            if session.wants(guild):
                await session.dispatch(event, self._for(session, event, data))

    def _for(self, session: Session, event: str, data: Wire) -> Wire:
        """Without the content intent a guild's words are empty, unless they mention the bot."""
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or session.intents & MESSAGE_CONTENT:
            return data
        me = str(self._server.bot.id)
        mentioned = any(user["id"] == me for user in data["mentions"])
        if "guild_id" not in data or mentioned or data["author"]["id"] == me:
            return data
        return data | {"content": "", "embeds": [], "attachments": [], "components": []}

    def drop(self) -> None:
        """Cut every connection without a word."""
        for socket in list(self.sockets):
            socket.abort()

    async def reconnect(self) -> None:
        """Ask every connection to come back (op 7)."""
        for socket in list(self.sockets):
            await socket.send(RECONNECT)

    async def invalidate(self, *, resumable: bool) -> None:
        """Declare every session invalid (op 9); unless `resumable`, it is gone."""
        for socket in list(self.sockets):
            if not resumable and socket.session:
                self.sessions.pop(socket.session.id, None)
            await socket.send(INVALID, resumable)

    async def close(self, code: int) -> None:
        """Close every connection with a code."""
        for socket in list(self.sockets):
            socket.told_to_go = True
            await socket.ws.close(code=code)
