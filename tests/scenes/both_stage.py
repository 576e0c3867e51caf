"""Both networks as one stage: Sam organises on Discord, Jo has accounts on both and prefers Matrix."""

import re
from collections.abc import Sequence

from tests.scenes.discord_stage import DiscordStage
from tests.scenes.matrix_stage import MatrixStage

_CODE = re.compile(r"link ([A-Z0-9-]{6,})")


class BothStage:
    """The campaign is at home on Discord; Jo is told, and orders, on Matrix."""

    def __init__(self, discord: DiscordStage, matrix: MatrixStage) -> None:
        self.discord, self.matrix = discord, matrix

    async def begin(self) -> None:
        """Jo links the accounts, by a code that one shows and the other is told."""
        await self.discord.begin()
        await self.matrix.meet()
        found = _CODE.search(await self.discord.volunteer("link"))
        assert found is not None
        assert "one person with Jo on Discord" in await self.matrix.volunteer(f"link {found[1]}")
        await self.matrix.volunteer("1")  # yes, that is me
        await self.matrix.volunteer("me network matrix")

    @property
    def mention(self) -> str:
        return self.discord.mention

    async def organiser(self, order: str) -> str:
        return await self.discord.organiser(order)

    async def volunteer(self, order: str) -> str:
        return await self.matrix.volunteer(order)

    async def pressed(self, label: str) -> str:
        return await self.matrix.pressed(label)

    def told(self) -> Sequence[str]:
        return [*self.discord.told(), *self.matrix.told()]

    def posted(self) -> Sequence[str]:
        return self.discord.posted()
