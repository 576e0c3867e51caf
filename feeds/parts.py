"""What is bought, from whom and where: codes, suppliers, bids and places out of a release."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from feeds.raw import Raw, count, record, records, strings
from feeds.text import line

OCID: Final = re.compile(r"ocds-[a-z0-9]{6}-[!-~]{1,100}")

_CPV: Final = re.compile(r"(\d{8})(?:-\d)?")
_SUPPLIERS: Final = 200
_PLACES: Final = 60
_CODES: Final = 60


def cpv(raw: Raw, tender: Raw) -> tuple[str, ...]:
    """The CPV codes from the four places: the tender's own, its further ones, its items', and the awards'."""
    found = dict.fromkeys(_codes(raw, tender))
    return tuple(found)[:_CODES]


def _codes(raw: Raw, tender: Raw) -> Iterator[str]:
    sections = [tender, *records(raw.get("awards"))]
    for section in sections:
        yield from _classified(section)
        for item in records(section.get("items")):
            yield from _classified(item)


def _classified(entry: Raw) -> Iterator[str]:
    for field in ("classification", "additionalClassifications"):
        for each in records(entry.get(field)):
            code, scheme = each.get("id"), each.get("scheme")
            if isinstance(code, str) and (not isinstance(scheme, str) or scheme.upper() in {"CPV", ""}):
                match = _CPV.fullmatch(code.strip())
                if match:
                    yield match[1]


def category(tender: Raw, raw: Raw) -> str:
    """``goods``, ``works`` or ``services``, or empty."""
    for section in (tender, *records(raw.get("awards"))):
        value = section.get("mainProcurementCategory")
        if value in ("goods", "works", "services"):
            return str(value)
    return ""


def suppliers(raw: Raw) -> tuple[str, ...]:
    """The names of those it was, or is to be, awarded to; awards that failed do not count."""
    names = [
        line(supplier.get("name"), 200)
        for award in records(raw.get("awards"))
        if award.get("status") not in ("unsuccessful", "cancelled")
        for supplier in records(award.get("suppliers"))
    ]
    if not any(names):
        names = [
            line(party.get("name"), 200)
            for party in records(raw.get("parties"))
            if _has_role(party, "supplier")
        ]
    return _distinct(names)[:_SUPPLIERS]


def _has_role(party: Raw, role: str) -> bool:
    return role in strings(party.get("roles"))


def bids(raw: Raw) -> tuple[int | None, tuple[str, ...]]:
    """How many bids were received (over all lots), and who bid, where the release says."""
    bids = record(raw.get("bids"))
    counts = [
        number
        for statistic in records(bids.get("statistics"))
        if statistic.get("measure") == "bids" and (number := count(statistic.get("value"))) is not None
    ]
    names = [
        line(tenderer.get("name"), 200)
        for detail in records(bids.get("details"))
        for tenderer in records(detail.get("tenderers"))
    ]
    return (sum(counts) if counts else None), _distinct(names)[:_SUPPLIERS]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names in order, one for each way of writing it but for case."""
    return tuple({name.casefold(): name for name in reversed([name for name in names if name])}.values())[
        ::-1
    ]


def places(raw: Raw, tender: Raw) -> tuple[str, ...]:
    """Where the service is delivered: NUTS/ITL codes, region names, postcodes, else countries."""
    found: list[str] = []
    countries: list[str] = []
    for section in (tender, *records(raw.get("awards"))):
        for item in records(section.get("items")):
            for address in records(item.get("deliveryAddresses")):
                exact = [line(address.get(field), 80) for field in ("postalCode", "region", "locality")]
                found += [each for each in exact if each]
                if not any(exact):
                    countries.append(line(address.get("countryName"), 80))
            for location in records(item.get("deliveryLocation")):
                found.append(line(location.get("description"), 200))
    return _distinct(found + countries)[:_PLACES]


def related(raw: Raw) -> tuple[str, ...]:
    """The ocids of other procurements it names."""
    ocids = (process.get("identifier") for process in records(raw.get("relatedProcesses")))
    return tuple(dict.fromkeys(ocid for ocid in ocids if isinstance(ocid, str) and OCID.fullmatch(ocid)))[:20]
