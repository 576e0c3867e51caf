"""The one road from a question to its answer, shared by every adapter.

``answer`` takes a `Request`, makes sure it is answered once, asks the commands, and remembers
what was offered; ``sent`` marks it done once the network has acknowledged the answer. The
order is: write before you send, send with a key, mark after the acknowledgement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from commands.core.catalogue import Catalogue
from commands.core.context import Services
from commands.core.reply import Reply
from commands.core.request import Platform, Request


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A question that was taken but, when the process ended, not yet acknowledged as answered."""

    channel: str
    message_id: str


class Answering(Protocol):
    """What an adapter needs of the core."""

    services: Services

    @property
    def catalogue(self) -> Catalogue:
        """Every command, for slash registration and help."""
        ...

    async def answer(self, request: Request) -> Reply | None:
        """The reply to send, or None when this message is already answered or being answered."""
        ...

    async def again(self, request: Request) -> Reply:
        """The reply to an edited question: asked anew, whatever happened to it before."""
        ...

    async def sent(self, request: Request, reply: Reply, answer_id: str) -> None:
        """Mark it answered by message `answer_id`, and let its choices be picked by that id."""
        ...

    async def offered(
        self, platform: Platform, channel: str, message_id: str, people: Sequence[str], reply: Reply
    ) -> None:
        """Let the choices of a post that nobody asked for be picked.

        Whoever reads message `message_id` may react to it; the accounts `people` may also type a number
        in `channel`.
        """
        ...

    async def reachable(self, platform: Platform, account: str) -> None:
        """Note that this account can be written to in private: it wrote to the bot there, or came in."""
        ...

    async def answer_to(self, platform: Platform, message_id: str) -> str | None:
        """The id of the message that answered `message_id`, so that an edit can edit it."""
        ...

    async def chosen(self, platform: Platform, answer_id: str, number: int) -> str | None:
        """The command text behind choice `number` (from 1) of an answer, for reactions; None if none."""
        ...

    async def unfinished(self, platform: Platform) -> tuple[Unfinished, ...]:
        """Questions of an earlier run, at most 15 minutes old, to be fetched and answered now."""
        ...

    async def recall(self, key: str) -> str | None:
        """A small mark an adapter keeps across restarts (sync token, hash of the command tree)."""
        ...

    async def keep(self, key: str, value: str) -> None:
        """Store such a mark."""
        ...
