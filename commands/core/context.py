"""What a handler may use: the question, the register, the store, and facts about the running bot."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from commands.core.request import Request
from register import Register

if TYPE_CHECKING:
    from commands.core.catalogue import Catalogue
    from storage.database import Database


@dataclass(frozen=True, slots=True)
class Health:
    """One part of the running bot as `status` shows it, e.g. ``("Matrix", True, "last sync 3 s ago")``."""

    part: str
    well: bool
    words: str


async def _nothing() -> tuple[Health, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Services:
    """What lives as long as the process. `database` opens the store at the first call, not before.

    `contact` is where to reach whoever runs this bot, empty where not configured; `health`
    tells how its parts are; `prefix` is what prefix commands begin with.
    """

    register: Register
    catalogue: "Catalogue"
    database: "Callable[[], Awaitable[Database]]"
    prefix: str = "!"
    contact: str = ""
    health: Callable[[], Awaitable[tuple[Health, ...]]] = _nothing
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """One request with everything to answer it."""

    request: Request
    services: Services

    @property
    def register(self) -> Register:
        """The register of bodies and places."""
        return self.services.register

    def type(self, text: str) -> str:
        """`text` as the asker would have to type it, prefix included."""
        return f"{self.services.prefix}{text}"
