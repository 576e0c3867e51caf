"""Places outside England: the register has none of their bodies, but says who is responsible there."""

from collections.abc import Iterable

from register.model import Elsewhere
from register.normalise import core, key, without_council
from register.postcodes import Postcode, parse
from register.tables import Nation

_POSTCODE_AREAS = frozenset(
    [
        "LL",
        "LD",
        "SA",
        "CF",
        "NP",
        "AB",
        "DD",
        "DG",
        "EH",
        "FK",
        "G",
        "HS",
        "IV",
        "KA",
        "KW",
        "KY",
        "ML",
        "PA",
        "PH",
        "TD",
        "ZE",
        "BT",
        "IM",
        "JE",
        "GY",
    ]
)


class Nations:
    """Places and postcodes of Wales, Scotland, Northern Ireland and the Crown dependencies."""

    def __init__(self, nations: Iterable[Nation], english: frozenset[str]) -> None:
        """`english` are the outward codes the register has: on a straddling border England comes first."""
        self._by_key = {key(nation.name): nation for nation in nations}
        self._english = english

    @property
    def keys(self) -> frozenset[str]:
        """The keys of names that only lie outside England, which the search must not read as misspelt."""
        return frozenset(form for form, nation in self._by_key.items() if not nation.also_english)

    def elsewhere(self, text: str) -> Elsewhere | None:
        """Who is responsible where `text`, a place or postcode outside England, lies; None if it does not."""
        form = key(text)
        postcode = parse(text)
        if postcode is not None:
            return self._by_postcode(postcode)
        nation = (
            self._by_key.get(form)
            or self._by_key.get(core(text).key)
            or self._by_key.get(core(without_council(text)).key)
        )
        if nation is None or not form:
            return None
        return _told(nation, nation.name if len(nation.name) > 2 else f"postcode area {nation.name}")

    def _by_postcode(self, postcode: Postcode) -> Elsewhere | None:
        if postcode.outward in self._english or postcode.district in self._english:
            return None
        nation = self._by_key.get(postcode.district.lower())
        if nation is None and postcode.area in _POSTCODE_AREAS:
            nation = self._by_key.get(postcode.area.lower())
        return _told(nation, f"postcode district {postcode.outward}") if nation else None


def _told(nation: Nation, name: str) -> Elsewhere:
    if name == nation.nation:
        words = (
            f"This register covers England only. Responsible in {name}: {nation.responsible}, {nation.site}"
        )
    elif name == nation.responsible:
        words = f"{name} is in {nation.nation}; this register covers England only. Its site: {nation.site}"
    else:
        responsible = nation.responsible[0].upper() + nation.responsible[1:]
        words = (
            f"{name} is in {nation.nation}, and this register covers England only. "
            f"Responsible there: {responsible}, {nation.site}"
        )
    if nation.also_english:
        words += " There are places of that name in England too; try a postcode or the council district."
    words = words[0].upper() + words[1:]
    return Elsewhere(name, nation.nation, nation.responsible, nation.site, words)
