"""What is read from a row's reason, and decided about it, purely; whatever stands there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.desk.lookup import Known
from bot.delivery.desk.plan import decide
from bot.delivery.desk.reasons import Why, plain, read
from bot.delivery.prepare import Drop
from bot.desk.sweep import moment
from commands.desk import telling
from commands.desk.cases import Desk, made
from commands.desk.settings import DeskSettings
from commands.desk.telling import Reach
from law.foi.ladder import Step, StepKind
from law.foi.regime import Calendars, Regime
from law.foi.story import Event, Kind
from storage.foi_requests import FoiRequest
from storage.people import Account
from storage.person_settings import PersonSettings
from tests.bot.delivery.foi import DAY, DUE, LAST, MONDAY, at
from tests.bot.delivery.test_plan import ROW

JO = Reach(7, (Account("discord", "2", "Jo"),), PersonSettings())
REQUEST = FoiRequest(
    campaign_id=1, body_code="QJK", body_name="NHS Devon ICB", icb=None, region=None, subject="plans",
    regime=Regime.FOIA, id=12, created_at=at(MONDAY), assignee=7, assigned_at=at(MONDAY), wanted_by=None,
    lapses_at=None, active_at=at(MONDAY), nudges=0, deferred_until=None, stage="waiting", open=True,
    result=None, late=False, due_on=DUE, next_at=None, calendar="",
)  # fmt: skip
DESK = Desk(1, Calendars.packaged(), DeskSettings())
CASE = made(DESK, REQUEST, [Event(Kind.SENT, MONDAY, id=1), Event(Kind.ACKNOWLEDGED, MONDAY, id=2)], LAST)
KNOWN = Known({12: CASE}, {1: DESK.calendars}, behind={("discord", "@2"): 7}, people={7: JO})
PRIVATE = replace(ROW, subject_kind="foi", subject_id=12, subscription_id=None, channel="@2", reason="")
KINDS = ("", *(value for name, value in vars(telling).items() if name.isupper() and isinstance(value, str)))


@pytest.mark.parametrize(
    ("reason", "why", "rest"),
    [
        ("nudge 2025-09-22 2025-09-29", Why("nudge", ("2025-09-22", "2025-09-29")), None),
        ("for 7 event 12", Why("event", ("12",), 7), "event 12"),
        ("instead for 7 event 12", Why("event", ("12",), 7, True), "event 12"),
        ("instead free 3", Why("free", ("3",), None, True), "free 3"),
        ("for nobody event", Why("for", ("nobody", "event")), None),
        ("for 7", Why("for", ("7",)), None),
        ("", Why("", ()), None),
    ],
)
def test_a_reason_is_read(reason: str, why: Why, rest: str | None) -> None:
    assert read(reason) == why
    assert plain(reason) == (reason if rest is None else rest)


@given(
    kind=st.sampled_from(KINDS),
    rest=st.one_of(st.text(max_size=30), st.integers().map(str), st.dates().map(str)),
    subject=st.sampled_from(("foi", "remind", "team", "person")),
    before=st.sampled_from(("", "for 7 ", "for 8 ", "instead ")),
)
def test_whatever_the_reason_nothing_breaks(kind: str, rest: str, subject: str, before: str) -> None:
    row = replace(PRIVATE, subject_kind=subject, reason=f"{before}{kind} {rest}")
    decide(row, KNOWN, at(LAST))


@pytest.mark.parametrize(
    "reason",
    [
        "nudge 2025-09-22 2025-09-29",  # overtaken
        "nudge 2025-09-26 2025-09-30",  # of another date
        "nudge 2025-09-26",
        "event 3",
        "assigned 99",
        "moved 2025-09-29 2025-09-30",
        "moved nonsense",
        "petition 1",
    ],
)
def test_what_does_not_hold_is_dropped(reason: str) -> None:
    assert isinstance(decide(replace(PRIVATE, reason=reason), KNOWN, at(LAST)), Drop)


def test_what_holds_is_told() -> None:
    entry = decide(replace(PRIVATE, reason="nudge 2025-09-26 2025-09-29"), KNOWN, at(LAST))
    assert not isinstance(entry, Drop)
    assert (entry.mine, entry.until, entry.whom) == (True, at(LAST), None)
    named = replace(PRIVATE, channel="700", reason="for 7 nudge 2025-09-26 2025-09-29")
    entry = decide(named, KNOWN, at(LAST))
    assert not isinstance(entry, Drop)
    assert (entry.mine, entry.whom) == (False, JO)


@pytest.mark.parametrize(
    ("urgent", "now", "expected"),
    [
        (False, at(LAST, 7), at(LAST, 9)),
        (False, at(LAST, 10), at(LAST + DAY, 9)),
        (True, at(LAST, 10), at(LAST, 10)),
        (True, at(LAST, 7), at(LAST, 8)),
        (True, at(LAST, 21), at(LAST + DAY, 8)),  # there is a day left
        (True, at(DUE, 21), at(DUE, 21)),  # there is not
        (True, at(DUE, 6), at(DUE, 8)),
        (True, at(DUE + DAY, 21), at(DUE + 2 * DAY, 8)),  # too late for hurry
    ],
)
def test_when_somebody_is_told(urgent: bool, now: object, expected: object) -> None:
    step = Step(StepKind.REVIEW_ASK, LAST, DUE, None, urgent)
    assert moment(step, PersonSettings(), now) == expected  # type: ignore[arg-type]


def test_a_digest_on_the_night_the_clocks_change() -> None:
    """Nine o'clock is nine o'clock, an hour later or sooner by UTC."""
    step = Step(StepKind.NUDGE, date(2026, 10, 24), DUE)
    assert moment(step, PersonSettings(), at(date(2026, 10, 24), 12)) == at(date(2026, 10, 25))
    assert at(date(2026, 10, 25)) - at(date(2026, 10, 24)) == timedelta(hours=25)
    assert moment(step, PersonSettings(), at(date(2026, 3, 28), 12)) == at(date(2026, 3, 29))
    assert at(date(2026, 3, 29)) - at(date(2026, 3, 28)) == timedelta(hours=23)
