"""Councils and other bodies named after their area: what the other words of such names say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from register.routing.areas import Areas
from register.routing.spread import ENGLAND, Spread, together

_COUNCIL = re.compile(r"\b(?:councils?|corporation|unitary authority|local authority|(?:mbc|mdc|lbc|cbc|cc|dc|bc|ccc|bmbc|sbc|nccc)$)")
_SMALL = re.compile(r"\b(?:town|parish|community|village|neighbourhood|joint burial) councils?\b|\bparish meeting\b")
_FORMS = re.compile(
    r"\b(?:(?:the )?mayor (?:and )?(?:the )?burgesses of (?:the )?|(?:the )?lord mayor(?: and citizens)? of (?:the )?"
    r"|london boroughs?(?: council)?(?: of)?|royal boroughs?(?: council)?(?: of)?|l b of|lb of|lb|lbc|rb of|rbc"
    r"|metropolitan (?:borough|district|county)(?: council)?(?: of)?|(?:borough|district|county|city) councils?(?: of)?"
    r"|councils? (?:of|for) (?:the )?(?:city|borough|county|district|metropolitan borough|london borough)? ?(?:of )?(?:the )?)\b"
)
_SIGNS = frozenset(("city", "borough", "county", "district"))
_COUNCIL_WORDS = frozenset(
    (
        *("council", "councils", "borough", "boroughs", "county", "city", "district", "metropolitan", "unitary"),
        *("authority", "corporation", "of", "the", "and", "for", "royal", "mbc", "mdc", "lbc", "cbc", "cc", "dc"),
        *("bc", "ccc", "bmbc", "sbc", "nccc", "district", "local", "limited", "with", "in", "tri", "bi", "shared"),
        *("service", "services", "partnership", "partners", "joint"),
    )
)
_PUBLIC = re.compile(
    r"\b(?:police|constabulary|fire|combined authority|combined county authority|passenger transport|pcc"
    r"|county council|strategic health authority|health authority|academic health science network|ahsn"
    r"|health innovation|local enterprise partnership|lep|probation|waste (?:disposal )?authority"
    r"|waste partnership|integrated transport authority|national park|ambulance service|health and care"
    r"|integrated care|clinical commissioning|commissioning|public health)\b"
)
_PUBLIC_WORDS = _COUNCIL_WORDS | frozenset(
    (
        *("police", "constabulary", "fire", "rescue", "service", "services", "authority", "combined", "mayoral"),
        *("crime", "commissioner", "commissioners", "office", "opcc", "pcc", "chief", "constable", "passenger"),
        *("transport", "executive", "strategic", "health", "academic", "science", "network", "ahsn", "innovation"),
        *("local", "enterprise", "partnership", "lep", "probation", "trust", "waste", "disposal", "management"),
        *("integrated", "national", "park", "ambulance", "nhs", "civil", "defence", "brigade", "and", "care"),
        *("limited", "ltd", "group", "commissioning", "board", "system", "collaborative", "provider", "alliance", "public"),
    )
)
_GENERAL_WORDS = frozenset(
    (
        *("nhs", "university", "hospital", "hospitals", "healthcare", "health", "care", "and", "of", "the", "trust"),
        *("foundation", "ft", "community", "mentalhealth", "mental", "partnership", "teaching", "acute", "general"),
        *("services", "service", "integrated", "group", "district", "royal", "childrens", "children", "womens"),
        *("commissioning", "clinical", "board", "icb", "ccg", "pct", "primary", "for", "social", "system", "ics"),
        *("sub", "location", "locations", "collaborative", "provider", "combined", "cluster", "joint", "shadow"),
    )
)
_LOCAL = re.compile(
    r"\b(?:healthwatch|hospice|children(?:s)? (?:trust|services)|college|colleges|university|diocese|safeguarding"
    r"|museums?|libraries|airport|citizens advice|adult social care|mencap|mind|age uk|gp federation"
    r"|federation of gps|gp alliance|gp network|local medical committee|out of hours|leisure)\b"
)
_LOCAL_WORDS = _GENERAL_WORDS | frozenset(
    (
        *("healthwatch", "hospice", "college", "colleges", "diocese", "safeguarding", "museum", "museums", "adults"),
        *("libraries", "airport", "operations", "citizens", "advice", "adult", "social", "mencap", "mind", "age", "uk"),
        *("gp", "gps", "federation", "alliance", "network", "medical", "committee", "local", "out", "hours", "leisure"),
        *("limited", "ltd", "cic", "interest", "company", "city", "county", "district", "council", "in", "further"),
        *("education", "corporation", "higher", "metropolitan", "board", "metro", "sixth", "form", "technology", "art"),
        *("arts", "international", "london", "south", "north", "east", "west", "central", "trent", "beckett"),
    )
)
_SEATED = re.compile(
    r"\b(?:school|schools|academy|academies|college|sixth form|university|church|parish|hospice|surgery"
    r"|medical (?:centre|practice|group)|health centre|practice|gp|pharmacy|leisure|museum"
    r"|healthwatch|diocese|nursery|citizens advice|town council|community (?:trust|council|association)"
    r"|children(?:s)? trust|federation|multi academy|education trust|learning trust|city learning)\b"
)
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
        """The area of a council, or of several ("Adur and Worthing Councils"); departments may follow its name."""
        line = " ".join(found)
        sign = _COUNCIL.search(line)
        if sign is None and _FORMS.search(line) is None and _SIGNS.isdisjoint(found):
            return None
        if _SMALL.search(line):
            return None
        for text in dict.fromkeys((line[: sign.end()] if sign else line, line)):
            bare = _FORMS.sub(" ", text).split()
            for words in (bare, [w for w in bare if w not in _COUNCIL_WORDS], text.split()):
                spreads, left, _ = self._areas.among(words)
                if spreads and not set(left) - _COUNCIL_WORDS:
                    return AreaNamed(together(spreads), "the name of a council", not spreads[0].broad)
        return self._misspelt(line[: sign.end()]) if sign else None

    def before(self, found: Sequence[str], at: int) -> AreaNamed | None:
        """The council whose name ends with the word "council" at the place `at` of a text."""
        for first in range(max(0, at - 8), at):
            if self._areas.among(found[first:at])[2] == 0 or found[first] in ("london", "royal", "metropolitan"):
                council = self.council(found[first : at + 1])
                if council is not None and council.sure:
                    return council
        return None

    def public(self, found: Sequence[str]) -> AreaNamed | None:
        """The area of police, fire, combined authorities and the like, whose names are area and duty."""
        line = " ".join(found)
        if _PUBLIC.search(line) is None:
            return None
        spreads, left, _ = self._areas.among(found)
        if spreads and not set(left) - _PUBLIC_WORDS:
            return AreaNamed(together(spreads), "the name of a public service with its area", True)
        return None

    def health(self, found: Sequence[str]) -> AreaNamed | None:
        """The area in the name of an NHS body not in the register: all other words must be general ones."""
        if "nhs" not in found and _GENERAL_WORDS.isdisjoint(found):
            return None
        spreads, left, _ = self._areas.among(found)
        if not spreads or set(left) - _GENERAL_WORDS or not set(left) - {"and", "of", "the", "for"}:
            return None
        if "nhs" in found or not any(spread.broad for spread in spreads):
            return AreaNamed(together(spreads), "the areas in the name of a health body", False)
        return None

    def local(self, found: Sequence[str]) -> AreaNamed | None:
        """The area of a college, hospice or other local body that is named after it, not after a wider region."""
        if _LOCAL.search(" ".join(found)) is None:
            return None
        spreads, left, _ = self._areas.among(found)
        places = [spread for spread in spreads if not spread.broad]
        if not places or set(left) - _LOCAL_WORDS or not _agree(places):
            return None
        return AreaNamed(together(places), "the area in the name of a local body", False)

    def anywhere(self, found: Sequence[str]) -> Spread | None:
        """The area any part of the name speaks of, if all parts agree; weak evidence by itself."""
        spreads, _, _ = self._areas.among(found)
        return together(spreads) if spreads and _agree(spreads) else None

    def seated(self, found: Sequence[str]) -> bool:
        """Whether it is the sort of body that works where its seat is (a school, a parish, a surgery), no company."""
        if found and found[-1] in ("limited", "ltd", "plc", "llp"):
            return False
        line = " ".join(found)
        return _SEATED.search(line) is not None or _SMALL.search(line) is not None

    def _misspelt(self, line: str) -> AreaNamed | None:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        form = "".join(word for word in _FORMS.sub(" ", line).split() if word not in _COUNCIL_WORDS)
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
            together(self._areas.of_key(name) for name in best), "a council's name but for the spelling", False
        )

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in self._areas.names() if len(name) >= 6]


def _agree(spreads: Sequence[Spread]) -> bool:
    area = together(spreads)
    return (area.nation == ENGLAND and area.region is not None) or (
        area.nation != ENGLAND and all(spread.nation == area.nation for spread in spreads)
    )
