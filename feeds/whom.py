"""Whom a piece of news concerns: the bodies and regions that its words name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from register.model import Body, Kind
from register.normalise import core
from register.register import Register

_WORD: Final = re.compile(r"[a-z0-9]+")
_LONGEST: Final = 12
_COMMISSIONS: Final = re.compile(r"integrated care|\bicbs?\b|\bicss?\b|commission", re.IGNORECASE)
_TRUST: Final = frozenset(("nhs", "trust", "trusts", "foundation", "hospital", "hospitals", "ft"))
_CCG: Final = frozenset(("ccg", "ccgs", "clinical"))
_READ: Final = 4000


@dataclass(frozen=True, slots=True)
class Concerned:
    """ODS codes of the bodies named, and of the open ICBs and the regions that they belong to."""

    bodies: tuple[str, ...] = ()
    icbs: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class Names:
    """The names of bodies and regions, ready to be found in texts."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._named: dict[tuple[str, ...], list[Body]] = {}
        for kind in (Kind.ICB, Kind.TRUST, Kind.CCG):
            for body in register.bodies(kind):
                self._named.setdefault(core(body.name).words, []).append(body)
        self._regions = {core(body.name).words: body for body in register.regions()}

    def concerned(self, text: str) -> Concerned:
        """Whom `text` names (ICBs only where it speaks of commissioning), else the one region it names."""
        text = text[:_READ]
        bodies = tuple(dict.fromkeys(self._found(text)))
        if bodies:
            return self.about(body.code for body in bodies)
        words = _words(text)
        regions = [body for name, body in self._regions.items() if _stands(name, words)]
        return Concerned(regions=(regions[0].code,)) if len(regions) == 1 else Concerned()

    def about(self, codes: Iterable[str]) -> Concerned:
        """The same for bodies known by their codes; codes that are not in the register stay as they are."""
        codes = tuple(dict.fromkeys(codes))
        icbs: dict[str, None] = {}
        regions: dict[str, None] = {}
        for code in codes:
            body = self._register.body(code)
            if body is None:
                continue
            if body.kind is Kind.REGION:
                regions[body.code] = None
            for heir in (each for each, _ in self._register.now(body)):
                icb = heir.code if heir.kind is Kind.ICB else heir.icb
                if icb is not None:
                    icbs[icb] = None
                if heir.region is not None:
                    regions[heir.region] = None
            if body.region is not None and not regions:
                regions[body.region] = None
        return Concerned(codes, tuple(icbs), tuple(regions))

    def _found(self, text: str) -> Iterator[Body]:
        words = _words(text)
        commissions = _COMMISSIONS.search(text) is not None
        at = 0
        while at < len(words):
            step = 1
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                bodies = self._named.get(tuple(words[at : at + size]))
                meant = self._meant(bodies, words[at + size : at + size + 3], commissions) if bodies else None
                if meant is not None:
                    yield meant
                    step = size
                    break
            at += step

    @staticmethod
    def _meant(bodies: list[Body], after: list[str], commissions: bool) -> Body | None:
        """Which of the bodies of one name is meant, by the words behind it."""
        wanted = [
            body
            for body in bodies
            if (body.kind is Kind.ICB and commissions and _TRUST.isdisjoint(after[:1]))
            or (body.kind is Kind.TRUST and not _TRUST.isdisjoint(after))
            or (body.kind is Kind.CCG and not _CCG.isdisjoint(after[:1]))
        ]
        wanted.sort(key=lambda body: body.status != "open")
        return wanted[0] if wanted else None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("&", " and ").replace("'", "").replace("’", ""))


def _stands(name: tuple[str, ...], words: list[str]) -> bool:
    return any(tuple(words[at : at + len(name)]) == name for at in range(len(words) - len(name) + 1))
