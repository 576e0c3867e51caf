"""Fields that mean the same in every letter, and what is always left to the writer."""

from collections.abc import Iterable
from typing import Final

from law.letters.letter import Field, Form


def _named(fields: Iterable[Field]) -> dict[str, Field]:
    return {each.name: each for each in fields}


KNOWN: Final = _named(
    (
        Field("authority", "the public body's name"),
        Field("subject", "what the request is about"),
        Field("sent", "the day the request was sent", Form.DAY),
        Field("due", "the last day for the answer, as calculated", Form.DAY),
        Field(
            "counted",
            "if a question or a fee moved that day, a sentence about it",
            Form.LINES,
            optional=True,
        ),
        Field("chased", "the day of your last reminder", Form.DAY),
        Field(
            "extension",
            "if they took more time, a sentence about the day they gave",
            Form.LINES,
            optional=True,
        ),
        Field("asked", "the day they asked", Form.DAY),
        Field("answered", "the day of their answer", Form.DAY),
        Field("history", "what happened, a line a step, each with its date", Form.LINES),
        Field("complaint", "what you complain about, in one or two sentences", Form.LINES),
        Field("link", "where the letters can be read (a web address), or: copies attached"),
        Field("noticed", "the day the Commissioner sent the decision notice", Form.DAY),
        Field("appeal_by", "the last day for the appeal, as calculated", Form.DAY),
    )
)
"""What the desk itself can say about a request (`known.py`). A letter may declare them, in its own words."""

YOURS: Final = _named((Field("name", "your full name"), Field("reply_to", "your e-mail or postal address")))
"""Never kept, never filled in here: a request needs the writer's real name (FOIA s.8(1)), which is theirs."""
