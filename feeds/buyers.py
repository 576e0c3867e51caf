"""Who buys: names, identifiers and addresses out of a release's parties, for the router to judge."""

import re
from collections.abc import Iterator
from typing import Final

from feeds.raw import Raw, record, records, strings
from feeds.text import line
from register.buyers import Buyer, Identifier

_SCHEMED: Final = re.compile(r"([A-Z]{2}-[A-Z]{2,8})-(\S{1,100})")
_MOST: Final = 60


def buyers(release: Raw) -> tuple[Buyer, ...]:
    """The buyers, the one the release names as `buyer` first; empty where it names none.

    Cancellations and terminations carry no `buyer`, but their parties still have the role.
    """
    named = record(release.get("buyer"))
    key = named.get("id")
    found: dict[str, Buyer] = {}
    parties = [party for party in records(release.get("parties")) if "buyer" in strings(party.get("roles"))]
    parties.sort(key=lambda party: not (isinstance(key, str) and party.get("id") == key))
    for party in parties[:_MOST]:
        buyer = _buyer(party)
        if buyer.name:
            found.setdefault(buyer.name.casefold(), buyer)
    name = line(named.get("name"), 300)
    if name and name.casefold() not in found:
        alone = Buyer(name=name, identifiers=tuple(_identifiers(named)))
        return (alone, *found.values())
    return tuple(found.values())


def _buyer(party: Raw) -> Buyer:
    address = record(party.get("address"))
    region = line(address.get("region"), 80)
    postcode = line(address.get("postalCode"), 12)
    name = line(party.get("name"), 300) or line(record(party.get("identifier")).get("legalName"), 300)
    return Buyer(
        name=name,
        identifiers=tuple(dict.fromkeys(_identifiers(party))),
        postcode=postcode or None,
        regions=(region,) if region else (),
    )


def _identifiers(party: Raw) -> Iterator[Identifier]:
    for entry in (*records(party.get("identifier")), *records(party.get("additionalIdentifiers"))):
        scheme, identifier = line(entry.get("scheme"), 20), line(entry.get("id"), 100)
        if scheme and identifier:
            yield Identifier(scheme=scheme, id=identifier)
    key = party.get("id")
    match = _SCHEMED.fullmatch(key) if isinstance(key, str) else None
    if match:
        yield Identifier(scheme=match[1], id=match[2])
