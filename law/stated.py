"""The last day for representations, as a notice's own words give it.

People write "by midnight on 21/08/2026", "by 5pm on Friday 21st August", "the standstill period will end at
midnight 21 August 2026", "from 11 August to 21 August 2026", "the 23rdof March 2026". A date counts only when
the words before it speak of representations or the standstill and of an end; "[Add date]" is no date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE: Final = re.compile(
    rf"(?<![\d/.£])(?:"
    rf"(?P<y1>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)"
    rf"|(?P<d2>\d{{1,2}})\s?[/.\-]\s?(?P<m2>\d{{1,2}})\s?[/.\-]\s?(?P<y2>20\d\d|\d\d)(?![\d/])"
    rf"|(?P<d3>\d{{1,2}})\s?(?:st|nd|rd|th)?\s?(?:of\s)?\s?-?(?P<m3>{_MONTH})\b\.?,?-?\s?(?P<y3>20\d\d|\d\d(?![\d:.]))?"
    rf"|(?P<m4>{_MONTH})\.?\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b,?\s?(?P<y4>20\d\d)?"
    rf")",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(r"\brepresentations?\b|\bstand[\s-]?still\b", re.IGNORECASE)
_END: Final = re.compile(
    r"\b(?:by|until|till|untill|up\sto|ends?|ending|ended|close[sd]?|closing|conclud\w+|expir\w+|finish\w*|"
    r"midnight|no\slater\sthan|not\slater\sthan|later\sthan|before|deadline|to|through|latest)\b",
    re.IGNORECASE,
)
_BEGIN: Final = re.compile(
    r"\b(?:begin\w*|began|start\w*|commenc\w+|from|publish\w*|dated|approved|awarded|signed|minut\w+)\b",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"(?<!\b[Nn]o)(?<!\b[Rr]ef)[.!?]\s+(?=[A-Z•\-])|\n\s*\n|[•|]")
_GOES_ON: Final = re.compile(
    r"(?:this|these|they|it|such|the\s(?:deadline|closing|period|end)|deadline)\b", re.IGNORECASE
)
_REACH: Final = 220
_NEAR: Final = 60
_QUOTE: Final = 140
_EARLIEST: Final = timedelta(days=60)
_LATEST: Final = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class StatedEnd:
    """The last day for representations that a text gives, and the words around it."""

    day: date
    words: str


def stated_end(text: str, published: date) -> StatedEnd | None:
    """The end of the standstill, or the last day for representations, that `text` gives.

    `published` (London day) supplies a missing year and rules out days too far from it. Where a text gives
    several, the day for representations comes before the end of the standstill.
    """
    if not _SUBJECT.search(text):  # dates are many, and slow to look for
        return None
    found = None
    for match in _DATE.finditer(text):
        before = _before(text, match.start())
        subjects = list(_SUBJECT.finditer(before))
        if not subjects or not _ends(before[-_NEAR:]):
            continue
        day = _day(match, published)
        if day is None or not -_EARLIEST <= day - published <= _LATEST:
            continue
        end = StatedEnd(day, _quoted(before, match[0]))
        if subjects[-1][0].lower().startswith("rep"):
            return end
        found = found or end
    return found


def _before(text: str, at: int) -> str:
    """What the same sentence, or the one it goes on from, says before `at`."""
    window = text[max(0, at - _REACH) : at]
    ends = [end.end() for end in _SENTENCE_END.finditer(window)]
    if not ends:
        return window
    sentence = window[ends[-1] :]
    return window if _GOES_ON.match(sentence) else sentence


def _quoted(before: str, day: str) -> str:
    """The date and what its sentence says before it, without e-mail addresses (some are people's)."""
    if len(before) > _QUOTE:
        before = before[-_QUOTE:].partition(" ")[2]
    return " ".join("[address]" if "@" in word else word for word in (before + day).split())


def _ends(words: str) -> bool:
    """Whether the nearest word of beginning or ending before a date is one of ending."""
    ends = [match.start() for match in _END.finditer(words)]
    begins = [match.start() for match in _BEGIN.finditer(words)]
    return bool(ends) and (not begins or ends[-1] > begins[-1])


def _day(match: re.Match[str], published: date) -> date | None:
    parts = match.groupdict()
    for form in "1234":
        day, month, year = (parts.get(f"{part}{form}") for part in "dmy")
        if day is None or month is None:
            continue
        number = _MONTHS.get(month.lower()) or int(month)
        if year:
            return _date(int(year) if len(year) == 4 else 2000 + int(year), number, int(day))
        candidates = (_date(published.year + later, number, int(day)) for later in (0, 1))
        return next((each for each in _real(candidates) if each >= published), None)
    return None


def _real(days: Iterator[date | None]) -> Iterator[date]:
    return (day for day in days if day is not None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
