"""Questions typed as messages: answered in order within a channel, answered anew when edited."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bot.answering import Answering, Unfinished
from bot.discord.lanes import Lanes
from bot.discord.questions import asked, from_message
from bot.discord.sending import Poster
from commands.core.reply import Reply
from commands.core.request import Person, Platform, Request

TYPING_AFTER = 0.7
"""Seconds without an answer after which the channel sees that the bot is at it."""
EDITABLE_FOR = timedelta(minutes=15)
"""How old a message may be for an edit to make a question of it."""
_REMEMBERED = 1000
_LOOK_BACK = 25
_PEOPLE_SPEAK = (discord.MessageType.default, discord.MessageType.reply)
_log = structlog.get_logger(__name__)


class Messages:
    """Hears messages and their edits; `heard` and `edited` return at once and never raise."""

    def __init__(self, answering: Answering, prefix: str, lanes: Lanes) -> None:
        self._answering = answering
        self._prefix = prefix
        self._lanes = lanes
        self._poster = Poster()
        self._last_asked: dict[int, int] = {}  # message id to a hash of its words, newest last

    @property
    def refusals(self) -> int:
        """How often Discord did not let the bot answer where it was asked."""
        return self._poster.refusals

    def heard(self, message: discord.Message, me: int) -> None:
        """Answer `message` if it is a question to the bot, whose account is `me`."""
        text = self._text(message, me)
        if text is not None and self._is_news(message, text):
            self._lanes.put(
                message.channel.id, lambda: self._answer(message, from_message(message, text, me))
            )

    def edited(self, message: discord.Message, me: int) -> None:
        """Answer an edited message anew, if its words changed (a link preview is an edit too)."""
        text = self._text(message, me)
        if text is not None and message.edited_at is not None and self._is_news(message, text):
            request = from_message(message, text, me)
            self._lanes.put(message.channel.id, lambda: self._again(message, request))

    async def finish(self, client: discord.Client, left: tuple[Unfinished, ...]) -> None:
        """Answer what an earlier run took and did not finish."""
        for each in left:
            with contextlib.suppress(discord.HTTPException, ValueError):
                await self._finish(client, each)

    def _text(self, message: discord.Message, me: int) -> str | None:
        if message.author.bot or message.webhook_id is not None or message.type not in _PEOPLE_SPEAK:
            return None
        return asked(
            message.content, me, self._prefix, private=isinstance(message.channel, discord.DMChannel)
        )

    def _is_news(self, message: discord.Message, text: str) -> bool:
        """Whether these words of this message have not been heard yet."""
        words = hash(text)
        if self._last_asked.get(message.id) == words:
            return False
        self._last_asked[message.id] = words
        if len(self._last_asked) > _REMEMBERED:
            del self._last_asked[next(iter(self._last_asked))]
        return True

    async def _answer(self, message: discord.Message, request: Request) -> None:
        with _typing(message.channel):
            reply = await self._answering.answer(request)
        if reply is not None:
            await self._post(message, request, reply)

    async def _again(self, message: discord.Message, request: Request) -> None:
        answer = await self._answering.answer_to(Platform.DISCORD, request.message_id)
        if answer is None and datetime.now(UTC) - message.created_at > EDITABLE_FOR:
            return
        with _typing(message.channel):
            # Never asked before, it is taken as new; else asked anew, also where no answer got through.
            first = await self._answering.answer(request) if answer is None else None
            reply = first or await self._answering.again(request)
        numbers = [int(number) for number in (answer or "").split(",") if number.isdigit()]
        now = await self._poster.change(message, numbers, reply)
        await self._answering.sent(request, reply, _joined(now))

    async def _post(self, message: discord.Message, request: Request, reply: Reply) -> None:
        await self._answering.sent(request, reply, _joined(await self._poster.post(message, reply)))

    async def _finish(self, client: discord.Client, left: Unfinished) -> None:
        channel = client.get_channel(int(left.channel)) or await client.fetch_channel(int(left.channel))
        if client.user is None or not isinstance(channel, discord.abc.Messageable):
            return
        try:
            message = await channel.fetch_message(int(left.message_id))
        except discord.HTTPException:  # an interaction, deleted, or out of reach: nothing to answer
            nobody = Person(Platform.DISCORD, "", "")
            gone = Request(Platform.DISCORD, nobody, "", left.channel, left.message_id, datetime.now(UTC))
            await self._answering.sent(gone, Reply(()), "")
            return
        if message.guild is not None and not isinstance(message.author, discord.Member):
            with contextlib.suppress(discord.HTTPException):  # their rights come with the member
                message.author = await message.guild.fetch_member(message.author.id)
        text = self._text(message, client.user.id)
        if text is not None and self._is_news(message, text):
            request = from_message(message, text, client.user.id)
            self._lanes.put(channel.id, lambda: self._answer_late(message, request, client.user))

    async def _answer_late(
        self, message: discord.Message, request: Request, me: discord.ClientUser | None
    ) -> None:
        """Answer a question of an earlier run, unless that run's answer did arrive.

        The nonce would stop a second post, but Discord remembers nonces for minutes only.
        """
        reply = await self._answering.again(request)
        with contextlib.suppress(discord.HTTPException):
            async for later in message.channel.history(after=message, limit=_LOOK_BACK):
                reference = later.reference
                if later.author == me and reference and reference.message_id == message.id:
                    await self._answering.sent(request, reply, str(later.id))
                    return
        await self._post(message, request, reply)


def _joined(numbers: list[int]) -> str:
    """The ids of an answer's messages as one text, as `Answering` keeps it."""
    return ",".join(str(number) for number in numbers)


@contextlib.contextmanager
def _typing(channel: discord.abc.Messageable) -> Iterator[None]:
    """Show the typing indicator while the block runs, but only once it takes long."""
    shown: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()
    timer = loop.call_later(TYPING_AFTER, lambda: shown.append(loop.create_task(_show_typing(channel))))
    try:
        yield
    finally:
        timer.cancel()
        for task in shown:
            task.cancel()


async def _show_typing(channel: discord.abc.Messageable) -> None:
    with contextlib.suppress(discord.HTTPException):
        async with channel.typing():
            await asyncio.Event().wait()
