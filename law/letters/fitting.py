"""Which letters are of use to a request where it stands; the clock names the first of them.

An exemption is a section of FOIA only under FOIA: "12(5)(e)" of the EIR is no refusal for cost.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from law.foi.regime import Regime
from law.foi.story import Event, Kind, Result, Stage, in_order

if TYPE_CHECKING:
    from law.foi.clock import Clock

REQUESTS: Final = (
    "request_plans",
    "request_duties",
    "request_conflicts",
    "request_bidders",
    "request_merger",
)
REVIEWS: Final = {
    section: f"review_s{section}" for section in ("12", "14", "22", "31", "36", "40", "41", "43")
}
"""The letters for a review by the section of FOIA that was relied on."""
_SECTION: Final = re.compile(r"\s*(?:sections?|sec\.?|s\.?)?\s*(\d{1,2})(?![\da-z])", re.IGNORECASE)


def review_letters(exemptions: Sequence[str], regime: Regime) -> tuple[str, ...]:
    """The letters for a review of a refusal that relies on `exemptions`: one for each, each once, never none.

    They are written in any usual way: ``43``, ``s.43(2)``, ``section 43``. Those without a letter of their
    own, and all those of the EIR and of FOISA, have `review_general`, which comes last.
    """
    found = [_SECTION.match(each) if regime is Regime.FOIA else None for each in exemptions]
    named = [REVIEWS.get(match[1]) if match else None for match in found]
    general = ["review_general"] if None in named or not named else []
    return tuple(dict.fromkeys([*(name for name in named if name), *general]))


def latest_exemptions(events: Sequence[Event]) -> tuple[str, ...]:
    """What the body relied on in its latest answer."""
    answers = [event for event in in_order(events) if event.kind is Kind.ANSWERED]
    return answers[-1].exemptions if answers else ()


def fitting(clock: "Clock", events: Sequence[Event], regime: Regime) -> tuple[str, ...]:
    """The names of our letters that fit, the one for the next step first."""
    return tuple(dict.fromkeys([*([clock.letter] if clock.letter else []), *_others(clock, events, regime)]))


def _others(clock: "Clock", events: Sequence[Event], regime: Regime) -> Sequence[str]:
    match clock.stage:
        case Stage.DRAFT:
            return () if regime is Regime.FOISA else REQUESTS
        case Stage.WAITING if clock.late:
            chased = any(event.kind is Kind.CHASED for event in events)
            ripe = chased and regime is not Regime.FOISA  # under FOISA a review must come first
            return ("ico_complaint", "review_delay") if ripe else ("review_delay",)
        case Stage.ANSWERED if clock.result is not Result.FULL:
            return (*review_letters(latest_exemptions(events), regime), "review_general")
        case _:
            return ()
