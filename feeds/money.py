"""What a procurement is worth, from the five places a release may say it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from feeds.notice import Money, Stage
from feeds.raw import Raw, amount, record, records

_PLACEHOLDER: Final = Decimal(1)
_AWARDED: Final = {Stage.AWARD, Stage.CONTRACT, Stage.AMENDMENT, Stage.PERFORMANCE, Stage.TERMINATION}
_TOO_MANY: Final = 300


def value(release: Raw, stage: Stage) -> Money | None:
    """The value that fits the stage: after an award the contracts' or awards' sum, before it the estimate.

    The net amount is taken, the gross one where the net is missing. Sums are made within one place and one
    currency only, without placeholders (0 and 1). Only placeholders anywhere: the first of them, marked so.
    """
    tender = record(release.get("tender"))
    estimated = (
        ("tender", _one(tender.get("value"))),
        ("lots", _each(tender.get("lots"))),
    )
    concluded = (
        ("contracts", _each(release.get("contracts"))),
        ("awards", _each(release.get("awards"))),
        ("contracts.implementation", _final(release.get("contracts"))),
    )
    places = concluded + estimated if stage in _AWARDED else estimated + concluded
    spare: Money | None = None
    for source, found in (*places, ("tender.minValue", _one(tender.get("minValue")))):
        if not found:
            continue
        real = [each for each in found if each[0] > _PLACEHOLDER]
        if real:
            return _sum(real, source, whole=estimated[0][1])
        spare = spare or Money(*found[0][:2], source, gross=found[0][2], placeholder=True)
    return spare


_Found = tuple[Decimal, str, bool]


def _sum(found: list[_Found], source: str, whole: list[_Found]) -> Money:
    currency = found[0][1]
    same = [each for each in found if each[1] == currency]
    if whole and all(each[0] == whole[0][0] for each in same):
        same = same[:1]  # a framework repeats its whole value for every supplier
    return Money(
        amount=sum((each[0] for each in same), Decimal(0)),
        currency=currency,
        source=source,
        gross=any(each[2] for each in same),
    )


def _each(entries: object) -> list[_Found]:
    return [found for entry in _live(entries) for found in _one(entry.get("value"))]


def _final(entries: object) -> list[_Found]:
    return [
        found
        for entry in _live(entries)
        for found in _one(record(entry.get("implementation")).get("finalValue"))
    ]


def _live(entries: object) -> Iterator[Raw]:
    """Lots, awards or contracts that stand: one that was cancelled or failed is worth nothing."""
    for number, entry in enumerate(records(entries)):
        if number < _TOO_MANY and entry.get("status") not in ("cancelled", "unsuccessful", "withdrawn"):
            yield entry


def _one(entry: object) -> list[_Found]:
    fields = record(entry)
    currency = fields.get("currency")
    code = currency.strip().upper() if isinstance(currency, str) else ""
    code = code if len(code) == 3 and code.isalpha() and code.isascii() else "GBP"
    net, gross = amount(fields.get("amount")), amount(fields.get("amountGross"))
    if net is not None and (net > _PLACEHOLDER or gross is None):
        return [(net, code, False)]
    if gross is not None:
        return [(gross, code, True)]
    return []
