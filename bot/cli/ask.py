"""``ccgwatch ask`` and ``ccgwatch chat``: the bot in a terminal or a script."""

import asyncio
import sys
from typing import Annotated

import typer

from bot.cli import place
from commands.core.reply import Outcome

_GOOD = {Outcome.ANSWERED, Outcome.AMBIGUOUS}


def ask(
    text: Annotated[list[str], typer.Argument(help="The question, with or without the prefix.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Ask one question and print the answer; exit 1 when nothing was found or understood.

    Examples: ccgwatch ask "!ccg Cannock Chase"; ccgwatch ask --json "lineage QNC"
    """
    raise typer.Exit(asyncio.run(_ask(" ".join(text), as_json=json)))


def chat() -> None:
    """Ask as much as you like; piped lines are answered one by one.

    At a terminal the feeds are looked at meanwhile, and what each look gave is shown.

    Example: echo '!ccg Cannock Chase' | ccgwatch chat
    """
    from bot import logs
    from bot.console.chat import chat as talk
    from bot.console.looking import looking

    settings = place.HERE.settings()
    logs.configure(settings.log.level if settings.log.level != "info" else "error")
    services, store = place.services(settings)

    async def session() -> None:
        try:
            async with looking(settings, services, interactive=sys.stdin.isatty()):
                await talk(services, place.HERE.state)
        finally:
            await store.close()

    asyncio.run(session())


async def _ask(text: str, *, as_json: bool) -> int:
    from bot import logs
    from bot.console.chat import Conversation

    settings = place.HERE.settings()
    logs.configure("error")
    services, store = place.services(settings)
    try:
        reply = await Conversation(services).ask(text)
    finally:
        await store.close()
    if as_json:
        from bot.console.as_json import as_json as to_json

        print(to_json(reply))
    else:
        from rich.console import Console

        from bot.console.render import show

        show(reply, Console(highlight=False, file=sys.stdout), place.HERE.state / "pictures")
    return 0 if reply.outcome in _GOOD else 1
