"""What delivery asks of an adapter, and what can become of it: one post, known by its key.

An adapter's ``post`` sends under a key the network knows a repeat by (Discord's ``nonce``, Matrix's
transaction id). Networks forget keys after a while, so a post that may have been sent before
(`Post.again`) is first looked for in the channel.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.errors import BotError
from commands.core.reply import Reply
from commands.core.request import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One thing to post, or to change.

    `channel` and `thread` are the platform's ids; a `channel` that begins with ``@`` is a person, written
    to in private: ``@`` and the account's id on Discord, the user id on Matrix. `key` (at most 64 letters)
    is the same at every attempt. `follows` is the message this follows up: answered to, or, with
    `in_thread`, the root of the thread it goes into, called `title` where it has to be begun; `title` also
    names a forum post. `edit_of` is a message of ours to turn into `reply`. `again` says an earlier
    attempt, made after `since`, may have got through.
    """

    channel: str
    key: str
    reply: Reply
    thread: str | None = None
    follows: str | None = None
    in_thread: bool = False
    title: str = ""
    edit_of: str | None = None
    again: bool = False
    since: datetime | None = None

    @property
    def private(self) -> bool:
        """Whether it goes to a person."""
        return self.channel.startswith("@")

    def people(self, platform: Platform) -> tuple[str, ...]:
        """The accounts on that network it is for: whom it goes to in private, else whom it names."""
        if self.private:
            return (self.channel if platform is Platform.MATRIX else self.channel[1:],)
        named = (person.id for person in self.reply.mentions() if person.platform is platform)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Posted:
    """A post the network has acknowledged: its message (several joined by commas), and its thread."""

    message_id: str
    thread: str | None = None


@runtime_checkable
class Postman(Protocol):
    """An adapter, as delivery knows it."""

    platform: Platform

    def ready(self) -> bool:
        """Whether posts can be handed to it now."""
        ...

    async def post(self, post: Post) -> Posted:
        """Post it, and return once the network has acknowledged it. Raises `PostProblem`."""
        ...


class PostProblem(BotError):
    """A post did not get through. The message is fit for an operator and for organisers."""


class ChannelGone(PostProblem):
    """The channel does not exist any more, or the bot is not in it."""


class NotAllowed(PostProblem):
    """The channel is there, and the bot may not post in it."""


class PersonClosed(PostProblem):
    """The person cannot be reached in private: they do not let the bot write to them, left, or are gone."""


class PersonGone(PersonClosed):
    """There is no such account (any more)."""


class MessageGone(PostProblem):
    """The message to change, or the thread to go on in, is gone; its channel is not."""


class TryLater(PostProblem):
    """The network asks for patience: in this channel, or `everywhere`. It did not post.

    `crowded` says that fewer posts at once would help: not so while a person has yet to accept an invitation.
    """

    def __init__(self, words: str, seconds: float, *, everywhere: bool = False, crowded: bool = True) -> None:
        super().__init__(words)
        self.seconds = seconds
        self.everywhere = everywhere
        self.crowded = crowded


class Unreachable(PostProblem):
    """The network did not answer, or not with sense: it may or may not have posted."""


class Unpostable(PostProblem):
    """The network takes it for malformed: our fault, and no repeat will help."""
