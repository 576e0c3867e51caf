"""A stand-in Discord on loopback: REST v10 and the gateway, as far as a bot of ours can tell.

`DiscordServer` (in `server.py`) is what tests use; `python -m tests.servers.discord --port N`
runs it as a process of its own for benchmarks. It enforces Discord's limits by hand
(`limits.py`) and checks every body against Discord's own OpenAPI file (`contract.py`).
"""

from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Channel, Message, User, plain

__all__ = ["Channel", "DiscordServer", "Message", "User", "plain"]
