"""When a person is told: quiet hours and digests on the clocks of their zone, also when those change."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.desk.hours import soon, when, zone_of
from storage.person_settings import PersonSettings


def utc(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(f"{text}+00:00")


NEW_YORK = PersonSettings(zone="America/New_York")
NO_QUIET = PersonSettings(quiet_from=0, quiet_to=0)


@pytest.mark.parametrize(
    ("now", "settings", "digest", "at_once"),
    [
        ("2026-11-21 12:00", PersonSettings(), "2026-11-22 09:00", "2026-11-21 12:00"),
        ("2026-11-21 08:59", PersonSettings(), "2026-11-21 09:00", "2026-11-21 08:59"),
        ("2026-11-21 09:00", PersonSettings(), "2026-11-22 09:00", "2026-11-21 09:00"),
        # summer: nine in London is eight in UTC
        ("2026-07-01 12:00", PersonSettings(), "2026-07-02 08:00", "2026-07-01 12:00"),
        ("2026-07-01 19:00", PersonSettings(), "2026-07-02 08:00", "2026-07-02 07:00"),
        ("2026-07-01 18:59", PersonSettings(), "2026-07-02 08:00", "2026-07-01 18:59"),
        # the night the clocks go forward, and the one they go back
        ("2026-03-28 22:00", PersonSettings(), "2026-03-29 08:00", "2026-03-29 07:00"),
        ("2026-10-24 22:00", PersonSettings(), "2026-10-25 09:00", "2026-10-25 08:00"),
        # an hour left out is the one after it; one that comes twice is the first
        ("2026-03-28 12:00", PersonSettings(digest_hour=1, quiet_from=0, quiet_to=0), "2026-03-29 01:00", ""),
        ("2026-10-24 12:00", PersonSettings(digest_hour=1, quiet_from=0, quiet_to=0), "2026-10-25 00:00", ""),
        # elsewhere, and no quiet hours, and a digest that lies in them
        ("2026-11-21 12:00", NEW_YORK, "2026-11-21 14:00", "2026-11-21 13:00"),
        ("2026-11-21 23:00", NO_QUIET, "2026-11-22 09:00", "2026-11-21 23:00"),
        ("2026-11-21 12:00", PersonSettings(digest_hour=6), "2026-11-22 08:00", "2026-11-21 12:00"),
        (
            "2026-11-21 13:00",
            PersonSettings(quiet_from=12, quiet_to=14),
            "2026-11-22 09:00",
            "2026-11-21 14:00",
        ),
    ],
)
def test_hours(now: str, settings: PersonSettings, digest: str, at_once: str):
    assert when(utc(now), settings, urgent=False) == utc(digest)
    assert when(utc(now), settings, urgent=True) == utc(now)
    assert soon(utc(now), settings) == utc(at_once or now)


def test_a_zone_that_is_no_more_is_london():
    assert zone_of(PersonSettings(zone="Atlantis/Sunken")).key == "Europe/London"
    assert zone_of(PersonSettings(zone="../etc/passwd")).key == "Europe/London"


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
    hours=st.tuples(*(st.integers(0, 23),) * 3),
)
def test_never_in_quiet_hours_nor_too_late(now, zone, hours):
    digest, begin, end = hours
    settings = PersonSettings(zone=zone, digest_hour=digest, quiet_from=begin, quiet_to=end)
    for moment, days in ((when(now, settings, urgent=False), 2.1), (soon(now, settings), 1.1)):
        assert 0 <= (moment - now).total_seconds() <= days * 86_400
        hour = moment.astimezone(zone_of(settings)).hour
        assert begin == end or not (begin <= hour < end if begin < end else hour >= begin or hour < end)
