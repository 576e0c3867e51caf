"""Which requests of a campaign to one body may be costed together."""

from datetime import date

import pytest

from law.errors import BeyondHorizon
from law.foi.costs import SOURCE, Sent, aggregate, alike
from tests.law.foi.stories import PACKAGED

ON = date(2026, 11, 20)


def sent(number: int, day: str, subject: str = "Contracts for out-of-hours care") -> Sent:
    return Sent(number, subject, date.fromisoformat(day))


def test_sixty_consecutive_working_days_either_way():
    found = aggregate([], "Contracts", ON, PACKAGED)
    assert PACKAGED.uk.working_days_between(found.window_from, ON) == 59
    assert PACKAGED.uk.working_days_between(ON, found.window_to) == 59
    assert (found.window_from, found.window_to) == (date(2026, 8, 28), date(2027, 2, 18))
    assert (found.within, found.similar) == ((), ())
    assert "No other request" in found.words


def test_the_first_and_the_last_day_are_within_and_the_next_are_not():
    earlier = [sent(4, "2027-02-19"), sent(3, "2027-02-18"), sent(1, "2026-08-28"), sent(2, "2026-08-27")]
    found = aggregate(earlier, "Contract for the walk-in centre", ON, PACKAGED)
    assert [each.request_id for each in found.within] == [1, 3]
    assert found.similar == found.within


def test_similar_ones_are_named_with_the_rule():
    earlier = [sent(7, "2026-10-01"), sent(8, "2026-10-02", "Minutes of the remuneration committee")]
    found = aggregate(earlier, "Contract for the walk-in centre", ON, PACKAGED)
    assert [each.request_id for each in found.within] == [7, 8]
    assert [each.request_id for each in found.similar] == [7]
    assert "7 (Thursday 1 October 2026: Contracts for out-of-hours care)" in found.words
    assert "£450 (18 hours at £25)" in found.words
    assert "8 (" not in found.words
    assert found.source == SOURCE


def test_others_are_named_as_seeming_different():
    found = aggregate([sent(8, "2026-10-02", "Minutes of the committee")], "Contract", ON, PACKAGED)
    assert found.similar == ()
    assert "seem to be about something else: 8 (Friday 2 October 2026" in found.words


def test_a_request_sent_on_a_weekend_counts_from_the_next_working_day():
    assert aggregate([], "x", date(2026, 11, 21), PACKAGED) == aggregate(
        [], "x", date(2026, 11, 23), PACKAGED
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Contracts", "the contract with Virgin", True),
        ("Consultation on the merger", "who was consulted?", True),
        ("CONSULTED", "consultation", True),
        ("Information about the board of the trust", "anything else", True),  # nothing telling: it may be
        ("NHS trust board: minutes", "NHS trust board: contracts", False),
        ("Bed numbers", "Ambulance waiting times", False),
    ],
)
def test_alike_is_taken_widely(one, other, expected):
    assert alike(one, other) is expected
    assert alike(other, one) is expected


def test_beyond_the_known_holidays_nothing_is_guessed():
    with pytest.raises(BeyondHorizon):
        aggregate([], "Contracts", date(2028, 12, 1), PACKAGED)
