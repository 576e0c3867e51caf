"""Areas: places by name, NUTS or ITL code or postcode, as spreads over today's ICBs and regions."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from register.errors import RegisterDataError
from register.model import Place, Share
from register.normalise import expanded, key, words
from register.postcodes import parse
from register.register import Register
from register.routing.spread import ENGLAND, Spread, of_shares
from register.routing.vocabulary import word_set
from register.tables import DATA

FILE = "areas.csv"
_LONGEST = 8
_HEAD = 4
_NAMED = ("LAD", "LAD2021", "LAD2020", "LAD2015", "COUNTY", "RGN", "ITL3", "NUTS3", "ITL2", "NUTS2", "ITL1")
_BROAD = frozenset(("RGN", "ITL1", "NUTS1"))
_NATION_OF_CODE = {"L": "Wales", "M": "Scotland", "N": "Northern Ireland"}
_EVERYWHERE = word_set(
    "uk gb gbr eng england unitedkingdom greatbritain britain europe eu restoftheworld world",
    "international national nationwide britishoverseaterritories britishoverseasterritories anyregion any",
    "all allregions channelislands isleofman englandandwales ukzz ukz tlz tlzz tl offshore overseas none na",
) | {""}
"""Keys of places that tell nothing: all of England or more, and what "everywhere" lists add to it."""
_CUT = (" cc", " (england)")
_TWO_NATIONS = word_set("CH4 HR3 NP16 SY15 TD12")
"""Postcode districts on a border, with many people on either side, which so tell nothing."""


class Areas:
    """The areas people and notices name, from the register's places and a table kept by hand."""

    def __init__(self, register: Register, folder: Path = DATA) -> None:
        self._register = register
        self._records = register.records
        self._by_key: dict[str, Spread] = {}
        for name, shares, broad in _by_hand(folder):
            unknown = [share.code for share in shares if share.code not in self._records.bodies]
            if unknown:
                raise RegisterDataError(FILE, 0, f"{name}: no body {unknown[0]}")
            spread = of_shares(self._records, shares, name, broad)
            self._by_key[_key(name)] = spread
        for kind in _NAMED:
            for place in self._records.places.values():
                if place.kind == kind and ";" not in place.name and place.name != place.code:
                    self._add(place)
        for nation in self._records.tables.nations:
            form = _key(nation.name)
            if not nation.also_english and len(form) > 2 and not form[-1].isdigit():
                country = nation.nation.removeprefix("the ")
                self._by_key.setdefault(form, Spread(nation=country, label=nation.name))
        self._heads = {form[:_HEAD] for form in self._by_key}
        self.locate = lru_cache(maxsize=20_000)(self._locate)

    def _add(self, place: Place) -> None:
        # Districts abolished since 2015 have today's ICBs beside their old CCGs in that year's rows only.
        shares = self._records.covering(place, "LAD2015") if place.kind in ("LAD2020", "LAD2021") else ()
        spread = of_shares(
            self._records, shares or self._records.covering(place), place.name, place.kind in _BROAD
        )
        if not spread.regions:
            return
        name = place.name
        for tail in _CUT:
            name = name[: -len(tail)] if name.lower().endswith(tail) else name
        forms = [name]
        if ", " in name and name.split(", ", 1)[1] in ("City of", "County of"):
            bare, _, front = name.partition(", ")
            forms = [bare, f"{front} {bare}"]
        elif name.startswith("County "):
            forms.append(name.removeprefix("County "))
        for form in forms:
            self._by_key.setdefault(_key(form), spread)

    def named(self, tokens: Sequence[str]) -> Spread | None:
        """The area whose whole name the words `tokens` (county names written out) are, if any."""
        return self._by_key.get("".join(tokens))

    def among(self, tokens: Sequence[str]) -> tuple[list[Spread], list[str], int]:
        """The areas named in `tokens`, read from the left, the longest name first.

        Returns them, the words left over, and how many words stood before the first area (all, where there
        is none).
        """
        found: list[Spread] = []
        left: list[str] = []
        before = len(tokens)
        at = 0
        while at < len(tokens):
            end = self.ends(tokens, at)
            if end:
                before = min(before, at)
                found.append(self._by_key["".join(tokens[at:end])])
                at = end
            else:
                left.append(tokens[at])
                at += 1
        return found, left, before

    def ends(self, tokens: Sequence[str], at: int) -> int:
        """Where the longest area name that begins at the word `at` ends; 0 where none does."""
        first = tokens[at]
        if len(first) >= _HEAD and first[:_HEAD] not in self._heads:
            return 0
        for end in range(min(len(tokens), at + _LONGEST), at, -1):
            if "".join(tokens[at:end]) in self._by_key:
                return end
        return 0

    def names(self) -> Iterable[str]:
        """The keys of all English names of areas."""
        return (form for form, area in self._by_key.items() if area.nation == ENGLAND)

    def of_key(self, form: str) -> Spread:
        """The area of one of `names`."""
        return self._by_key[form]

    def _locate(self, text: str) -> Spread | None:
        """The area of a NUTS or ITL code, a postcode (full or outward) or a name; None where it says nothing.

        All of the UK, of England or of the world says nothing.
        """
        form = key(text)
        if form in _EVERYWHERE:
            return None
        return self._by_code(form.upper()) or self._by_postcode(text) or self._by_key.get(_key(text))

    def _by_code(self, code: str) -> Spread | None:
        if not 3 <= len(code) <= 5 or code[:2] not in ("UK", "TL") or not code[2].isalpha():
            return None
        if nation := _NATION_OF_CODE.get(code[2]):
            return Spread(nation=nation, label=f"{code} ({nation})")
        # ITL codes of 2021 are NUTS codes with other first letters; one redrawn since is read a level up.
        while len(code) >= 3:
            for spelt in (code, "UK" + code[2:], "TL" + code[2:]):
                place = self._records.places.get(spelt)
                if place is not None:
                    words_ = f"{code} ({place.name})" if place.name != place.code else code
                    shares = self._records.covering(place)
                    return of_shares(self._records, shares, words_, len(code) == 3)
            code = code[:-1]
        return None

    def _by_postcode(self, text: str) -> Spread | None:
        postcode = parse(text)
        if postcode is None or postcode.outward in _TWO_NATIONS:
            return None
        for outward in (postcode.outward, postcode.district):
            place = self._records.places.get(outward)
            if place is not None and place.kind == "PCDISTRICT":
                return of_shares(self._records, self._records.covering(place), f"postcode {outward}")
        elsewhere = self._register.elsewhere(postcode.outward)
        if elsewhere is not None:
            return Spread(nation=elsewhere.nation.removeprefix("the "), label=f"postcode {postcode.outward}")
        place = self._records.places.get(postcode.area)
        if place is None or place.kind != "PCAREA":
            return None
        return of_shares(self._records, self._records.covering(place), f"postcode area {postcode.area}")


def _key(name: str) -> str:
    return "".join(expanded(words(name)))


def _by_hand(folder: Path) -> Iterator[tuple[str, list[Share], bool]]:
    with (folder / FILE).open(encoding="utf-8", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), 2):
            try:
                parts = [part.partition(":") for part in row["bodies"].split("|")]
                shares = [Share(code, float(part) if part else None) for code, _, part in parts]
                yield row["name"], shares, row["broad"] == "yes"
            except (KeyError, ValueError, AttributeError) as problem:
                raise RegisterDataError(FILE, line, f"cannot be understood ({problem})") from problem
