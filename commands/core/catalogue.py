"""Every command there is, by name; found by looking into the packages that hold them."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from types import ModuleType

from commands.core.declare import Area, Command, Type
from register import Register

_LONGEST = 2
"""Words of the longest name."""


class Catalogue:
    """The commands, in the order help shows them: by area, then by name.

    Commands whose names begin with the same word of two (``foi new``, ``foi show``) are a group.
    """

    def __init__(self, commands: Iterable[Command]) -> None:
        order = list(Area)
        self.commands = tuple(sorted(commands, key=lambda c: (order.index(c.area), c.name)))
        self._by_name: dict[str, Command] = {}
        self._groups: dict[str, list[Command]] = {}
        for entry in self.commands:
            for name in (entry.name, *entry.aliases):
                if name in self._by_name:
                    raise ValueError(f"two commands are called {name!r}")
                self._by_name[name] = entry
            if entry.group:
                self._groups.setdefault(entry.group, []).append(entry)

    def get(self, name: str) -> Command | None:
        """The command with this name or alias, in any case and spacing."""
        return self._by_name.get(" ".join(name.casefold().split()))

    def match(self, words: Sequence[str]) -> tuple[Command | None, list[str]]:
        """The command that most of the first `words` name, and the words after its name."""
        for length in range(min(_LONGEST, len(words)), 0, -1):
            found = self.get(" ".join(words[:length]))
            if found is not None:
                return found, list(words[length:])
        return None, list(words)

    def group(self, word: str) -> tuple[Command, ...]:
        """The commands whose names begin with `word` and have another after it, by name."""
        return tuple(self._groups.get(word.casefold(), ()))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every name and alias."""
        return tuple(self._by_name)

    def nearest(self, typed: str, most: int = 3) -> tuple[str, ...]:
        """Names of the commands that look most like the first words of `typed`, best first.

        A group is named by those of its commands that the second word looks like, or by its first word alone.
        """
        first, _, rest = typed.casefold().partition(" ")
        single = {name: (command.name,) for name, command in self._by_name.items() if " " not in name}
        parts = {group: self.nearest_in(group, rest, most) for group in self._groups}
        known = {group: names or (group,) for group, names in parts.items()} | single
        close = _close(first, known, most)
        close.sort(key=lambda found: not parts.get(found))  # where the second word fits too, first
        return tuple(dict.fromkeys(name for found in close for name in known[found]))[:most]

    def nearest_in(self, group: str, typed: str, most: int = 3) -> tuple[str, ...]:
        """Names of the commands of `group` whose second word looks most like the first of `typed`."""
        own = {
            name.rpartition(" ")[2]: command.name
            for name, command in self._by_name.items()
            if name.startswith(f"{group} ") or command.group == group
        }
        found = _close(typed.casefold().partition(" ")[0], own, most)
        return tuple(dict.fromkeys(own[each] for each in found))

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


def _close(word: str, names: Iterable[str], most: int) -> list[str]:
    return difflib.get_close_matches(word[:30], list(names), n=most, cutoff=0.6)


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
    """The commands in this package's parent and of the FOI desk, loaded once."""
    import commands
    import commands.foi

    return load(commands, commands.foi)
