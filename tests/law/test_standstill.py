"""The two standstills, by the examples of the laws they rest on."""

from datetime import date

import pytest

from law import standstill
from law.calendar import LAST_YEAR
from law.errors import BeyondHorizon
from law.standstill import Rule


@pytest.mark.parametrize(
    ("published", "starts", "ends"),
    [
        (date(2026, 8, 10), date(2026, 8, 11), date(2026, 8, 21)),  # the worked example of the guidance
        (date(2026, 8, 7), date(2026, 8, 8), date(2026, 8, 19)),  # begins on a Saturday
        (date(2026, 8, 8), date(2026, 8, 9), date(2026, 8, 19)),  # published on a Saturday
        (date(2026, 8, 19), date(2026, 8, 20), date(2026, 9, 2)),  # over the late summer holiday
        (date(2026, 7, 29), date(2026, 7, 30), date(2026, 8, 11)),  # Scotland's 3 August counts
        (date(2026, 12, 18), date(2026, 12, 19), date(2027, 1, 4)),  # over Christmas and New Year
        (date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 14)),  # over Easter
    ],
)
def test_psr_counts_eight_working_days_after_the_day_it_begins(published, starts, ends):
    found = standstill.psr(published)
    assert (found.starts, found.ends) == (starts, ends)
    assert not found.stated
    assert found.certain
    assert found.rule is Rule.PSR


def test_the_working_names_the_days_not_counted():
    words = standstill.psr(date(2026, 8, 19)).working
    assert "published Wed 19 Aug 2026" in words
    assert "Thu 20 Aug 2026" in words
    assert "Wed 2 Sep 2026" in words
    assert "Late Summer Bank Holiday, Mon 31 Aug 2026" in words


@pytest.mark.parametrize(
    ("published", "ends"),
    [
        (date(2026, 8, 10), date(2026, 8, 19)),
        (date(2026, 7, 13), date(2026, 7, 23)),  # 13 July is a holiday in Northern Ireland
        (date(2026, 7, 29), date(2026, 8, 10)),  # 3 August is one in Scotland
    ],
)
def test_the_procurement_act_counts_from_the_day_itself_and_is_not_certain(published, ends):
    found = standstill.procurement_act(published)
    assert found.ends == ends
    assert not found.stated
    assert not found.certain
    assert found.rule is Rule.PROCUREMENT_ACT


def test_a_stated_end_needs_no_count():
    found = standstill.stated(date(2026, 8, 21), Rule.PSR, "by midnight on 21 August 2026")
    assert found.stated
    assert found.certain
    assert found.working == "stated in the notice: by midnight on 21 August 2026"


def test_holidays_not_known_are_not_guessed():
    with pytest.raises(BeyondHorizon):
        standstill.psr(date(LAST_YEAR, 12, 27))


def test_provisional_years_are_not_certain():
    assert not standstill.psr(date(2028, 3, 1)).certain
