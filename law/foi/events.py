"""Whether something can have happened to a request when somebody says it did.

`check` refuses in words what cannot be: what comes before the event it follows, what lies in the future, an
answer to a question nobody asked. It judges the story only, never the law: a late answer is still an answer.
"""

from collections.abc import Sequence
from datetime import date

from law.errors import ImpossibleEvent
from law.foi.due import words
from law.foi.story import Event, Kind, Result

__all__ = ["Event", "Kind", "Result", "check"]


def check(events: Sequence[Event], new: Event, today: date) -> None:
    """Raise `law.errors.ImpossibleEvent`, in words for a person, when `new` cannot stand among `events`."""
    if new.on > today:
        raise ImpossibleEvent(f"{words(new.on)} is in the future. Give the day on which it happened.")
