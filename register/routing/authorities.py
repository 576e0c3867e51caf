"""Councils and other bodies named after their area: what the other words of such names say."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from register.routing.areas import Areas
from register.routing.spread import ENGLAND, Spread, together
from register.routing.vocabulary import (
    COUNCIL,
    COUNCIL_ENDS,
    COUNCIL_WORDS,
    FORMS,
    GENERAL_WORDS,
    LOCAL,
    LOCAL_WORDS,
    PUBLIC,
    PUBLIC_WORDS,
    SEATED,
    SIGNS,
    SMALL,
)

_REACH = 8
"""Words of a council's name before the word "council"."""


@dataclass(frozen=True, slots=True)
class AreaNamed:
    """An area a name speaks of, `how`, and whether it is `sure` that the body is the area's own."""

    area: Spread
    how: str
    sure: bool


class AreaNames:
    """The reading of names for areas."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas

    def bare(self, found: Sequence[str]) -> AreaNamed | None:
        """The area whose own name this is; most likely its council is meant."""
        whole = self._areas.named(found)
        return None if whole is None else AreaNamed(whole, "an area's own name", not whole.broad)

    def council(self, found: Sequence[str]) -> AreaNamed | None:
        """The area of a council, or of several ("Adur and Worthing Councils"); a department may follow."""
        line = " ".join(found)
        sign = COUNCIL.search(line)
        if sign is None and FORMS.search(line) is None and SIGNS.isdisjoint(found):
            return None
        if SMALL.search(line):
            return None
        for text in dict.fromkeys((line[: sign.end()] if sign else line, line)):
            bare = FORMS.sub(" ", text).split()
            for words in (bare, [w for w in bare if w not in COUNCIL_WORDS], text.split()):
                spreads, left, _ = self._areas.among(words)
                if spreads and not set(left) - COUNCIL_WORDS:
                    return AreaNamed(together(spreads), "the name of a council", not spreads[0].broad)
        return self._misspelt(line[: sign.end()]) if sign else None

    def before(self, found: Sequence[str], at: int) -> AreaNamed | None:
        """The council whose name ends with the word "council" at the place `at` of a text."""
        last = [place + 1 for place in range(max(0, at - _REACH), at) if found[place] in COUNCIL_ENDS]
        for first in range(last[-1] if last else max(0, at - _REACH), at):
            if found[first] in ("london", "royal", "metropolitan", "city") or self._areas.ends(found, first):
                council = self.council(found[first : at + 1])
                if council is not None and council.sure:
                    return council
        return None

    def public(self, found: Sequence[str]) -> AreaNamed | None:
        """The area of police, fire, combined authorities and the like, whose names are area and duty."""
        line = " ".join(found)
        if PUBLIC.search(line) is None:
            return None
        spreads, left, _ = self._areas.among(found)
        if spreads and not set(left) - PUBLIC_WORDS:
            return AreaNamed(together(spreads), "the name of a public service with its area", True)
        return None

    def health(self, found: Sequence[str]) -> AreaNamed | None:
        """The area in the name of an NHS body not in the register: all other words must be general ones.

        "NHS" and then an area may be followed by a few words more ("NHS Devon Procurement").
        """
        if "nhs" not in found and GENERAL_WORDS.isdisjoint(found):
            return None
        spreads, left, before = self._areas.among(found)
        if not spreads or not set(left) - {"and", "of", "the", "for"}:
            return None
        if found[0] == "nhs" and before == 1 and len(left) <= 4:
            return AreaNamed(together(spreads), "NHS with the name of an area", False)
        if set(left) - GENERAL_WORDS or ("nhs" not in found and any(spread.broad for spread in spreads)):
            return None
        return AreaNamed(together(spreads), "the areas in the name of a health body", False)

    def local(self, found: Sequence[str]) -> AreaNamed | None:
        """The area of a college, hospice or other local body named after it, not after a wider region."""
        if LOCAL.search(" ".join(found)) is None:
            return None
        spreads, left, _ = self._areas.among(found)
        places = [spread for spread in spreads if not spread.broad]
        if not places or set(left) - LOCAL_WORDS or not _agree(places):
            return None
        return AreaNamed(together(places), "the area in the name of a local body", False)

    def anywhere(self, found: Sequence[str]) -> Spread | None:
        """The area any part of the name speaks of, if all parts agree; weak evidence by itself."""
        spreads, _, _ = self._areas.among(found)
        return together(spreads) if spreads and _agree(spreads) else None

    def seated(self, found: Sequence[str]) -> bool:
        """Whether it is the sort of body that works where its seat is (a school, a parish); no company."""
        if found and found[-1] in ("limited", "ltd", "plc", "llp"):
            return False
        line = " ".join(found)
        return SEATED.search(line) is not None or SMALL.search(line) is not None

    def _misspelt(self, line: str) -> AreaNamed | None:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        form = "".join(word for word in FORMS.sub(" ", line).split() if word not in COUNCIL_WORDS)
        if len(form) < 7:
            return None
        near = process.extract(
            form, self._names, scorer=OSA.distance, score_cutoff=1 if len(form) < 12 else 2, limit=4
        )
        least = min((distance for _, distance, _ in near), default=0)
        best = [name for name, distance, _ in near if distance == least and name[0] == form[0]]
        if not best:
            return None
        return AreaNamed(
            together(self._areas.of_key(name) for name in best),
            "a council's name but for the spelling",
            False,
        )

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in self._areas.names() if len(name) >= 6]


def _agree(spreads: Sequence[Spread]) -> bool:
    area = together(spreads)
    return (area.nation == ENGLAND and area.region is not None) or (
        area.nation != ENGLAND and all(spread.nation == area.nation for spread in spreads)
    )
