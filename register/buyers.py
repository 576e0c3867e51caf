"""The values of routing: who buys, and which channels that concerns.

A buyer is one party of a procurement notice, as OCDS release packages give it
(<https://standard.open-contracting.org/1.1/en/schema/reference/#organization>). All are frozen
and hashable, so a route once worked out can be kept by its buyer.
"""

from dataclasses import dataclass
from enum import StrEnum

from register.model import Body, Share


@dataclass(frozen=True, slots=True)
class Identifier:
    """A party's number in a register: `scheme` is an org-id.guide list (GB-NHS, GB-PPON, GB-COH, GB-FTS)."""

    scheme: str
    id: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer as a notice names it. `postcode` and `regions` are its seat, not where care is given.

    `regions` are NUTS or ITL codes or names of regions; any text is allowed and the useless ignored.
    """

    name: str
    identifiers: tuple[Identifier, ...] = ()
    postcode: str | None = None
    regions: tuple[str, ...] = ()


class Scope(StrEnum):
    """Whom a notice concerns: one region of England, all of it, or another nation alone."""

    LOCAL = "local"
    NATIONAL = "national"
    OUT_OF_SCOPE = "out-of-scope"


class Confidence(StrEnum):
    """How sure a route is.

    HIGH: the buyer was recognised by its whole name. MEDIUM: by part of it, by a misspelt one, by a code, or
    by places that agree. LOW: not recognised; then the scope is always national.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a notice belongs, and `why`, in words for people.

    `body` is the buyer itself where the register has it, as named (it may be closed since); `icb` the open
    ICB and `region` the NHS England region it lies in. A local route always has a region; its `icb`
    is None where the buyer serves several, which `icbs` then lists, largest part first (a share is
    None where it is not known). `nation` is England but for routes out of scope.
    """

    body: Body | None
    icb: Body | None
    region: Body | None
    scope: Scope
    confidence: Confidence
    why: tuple[str, ...]
    nation: str = "England"
    icbs: tuple[Share, ...] = ()
