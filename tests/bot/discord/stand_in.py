"""A hand-written `Answering` for adapter tests: a small catalogue, answers by rule, everything recorded."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.answering import Unfinished
from commands.core.catalogue import Catalogue
from commands.core.context import Services
from commands.core.declare import Command, Parameter, Permission, Type
from commands.core.reply import Reply, Text
from commands.core.request import Platform, Request


async def _handler(*_: Any, **__: Any) -> Reply:
    raise AssertionError("the stand-in answers itself")


def command(name: str, *parameters: Parameter, **more: Any) -> Command:
    return Command(name, f"What {name} does", _handler, parameters, **more)


COMMANDS = (
    command(
        "ccg",
        Parameter("on", Type.DATE, "A date", required=False, keywords=("on",)),
        Parameter("body", Type.BODY, "A body, place, postcode or code"),
    ),
    command(
        "assign",
        Parameter("number", Type.NUMBER, "Which task"),
        Parameter("who", Type.PERSON, "Who is to do it"),
        Parameter("speed", Type.CHOICE, "How soon", required=False, choices=("soon", "later")),
        permission=Permission.ORGANISER,
    ),
    command("privacy", private=True),
)


class StandInRegister:
    """Completes as the real one does: label and value."""

    def suggest(self, text: str) -> tuple[tuple[str, str], ...]:
        return tuple((f"{text} number {n} " + "x" * 90, f"{n:03}") for n in range(30))


def echo(request: Request) -> Reply:
    return Reply((Text((f"You asked: {request.text}",)),))


class StandInAnswering:
    """Implements `bot.answering.Answering` in memory. `rule` makes the replies."""

    def __init__(self, rule: Callable[[Request], Reply] = echo, commands: Iterable[Command] = COMMANDS):
        self._catalogue = Catalogue(commands)
        self.rule = rule
        self.delay = 0.0
        self.asked: list[Request] = []
        self.answers: dict[str, str] = {}
        self.reached: list[str] = []
        self.offers: list[tuple[str, str, tuple[str, ...]]] = []
        self.marks: dict[str, str] = {}
        self.left: tuple[Unfinished, ...] = ()
        self.services: Services = Services(StandInRegister(), self._catalogue, self._no_database)  # type: ignore

    async def _no_database(self) -> Any:
        raise AssertionError("no test here needs a database")

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    async def answer(self, request: Request) -> Reply | None:
        if any(request.message_id == each.message_id for each in self.asked):
            return None
        return await self.again(request)

    async def again(self, request: Request) -> Reply:
        self.asked.append(request)
        if self.delay:
            await asyncio.sleep(self.delay)
        return self.rule(request)

    async def sent(self, request: Request, reply: Reply, answer_id: str) -> None:
        self.answers[request.message_id] = answer_id

    async def offered(
        self, platform: Platform, channel: str, message_id: str, people: Sequence[str], reply: Reply
    ) -> None:
        if reply.choices():
            self.offers.append((channel, message_id, tuple(people)))

    async def reachable(self, platform: Platform, account: str) -> None:
        self.reached.append(account)

    async def answer_to(self, platform: Platform, message_id: str) -> str | None:
        return self.answers.get(message_id)

    async def chosen(self, platform: Platform, answer_id: str, number: int) -> str | None:
        return None

    async def unfinished(self, platform: Platform) -> tuple[Unfinished, ...]:
        return self.left

    async def recall(self, key: str) -> str | None:
        return self.marks.get(key)

    async def keep(self, key: str, value: str) -> None:
        self.marks[key] = value
