"""The stand-in Discord as a stage: Sam and Jo in a server, and Jo in private talk with the bot."""

from collections.abc import Sequence

from bot.discord.sending import key
from tests.servers.discord import Message, plain
from tests.servers.discord.fixtures import Talk

_PARTS = 10


class DiscordStage:
    """A talk with the bot, set up for a campaign by `begin`."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.server = talk, talk.server
        self.jo, self.sam = talk.server.jo, talk.server.organiser
        self.channel = talk.server.channel("foi")
        self.private = talk.server.direct(self.jo)
        self._asked: set[str] = set()

    async def begin(self) -> None:
        """The channel is the desk's."""
        await self.organiser("setup name Save it")
        await self.organiser("setup channel foi")

    @property
    def mention(self) -> str:
        return f"<@{self.jo.id}>"

    async def organiser(self, order: str) -> str:
        return await self._ask(order, author=self.sam, channel=self.channel)

    async def volunteer(self, order: str) -> str:
        return await self._ask(order, author=self.jo, channel=self.private)

    async def pressed(self, label: str) -> str:
        message = self._unasked(self.private)[-1]
        [custom_id] = [each["custom_id"] for each in message.buttons if each["label"] == label]
        pressed = await self.server.press(message, custom_id, author=self.jo)
        return plain(await self.server.response(pressed))

    def told(self) -> Sequence[str]:
        return [plain(each) for each in self._unasked(self.private)]

    def posted(self) -> Sequence[str]:
        return [plain(each) for each in self._unasked(self.channel)]

    async def _ask(self, order: str, **where: object) -> str:
        """All the messages of an answer, as one text."""
        said = await self.server.say(f"!{order}", **where)  # type: ignore[arg-type]
        self._asked |= (nonces := {key(str(said.id), part) for part in range(_PARTS)})
        await self.server.until(lambda: self.talk.answer(said))
        parts = [m for m in self.server.answers(said.channel) if m.body.get("nonce") in nonces]
        return "\n".join(map(plain, parts))

    def _unasked(self, channel: object) -> list[Message]:
        """What delivery posted: its messages carry a nonce that belongs to no question."""
        answers = self.server.answers(channel)  # type: ignore[arg-type]
        return [m for m in answers if m.body.get("nonce") and m.body["nonce"] not in self._asked]
