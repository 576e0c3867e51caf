"""A procurement notice as it now stands: the values every later step works on.

Made by `feeds.normalise` from an OCDS release (standard.open-contracting.org/1.1, with the UK extension of
the Cabinet Office). All values are frozen; texts are plain (no HTML), times UTC and aware, money as
published.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from law.standstill import Standstill
from register.buyers import Buyer

LONDON = ZoneInfo("Europe/London")


class Source(StrEnum):
    """Where a notice was published."""

    FIND_A_TENDER = "find-a-tender"
    CONTRACTS_FINDER = "contracts-finder"
    OTHER = "other"


class Stage(StrEnum):
    """How far the procurement is, by this notice."""

    PLANNING = "planning"
    TENDER = "tender"
    AWARD = "award"
    CONTRACT = "contract"
    AMENDMENT = "amendment"
    PERFORMANCE = "performance"
    CANCELLATION = "cancellation"
    TERMINATION = "termination"
    UNKNOWN = "unknown"


class Regime(StrEnum):
    """The law it is bought under."""

    PSR_ENGLAND = "psr-england"
    PSR_WALES = "psr-wales"
    PROCUREMENT_ACT = "procurement-act-2023"
    EARLIER_RULES = "earlier-rules"
    SCOTLAND = "scotland"
    UNKNOWN = "unknown"


class PsrKind(StrEnum):
    """What a notice under England's Provider Selection Regime says."""

    COMPETITION_OR_CALL = "competition_or_call"
    INTENDED_APPROACH = "intended_approach"
    INTENTION_TO_AWARD = "intention_to_award"
    CONFIRMATION_OF_AWARD = "confirmation_of_award"
    MODIFICATION = "modification"
    MARKET_ENGAGEMENT = "market_engagement"
    AWARD_CITING_PSR = "award_citing_psr"
    TRANSPARENCY_CITING_PSR = "transparency_citing_psr"
    AWARD_UNCLEAR = "award_unclear"
    UPDATE_OR_OTHER = "update_or_other"


class PsrProcess(StrEnum):
    """How the provider is chosen under the regime (SI 2023/1348 regs 7-11 and 14)."""

    DIRECT_AWARD_A = "direct award process A"
    DIRECT_AWARD_B = "direct award process B"
    DIRECT_AWARD_C = "direct award process C"
    MOST_SUITABLE_PROVIDER = "most suitable provider process"
    COMPETITIVE = "competitive process"
    URGENT = "urgent award or modification"


class DeadlineKind(StrEnum):
    """What has to be done by then."""

    TENDER = "tender"
    EXPRESSION_OF_INTEREST = "expression-of-interest"
    ENQUIRIES = "enquiries"
    ENGAGEMENT = "engagement"
    REPRESENTATIONS = "representations"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which something has to be done. `date_only`: the notice gives a day, `when` is its end.

    `source` is the field it was read from, such as ``tender.tenderPeriod.endDate``.
    """

    kind: DeadlineKind
    when: datetime
    date_only: bool
    source: str

    @property
    def local(self) -> datetime:
        """The same moment on London's clocks."""
        return self.when.astimezone(LONDON)


@dataclass(frozen=True, slots=True)
class Money:
    """What it is worth. `gross`: with VAT. `placeholder`: 0 or 1, typed where nobody wanted to say.

    `source` is where it stood: ``tender``, ``lots``, ``awards``, ``contracts`` or ``tender.minValue``.
    """

    amount: Decimal
    currency: str
    source: str
    gross: bool = False
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """One published notice. Fields that the notice does not give are None or empty.

    `tags`, `status` and `id` are as published. `updated`: a change to a notice published before.
    `description` is shortened. `cpv` are eight-digit codes, the main one first. `bids` is how many were
    received, `bidders` who they were, where said. `places` are where the service is delivered: NUTS/ITL
    codes, region names, postcodes. `related` are ocids of other procurements named. `psr_why` says in words
    what the PSR reading rests on.
    """

    source: Source
    id: str
    ocid: str
    published: datetime
    tags: tuple[str, ...]
    title: str
    description: str
    buyers: tuple[Buyer, ...]
    stage: Stage
    status: str
    updated: bool
    notice_type: str | None
    regime: Regime
    psr_kind: PsrKind | None
    psr_process: PsrProcess | None
    psr_why: tuple[str, ...]
    category: str
    cpv: tuple[str, ...]
    value: Money | None
    suppliers: tuple[str, ...]
    bids: int | None
    bidders: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    standstill: Standstill | None
    places: tuple[str, ...]
    url: str
    related: tuple[str, ...]

    @property
    def content_hash(self) -> str:
        """24 hex digits that change when something a reader cares about does.

        That is the title, stage, status, kind, value, deadlines, suppliers or standstill; not the dates of
        publication and not the id, so that an unchanged re-publication is the same.
        """
        value, standstill = self.value, self.standstill
        seen = [
            *(self.title, self.stage, self.status, self.psr_kind or ""),
            f"{value.amount.normalize()} {value.currency}" if value else "",
            ";".join(f"{each.kind} {each.when:%Y%m%d%H%M}" for each in self.deadlines),
            ";".join(sorted(name.casefold() for name in self.suppliers)),
            f"{standstill.ends} {standstill.stated}" if standstill else "",
        ]
        return hashlib.blake2b("\x1f".join(seen).encode("utf-8", "replace"), digest_size=12).hexdigest()

    @property
    def published_day(self) -> str:
        """The London day of publication, ISO."""
        return self.published.astimezone(LONDON).date().isoformat()

    @property
    def deadline(self) -> Deadline | None:
        """The moment to act by: of a call the tender (or first-stage) deadline, of planning the engagement's.

        None at any other stage: an award keeps its old tender period, and that is no deadline any more.
        """
        if self.stage not in _OPEN:
            return None
        wanted = [each for each in self.deadlines if each.kind in _OPEN[self.stage]]
        return min(wanted, key=lambda each: each.when, default=None)

    def is_open(self, now: datetime) -> bool:
        """Whether one can still tender or answer the engagement at `now`."""
        deadline = self.deadline
        return (
            self.status not in {"complete", "cancelled", "withdrawn", "unsuccessful"}
            and deadline is not None
            and deadline.when >= now.astimezone(UTC)
        )


_OPEN = {
    Stage.TENDER: {DeadlineKind.TENDER, DeadlineKind.EXPRESSION_OF_INTEREST},
    Stage.PLANNING: {DeadlineKind.ENGAGEMENT, DeadlineKind.TENDER, DeadlineKind.EXPRESSION_OF_INTEREST},
}
