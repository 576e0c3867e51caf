"""Dates as people in Britain type them.

Day before month, always: ``03/04/2015`` is 3 April. A year or a month alone means its first
day. Nothing is guessed: what fits no form below is not a date.
"""

import re
from datetime import date, datetime, timedelta

_FULL = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%d/%m/%y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d %Y",
    "%b %d %Y",
)
_MONTH = ("%B %Y", "%b %Y", "%Y-%m", "%m/%Y")
_RELATIVE = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
_LONGEST = 40
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_SPOKEN = re.compile(r"\b(?:the|of)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"\d[\d/.-]*")

FORMS = "2015, April 2015, 1 April 2015, 01/04/2015 or 2015-04-01"
"""The forms to name in a refusal."""


def read_date(text: str, today: date) -> date | None:
    """The day meant by `text`, or None when it is no date. `today` resolves "yesterday"."""
    words = _plain(text)
    if not words or len(words) > _LONGEST or not words.isascii():
        return None
    if words in _RELATIVE:
        return today + timedelta(days=_RELATIVE[words])
    if re.fullmatch(r"(19|20)\d\d", words):
        return date(int(words), 1, 1)
    for form in (*_FULL, *_MONTH):
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


def seems_date(text: str) -> bool:
    """Whether `text` is written as a date is, be there such a day or not: ``31 Feb 2015``, ``2015-13-40``."""
    words = _plain(text).split()
    months = [word for word in words if word[:3] in _MONTHS and word.isalpha()]
    numbers = [word for word in words if _NUMBERS.fullmatch(word)]
    return bool(numbers) and len(numbers) + len(months) == len(words) and len(months) < 2


def _plain(text: str) -> str:
    """``the 1st of Sept, 2015`` as ``1 sep 2015``."""
    words = _ORDINAL.sub("", text.casefold().replace(",", " "))
    return " ".join(_SPOKEN.sub(" ", words).replace("sept ", "sep ").split())
