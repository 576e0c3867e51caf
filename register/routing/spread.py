"""Spread: how an area divides among today's ICBs and regions, and whether one of them has it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from register.model import Body, Kind, Share
from register.records import Records

ENGLAND = "England"
MOSTLY = 0.85
"""An area belongs to the body that has at least this part of it: border streets do not make it shared."""


@dataclass(frozen=True, slots=True)
class Spread:
    """An area's parts by open ICB and by region, largest first; or a `nation` other than England.

    `label` names the area in words. `broad` marks a government region or more, whose name
    ("South West") alone says little about who bears it.
    """

    icbs: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    nation: str = ENGLAND
    label: str = field(default="", compare=False)
    broad: bool = False

    @property
    def icb(self) -> str | None:
        """The code of the one ICB it lies in, None where several share it or none is known."""
        return _main(self.icbs)

    @property
    def region(self) -> str | None:
        """The code of the one region it lies in, None where several share it."""
        return _main(self.regions)


def _main(shares: Sequence[Share]) -> str | None:
    if not shares or shares[0].share is None:
        return None
    return shares[0].code if shares[0].share >= MOSTLY else None


def of_shares(records: Records, shares: Iterable[Share], label: str = "", broad: bool = False) -> Spread:
    """The spread of codes of ICBs, regions, CCGs or trusts with parts; closed bodies lead to their heirs."""
    icbs: dict[str, float] = {}
    regions: dict[str, float] = {}
    from_icbs: dict[str, float] = {}
    known = True
    listed = [(records.bodies[share.code], share.share) for share in shares if share.code in records.bodies]
    if any(body.kind is Kind.ICB and body.status == "open" for body, _ in listed):
        listed = [(b, s) for b, s in listed if b.kind in (Kind.ICB, Kind.REGION)]  # not twice by its CCGs
    for body, part in listed:
        heirs = records.now(body)
        for heir, heir_part in heirs:
            if part is None or heir_part is None:
                known = False
            weight = (1.0 if part is None else part) * (heir_part or 1.0 / len(heirs))
            code = heir.code if heir.kind is Kind.ICB else heir.icb
            if heir.kind is Kind.REGION:
                regions[heir.code] = regions.get(heir.code, 0.0) + weight
                continue
            if code is not None:
                icbs[code] = icbs.get(code, 0.0) + weight
            if heir.region is not None:
                from_icbs[heir.region] = from_icbs.get(heir.region, 0.0) + weight
    regions = regions or from_icbs
    return Spread(_shares(icbs, known), _shares(regions, known), label=label, broad=broad)


def of_body(records: Records, body: Body) -> Spread:
    """The spread of a body's area today. An ambulance trust serves a region: no single ICB is claimed."""
    spread = of_shares(records, [Share(body.code, 1.0)], body.name)
    if body.kind is Kind.TRUST and "Ambulance" in body.name:
        return Spread((), spread.regions, label=body.name)
    return spread


def together(spreads: Iterable[Spread]) -> Spread:
    """What several areas have in common: one region if all lie in it, one ICB if all lie in it."""
    different = list(dict.fromkeys(spreads))
    if len(different) == 1:
        return different[0]
    nations = {spread.nation for spread in different}
    nation = nations.pop() if len(nations) == 1 else ENGLAND
    return Spread(
        _union(spread.icbs for spread in different),
        _union(spread.regions for spread in different),
        nation,
        " and ".join(dict.fromkeys(spread.label for spread in different)),
        all(spread.broad for spread in different),
    )


def _union(parts: Iterable[tuple[Share, ...]]) -> tuple[Share, ...]:
    codes: dict[str, None] = {}
    listed = list(parts)
    for shares in listed:
        main = _main(shares)
        codes.update(dict.fromkeys([main] if main else [share.code for share in shares]))
    alone = 1.0 if len(codes) == 1 and all(_main(shares) for shares in listed) else None
    return tuple(Share(code, alone) for code in codes)


def _shares(parts: dict[str, float], known: bool) -> tuple[Share, ...]:
    ordered = sorted(parts.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(ordered) == 1:
        known = True
    return tuple(Share(code, min(1.0, round(part, 3)) if known else None) for code, part in ordered)
