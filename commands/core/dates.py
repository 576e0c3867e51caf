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

FORMS = "2015, April 2015, 1 April 2015, 01/04/2015 or 2015-04-01"
"""The forms to name in a refusal."""


def read_date(text: str, today: date) -> date | None:
    """The day meant by `text`, or None when it is no date. `today` resolves "yesterday"."""
    words = _ORDINAL.sub("", " ".join(text.casefold().replace(",", " ").split()))
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
