"""Posts nobody asked for: in rooms and threads, and to people in private, each once by its key.

The homeserver knows a repeat by its transaction id, for a day or so. Each post also carries its key, and
an earlier attempt is looked for in the room's history:
https://spec.matrix.org/latest/client-server-api/#transaction-identifiers
"""

import contextlib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from nio import EncryptionError, Event, LocalProtocolError, MegolmEvent

from bot.answering import Answering
from bot.delivery import posting
from bot.delivery.posting import Post, Posted
from bot.matrix.client import Client
from bot.matrix.lanes import Lanes
from bot.matrix.private import PrivateRooms
from bot.matrix.render import Message, render
from bot.matrix.voice import Voice, content_of, relation_to, transaction
from bot.matrix.wire import UNREACHABLE, call
from commands.core.request import Platform

KEY = "uk.ccgwatch.key"
"""Where in an event's content its key stands."""
_SKEW = timedelta(minutes=5)
"""How far our clock and the homeserver's may be apart."""
_PAGE, _MOST_PAGES = 100, 10


class Announcer:
    """Posts through one client."""

    def __init__(
        self, client: Client, private: PrivateRooms, answering: Answering, lanes: Lanes, prefix: str
    ) -> None:
        self._client = client
        self._private = private
        self._answering = answering
        self._lanes = lanes
        self._prefix = prefix

    async def post(self, post: Post) -> Posted:
        """Post it, or change what was posted; raises `posting.PostProblem`."""
        try:
            room_id = await self._private.room(post.channel, post.since) if post.private else post.channel
            if room_id not in self._client.rooms:
                raise posting.ChannelGone("The bot is not in that room any more.")
            return await self._post(replace(post, channel=room_id), post.people(Platform.MATRIX))
        except (posting.ChannelGone, posting.NotAllowed) as problem:
            if not post.private:
                raise
            raise posting.PersonClosed("The private room cannot be written to.") from problem
        except UNREACHABLE as error:
            raise posting.Unreachable("The homeserver did not answer.") from error
        except (EncryptionError, LocalProtocolError) as error:
            raise posting.Unreachable("The room's encryption is not ready.") from error

    async def _post(self, post: Post, people: tuple[str, ...]) -> Posted:
        """Make a post whose room is found, and let its choices be picked, by `people` also by number."""
        message = render(post.reply, self._prefix, typed=True)
        posted = await self._say(post, message)
        if message.choices:
            await self._answering.offered(
                Platform.MATRIX, post.channel, posted.message_id, people, post.reply
            )
            offer = partial(Voice(self._client).offer, post.channel, posted.message_id, message.choices)
            self._lanes.put(f"numbers {post.channel}", partial(offer, key=post.key))
        return posted

    async def _say(self, post: Post, message: Message) -> Posted:
        thread = post.thread or (post.follows if post.in_thread else None)
        if post.edit_of:
            await self._send(post, _change(post.edit_of, message), transaction(post.key, "change"))
            return Posted(post.edit_of, thread)
        content = {**content_of(message), KEY: post.key}
        if post.follows or thread:
            content["m.relates_to"] = relation_to(post.follows or thread or "", thread)
        number = transaction(post.key, "post")
        if post.again and (found := await self._earlier(post, number)):
            sent, said = found
            if said != content["formatted_body"]:  # an earlier attempt had other words
                await self._send(post, _change(sent, message), transaction(post.key, message.formatted))
            return Posted(sent, thread)
        return Posted(await self._send(post, content, number), thread)

    async def _send(self, post: Post, content: dict[str, Any], number: str) -> str:
        """Send one event, without matrix-nio's own waiting when the homeserver says "too often"."""
        room = self._client.rooms[post.channel]
        kind = "m.room.message"
        if room.encrypted:
            key = content.get(KEY)
            kind, content = await self._encrypted(post.channel, content)
            # Beside the ciphertext: another process of ours may not have the key to read it.
            content |= {KEY: key} if key else {}
        path = f"/rooms/{quote(post.channel)}/send/{kind}/{number}"
        status, answer = await call(self._client, "PUT", path, content, patient=False)
        if status != 200:
            raise await self._problem(post.channel, status, answer)
        return str(answer["event_id"])

    async def _encrypted(self, room_id: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The event that carries `content` to everybody in an encrypted room."""
        client = self._client
        if not client.rooms[room_id].members_synced:
            await client.joined_members(room_id)
        if client.should_query_keys:  # of somebody who has just come in
            await client.keys_query()
        if client.olm.should_share_group_session(room_id):
            try:
                if sharing := client.sharing_session.get(room_id):
                    await sharing.wait()
                else:
                    # Public data, and members add devices every day: docs/decisions/0020.
                    await client.share_group_session(room_id, ignore_unverified_devices=True)
            except BaseException:
                # Keys that could not be claimed would make every later send to the room wait for ever.
                if sharing := client.sharing_session.pop(room_id, None):
                    sharing.set()
                raise
        kind, made = client.encrypt(room_id, "m.room.message", content)
        return str(kind), made

    async def _problem(self, room_id: str, status: int, answer: dict[str, Any]) -> posting.PostProblem:
        code = answer.get("errcode")
        if status == 429:
            seconds = float(answer.get("retry_after_ms") or 5000) / 1000
            return posting.TryLater("The homeserver asks for patience.", seconds, everywhere=True)
        if code == "M_FORBIDDEN":
            path = f"/rooms/{quote(room_id)}/state/m.room.tombstone"
            if (await call(self._client, "GET", path))[0] == 200:
                return posting.TryLater("The room was replaced, and the bot is not in the new one yet.", 60)
            return posting.NotAllowed("The bot may not post in that room, or is not in it any more.")
        if code == "M_NOT_FOUND":
            return posting.ChannelGone("The room does not exist any more.")
        if 400 <= status < 500 and code not in (None, "M_UNKNOWN_TOKEN"):
            return posting.Unpostable(f"The homeserver takes the post for malformed ({code}).")
        return posting.Unreachable(f"The homeserver answered with an error ({status}).")

    async def _earlier(self, post: Post, number: str) -> tuple[str, str] | None:
        """What an earlier attempt has posted: its event and its words; None where there is none."""
        oldest = (post.since - _SKEW).timestamp() * 1000 if post.since else 0.0
        path = f"/rooms/{quote(post.channel)}/messages?dir=b&limit={_PAGE}"
        start = ""
        for _ in range(_MOST_PAGES):
            status, found = await call(self._client, "GET", path + start)
            if status != 200:
                raise posting.Unreachable(f"The room's history is not to be had ({status}).")
            for raw in found.get("chunk", []):
                if raw.get("origin_server_ts", 0) < oldest:
                    return None
                if raw.get("sender") == self._client.user_id and (said := self._said(post, raw, number)):
                    return str(raw["event_id"]), said
            if not found.get("chunk") or not found.get("end"):
                return None
            start = f"&from={quote(found['end'], safe='')}"
        return None

    def _said(self, post: Post, raw: dict[str, Any], number: str) -> str | None:
        """The words of an event that is this post, None of any other; "?" where they cannot be read."""
        content = raw.get("content", {})
        ours = content.get(KEY) == post.key or raw.get("unsigned", {}).get("transaction_id") == number
        if ours and raw.get("type") == "m.room.encrypted":
            with contextlib.suppress(Exception):  # whatever stands there, it is to be read or passed over
                event = Event.parse_encrypted_event(raw)
                if isinstance(event, MegolmEvent):
                    opened = self._client.readable(event, post.channel)
                    content = opened.source.get("content", {}) if opened else {}
        return str(content.get("formatted_body", "?")) if ours else None


def _change(event_id: str, message: Message) -> dict[str, Any]:
    """An event that turns another into `message`."""
    short = message.body if len(message.body) <= 200 else f"{message.body[:199]}…"
    return {
        "msgtype": "m.notice",
        "body": f"* {short}",
        "m.mentions": {},
        "m.new_content": content_of(message),
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }
