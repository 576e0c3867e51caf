"""Many letters shared out: on which days they are sent, and whose each is. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import cycle, islice

from law.calendar import Calendar


def send_days(many: int, first: date, per_day: int, calendar: Calendar) -> list[date]:
    """The day of each of `many` letters: `per_day` of them a working day, none before `first`.

    Raises `law.errors.BeyondHorizon` where they would go on beyond the known holidays.
    """
    days: list[date] = []
    day = working_day(first, calendar)
    while len(days) < many:
        days += [day] * min(per_day, many - len(days))
        if len(days) < many:
            day, _ = calendar.add_working_days(day, 1)
    return days


def working_day(day: date, calendar: Calendar) -> date:
    """`day`, or the first working day after it. Raises `law.errors.BeyondHorizon`."""
    return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)[0]


def in_turn(people: Sequence[int], loads: Mapping[int, int]) -> list[int]:
    """People in the order in which tasks are dealt to them: who has the fewest in hand first."""
    return sorted(dict.fromkeys(people), key=lambda person: loads.get(person, 0))


def shares(many: int, order: Sequence[int]) -> list[int | None]:
    """Whose each of `many` tasks is, dealt in `order` round after round; nobody's where there is nobody.

    No two shares differ by more than one.
    """
    return list(islice(cycle(order), many)) if order else [None] * many
