"""Posts nobody asked for: in channels, threads and forums, and to people in private, each once by its key.

Discord knows a repeat by its nonce, for some minutes, and knows none for a post that opens a forum thread.
So each message also carries a mark in its small print, by which an earlier attempt is found in the channel's
history. API: https://discord.com/developers/docs/resources/message and .../channel (v10).
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import aiohttp
import discord
from discord.http import MultipartParameters

from bot.answering import Answering
from bot.delivery import posting
from bot.delivery.posting import Post, Posted
from bot.discord.markdown import one_line, size
from bot.discord.private import IN_VAIN, PrivateChannels
from bot.discord.turns import Turns
from bot.discord.wire import Body, bodies, change, mark, mark_in, marks, says
from commands.core.request import Platform

_SKEW = timedelta(minutes=5)
"""How far our clock and Discord's may be apart."""
_PAGE, _MOST_PAGES = 100, 5
"""Messages of a channel that are looked through for an earlier attempt, a page at a time."""
_TITLE = 100
_WEEK: Literal[10_080] = 10_080  # minutes after which Discord hides a silent thread, its longest
_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _HAS_THREAD = 10003, 10008, 160004
_NO_TEXT_CHANNEL = 50008
_ARCHIVED, _LOCKED, _MANY_EDITS, _SLOW_MODE = 50083, 160005, 30046, 20016

Wire = dict[str, Any]
Parts = list[tuple[str, Body]]


class Announcer:
    """Posts through one client, as fast as Discord allows."""

    def __init__(self, client: discord.Client, answering: Answering) -> None:
        self._client = client
        self._http = client.http
        self._answering = answering
        self._turns = Turns()
        self._private = PrivateChannels(client.http, self._turns)

    async def post(self, post: Post) -> Posted:
        """Post it, or change it; raises `posting.PostProblem`."""
        account = post.channel.removeprefix("@") if post.private else None
        try:
            # Private, but nothing else tells: cleared while the limit on all requests holds us back.
            if not self._http._global_over.is_set():
                self._turns.begin()
            await self._turns.mine()
            channel = await self._private.channel(account) if account is not None else post.channel
            made = post if channel == post.channel else replace(post, channel=channel)
            posted = await (self._change(made) if post.edit_of else self._place(made))
        except discord.RateLimited as error:
            raise posting.TryLater("Discord asks for patience.", error.retry_after) from error
        except discord.HTTPException as error:
            closed = self._private.problem(account, error) if account is not None else None
            raise closed or _problem(error) from error
        except (TimeoutError, aiohttp.ClientError, OSError, RuntimeError) as error:
            # A RuntimeError is what a session says that is just being closed.
            raise posting.Unreachable("Discord did not answer.") from error
        # Anybody may press; whose number it is must be known.
        if post.reply.choices() and (people := post.people(Platform.DISCORD)):
            where = posted.thread or channel
            await self._answering.offered(Platform.DISCORD, where, posted.message_id, people, post.reply)
        return posted

    async def _place(self, post: Post) -> Posted:
        number = int(post.thread or post.channel)
        place: object = self._client.get_channel(number)
        if not isinstance(place, discord.ForumChannel):
            try:
                return await self._say(post)
            except discord.HTTPException as error:
                if error.code != _NO_TEXT_CHANNEL:
                    raise
                place = await self._client.fetch_channel(number)  # not known yet: we just connected
        if not isinstance(place, discord.ForumChannel):
            raise posting.NotAllowed("That is no channel for messages.")
        return await self._open(place, post)

    # --- in a channel or a thread ---

    async def _say(self, post: Post) -> Posted:
        thread, follows = post.thread, None
        if post.follows and post.in_thread and not thread:
            thread = await self._thread(post)
        if post.follows and thread is None:
            number = post.follows.split(",")[0]
            follows = {"message_id": number, "channel_id": post.channel, "fail_if_not_exists": False}
        channel = int(thread or post.channel)
        found = await self._earlier(channel, post) if post.again else {}
        try:
            numbers = await self._parts(channel, post, bodies(post.reply, post.key), follows, found)
        except discord.Forbidden as error:  # perhaps only embeds or references are
            if error.code in IN_VAIN:
                raise
            plain = bodies(post.reply, post.key, as_text=True)
            numbers = await self._parts(channel, post, plain, None, found)
        except discord.HTTPException as error:
            if thread and thread != post.channel and error.code in (_UNKNOWN_CHANNEL, _LOCKED, _ARCHIVED):
                raise posting.MessageGone("The thread is gone or closed.") from error
            raise
        return Posted(",".join(numbers), thread)

    async def _parts(
        self, channel: int, post: Post, parts: Parts, follows: Wire | None, found: dict[str, Wire]
    ) -> list[str]:
        """Send the messages of a post, each by its nonce, but for those `found` to be there already."""
        numbers: list[str] = []
        for nonce, body in parts:
            message = found.get(mark(nonce)) if found else None
            if message is None:
                keyed = {**body, "nonce": nonce, "enforce_nonce": True}
                if follows and not numbers:
                    keyed["message_reference"] = follows
                message = await self._http.send_message(channel, params=_params(keyed))  # type: ignore[assignment]
            assert message is not None
            if post.again and not says(message, body):  # an earlier attempt had other words
                await self._edit(channel, int(message["id"]), body)
            numbers.append(str(message["id"]))
        return numbers

    async def _earlier(self, channel: int, post: Post) -> dict[str, Wire]:
        """What earlier attempts have posted, by its mark. Nothing where history must not be read."""
        wanted = marks(post.key)
        found: dict[str, Wire] = {}
        after = discord.utils.time_snowflake(post.since - _SKEW) if post.since else 0
        with contextlib.suppress(discord.Forbidden):
            for _ in range(_MOST_PAGES):
                page = await self._http.logs_from(channel, _PAGE, after=after)
                for message in page:
                    if self._ours(message["author"]["id"]) and (seen := mark_in(message, wanted)):
                        found[seen] = dict(message)
                if len(page) < _PAGE:
                    break
                after = max(int(message["id"]) for message in page)
        return found

    def _ours(self, account: object) -> bool:
        return self._client.user is not None and str(account) == str(self._client.user.id)

    async def _thread(self, post: Post) -> str | None:
        """The thread on the root message, begun where there is none; None where that is not allowed."""
        assert post.follows is not None
        root = int(post.follows.split(",")[0])
        try:
            begun = await self._http.start_thread_with_message(
                int(post.channel), root, name=_titled(post.title), auto_archive_duration=_WEEK
            )
        except discord.HTTPException as error:
            if error.code == _HAS_THREAD:
                return str(root)  # a thread has the id of the message it is on
            if error.code == _UNKNOWN_MESSAGE:
                raise posting.MessageGone("The message to follow up was deleted.") from error
            if error.status in (400, 403):
                return None
            raise
        return str(begun["id"])

    # --- in a forum ---

    async def _open(self, forum: discord.ForumChannel, post: Post) -> Posted:
        (_, first), *rest = bodies(post.reply, post.key)
        opening = await self._opening(forum, post) if post.again else None
        found: dict[str, Wire] = {}
        if opening is None:
            body = {"name": _titled(post.title), "message": first, "auto_archive_duration": _WEEK}
            if forum.flags.require_tag:
                body["applied_tags"] = [str(tag.id) for tag in forum.available_tags[:1]]
            begun = await self._http.start_thread_in_forum(forum.id, params=_params(body))
            thread = int(begun["id"])
        else:
            thread = int(opening["id"])  # a thread has the id of its first message
            if not says(opening, first):  # an earlier attempt had other words
                await self._edit(thread, thread, first)
            if rest:
                found = await self._earlier(thread, post)
        for nonce, body in rest:
            if mark(nonce) not in found:
                keyed = {**body, "nonce": nonce, "enforce_nonce": True}
                await self._http.send_message(thread, params=_params(keyed))
        return Posted(str(thread), str(thread))

    async def _opening(self, forum: discord.ForumChannel, post: Post) -> Wire | None:
        """The first message of the forum post that an earlier attempt has opened."""
        first = marks(post.key)[0]
        async for thread in self._threads(forum, post):
            with contextlib.suppress(discord.NotFound, discord.Forbidden):
                message = await self._http.get_message(thread, thread)
                if mark_in(message, [first]):
                    return dict(message)
        return None

    async def _threads(self, forum: discord.ForumChannel, post: Post) -> AsyncIterator[int]:
        """Our threads in the forum that an earlier attempt may have opened, those in use first."""
        since = discord.utils.time_snowflake(post.since - _SKEW) if post.since else 0
        active = await self._http.get_active_threads(forum.guild.id)
        for thread in active["threads"]:
            here = str(thread["parent_id"]) == str(forum.id)
            if here and self._ours(thread["owner_id"]) and int(thread["id"]) >= since:
                yield int(thread["id"])
        with contextlib.suppress(discord.Forbidden):
            hidden = await self._http.get_public_archived_threads(forum.id, limit=_PAGE)
            for thread in hidden["threads"]:
                if self._ours(thread["owner_id"]) and int(thread["id"]) >= since:
                    yield int(thread["id"])

    # --- changes ---

    async def _change(self, post: Post) -> Posted:
        assert post.edit_of is not None
        channel = int(post.thread or post.channel)
        numbers = [int(number) for number in post.edit_of.split(",")]
        try:
            for number, (_, body) in zip(numbers, bodies(post.reply, post.key), strict=False):
                await self._edit(channel, number, body)
        except discord.HTTPException as error:
            if error.code == _UNKNOWN_MESSAGE:
                raise posting.MessageGone("The message to change was deleted.") from error
            if error.code in (_ARCHIVED, _MANY_EDITS, *IN_VAIN) or error.status not in (400, 403):
                raise
            # Without the right to embed, embeds alone are an empty message.
            plain = bodies(post.reply, post.key, as_text=True)
            for number, (_, body) in zip(numbers, plain, strict=False):
                await self._edit(channel, number, body)
        return Posted(post.edit_of, post.thread)

    async def _edit(self, channel: int, number: int, body: Body) -> None:
        """Change one message, in a thread that Discord has hidden, too."""
        params = _params(change(body))
        try:
            await self._http.edit_message(channel, number, params=params)
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            await self._http.edit_channel(channel, archived=False)
            await self._http.edit_message(channel, number, params=params)


def _params(body: Body) -> MultipartParameters:
    return MultipartParameters(payload=body, multipart=None, files=None)


def _titled(title: str) -> str:
    name = one_line(title) or "Procurement"
    while size(name) > _TITLE:
        name = name[:-2].rstrip() + "…"
    return name


def _problem(error: discord.HTTPException) -> posting.PostProblem:
    if error.code == _UNKNOWN_CHANNEL:
        return posting.ChannelGone("The channel was deleted, or the bot was removed from the server.")
    if error.code in (_MANY_EDITS, _SLOW_MODE) or error.status == 429:
        return posting.TryLater("Discord asks for patience.", 60)
    if error.status == 403:
        return posting.NotAllowed(
            "The bot may not post there: it needs to see the channel, send messages and embed links."
        )
    if error.status == 404:
        return posting.MessageGone("What the post follows up was deleted.")
    if error.status in (400, 413):
        return posting.Unpostable(f"Discord takes the post for malformed (code {error.code}).")
    return posting.Unreachable(f"Discord answered with an error ({error.status}).")
