"""Private channels: where a person is written to, opened when first needed.

Opening a channel twice gives the same one, so it is remembered only to save requests. Discord wants few
opened, and counts what it refuses:
https://discord.com/developers/docs/resources/user#create-dm (v10).
"""

import asyncio

import discord
from discord.http import HTTPClient

from bot.delivery import posting
from bot.discord.turns import Turns

_CLOSED = frozenset({50007, 50278})
"""What is said of somebody who lets no bot write to them, blocks this one, or shares no server with it."""
_NOBODY, _NOT_THEM, _GONE, _TOO_FAST = 10013, 50033, 10003, 40003
IN_VAIN = _CLOSED | {_TOO_FAST}
"""After these the same message gets through in no other form."""
_REST = 600.0  # seconds; Discord does not say how long


class PrivateChannels:
    """The channels of one client with people, each known by the account's id."""

    def __init__(self, http: HTTPClient, turns: Turns) -> None:
        self._http = http
        self._turns = turns
        self._known: dict[str, str] = {}
        self._rest_until = 0.0

    async def channel(self, account: str) -> str:
        """The id of the channel with that account. Raises `posting.PostProblem`, or the library's errors."""
        known = self._known.get(account)
        if known is not None:
            return known
        if not (account.isascii() and account.isdigit()):
            raise posting.PersonGone("That is no Discord account.")
        rest = self._rest_until - asyncio.get_running_loop().time()
        if rest > 0:
            raise _too_fast(rest)
        await self._turns.mine()
        opened = await self._http.start_private_message(int(account))
        return self._known.setdefault(account, str(opened["id"]))

    def problem(self, account: str, error: discord.HTTPException) -> posting.PostProblem | None:
        """What an error means that came of opening the channel or of writing there; None: nothing special."""
        if error.code == _TOO_FAST:
            self._rest_until = asyncio.get_running_loop().time() + _REST
            return _too_fast(_REST)
        if error.code == _NOBODY:
            return posting.PersonGone("Discord knows no such account.")
        if error.code in _CLOSED or error.code == _NOT_THEM:
            return posting.PersonClosed("Discord does not let the bot write to this person in private.")
        if error.code == _GONE or error.status == 403:
            self._known.pop(account, None)
            return posting.PersonClosed("The private channel with this person cannot be written to.")
        return None


def _too_fast(seconds: float) -> posting.TryLater:
    words = "Discord lets no more private channels be opened just now."
    return posting.TryLater(words, seconds, crowded=False)
