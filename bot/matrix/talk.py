"""From what was heard to what is said: one question, edit or choice at a time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import structlog

from bot.answering import Answering
from bot.matrix.client import Client
from bot.matrix.facts import RoomFacts, space_of
from bot.matrix.hearing import Edit, Heard, Pick, Question, thread_of
from bot.matrix.lanes import Lanes
from bot.matrix.render import render
from bot.matrix.voice import Voice
from bot.matrix.wire import fetch
from commands.core.reply import Reply
from commands.core.request import Person, Platform, Request

log = structlog.get_logger(__name__)

MATRIX = Platform.MATRIX


class Talk:
    """Answers what was heard, in order within a room. `now` gives the time, aware, in UTC."""

    def __init__(
        self,
        client: Client,
        answering: Answering,
        voice: Voice,
        facts: Mapping[str, RoomFacts],
        lanes: Lanes,
        prefix: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._answering = answering
        self._voice = voice
        self._facts = facts
        self._lanes = lanes
        self._prefix = prefix
        self._now = now

    def put(self, room_id: str, heard: Heard) -> asyncio.Event:
        """Answer in the room's turn; the event is set once it is safe in the store."""
        taken = asyncio.Event()
        self._lanes.put(f"room {room_id}", partial(self._react, room_id, heard, taken))
        return taken

    async def _react(self, room_id: str, heard: Heard, taken: asyncio.Event) -> None:
        try:
            match heard:
                case Question():
                    request = self.request(room_id, heard)
                    await self._answer(request, taken, to=heard.event_id, key=heard.event_id)
                case Edit():
                    await self._edit(room_id, heard, taken)
                case Pick():
                    await self._pick(room_id, heard, taken)
        finally:
            taken.set()

    async def _answer(self, request: Request, taken: asyncio.Event, *, to: str, key: str) -> None:
        reply = await self._answering.answer(request)
        taken.set()
        if reply is None:
            return
        message = render(reply, self._prefix)
        answer = await self._voice.answer(request.channel, message, to=to, thread=request.thread, key=key)
        await self._answering.sent(request, reply, answer)
        if message.choices:
            offer = partial(self._voice.offer, request.channel, answer, message.choices, key=key)
            self._lanes.put(f"numbers {request.channel}", offer)

    async def _edit(self, room_id: str, edit: Edit, taken: asyncio.Event) -> None:
        """Answer the new words by changing the answer to the old ones; only for whoever wrote both."""
        original = await fetch(self._client, room_id, edit.original)
        if original is None or original.sender != edit.sender:
            return
        request = self.request(room_id, replace(edit.question, thread=thread_of(original)))
        answer = await self._answering.answer_to(MATRIX, edit.original)
        if answer is None:  # it was no question before
            await self._answer(request, taken, to=edit.original, key=edit.original)
            return
        reply = await self._answering.again(request)
        message = render(reply, self._prefix)
        await self._voice.change(room_id, answer, message, key=edit.event_id)
        await self._answering.sent(request, reply, answer)

    async def _pick(self, room_id: str, pick: Pick, taken: asyncio.Event) -> None:
        """Ask what the number stands for, as a question of whoever reacted."""
        command = await self._answering.chosen(MATRIX, pick.answer, pick.number)
        if command is None:
            return
        answer = await fetch(self._client, room_id, pick.answer)
        thread = thread_of(answer) if answer is not None else None
        question = Question(pick.event_id, pick.sender, command, thread)
        await self._answer(self.request(room_id, question), taken, to=pick.answer, key=pick.event_id)

    async def say(self, room_id: str, reply: Reply, *, to: str, key: str, thread: str | None = None) -> None:
        """Say something nobody asked for, once by `key`."""
        await self._voice.answer(room_id, render(reply, self._prefix), to=to, thread=thread, key=key)

    def request(self, room_id: str, question: Question) -> Request:
        """Put a question into the words no network owns."""
        space = space_of(room_id, self._facts) or room_id
        governing = self._facts.get(space) or RoomFacts(space)
        private = self.private(room_id)
        return Request(
            platform=MATRIX,
            author=self._person(room_id, question.sender),
            text=question.text,
            channel=room_id,
            message_id=question.event_id,
            now=self._now(),
            space=None if private else space,
            thread=question.thread,
            private=private,
            mentions=tuple(self._person(room_id, user) for user in question.mentions),
            manages_space=governing.may_set(question.sender),
            members=partial(self._members, room_id),
        )

    def private(self, room_id: str) -> bool:
        """Tell whether it is a talk of two: two members, no name, in no space."""
        room = self._client.rooms.get(room_id)
        return bool(self.two(room_id) and room and not room.is_named and not space_of(room_id, self._facts))

    def two(self, room_id: str) -> bool:
        """Tell whether only the bot and one other are in the room, so that every text is for the bot."""
        room = self._client.rooms.get(room_id)
        return room is not None and room.member_count <= 2

    def _members(self, room_id: str) -> tuple[Person, ...]:
        """Everybody in the room but the bot, by the display name each chose."""
        room = self._client.rooms.get(room_id)
        users = room.users.values() if room is not None else ()
        return tuple(
            Person(MATRIX, user.user_id, user.display_name or user.user_id)
            for user in users
            if user.user_id != self._client.user_id
        )

    def _person(self, room_id: str, user: str) -> Person:
        room = self._client.rooms.get(room_id)
        name = room.user_name(user) if room is not None else None
        return Person(MATRIX, user, name or user)
