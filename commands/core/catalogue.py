"""Every command there is, by name; found by looking into the packages that hold them."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache, cached_property
from types import ModuleType

from commands.core.declare import Area, Command, Type
from register import Register


class Catalogue:
    """The commands, in the order help shows them: by area, then by module and name."""

    def __init__(self, commands: Iterable[Command]) -> None:
        order = list(Area)
        self.commands = tuple(sorted(commands, key=lambda c: (order.index(c.area), c.name)))
        self._by_word: dict[str, Command] = {}
        for entry in self.commands:
            for word in (entry.name, *entry.aliases):
                if word in self._by_word:
                    raise ValueError(f"two commands are called {word!r}")
                self._by_word[word] = entry

    def get(self, word: str) -> Command | None:
        """The command with this name or alias, in any case."""
        return self._by_word.get(word.casefold())

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every name and alias."""
        return tuple(self._by_word)

    def nearest(self, word: str, most: int = 3) -> tuple[str, ...]:
        """Names of the commands whose names or aliases look most like `word`, best first."""
        close = difflib.get_close_matches(word.casefold()[:30], self.words, n=most, cutoff=0.6)
        return tuple(dict.fromkeys(self._by_word[found].name for found in close))

    def suggest(self, type_: Type, text: str, register: Register) -> tuple[tuple[str, str], ...]:
        """Up to 25 (label, value) pairs to complete `text` with; the value reads back as that thing."""
        match type_:
            case Type.BODY:
                return register.suggest(text)
            case Type.PLACE:
                return register.suggest_places(text)
            case Type.REGION:
                wanted = text.casefold()
                regions = ((region.name, region.code) for region in register.regions())
                return tuple(pair for pair in regions if wanted in pair[0].casefold())
            case _:
                return ()


def load(*packages: ModuleType) -> Catalogue:
    """All `Command` values of the modules directly in `packages`."""
    found: list[Command] = []
    for package in packages:
        for entry in pkgutil.iter_modules(package.__path__):
            if entry.ispkg:
                continue
            module = importlib.import_module(f"{package.__name__}.{entry.name}")
            found.extend(value for value in vars(module).values() if isinstance(value, Command))
    return Catalogue(dict.fromkeys(found))


@cache
def ours() -> Catalogue:
    """The commands in this package's parent, loaded once."""
    import commands

    return load(commands)
