"""The standstill of a notice: stated where it says so, else calculated where the law asks for one."""

from datetime import date
from typing import Final

from feeds import times
from feeds.form import Form
from feeds.notice import LONDON, PsrKind, PsrProcess, Regime
from feeds.psr import PsrReading
from feeds.raw import Raw, record, records
from law import standstill
from law.errors import BeyondHorizon
from law.standstill import Rule, Standstill
from law.stated import stated_end

_NO_STANDSTILL: Final = {PsrProcess.DIRECT_AWARD_A, PsrProcess.DIRECT_AWARD_B, PsrProcess.URGENT}
_MAY_STATE: Final = {PsrKind.INTENTION_TO_AWARD, PsrKind.AWARD_UNCLEAR, PsrKind.TRANSPARENCY_CITING_PSR}


def standstill_of(raw: Raw, outer: Form, reading: PsrReading | None, published: date) -> Standstill | None:
    """The standstill of a release published on `published` (London day), or None."""
    ends = [
        found[0].astimezone(LONDON).date()
        for award in records(raw.get("awards"))
        if (found := times.moment(record(award.get("standstillPeriod")).get("endDate"))) is not None
    ]
    if ends:
        rule = Rule.PSR if reading and outer.legacy else Rule.PROCUREMENT_ACT
        return standstill.stated(max(ends), rule, "the end of the standstill period in its data")
    try:
        if reading is not None:
            return _psr_standstill(reading, published)
        pending = any(award.get("status") == "pending" for award in records(raw.get("awards")))
        # Where none applies (light touch, frameworks, below threshold) the award is already "active".
        if outer.regime is Regime.PROCUREMENT_ACT and outer.notice_type == "UK6" and pending:
            return standstill.procurement_act(published)
    except BeyondHorizon:
        return None  # a year whose bank holidays are not known: no date is better than a guess
    return None


def _psr_standstill(reading: PsrReading, published: date) -> Standstill | None:
    if reading.kind not in _MAY_STATE:
        return None
    for text in reading.statements:
        found = stated_end(text, published)
        if found:
            return standstill.stated(found.day, Rule.PSR, f"“{found.words}”")
    if reading.kind is PsrKind.INTENTION_TO_AWARD and reading.process not in _NO_STANDSTILL:
        return standstill.psr(published)
    return None
