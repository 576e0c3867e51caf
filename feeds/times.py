"""Moments and deadlines as the two portals write them.

Find a Tender and Contracts Finder write London's clock with its offset, and that offset is believed, with two
exceptions found in real notices. A day without a time means the end of that day in London. And
``T00:00:00Z``, ``T23:59:00Z`` or ``T23:59:59Z`` in summer is London's midnight with a misleading Z: the day
is believed, the Z not (believing it would move a deadline into the next day). A time without an offset is
London's.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Final

from feeds.notice import LONDON, Deadline, DeadlineKind
from feeds.raw import Raw, record, records

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_FRACTION: Final = re.compile(r"\.\d+")
_END: Final = time(23, 59, 59)
_MIDNIGHTS: Final = {time(0, 0), time(23, 59), _END}
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100


def moment(value: object) -> tuple[datetime, bool] | None:
    """`value` as (UTC moment, whether only a day was given), or None: no date between 1990 and 2100."""
    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        return None
    text = value.strip()
    try:
        if _DAY.fullmatch(text):
            found = datetime.combine(date.fromisoformat(text), _END, LONDON)
            day_only = True
        else:
            found = datetime.fromisoformat(_FRACTION.sub("", text))
            day_only = found.time() == _END
            if found.tzinfo is None or (not found.utcoffset() and found.time() in _MIDNIGHTS):
                found = found.replace(tzinfo=LONDON)
        if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            return None
        return found.astimezone(UTC), day_only
    except (ValueError, OverflowError):
        return None


def deadlines(release: Raw) -> tuple[Deadline, ...]:
    """Every deadline of the release, in the order of time."""
    tender = record(release.get("tender"))
    found = [
        _deadline(
            DeadlineKind.TENDER,
            record(tender.get("tenderPeriod")).get("endDate"),
            "tender.tenderPeriod.endDate",
        ),
        _deadline(
            DeadlineKind.EXPRESSION_OF_INTEREST,
            tender.get("expressionOfInterestDeadline"),
            "tender.expressionOfInterestDeadline",
        ),
        _deadline(
            DeadlineKind.ENQUIRIES,
            record(tender.get("enquiryPeriod")).get("endDate"),
            "tender.enquiryPeriod.endDate",
        ),
    ]
    planning = record(release.get("planning"))
    found += [
        _deadline(DeadlineKind.ENGAGEMENT, milestone.get("dueDate"), "planning.milestones.dueDate")
        for milestone in records(planning.get("milestones"))
    ]
    known = {(each.kind, each.when): each for each in found if each is not None}
    return tuple(sorted(known.values(), key=lambda each: (each.when, each.kind)))


def _deadline(kind: DeadlineKind, value: object, source: str) -> Deadline | None:
    found = moment(value)
    return Deadline(kind, found[0], found[1], source) if found else None
