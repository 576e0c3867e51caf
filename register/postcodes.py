"""Postcodes: what is one, and which district and area it lies in.

Follows the forms of the Royal Mail's Postcode Address File: an outward code (one or two letters of
the area, a number, in inner London also a letter) and an inward code (a digit, two letters).
"""

import re
from dataclasses import dataclass

_POSTCODE = re.compile(r"([A-Z]{1,2})(\d{1,2}|\d[A-HJKMNP-Z])\s*(\d[A-Z]{2})?")
_SPACED = re.compile(r"([A-Z]{1,2})(\d{1,2}|\d[A-HJKMNP-Z])\s+\d[A-Z]?")
_LETTERED = frozenset(("E1", "N1", "NW1", "SE1", "SW1", "W1", "EC1", "EC2", "EC3", "EC4", "WC1", "WC2"))
"""The only districts with a letter after the number, all in inner London."""


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode or the outward part of one: `area` WS, `outward` WS11, `full` says whether all was given."""

    area: str
    outward: str
    full: bool

    @property
    def district(self) -> str:
        """The outward code without a London letter: SW1A is in SW1."""
        return self.outward[:-1] if self.outward[-1].isalpha() else self.outward


def parse(text: str) -> Postcode | None:
    """Read a full postcode or an outward code, in any case, with or without the space; None if it is none."""
    line = text[:20].strip().upper()
    if len(line) > 9:
        return None
    for form in (_POSTCODE, _SPACED):
        found = form.fullmatch(line)
        if found is None:
            continue
        area, number = found[1], found[2]
        if number[-1].isalpha() and area + number[0] not in _LETTERED:
            continue
        return Postcode(area, area + number, form is _SPACED or found[3] is not None)
    return None
