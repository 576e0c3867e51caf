"""The stand-in as a process of its own: ``python -m tests.servers.discord --port N``.

Prints the settings that lead a bot here (as ``CCGWATCH_`` variables), then has somebody say
each line typed, and shows what the bot posts: ``!ccg 04Y``, or ``/ccg body=04Y`` for the slash
form. An end of input leaves it running until it is told to end.
"""

import argparse
import asyncio
import contextlib
import sys

from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Message, plain


class Shown(DiscordServer):
    """A stand-in that prints what the bot posts."""

    async def post(self, message: Message) -> None:
        await super().post(message)
        _print(plain(message) + "\n")


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the screen is its purpose


async def serve(port: int) -> None:
    """Serve, and say what is typed, until told to end."""
    server = await Shown(contract=False).start(port)
    _print(f"CCGWATCH_DISCORD__TOKEN={server.token}")
    _print(f"CCGWATCH_DISCORD__API_BASE={server.api_base}")
    _print(f"CCGWATCH_DISCORD__GATEWAY_URL={server.gateway_url}")
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                await _say(server, line.strip())
        await asyncio.Event().wait()
    finally:
        await server.stop()


async def _say(server: DiscordServer, line: str) -> None:
    if not line.startswith("/"):
        await server.say(line)
        return
    name, _, rest = line[1:].partition(" ")
    option, _, value = rest.partition("=")
    try:
        await server.slash(name, {option: value} if rest else None)
    except (AssertionError, KeyError) as error:
        _print(f"Discord would not send that: {error}")


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in Discord on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
