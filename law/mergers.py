"""What the law asks of those who merge NHS commissioners, with its source; and what is worth asking.

Not legal advice. Each statement says since and until when it holds and when its source was last read;
the National Health Service Act 2006 is cited as amended. A Bill of 2026 would change much of it:
https://bills.parliament.uk/bills/4124.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

CHECKED: Final = date(2026, 11, 21)
_ACT: Final = "https://www.legislation.gov.uk/ukpga/2006/41/section/"
_CCG: Final = "https://www.legislation.gov.uk/uksi/2012/1631"
_ICBS_SINCE: Final = date(2022, 7, 1)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the law asks. `source` names the provision, `url` its official text.

    It holds from `since`, or from when such bodies took over, to `until` (None: still).
    """

    words: str
    source: str
    url: str
    since: date
    until: date | None = None
    checked: date = CHECKED

    def holds_on(self, day: date) -> bool:
        """Whether it is the law of that day."""
        return self.since <= day and (self.until is None or day <= self.until)


ICBS: Final = (
    Statement(
        "NHS England decides, by an order it must publish; the boards' areas must cover all of England and "
        "may not overlap.",
        "NHS Act 2006, section 14Z25",
        f"{_ACT}14Z25",
        _ICBS_SINCE,
    ),
    Statement(
        "Before it changes or ends a board it must consult every board likely to be affected. The Act names "
        "no duty to consult the public or councils on the merger itself.",
        "NHS Act 2006, section 14Z25(7)",
        f"{_ACT}14Z25",
        _ICBS_SINCE,
    ),
    Statement(
        "Where a merger changes how services reach people, or their range, the board must involve those who "
        "use them and their carers: in planning, in developing proposals, and in deciding.",
        "NHS Act 2006, section 14Z45",
        f"{_ACT}14Z45",
        _ICBS_SINCE,
    ),
    Statement(
        "A board that ends leaves no liability behind: all must pass on, with property, staff and contracts "
        "moved by a transfer scheme.",
        "NHS Act 2006, section 14Z28",
        f"{_ACT}14Z28",
        _ICBS_SINCE,
    ),
    Statement(
        "The new board's constitution must be published.",
        "NHS Act 2006, section 14Z29",
        f"{_ACT}14Z29",
        _ICBS_SINCE,
    ),
)
"""Integrated Care Boards."""

CCGS: Final = (
    Statement(
        "Two or more groups applied; NHS England weighed, among others, member practices' part, financial "
        "control, and whether the area crossed council boundaries.",
        "SI 2012/1631, regulation 7 and Schedule 1",
        _CCG,
        date(2013, 4, 1),
        date(2022, 6, 30),
    ),
    Statement(
        "For a group's dissolution it also weighed how far the group had sought the views of councils and of "
        "patients, and heeded them. Campaigners argued that this bound mergers too, since they dissolved the "
        "old groups.",
        "SI 2012/1631, regulation 9 and Schedule 3",
        _CCG,
        date(2013, 4, 1),
        date(2022, 6, 30),
    ),
)
"""Clinical Commissioning Groups: law that is no more; no such list of factors exists for boards."""

QUESTIONS: Final = (
    "Who asked for it, and on what day did each board vote?",
    "What else was considered, and why was it turned down?",
    "Were councils, Healthwatch, staff and patients asked, and where is that written down?",
    "Which budgets, deficits, contracts and registers of interests pass to whom?",
    "What becomes of local committees and of meetings in public?",
    "When is the order made, and where is it published?",
)
"""Worth asking about any merger."""
