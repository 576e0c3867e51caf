"""Moments and deadlines, with the traps of both portals."""

from datetime import UTC, datetime

import pytest

from feeds.normalise import normalise
from feeds.notice import DeadlineKind
from feeds.times import deadlines, moment
from tests.feeds.releases import psr

MOMENTS = [
    ("2026-08-10T09:11:41+01:00", "2026-08-10T08:11:41", False),
    ("2026-01-10T09:11:41Z", "2026-01-10T09:11:41", False),
    ("2026-08-10T12:00:00Z", "2026-08-10T12:00:00", False),  # a time of day with its offset is believed
    ("2026-08-10T23:59:59Z", "2026-08-10T22:59:59", True),  # London's midnight with a misleading Z
    ("2026-08-10T23:59:00Z", "2026-08-10T22:59:00", False),
    ("2026-08-10T00:00:00Z", "2026-08-09T23:00:00", False),
    ("2026-08-10T00:00:00+00:00", "2026-08-09T23:00:00", False),
    ("2026-01-10T23:59:59Z", "2026-01-10T23:59:59", True),
    ("2026-08-25", "2026-08-25T22:59:59", True),  # a day is the end of that London day
    ("2026-01-25", "2026-01-25T23:59:59", True),
    ("2026-08-10T09:11:41", "2026-08-10T08:11:41", False),
    ("2026-08-10T09:11:41.1234567Z", "2026-08-10T09:11:41", False),
    ("2026-03-29T01:30:00", "2026-03-29T01:30:00", False),  # an hour that London's clocks skipped
]


@pytest.mark.parametrize(("value", "utc", "day_only"), MOMENTS)
def test_moments(value, utc, day_only):
    assert moment(value) == (datetime.fromisoformat(utc).replace(tzinfo=UTC), day_only)


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        [],
        {},
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31T23:59:59-14:00",
        "1850-01-01",
        "2026-08-10T25:00:00Z",
        "2026-08-10" * 9,
        True,
        "２０２６-08-10",
    ],
)
def test_no_moments(value):
    assert moment(value) is None


def test_every_deadline_with_its_source_in_order():
    found = deadlines(
        {
            "tender": {
                "tenderPeriod": {"endDate": "2026-09-10T12:00:00+01:00", "durationInDays": "1e9999"},
                "expressionOfInterestDeadline": "2026-08-28",
                "enquiryPeriod": {"endDate": "2026-08-20T17:00:00+01:00"},
            },
            "planning": {"milestones": [{"dueDate": "2026-08-01T23:59:59+01:00"}, {"dueDate": None}, "x"]},
        }
    )
    assert [(each.kind, each.source, each.date_only) for each in found] == [
        (DeadlineKind.ENGAGEMENT, "planning.milestones.dueDate", True),
        (DeadlineKind.ENQUIRIES, "tender.enquiryPeriod.endDate", False),
        (DeadlineKind.EXPRESSION_OF_INTEREST, "tender.expressionOfInterestDeadline", True),
        (DeadlineKind.TENDER, "tender.tenderPeriod.endDate", False),
    ]


def test_the_first_stage_is_the_deadline_of_a_two_stage_call():
    period = {"endDate": "2026-09-10T12:00:00+01:00"}
    notice = normalise(psr(tag="tender", tenderPeriod=period, expressionOfInterestDeadline="2026-08-28"))
    assert notice.deadline is not None
    assert notice.deadline.kind is DeadlineKind.EXPRESSION_OF_INTEREST
    assert notice.deadline.local.isoformat() == "2026-08-28T23:59:59+01:00"


def test_open_by_tag_and_status_not_by_the_deadline_alone():
    now = datetime(2026, 8, 20, tzinfo=UTC)
    period = {"endDate": "2026-09-10T12:00:00+01:00"}
    assert normalise(psr(tag="tender", tenderPeriod=period)).is_open(now)
    assert not normalise(psr(tag="tender", tenderPeriod=period)).is_open(datetime(2026, 9, 11, tzinfo=UTC))
    assert not normalise(psr(tenderPeriod=period)).is_open(now)
    assert not normalise(psr(tag="tender", tenderPeriod=period) | {"tag": ["tenderCancellation"]}).is_open(
        now
    )
    cancelled = psr(tag="tender", tenderPeriod=period)
    cancelled["tender"]["status"] = "cancelled"
    assert not normalise(cancelled).is_open(now)
