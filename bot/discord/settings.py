"""What the operator decides about the Discord side."""

from dataclasses import dataclass, field

API_BASE = "https://discord.com/api/v10"
GATEWAY_URL = "wss://gateway.discord.gg/"


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """Settings of `bot.discord.adapter.DiscordAdapter`.

    `api_base` and `gateway_url` are for a rate-limit proxy or a stand-in server; an empty
    `gateway_url` is Discord's own. They are process-wide, since the library keeps them so.
    `message_content` asks for the privileged intent that prefix commands need; it is done
    without where Discord does not grant it. `shards` is a number of connections, or None for one
    until Discord wants more (from 2,500 servers), and then as many as it advises.
    """

    token: str = field(repr=False)
    prefix: str = "!"
    api_base: str = API_BASE
    gateway_url: str = ""
    message_content: bool = True
    shards: int | None = None
