"""The three laws a request may be made under, and what each allows the body and asks of us.

FOIA 2000 binds English NHS bodies; the EIR 2004 take over where what is asked is environmental information
(estates, waste, travel, air); FOISA 2002 binds Scottish bodies. Days are working days of the law's calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from law.calendar import SCOTLAND, UK_ALL, Calendar, Extra

_FOIA: Final = "https://www.legislation.gov.uk/ukpga/2000/36/section/"
_EIR: Final = "https://www.legislation.gov.uk/uksi/2004/3391/regulation/"
_FOISA: Final = "https://www.legislation.gov.uk/asp/2002/13/section/"


class Regime(StrEnum):
    """The law a request is made under. ``Regime("foia")`` reads any case; ValueError for anything else."""

    FOIA = "FOIA"
    EIR = "EIR"
    FOISA = "FOISA"

    @classmethod
    def _missing_(cls, value: object) -> "Regime | None":
        word = str(value).strip().upper()
        return cls(word) if word in cls.__members__ else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: its name for people, and the official page."""

    rule: str
    url: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What one law says. All periods are working days after the day something is received.

    `extended_days` is the longest an answer may take once the body has said that it needs longer, None where
    the law knows no such thing; `extension_firm` whether the law itself sets that limit. A review is expected
    after `review_expected` days (None: no such earlier date) and late after `review_days`; `review_first`
    says that even silence must go to review before the commissioner. `fee_days` are the working days to pay
    in, None where it is three months instead. `appeal` is None where an appeal goes to court only.
    """

    regime: Regime
    act: str
    commissioner: str
    answer: Source
    answer_days: int
    extension: Source | None
    extended_days: int | None
    extension_firm: bool
    clarify: Source
    fee: Source
    fee_days: int | None
    review_ask: Source
    review_ask_days: int
    review: Source
    review_expected: int | None
    review_days: int
    review_first: bool
    complaint: Source
    appeal: Source | None
    notice: Source


CODE: Final = Source(
    "the section 45 Code of Practice",
    "https://www.gov.uk/government/publications/freedom-of-information-code-of-practice",
)
_ICO: Final = Source(
    "the ICO's rule for complaints", "https://ico.org.uk/make-a-complaint/foi-and-eir-complaints/"
)
_TRIBUNAL: Final = Source(
    "rule 22 of the tribunal's rules (SI 2009/1976)", "https://www.legislation.gov.uk/uksi/2009/1976"
)
_NOTICE: Final = Source("FOIA section 50", f"{_FOIA}50")

_RULES: Final = {
    Regime.FOIA: Rules(
        regime=Regime.FOIA,
        act="Freedom of Information Act 2000",
        commissioner="the Information Commissioner (ICO)",
        answer=Source("FOIA section 10(1)", f"{_FOIA}10"),
        answer_days=20,
        extension=Source("FOIA section 10(3), for the public interest", f"{_FOIA}10"),
        extended_days=40,
        extension_firm=False,
        clarify=Source("FOIA section 1(3)", f"{_FOIA}1"),
        fee=Source("FOIA section 9", f"{_FOIA}9"),
        fee_days=None,
        review_ask=Source("paragraph 5.3 of the section 45 Code", CODE.url),
        review_ask_days=40,
        review=Source("paragraphs 5.4 and 5.5 of the section 45 Code", CODE.url),
        review_expected=20,
        review_days=40,
        review_first=False,
        complaint=_ICO,
        appeal=_TRIBUNAL,
        notice=_NOTICE,
    ),
    Regime.EIR: Rules(
        regime=Regime.EIR,
        act="Environmental Information Regulations 2004",
        commissioner="the Information Commissioner (ICO)",
        answer=Source("EIR regulation 5(2)", f"{_EIR}5"),
        answer_days=20,
        extension=Source("EIR regulation 7(1), for complexity and volume", f"{_EIR}7"),
        extended_days=40,
        extension_firm=True,
        clarify=Source("EIR regulation 9(2)", f"{_EIR}9"),
        fee=Source("EIR regulation 8", f"{_EIR}8"),
        fee_days=60,
        review_ask=Source("EIR regulation 11(2)", f"{_EIR}11"),
        review_ask_days=40,
        review=Source("EIR regulation 11(4)", f"{_EIR}11"),
        review_expected=None,
        review_days=40,
        review_first=False,
        complaint=_ICO,
        appeal=_TRIBUNAL,
        notice=_NOTICE,
    ),
    Regime.FOISA: Rules(
        regime=Regime.FOISA,
        act="Freedom of Information (Scotland) Act 2002",
        commissioner="the Scottish Information Commissioner",
        answer=Source("FOISA section 10(1)", f"{_FOISA}10"),
        answer_days=20,
        extension=None,
        extended_days=None,
        extension_firm=True,
        clarify=Source("FOISA section 1(3)", f"{_FOISA}1"),
        fee=Source("FOISA section 9", f"{_FOISA}9"),
        fee_days=None,
        review_ask=Source("FOISA section 20(5)", f"{_FOISA}20"),
        review_ask_days=40,
        review=Source("FOISA section 21(1)", f"{_FOISA}21"),
        review_expected=None,
        review_days=20,
        review_first=True,
        complaint=Source("FOISA section 47(4)", f"{_FOISA}47"),
        appeal=None,
        notice=Source("FOISA section 49", f"{_FOISA}49"),
    ),
}


def rules(regime: Regime) -> Rules:
    """What `regime` says."""
    return _RULES[regime]


@dataclass(frozen=True, slots=True)
class Calendars:
    """The working days of all three laws: the UK's for FOIA and the EIR, Scotland's for FOISA."""

    uk: Calendar
    scotland: Calendar

    @classmethod
    def packaged(cls) -> "Calendars":
        """As they come with the program, without any holiday added since."""
        return cls(UK_ALL, SCOTLAND)

    def of(self, regime: Regime) -> Calendar:
        """The calendar `regime` counts by."""
        return self.scotland if regime is Regime.FOISA else self.uk

    def with_extra(self, extras: Sequence[Extra]) -> "Calendars":
        """The same with holidays that were proclaimed since."""
        return Calendars(self.uk.with_extra(extras), self.scotland.with_extra(extras))

    @property
    def fingerprint(self) -> str:
        """Another one as soon as a day counts that did not, or the other way round, in either calendar."""
        return f"{self.uk.fingerprint}.{self.scotland.fingerprint}"
