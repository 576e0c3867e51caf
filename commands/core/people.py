"""Finding the person that words mean, however the network writes a mention.

``<@1>`` and ``<@!1>`` (Discord), ``@jo:example.org`` (Matrix, pills included), ``@Jo Smith`` where the
name is somebody's in the room, ``@jo`` (console), and ``me``. A name with the @ is looked for anywhere
among the words; without it only where a person is expected.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from commands.core import text
from commands.core.request import Person, Platform, Request

MOST_WORDS = 8
"""Words of the longest display name that is looked for."""

HOW = {
    Platform.CONSOLE: "Write @ and a name, such as @jo, or me.",
    Platform.DISCORD: "Type @ and pick them from the list, or write me.",
    Platform.MATRIX: "Pick them from the list your client shows after @, write their whole address"
    " (@name:server), or me.",
}
"""How somebody is named on each network, in a sentence."""

_ME = frozenset({"me", "myself", "@me"})
_NUMBERED = re.compile(r"<@!?(\d{1,20})>")
_USER_ID = re.compile(r"@[0-9A-Za-z._=/+-]+:[0-9A-Za-z.-]+(?::\d{1,5})?")
AND = frozenset({"and", "&", "+"})
"""What may stand between two people."""
_MOST_NAMED = 5


class NoPerson(Exception):
    """Words that name nobody, or several; the message says so in sentences."""


class People:
    """Whoever can be named in one request. Names are looked up at the first need."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def span(self, words: Sequence[str], *, bare: bool) -> int:
        """How many of the first `words` name somebody, known or not; 0 for none.

        `bare` takes names without @, too, where they are known.
        """
        first = _trimmed(words[0]) if words else ""
        if first.casefold() in _ME:
            return 1 if bare or first.startswith("@") else 0
        if _is_address(first):
            return 1
        marked = first.startswith("@") and len(first) > 1
        if not marked and not bare:
            return 0
        for length in range(min(len(words), MOST_WORDS), 0, -1):
            if _key(words[:length]) in self._by_name:
                return length
        return 1 if marked else 0

    def knows(self, words: Sequence[str]) -> bool:
        """Whether `words` name anybody who can be found, or several of the same name."""
        return bool(self._meant(words))

    def find(self, said: str) -> Person:
        """The one person meant by `said`. Raises `NoPerson`."""
        meant = self._meant(said.split())
        shown = text.shown(said)
        if not meant:
            raise NoPerson(f"“{shown}” is nobody I can see here. {HOW[self._request.platform]}")
        if len(meant) > 1:
            ids = [person.id for person in meant]
            these = " or ".join(ids[:_MOST_NAMED]) + (" or others" if len(ids) > _MOST_NAMED else "")
            raise NoPerson(f"“{shown}” may be several people here. Write which one: {these}.")
        return meant[0]

    def find_all(self, said: str) -> tuple[Person, ...]:
        """Everybody named in `said`, each once, in order; "and" and commas part names. Raises `NoPerson`."""
        words, found = said.split(), dict[str, Person]()
        while words:
            length = max(1, self.span(words, bare=True))
            if words[0].casefold() not in AND:
                person = self.find(" ".join(words[:length]))
                found[person.id] = person
            words = words[length:]
        return tuple(found.values())

    def _meant(self, words: Sequence[str]) -> tuple[Person, ...]:
        """Whom all of `words` may mean: nobody, one, or several of the same name."""
        said = _trimmed(" ".join(words))
        request = self._request
        if said.casefold() in _ME:
            return (request.author,)
        numbered = _NUMBERED.fullmatch(said)
        known = self._by_id.get(numbered[1] if numbered else said)
        if known is not None:
            return (known,)
        if request.platform is Platform.MATRIX and _USER_ID.fullmatch(said):
            here = (person for person in request.members() if person.id == said)
            return (next(here, Person(Platform.MATRIX, said, said)),)
        return tuple(self._by_name.get(_key(words), {}).values())

    @cached_property
    def _by_id(self) -> dict[str, Person]:
        return {person.id: person for person in (*self._request.mentions, self._request.author)}

    @cached_property
    def _by_name(self) -> dict[str, dict[str, Person]]:
        """People by display name and by the name in their address, in small letters."""
        found: dict[str, dict[str, Person]] = {}
        for person in (*self._request.members(), *self._request.mentions):
            names = {_key(text.clean(person.name).split())}
            if _USER_ID.fullmatch(person.id):
                names.add(person.id[1:].partition(":")[0].casefold())
            for name in names - {""}:
                found.setdefault(name, {}).setdefault(person.id, person)
        return found


def typed(person: Person) -> str:
    """`person` as the words that name them on their network, for commands to type."""
    match person.platform:
        case Platform.DISCORD:
            return f"<@{person.id}>"
        case Platform.CONSOLE:
            return f"@{person.id.partition(':')[2] or 'me'}"
        case _:
            return person.id


def _is_address(word: str) -> bool:
    return word.startswith("<@") or _USER_ID.fullmatch(word) is not None


def _trimmed(word: str) -> str:
    """Without what a sentence puts after a name."""
    return word.rstrip(",.;:!?")


def _key(words: Sequence[str]) -> str:
    return _trimmed(" ".join(words)).removeprefix("@").strip().casefold()
