"""Eras: the spans of days in which the same bodies were responsible for a place or an area."""

from datetime import date, timedelta

from register.model import Body, Era, Place, Responsibility
from register.territory import CCGS_FROM, ICBS_FROM, ICBS_REDRAWN, PCTS_FROM, Territory

_LAST_OF_PCTS = CCGS_FROM - timedelta(days=1)
"""Looked at too, since some PCTs began later than the rest, such as Hertfordshire's in 2010."""
_CHANGES = (PCTS_FROM, _LAST_OF_PCTS, CCGS_FROM, date(2020, 4, 1), date(2021, 4, 1), ICBS_FROM, ICBS_REDRAWN)


def history(territory: Territory, subject: Body | Place) -> tuple[Era, ...]:
    """The spans of days since October 2006 in which the same bodies were responsible, oldest first.

    Days the register knows nothing certain of are left out.
    """
    days = {day for day in _CHANGES if day <= territory.compiled}
    codes = {subject.code} if isinstance(subject, Body) else set()
    for _ in range(4):  # bodies tell the days of change, and those days tell further bodies
        before = len(days), len(codes)
        for day in tuple(days):
            for body, _ in territory.responsible(subject, day).bodies:
                codes.add(body.code)
                days |= {d for d in (body.opened,) if d and PCTS_FROM <= d <= territory.compiled}
        changes = territory.records.change_dates(frozenset(codes))
        days |= {day for day in changes if PCTS_FROM <= day <= territory.compiled}
        if before == (len(days), len(codes)):
            break
    eras: list[Era] = []
    for day in sorted(days):
        answer = territory.responsible(subject, day)
        eras = _continued(eras, day, answer)
    return tuple(era for era in eras if era.bodies)


def _continued(eras: list[Era], day: date, answer: Responsibility) -> list[Era]:
    bodies = answer.bodies if answer.known else ()
    if eras and {b.code for b, _ in eras[-1].bodies} == {b.code for b, _ in bodies}:
        return eras
    if eras:
        last = eras[-1]
        eras = [*eras[:-1], Era(last.since, day - timedelta(days=1), last.bodies, last.basis)]
    return [*eras, Era(day, None, bodies, answer.basis)]
