"""One person at a terminal, or lines from a pipe: a line in, an answer out."""

import re
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from commands.core.context import Services
from commands.core.dispatch import dispatch
from commands.core.pick import picked_number
from commands.core.reply import Reply
from commands.core.request import Person, Platform, Request

ME = Person(Platform.CONSOLE, "console", "you")
_GREETING = (
    "Ask who decides about NHS care somewhere, for example: !ccg Cannock Chase. "
    "More: !help. Ends with Ctrl-D."
)
_NAMED = re.compile(r"(?<!\S)@(\w[\w-]{0,31})")
_ENDS = {"exit", "quit", "bye"}


class Conversation:
    """What a console remembers between two lines: the choices last offered."""

    def __init__(
        self,
        services: Services,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        person: Person = ME,
    ) -> None:
        self.services = services
        self._now = now
        self._person = person
        self._offered: tuple[str, ...] = ()
        self._numbers = count(1)

    async def ask(self, line: str) -> Reply:
        """The answer to one line, with or without the prefix."""
        request = Request(
            platform=Platform.CONSOLE,
            author=self._person,
            text=line.strip().removeprefix(self.services.prefix),
            channel="console",
            space="console",
            message_id=str(next(self._numbers)),
            now=self._now(),
            private=True,
            mentions=_mentioned(line),
            manages_space=True,
        )
        number = picked_number(request)
        if number and number <= len(self._offered):
            return await self.ask(self._offered[number - 1])
        reply = await dispatch(request, self.services)
        self._offered = tuple(choice.command for choice in reply.choices()) or self._offered
        return reply


def _mentioned(line: str) -> tuple[Person, ...]:
    """Whoever a line names with an @, so that it can be tried how people are given something."""
    names = dict.fromkeys(name for name in _NAMED.findall(line) if name.casefold() != "me")
    return tuple(Person(Platform.CONSOLE, f"console:{name.casefold()}", name) for name in names)


async def chat(services: Services, state: Path) -> None:
    """Answer lines until there are no more; on a terminal with history, completion and colours."""
    from rich.console import Console

    from bot.console.render import show

    console = Console(highlight=False)
    interactive = sys.stdin.isatty()
    lines = _typed(services, state) if interactive else _piped()
    if interactive:
        console.print(_GREETING, style="dim", markup=False)
    conversation = Conversation(services)
    async for line in lines:
        if not line.strip():
            continue
        if line.strip().removeprefix(services.prefix).casefold() in _ENDS:
            break
        show(await conversation.ask(line), console, state / "pictures")
        console.print()


async def _piped() -> AsyncIterator[str]:
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace")


async def _typed(services: Services, state: Path) -> AsyncIterator[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory
    from prompt_toolkit.patch_stdout import patch_stdout

    history: History
    try:
        state.mkdir(parents=True, exist_ok=True)
        (state / "console-history").touch(mode=0o600)
        history = FileHistory(str(state / "console-history"))
    except OSError:  # nowhere to write: what was typed is known for this session only
        history = InMemoryHistory()
    words = [f"{services.prefix}{command.name}" for command in services.catalogue.commands]
    session: PromptSession[str] = PromptSession(
        history=history, completer=WordCompleter(words, sentence=True)
    )
    while True:
        try:
            with patch_stdout():  # only while typing: what the feeds say goes above the prompt
                line = await session.prompt_async("ccgwatch> ")
        except (EOFError, KeyboardInterrupt):
            return
        yield line
