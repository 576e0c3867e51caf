"""What somebody means by a place when they follow or list notices: a body, an ICB, a region, or all.

Notices are placed by today's ICBs and NHS England's seven regions. The nine regions of government are
not those: where one is a part of the NHS's, its ICBs stand for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from commands.core.words import listing, named, region_name
from register import Register
from register.model import Body, Kind, Match, Why

NATIONAL = "national"
"""The `region` of a subscription to what is national or could not be placed."""

EVERYWHERE = frozenset({"england", "everywhere", "all england", "all of england", "the country"})
_NATIONAL = frozenset({"national", "nationwide", "nationally", "national only"})
PARTS = {
    "east midlands": ("QJ2", "QK1", "QJM", "QPM", "QT1"),
    "west midlands": ("QHL", "QUA", "QWU", "QGH", "QOC", "QNC"),
    "north east": ("QHM",),
    "yorkshire": ("QOQ", "QF7", "QWO"),
    "yorkshire and humber": ("QOQ", "QF7", "QWO"),
    "yorkshire and the humber": ("QOQ", "QF7", "QWO"),
}
"""NHS regions that hold two of the government's, by which people name their channels, in ICBs of 2022: the
register says what became of them."""
_GOOD, _LIKELY = 80.0, 60.0
_MOST_LIKELY = 6
_SURE = (Why.CODE, Why.NAME, Why.CORE_NAME, Why.ALIAS, Why.POSTCODE, Why.PLACE)


@dataclass(frozen=True, slots=True)
class Where:
    """One area: at most one code is set, none is all of England. `words` say which, for people."""

    words: str
    region: str | None = None
    icb: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas a text means, usually one. `note` says what was made of it where that is not plain.

    `others` are bodies of which it may as well mean one. `region` is the code of the one in which
    several areas lie.
    """

    areas: tuple[Where, ...]
    note: str = ""
    others: tuple[Body, ...] = ()
    region: str | None = None


ENGLAND = Where("all of England")


def read_where(text: str, register: Register) -> Areas | None:
    """What `text` means, None where it names no area."""
    plain = " ".join(text.casefold().replace("&", " and ").replace("-", " ").replace("_", " ").split())
    if plain in EVERYWHERE:
        return Areas((ENGLAND,))
    if plain in _NATIONAL:
        return Areas((Where("what is national or could not be placed", region=NATIONAL),))
    if plain in PARTS:
        return _part(plain, register)
    matches = register.find(text, kind=Kind.ICB)
    if not matches or matches[0].why not in _SURE:
        return None
    if matches[0].score < _GOOD and matches[0].why is not Why.ALIAS:
        return None
    area = _of(matches[0], register)
    return area and replace(area, others=_as_good(matches, register, area.areas))


def likely(text: str, register: Register) -> tuple[Body, ...]:
    """Boards of today that somebody may mean by a `text` that names no area for sure; best first."""
    found: dict[str, Body] = {}
    for match in register.find(text, kind=Kind.ICB):
        if match.score >= _LIKELY and match.why is not Why.SPELLING:
            for heir, _ in register.now(match.body):
                if heir.kind in (Kind.ICB, Kind.REGION):
                    found.setdefault(heir.code, heir)
    return tuple(found.values())[:_MOST_LIKELY]


def described(region: str | None, icb: str | None, body: str | None, register: Register) -> Where:
    """The area that these codes of a subscription are."""
    code = body or icb or region
    if code is None:
        return ENGLAND
    if region == NATIONAL:
        return Where("what is national or could not be placed", region=NATIONAL)
    found = register.body(code)
    words = code if found is None else region_name(found) if found.kind is Kind.REGION else named(found)
    return Where(words, region, icb, body)


def _part(plain: str, register: Register) -> Areas:
    """A region of government, by the ICBs that lie in it today."""
    codes: dict[str, Body] = {}
    for code in PARTS[plain]:
        body = register.body(code)
        codes |= {heir.code: heir for heir, _ in register.now(body)} if body else {}
    areas = tuple(Where(named(body), icb=body.code) for body in codes.values())
    parts = "its board" if len(areas) == 1 else f"its {len(areas)} boards"
    note = f"{plain.title()} is no NHS England region; it is followed by {parts}."
    return Areas(areas, note, region=_common(codes.values()))


def _of(match: Match, register: Register) -> Areas | None:
    body = match.body
    if body.kind is Kind.REGION:
        note = f"That lies in {region_name(body)}." if match.why is Why.PLACE else ""
        return Areas((Where(region_name(body), region=body.code),), note)
    if body.kind in (Kind.TRUST, Kind.CSU) and body.status == "open":
        return Areas((Where(named(body), body=body.code),))
    heirs = [heir for heir, _ in register.now(body)]
    if not heirs:
        return None
    areas = tuple(
        Where(named(heir), icb=heir.code) if heir.kind is Kind.ICB else Where(named(heir), body=heir.code)
        for heir in heirs
    )
    note = (
        ""
        if body in heirs
        else f"{named(body)} is no more; today that is {listing([a.words for a in areas])}."
    )
    return Areas(areas, note, region=_common(heirs))


def _common(bodies: Iterable[Body]) -> str | None:
    """The code of the region all of them lie in."""
    regions = {body.region for body in bodies}
    return regions.pop() if len(regions) == 1 else None


def _as_good(matches: tuple[Match, ...], register: Register, areas: tuple[Where, ...]) -> tuple[Body, ...]:
    """Other bodies that fit as well as the first and mean another area."""
    first, *rest = matches
    if first.why in (Why.CODE, Why.NAME):
        return ()
    close = [match for match in rest if match.score >= first.score - 1]
    return tuple(match.body for match in close if (other := _of(match, register)) and other.areas != areas)[
        :5
    ]
