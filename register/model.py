"""The values of the register: bodies, successions, places and what a search found.

All are frozen and plain; nothing here reads a file. Dates are calendar dates in England;
`closed` is the last day of existence. Shares are fractions of the older body's (or the
place's) area, between 0 and 1, from counts of small areas (LSOAs) unless said otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Step:
    """One succession met on the way from a body to its ancestors or descendants.

    `body` is the one reached, `via` the code of the neighbour nearer to the starting body, `depth`
    the number of steps from it (1 = direct), `date` the first day of the new order. `share` is the
    part of the *older* of the two that passed, None for all of it (or where it is not known).
    `partial` says that only a part of the older body's area came this way, here or at a step
    nearer to the start.
    """

    body: Body
    via: str
    depth: int
    date: date
    relation: Relation
    share: float | None
    partial: bool
    confidence: str = "high"


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a body came from and what became of it.

    `ancestors` and `descendants` are ordered by depth, then by date, then by name; `now` are the open
    bodies that cover its area today, with the part of it each covers, None where not known.
    Beyond the first step only bodies that share territory with it today are listed, so the heirs
    of a split body do not all claim each other's forebears.
    """

    body: Body
    ancestors: tuple[Step, ...]
    descendants: tuple[Step, ...]
    now: tuple[tuple[Body, float | None], ...]


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who commissioned NHS care in a territory on one day.

    `bodies` are largest part first, each with the part of the territory, None where it cannot be
    told. `known` is False for days before the records begin, for the future, and where a place
    cannot be followed back; then `why_not` says so in words, and `bodies` holds the nearest
    thing to an answer or nothing. `basis` says in words what the answer rests on.
    """

    subject: Body | Place
    on: date
    bodies: tuple[tuple[Body, float | None], ...]
    basis: str
    known: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Era:
    """A span of days, `until` included (None = still so), in which the same bodies were responsible."""

    since: date
    until: date | None
    bodies: tuple[tuple[Body, float | None], ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a body: an address of a page, or an e-mail address.

    `as_at` is when the source was published, not when the address was last tried; it is an ISO
    date or month, or words. `old` marks an address of a body closed since: history, not a contact.
    """

    value: str
    as_at: str
    confidence: str
    source: str

    @property
    def old(self) -> bool:
        """Whether it belonged to a body that has closed since."""
        return self.confidence == "old"


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to reach a body, None where nothing is recorded."""

    website: Contact | None = None
    foi_email: Contact | None = None
    board_papers: Contact | None = None
    whatdotheyknow: Contact | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A grouping of ICBs that was reported but is not a succession: each stays a body of its own."""

    name: str
    codes: tuple[str, ...]
    state: str
    reported: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place outside England, with who is responsible for NHS care there.

    `words` is a whole sentence for people; `site` is an official address.
    """

    name: str
    nation: str
    responsible: str
    site: str
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts came from, and of what date they are."""

    name: str
    as_at: str


@dataclass(frozen=True, slots=True)
class About:
    """What the register is made of: when it was compiled, its licences, sources and sizes."""

    compiled: date
    licence: str
    slug_licence: str
    sources: tuple[Source, ...]
    counts: Mapping[Kind, int] = field(default_factory=dict)
