"""How the bot speaks: answers, edits of answers, files and number reactions, each under a key.

The transaction id of everything sent comes from the event that asked for it, so that sending
again after a crash gives the same event, not a second one
(https://spec.matrix.org/latest/client-server-api/#transaction-identifiers).
"""

import asyncio
import hashlib
import io
import struct
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import structlog
from nio import AsyncClient, RoomSendError, UploadError

from bot.matrix.render import KEYCAPS, Message, words_of
from bot.matrix.wire import UNREACHABLE, MatrixTrouble, call, checked
from commands.core.reply import Attachment, Picture

log = structlog.get_logger(__name__)

_PASSING = {None, "M_UNKNOWN", "M_LIMIT_EXCEEDED"}
"""Error codes (None: no Matrix error at all, such as a proxy's) after which a send is worth repeating."""
_TRY_FOR = 15 * 60.0  # seconds; older questions are not worth an answer
_LONGEST_PAUSE = 30.0


class Voice:
    """Sends to rooms. `pause` is the first wait before a send is repeated, in seconds."""

    def __init__(self, client: AsyncClient, pause: float = 1.0) -> None:
        self._client = client
        self._pause = pause

    async def answer(self, room_id: str, message: Message, *, to: str, thread: str | None, key: str) -> str:
        """Send `message` as the answer to event `to`; returns its event id.

        `key` is the event that asked, `thread` the root of the thread it was asked in. Files
        follow in messages of their own. Raises `MatrixTrouble` when the homeserver refuses it.
        """
        relation = relation_to(to, thread)
        sent = await self._send(
            room_id, {**content_of(message), "m.relates_to": relation}, transaction(key, "answer")
        )
        for number, file in enumerate(message.files):
            await self._file(room_id, file, relation, transaction(key, f"picture {number}"))
        return sent

    async def change(self, room_id: str, answer: str, message: Message, *, key: str) -> None:
        """Replace the answer `answer` by `message`; `key` is the edit that asked for it."""
        short = message.body if len(message.body) <= 200 else f"{message.body[:199]}…"
        new = content_of(message)
        content = {
            "msgtype": new["msgtype"],
            "body": f"* {short}",
            "m.mentions": {},
            "m.new_content": new,
            "m.relates_to": {"rel_type": "m.replace", "event_id": answer},
        }
        await self._send(room_id, content, transaction(key, "change"))

    async def offer(self, room_id: str, answer: str, count: int, *, key: str) -> None:
        """React to `answer` with the numbers 1 to `count`, for people to press.

        Stops when the homeserver says "too many": the numbers can be typed too, and reactions
        must not use up what the next answer needs.
        """
        for number, cap in enumerate(KEYCAPS[:count], 1):
            relation = {"rel_type": "m.annotation", "event_id": answer, "key": cap}
            path = f"/rooms/{quote(room_id)}/send/m.reaction/{transaction(key, f'number {number}')}"
            status, _ = await call(self._client, "PUT", path, {"m.relates_to": relation}, patient=False)
            if status != 200:
                log.info("matrix.reactions_cut_short", status=status)
                return

    async def _file(
        self, room_id: str, file: Picture | Attachment, relation: Mapping[str, Any], key: str
    ) -> None:
        room = self._client.rooms.get(room_id)
        encrypted = bool(room and room.encrypted)
        picture = isinstance(file, Picture)
        data, media = (file.png, "image/png") if isinstance(file, Picture) else (file.data, file.media_type)
        answer, secrets = await self._client.upload(
            lambda *_: io.BytesIO(data),
            content_type=media,
            filename=None if encrypted else file.filename,
            encrypt=encrypted,
            filesize=len(data),
        )
        if isinstance(answer, UploadError):
            log.warning("matrix.file_refused", code=answer.status_code)
            return
        content: dict[str, Any] = {
            "msgtype": "m.image" if picture else "m.file",
            "body": words_of(file),
            "filename": file.filename,
            "info": {"mimetype": media, "size": len(data), **(_measures(data) if picture else {})},
            "m.mentions": {},
            "m.relates_to": dict(relation),
        }
        if secrets is None:
            content["url"] = answer.content_uri
        else:
            content["file"] = {**secrets, "url": answer.content_uri}
        await self._send(room_id, content, key)

    async def _send(self, room_id: str, content: dict[str, Any], key: str) -> str:
        """Send, and while the homeserver is away send again, for a quarter of an hour."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + _TRY_FOR, self._pause
        while True:
            try:
                answer = await self._client.room_send(
                    room_id,
                    "m.room.message",
                    content,
                    tx_id=key,
                    # Public data, and members add devices every day: docs/decisions/0020.
                    ignore_unverified_devices=True,
                )
                if not isinstance(answer, RoomSendError) or answer.status_code not in _PASSING:
                    return str(checked(answer, "Sending failed").event_id)
                problem: BaseException = MatrixTrouble("Sending failed")
            except UNREACHABLE as error:
                problem = error
            if loop.time() + pause > deadline:
                raise MatrixTrouble("Sending failed: the homeserver was away too long") from problem
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def content_of(message: Message) -> dict[str, Any]:
    """Write a message's content: a notice, as bots send, which notifies nobody, unless it names somebody."""
    return {
        "msgtype": "m.text" if message.mentions else "m.notice",
        "body": message.body,
        "format": "org.matrix.custom.html",
        "formatted_body": message.formatted,
        "m.mentions": {"user_ids": list(message.mentions)} if message.mentions else {},
    }


def relation_to(to: str, thread: str | None) -> dict[str, Any]:
    """Write how a message answers event `to`, in the thread with that root where there is one."""
    reply = {"m.in_reply_to": {"event_id": to}}
    if thread is None:
        return reply
    return {"rel_type": "m.thread", "event_id": thread, "is_falling_back": True, **reply}


def transaction(event_id: str, part: str) -> str:
    """Derive the transaction id of one thing sent because of `event_id`."""
    return "ccg" + hashlib.sha256(f"{event_id} {part}".encode()).hexdigest()[:32]


def _measures(png: bytes) -> dict[str, int]:
    """Read width and height in pixels from a PNG's header (PNG specification, 11.2.2)."""
    if len(png) < 24 or png[12:16] != b"IHDR":
        return {}
    width, height = struct.unpack(">II", png[16:24])
    return {"w": width, "h": height}
