"""Posts nobody asked for: announcements in channels, threads and forums, each once by its key.

Discord knows a repeat by its nonce, for some minutes, and knows none for a post that opens a forum thread.
So each message also carries a mark in its small print, by which an earlier attempt is found in the channel's
history. API: https://discord.com/developers/docs/resources/message#create-message and .../channel (v10).
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal

import aiohttp
import discord

from bot.delivery import posting
from bot.delivery.posting import Post, Posted
from bot.discord.cards import EMBED, FOOTER
from bot.discord.markdown import one_line, size
from bot.discord.render import Outgoing, render, render_text
from bot.discord.sending import changed, key, shown
from commands.core.reply import Reply

_SKEW = timedelta(minutes=5)
"""How far our clock and Discord's may be apart."""
_LOOK_BACK = 500
"""Messages of a channel that are looked through for an earlier attempt."""
_TITLE = 100
_REMEMBERED = 64
_WEEK: Literal[10_080] = 10_080  # minutes after which Discord hides a silent thread, its longest
_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _HAS_THREAD = 10003, 10008, 160004
_NO_TEXT_CHANNEL = 50008
_ARCHIVED, _LOCKED, _MANY_EDITS, _SLOW_MODE = 50083, 160005, 30046, 20016


class Announcer:
    """Posts through one client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def post(self, post: Post) -> Posted:
        """Post it, or change it; raises `posting.PostProblem`."""
        with _explained():
            if post.edit_of:
                return await self._change(post)
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
            number = int(post.follows.split(",")[0])
            follows = discord.MessageReference(
                message_id=number, channel_id=int(post.channel), fail_if_not_exists=False
            )
        channel = self._client.get_partial_messageable(int(thread or post.channel))
        found = await self._earlier(channel, post) if post.again else {}
        try:
            numbers = await self._parts(channel, post, render, follows, found)
        except discord.Forbidden:  # perhaps only embeds, files or references are
            numbers = await self._parts(channel, post, render_text, None, found)
        except discord.HTTPException as error:
            if thread and thread != post.channel and error.code in (_UNKNOWN_CHANNEL, _LOCKED, _ARCHIVED):
                raise posting.MessageGone("The thread is gone or closed.") from error
            raise
        return Posted(",".join(map(str, numbers)), thread)

    async def _parts(
        self,
        channel: discord.PartialMessageable,
        post: Post,
        how: Callable[[Reply], list[Outgoing]],
        follows: discord.MessageReference | None,
        found: dict[str, discord.Message],
    ) -> list[int]:
        numbers: list[int] = []
        for number, part in enumerate(_marked(post, how)):
            nonce = key(post.key, number)
            message = found.get(mark(nonce))
            if message is None:
                extra: dict[str, Any] = {"reference": follows} if follows and not number else {}
                message = await channel.send(**shown(part), **extra, nonce=nonce)
            if post.again and not says(message, part):  # an earlier attempt had other words
                await self._edit(channel.id, message.id, part)
            numbers.append(message.id)
        return numbers

    async def _earlier(self, channel: discord.PartialMessageable, post: Post) -> dict[str, discord.Message]:
        """What earlier attempts have posted, by its mark. Nothing where history must not be read."""
        marks = [mark(key(post.key, number)) for number in range(10)]
        found: dict[str, discord.Message] = {}
        after = post.since - _SKEW if post.since else None
        with contextlib.suppress(discord.Forbidden):
            async for message in channel.history(limit=_LOOK_BACK, after=after, oldest_first=True):
                if self._ours(message) and (seen := _mark_in(message, marks)):
                    found[seen] = message
        return found

    def _ours(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    async def _thread(self, post: Post) -> str | None:
        """The thread on the root message, begun where there is none; None where that is not allowed."""
        assert post.follows is not None
        root = int(post.follows.split(",")[0])
        try:
            begun = await self._client.http.start_thread_with_message(
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
        first, *rest = _marked(post, render)
        thread, message = await self._opened(forum, post) if post.again else (None, None)
        found: dict[str, discord.Message] = {}
        if thread is None or message is None:
            tags = forum.available_tags[:1] if forum.flags.require_tag else []
            thread, message = await forum.create_thread(
                name=_titled(post.title), applied_tags=tags, **shown(first)
            )
        else:
            if not says(message, first):  # an earlier attempt had other words
                await self._edit(thread.id, message.id, first)
            if rest:
                found = await self._earlier(self._client.get_partial_messageable(thread.id), post)
        for number, part in enumerate(rest, 1):
            nonce = key(post.key, number)
            if mark(nonce) not in found:
                await thread.send(**shown(part), nonce=nonce)
        return Posted(str(message.id), str(thread.id))

    async def _opened(
        self, forum: discord.ForumChannel, post: Post
    ) -> tuple[discord.Thread, discord.Message] | tuple[None, None]:
        """The forum post that an earlier attempt has opened, and its first message."""
        async for thread in _recent(forum, post):
            if self._client.user is not None and thread.owner_id == self._client.user.id:
                message = await self._opening(thread)
                if message is not None and _mark_in(message, [mark(key(post.key, 0))]):
                    return thread, message
        return None, None

    @staticmethod
    async def _opening(thread: discord.Thread) -> discord.Message | None:
        with contextlib.suppress(discord.NotFound, discord.Forbidden):
            return await thread.fetch_message(thread.id)
        return None

    # --- changes ---

    async def _change(self, post: Post) -> Posted:
        assert post.edit_of is not None
        channel = int(post.thread or post.channel)
        numbers = [int(number) for number in post.edit_of.split(",")]
        try:
            for number, part in zip(numbers, _marked(post, render), strict=False):
                await self._edit(channel, number, part)
        except discord.HTTPException as error:
            if error.code == _UNKNOWN_MESSAGE:
                raise posting.MessageGone("The message to change was deleted.") from error
            if error.code in (_ARCHIVED, _MANY_EDITS) or error.status not in (400, 403):
                raise
            # Without the right to embed, embeds alone are an empty message.
            for number, part in zip(numbers, _marked(post, render_text), strict=False):
                await self._edit(channel, number, part)
        return Posted(post.edit_of, post.thread)

    async def _edit(self, channel: int, number: int, part: Outgoing) -> None:
        """Change one message, in a thread that Discord has hidden, too."""
        message = self._client.get_partial_messageable(channel).get_partial_message(number)
        try:
            await message.edit(**changed(part))
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            await self._client.http.edit_channel(channel, archived=False)
            await message.edit(**changed(part))


def _marked(post: Post, how: Callable[[Reply], list[Outgoing]]) -> list[Outgoing]:
    """The messages of a post, each with the mark it is known again by."""
    made = _rendered(post.reply) if how is render else how(post.reply)
    return [marked(part, mark(key(post.key, number))) for number, part in enumerate(made)]


_last: dict[int, tuple[Reply, list[Outgoing]]] = {}


def _rendered(reply: Reply) -> list[Outgoing]:
    """`reply` as messages; the very same reply, which goes to many channels, is rendered once."""
    known = _last.get(id(reply))
    if known is None or known[0] is not reply:
        known = _last[id(reply)] = (reply, render(reply))
        if len(_last) > _REMEMBERED:
            del _last[next(iter(_last))]
    return known[1]


def mark(nonce: str) -> str:
    """What a message shows in its small print, to be known again by."""
    return f"ref {nonce[:10]}"


def marked(part: Outgoing, words: str) -> Outgoing:
    """`part` with `words` in its small print: the last embed's footer, or a line of its own."""
    if part.embeds and sum(_weight(embed) for embed in part.embeds) + size(words) + 3 <= EMBED:
        *others, last = part.embeds
        last = last.copy()
        footer = f"{last.footer.text} · {words}" if last.footer.text else words
        if size(footer) <= FOOTER:
            last.set_footer(text=footer)
            return replace(part, embeds=(*others, last))
    return replace(part, content=f"{part.content}\n-# {words}".lstrip())


def says(message: discord.Message, part: Outgoing) -> bool:
    """Whether a message shows these words already; Discord trims what it is sent."""
    embeds = [_told(embed) for embed in message.embeds]
    return message.content.strip() == part.content.strip() and embeds == [_told(e) for e in part.embeds]


def _told(embed: discord.Embed) -> tuple[str, ...]:
    fields = [text for each in embed.fields for text in (each.name, each.value)]
    texts = (embed.title, embed.description, *fields, embed.footer.text)
    return tuple((text or "").strip() for text in texts)


def _mark_in(message: discord.Message, marks: list[str]) -> str | None:
    """Which of the `marks` a message carries, if any."""
    texts = [message.content, *(embed.footer.text or "" for embed in message.embeds)]
    return next((each for each in marks for text in texts if each in text), None)


def _weight(embed: discord.Embed) -> int:
    return sum(size(text) for text in _told(embed))


def _titled(title: str) -> str:
    name = one_line(title) or "Procurement"
    while size(name) > _TITLE:
        name = name[:-2].rstrip() + "…"
    return name


async def _recent(forum: discord.ForumChannel, post: Post) -> AsyncIterator[discord.Thread]:
    """The forum's posts that an earlier attempt may have opened, those in use first."""
    since = post.since - _SKEW if post.since else None
    active = await forum.guild.active_threads()
    for thread in islice((each for each in active if each.parent_id == forum.id), _LOOK_BACK):
        if _not_before(thread, since):
            yield thread
    with contextlib.suppress(discord.Forbidden):
        async for thread in forum.archived_threads(limit=100):
            if _not_before(thread, since):
                yield thread


def _not_before(thread: discord.Thread, since: datetime | None) -> bool:
    return since is None or discord.utils.snowflake_time(thread.id) >= since


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Turn what the library raises into what delivery understands."""
    try:
        yield
    except posting.PostProblem:
        raise
    except discord.RateLimited as error:
        raise posting.TryLater("Discord asks for patience.", error.retry_after) from error
    except discord.HTTPException as error:
        raise _problem(error) from error
    except (TimeoutError, aiohttp.ClientError, OSError, RuntimeError) as error:
        # A RuntimeError is what a session says that is just being closed.
        raise posting.Unreachable("Discord did not answer.") from error


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
