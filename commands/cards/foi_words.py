"""How the story of a request is told: events, stages, results and deadlines in a volunteer's words."""

from typing import TYPE_CHECKING, Final

from commands.core.text import shown
from commands.core.words import weekday
from law.foi.deadlines import What
from law.foi.regime import Regime
from law.foi.story import Event, Kind, Result, Stage

if TYPE_CHECKING:
    from storage.foi_requests import FoiRequest

EVENT: Final = {
    Kind.DRAFTED: "drafted",
    Kind.SENT: "sent",
    Kind.DELIVERED: "delivered",
    Kind.ACKNOWLEDGED: "acknowledged",
    Kind.CLARIFICATION_ASKED: "the body asked what is meant",
    Kind.CLARIFICATION_GIVEN: "we answered its question",
    Kind.FEES_ASKED: "the body asked for a fee",
    Kind.FEES_PAID: "the fee was paid",
    Kind.EXTENDED: "extended",
    Kind.CHASED: "chased",
    Kind.ANSWERED: "answered",
    Kind.REVIEW_ASKED: "review asked for",
    Kind.REVIEW_EXTENDED: "review extended",
    Kind.REVIEW_ANSWERED: "review answered",
    Kind.ICO_COMPLAINED: "complaint to the Commissioner",
    Kind.ICO_NOTICED: "decision notice",
    Kind.TRIBUNAL_APPEALED: "appeal to the tribunal",
    Kind.WITHDRAWN: "withdrawn",
    Kind.CLOSED: "closed",
    Kind.REOPENED: "opened again",
}
RESULT: Final = {
    Result.FULL: "in full",
    Result.PART: "in part",
    Result.REFUSED: "refused",
    Result.NOTHELD: "not held",
}
STAGE: Final = {
    Stage.DRAFT: "not sent yet",
    Stage.WAITING: "waiting for an answer",
    Stage.CLARIFICATION: "the body waits for our clarification",
    Stage.FEES: "the body waits for a fee",
    Stage.ANSWERED: "answered",
    Stage.REVIEW: "under review",
    Stage.REVIEWED: "reviewed",
    Stage.ICO: "with the Commissioner",
    Stage.NOTICE: "decided by the Commissioner",
    Stage.TRIBUNAL: "before the tribunal",
    Stage.CLOSED: "closed",
    Stage.WITHDRAWN: "withdrawn",
}
DEADLINE: Final = {
    What.ANSWER: "answer due",
    What.EXTENDED: "answer due as extended",
    What.FEE: "last day to pay the fee",
    What.CLARIFY: "answer their question",
    What.REVIEW_ASK: "last day to ask for a review",
    What.REVIEW_EXPECTED: "review outcome expected",
    What.REVIEW_LATEST: "review outcome due at the latest",
    What.ICO: "last day to complain to the Commissioner",
    What.TRIBUNAL: "appeal must have reached the tribunal",
    What.NOTICE: "the body is to do what the notice says",
}


def event_words(event: Event, regime: Regime = Regime.FOIA) -> str:
    """What happened, without its day: ``answered: refused (s43, s40(2))``."""
    words = EVENT[event.kind]
    if event.result is not None:
        words = f"{words}: {RESULT[event.result]}"
    if event.exemptions:
        words = f"{words} ({', '.join(exemption_words(each, regime) for each in event.exemptions)})"
    if event.until is not None:
        words = f"{words}, until {weekday(event.until)}"
    return words


def exemption_words(exemption: str, regime: Regime) -> str:
    """``s43(2)`` for a bare ``43(2)``, ``reg 12(5)(e)`` under the EIR; other words as they are."""
    if not exemption[:1].isdigit():
        return exemption
    return f"{'reg ' if regime is Regime.EIR else 's'}{exemption}"


def stage_words(stage: Stage, result: Result | None) -> str:
    """Where a request stands, with how it was answered: ``under review; answered: refused``."""
    words = STAGE[stage]
    if result is None:
        return words
    return f"{words}: {RESULT[result]}" if stage is Stage.ANSWERED else f"{words}; answered: {RESULT[result]}"


def heading(request: "FoiRequest") -> str:
    """``12 NHS Devon ICB: tender plans``, for the top of an answer."""
    return f"{request.id} {body_words(request.body_name)}: {shown(request.subject, 90)}"


def body_words(name: str) -> str:
    """The name a body had when it was asked, with its long kind written short."""
    return name.replace("Integrated Care Board", "ICB").replace("Clinical Commissioning Group", "CCG")
