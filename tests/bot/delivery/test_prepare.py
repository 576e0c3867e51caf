"""What of a group of rows goes into one message, at the first attempt and at a repeat."""

from dataclasses import replace
from datetime import timedelta

from bot.delivery.outcomes import Deferred, Dropped, GivenUp
from bot.delivery.prepare import Drop, Prepared, Sifted, Wait, prepare, sift
from storage.outbox import OutboxRow
from tests.bot.delivery.test_plan import NOW, ROW

SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


def rows(*attempts: int) -> list[OutboxRow]:
    return [replace(ROW, id=n, key=f"k{n}", attempts=many) for n, many in enumerate(attempts)]


def decided(group: list[OutboxRow], *others: Drop | Wait) -> Sifted[str]:
    """Sift a group of which the first rows are decided on as given."""
    given = dict(enumerate(others))
    return sift(group, lambda row: given.get(row.id, row.key), NOW)


def test_at_first_what_holds_goes_and_the_rest_is_settled() -> None:
    sifted = decided(rows(1, 1, 1), Drop("stale"), Wait(SOON))
    assert ([row.id for row in sifted.rows], sifted.said) == ([2], ["k2"])
    assert sifted.outcomes == [Dropped((0,), "stale"), Deferred((1,), SOON)]


def test_a_repeat_holds_the_rows_that_were_tried_and_no_others() -> None:
    sifted = decided(rows(2, 1, 3))
    assert [row.id for row in sifted.rows] == [0, 2]
    assert sifted.outcomes == [Deferred((1,), NOW)]
    first_new = decided(rows(1, 2))
    assert [row.id for row in first_new.rows] == [0]
    assert first_new.outcomes == [Deferred((1,), NOW)]


def test_a_repeat_keeps_the_key_of_its_first_row_when_that_is_stale() -> None:
    """The message that may have got through is known by that key only."""
    sifted = decided(rows(2, 2, 1), Drop("stale"))
    assert ([row.id for row in sifted.rows], sifted.said) == ([0, 1], ["k1"])
    assert sifted.outcomes == [Deferred((2,), NOW)]


def test_a_repeat_waits_as_a_whole() -> None:
    sifted = decided(rows(2, 2, 2, 1), Drop("stale"), Wait(SOON), Wait(LATER))
    assert sifted.rows == []
    assert sifted.outcomes == [Deferred((3,), NOW), Deferred((0, 1, 2), LATER)]


def test_a_repeat_of_which_nothing_holds_is_dropped() -> None:
    assert decided(rows(2, 2), Drop("stale"), Drop("gone")).outcomes == [
        Dropped((0,), "stale"),
        Dropped((1,), "gone"),
    ]


def test_what_cannot_be_worded_is_given_up_and_holds_up_nobody() -> None:
    def make(group: object) -> Prepared:
        if group == rows(1):
            raise ValueError("secret words")
        return Prepared(outcomes=[Dropped((9,), "fine")])

    made = prepare([rows(1), rows(1, 1)], make)
    assert made.outcomes == [GivenUp((0,), "this program could not word it"), Dropped((9,), "fine")]
