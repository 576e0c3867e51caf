"""A notice, its route and its relevance as one row: what ``ccgwatch feeds classify`` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from feeds.normalise import normalise
from feeds.notice import Notice
from feeds.relevance import Relevance, relevance
from register.route import Route, Router


@dataclass(frozen=True, slots=True)
class Classified:
    """A notice with where it belongs and whether it is about care."""

    notice: Notice
    route: Route
    relevance: Relevance

    def row(self) -> dict[str, Any]:
        """The row of the command-line contract: dates ISO, `deadline` on London's clock, `value` a number."""
        notice, route = self.notice, self.route
        deadline, standstill, value = notice.deadline, notice.standstill, notice.value
        return {
            "id": notice.id,
            "ocid": notice.ocid,
            "stage": notice.stage.value,
            "notice_type": notice.notice_type,
            "regime": notice.regime.value,
            "psr_kind": notice.psr_kind.value if notice.psr_kind else None,
            "health": self.relevance.health,
            "icb": route.icb.code if route.icb else None,
            "region": route.region.code if route.region else None,
            "scope": route.scope.value,
            "confidence": route.confidence.value,
            "why": list(self.why()),
            "deadline": deadline.local.isoformat() if deadline else None,
            "standstill_ends": standstill.ends.isoformat() if standstill else None,
            "standstill_stated": bool(standstill and standstill.stated),
            "value": _number(notice) if value and not value.placeholder else None,
            "currency": value.currency if value and not value.placeholder else None,
            "suppliers": list(notice.suppliers),
        }

    def why(self) -> Sequence[str]:
        """The reasons in words: for the route, the kind of notice, its relevance and its standstill."""
        reasons = [*self.route.why, *self.notice.psr_why, *self.relevance.why]
        if self.notice.standstill:
            reasons.append(f"standstill {self.notice.standstill.working}")
        return tuple(dict.fromkeys(reasons))


def classify(release: object, router: Router) -> Classified:
    """`release` normalised, routed and judged. Raises `feeds.errors.NoticeError`, and nothing else."""
    return classified(normalise(release), router)


def classified(notice: Notice, router: Router) -> Classified:
    """`notice` routed by its buyers, its places of delivery and its words, and judged for relevance."""
    route = router.route(notice.buyers, notice.places, f"{notice.title}\n{notice.description}")
    return Classified(notice, route, relevance(notice))


def _number(notice: Notice) -> int | float | None:
    if notice.value is None:
        return None
    amount = notice.value.amount
    return int(amount) if amount == amount.to_integral_value() else float(amount)
