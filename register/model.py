"""The values of the register: bodies, successions, places and what a search found.

All are frozen and plain; nothing here reads a file. Dates are calendar dates in England;
`closed` is the last day of existence. Shares are fractions of the older body's (or the
place's) area, between 0 and 1, from counts of small areas (LSOAs) unless said otherwise.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of body it is."""

    PCT = "PCT"
    CCG = "CCG"
    ICB = "ICB"
    TRUST = "TRUST"
    CSU = "CSU"
    REGION = "REGION"


@dataclass(frozen=True, slots=True)
class Share:
    """A body's part in a territory: its ODS code and a fraction of the whole, None where not known."""

    code: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A body that commissions, supports or provides NHS care in England.

    `code` is the ODS code and `ons_codes` the ONS codes, the current one first. `opened` and
    `closed` are None where not known (`closed` also while open). `status` is ``open``,
    ``closed`` or ``unknown``. `region` is today's NHS England region code of its area.
    `icb` is the ICB it belongs to (a CCG: its ICB of July 2022; an open trust: today's).
    `successors_now` are the bodies that cover its area today, largest first.
    """

    code: str
    name: str
    kind: Kind
    status: str
    opened: date | None = None
    closed: date | None = None
    region: str | None = None
    icb: str | None = None
    ons_codes: tuple[str, ...] = ()
    successors_now: tuple[Share, ...] = ()
    postcode: str | None = None
    detail: str = ""
    note: str = ""

    def open_on(self, day: date) -> bool:
        """Whether it existed on `day`; a body without an opening date counts as always there."""
        if self.status == "unknown":
            return False
        return (self.opened is None or self.opened <= day) and (
            day <= self.closed if self.closed else self.status == "open"
        )


class Relation(StrEnum):
    """How one body's area or duties passed to another."""

    MERGER = "merger"
    ABOLITION = "abolition"
    SPLIT = "split"
    TERRITORY = "territory"
    BOUNDARY_TRANSFER = "boundary-transfer"
    SERVICES_TRANSFERRED = "services-transferred"


@dataclass(frozen=True, slots=True)
class Succession:
    """`predecessor` passed to `successor` on `date` (the first day of the new order).

    `share` is the part of the predecessor's area, None for all of it. `confidence` is
    ``high`` or ``medium``.
    """

    predecessor: str
    successor: str
    date: date
    relation: Relation
    share: float | None = None
    confidence: str = "high"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place people name: a council area, county, government region, NUTS/ITL area, or postcode district.

    `kind` is the facts table's place kind (LAD, LAD2015, COUNTY, RGN, NUTS1-3, ITL1-3,
    PCDISTRICT, PCAREA); `code` its ONS or postal code; `name` may equal the code.
    """

    kind: str
    code: str
    name: str


class Why(StrEnum):
    """Why a search found a body, strongest first."""

    CODE = "code"
    NAME = "official name"
    CORE_NAME = "name without NHS and kind"
    ALIAS = "also known as"
    POSTCODE = "postcode"
    PLACE = "place"
    PARTIAL = "part of the name"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Match:
    """A body a search found: how well (0-100), by which reason, and `detail` in words.

    `place` is set when it was found through a place or postcode, with `share` the part of the
    place that lies in the body. `matched` is the register's own text that matched.
    """

    body: Body
    score: float
    why: Why
    detail: str
    matched: str = ""
    place: Place | None = None
    share: float | None = None
