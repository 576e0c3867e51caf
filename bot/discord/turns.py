"""Taking turns, once Discord has said that we ask too often altogether.

A bot may make 50 requests a second (https://discord.com/developers/docs/topics/rate-limits#global-rate-limit),
more where Discord has granted it, and is shut out for a while after 10,000 refused ones in ten minutes. The
library waits when it is told to, but all that waits goes on at once, and is refused again.
"""

import asyncio

A_SECOND = 40.0
"""Posts a second then, which leaves room for answers."""
_FOR = 3600.0  # seconds after the last refusal


class Turns:
    """Nothing to wait for, until `begin` is called."""

    def __init__(self) -> None:
        self._until = 0.0
        self._next = 0.0

    def begin(self) -> None:
        """Keep to the pace for the next hour."""
        self._until = asyncio.get_running_loop().time() + _FOR

    async def mine(self) -> None:
        """Wait for my turn."""
        now = asyncio.get_running_loop().time()
        if now >= self._until:
            return
        at = max(now, self._next)
        self._next = at + 1 / A_SECOND
        if at > now:
            await asyncio.sleep(at - now)
