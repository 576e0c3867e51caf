"""The pictures of the desk: everything has its place, however much there is."""

import io
import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from commands.cards import foi_chart, pens
from commands.cards.foi_axis import Axis
from commands.cards.foi_story import alt, picture, timeline
from commands.cards.foi_timeline import MOST_EVENTS, Timeline, draw, spread
from law.foi.clock import ClockSettings, clock
from law.foi.regime import Calendars, Regime
from law.foi.story import Event, Kind, Result

TODAY = date(2026, 5, 2)
CALENDARS = Calendars.packaged()
STORY = (
    Event(Kind.SENT, date(2026, 3, 7)),
    Event(Kind.CLARIFICATION_ASKED, date(2026, 3, 16)),
    Event(Kind.CLARIFICATION_GIVEN, date(2026, 3, 21)),
    Event(Kind.CHASED, date(2026, 4, 23)),
)


def told(events: tuple[Event, ...], today: date = TODAY) -> Timeline:
    now = clock(events, Regime.FOIA, CALENDARS, today)
    return timeline("12 A board", events, now, Regime.FOIA, CALENDARS, today, ClockSettings())


def drawn(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    assert picture.mode == "RGB"  # opaque: the ink is dark, and some chats are too
    return picture


@given(
    st.lists(st.floats(0, 1000), max_size=30).map(sorted),
)
def test_marks_never_overlap_nor_change_places(wanted):
    places = spread(wanted, 32, 0, 1000)
    assert len(places) == len(wanted)
    assert all(later - earlier >= 31.99 for earlier, later in itertools.pairwise(places))
    assert all(-0.01 <= place <= 1000.01 for place in places)


def test_marks_with_room_stand_where_they_belong():
    assert spread([100, 200, 210], 32, 0, 1000) == [100, pytest.approx(189), pytest.approx(221)]


@given(st.lists(st.dates(date(1990, 1, 1), date(2099, 1, 1)), min_size=1))
def test_the_axis_holds_every_day(days):
    axis = Axis.over(days, 40, 1160)
    assert all(40 <= axis.x(day) <= 1160 for day in days)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_axis_at_the_ends_of_time(day):
    assert 0 <= Axis.over([day], 0, 100).x(day) <= 100


def test_whose_move_it_was():
    spans = told(STORY).spans
    assert [(span.start, span.end, span.move.name) for span in spans] == [
        (date(2026, 3, 7), date(2026, 3, 16), "THEIRS"),
        (date(2026, 3, 16), date(2026, 3, 21), "OURS"),
        (date(2026, 3, 21), date(2026, 4, 21), "THEIRS"),  # 20 working days from the clarification
        (date(2026, 4, 21), date(2026, 4, 23), "LATE"),
        (date(2026, 4, 23), TODAY, "LATE"),
    ]


def test_deadlines_stand_with_the_codes_date_beside():
    coming = told(STORY).coming
    assert [(mark.day, mark.heavy, mark.missed) for mark in coming] == [
        (date(2026, 4, 21), True, True),
        (date(2026, 4, 22), False, True),
        (date(2026, 6, 3), False, False),
    ]


async def test_the_picture_says_the_same_in_words():
    made = await picture("foi-12", told(STORY))
    assert drawn(made.png).width == 1200
    assert "Sat 7 Mar sent" in made.alt
    assert "Tue 21 Apr answer due" in made.alt


async def test_twenty_events_on_one_day_and_long_names():
    events = tuple(Event(Kind.CHASED, TODAY) for _ in range(MOST_EVENTS + 10))
    made = told((*STORY, *events))
    long = Timeline("x" * 500, "y" * 500, TODAY, made.happened, made.coming, made.spans)
    assert drawn(draw(long)).height < 1100
    assert len(alt(long)) <= 1000


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            Event,
            st.sampled_from(Kind),
            st.dates(date(1999, 1, 1), date(2030, 12, 31)),
            result=st.sampled_from([None, *Result]),
        ),
        max_size=30,
    ),
    st.dates(date(2000, 1, 1), date(2030, 12, 31)),
)
def test_any_story_can_be_drawn(events, today):
    drawn(draw(told(tuple(events), today)))


def test_a_closed_request_does_not_stretch_to_today():
    events = (*STORY, Event(Kind.CLOSED, date(2026, 5, 2)))
    near, far = told(events), told(events, date(2040, 1, 1))
    assert near.over
    assert draw(far) != draw(near)
    drawn(draw(far))


def test_words_are_cut_to_their_room():
    cut = pens.cut("x" * 400, 20, 200)
    assert pens.wide(cut, 20) <= 200
    assert cut.endswith("…")
    assert pens.cut("short", 20, 200) == "short"


def test_the_chart_holds_its_rows():
    rows = [
        foi_chart.Row("A board of a very long name " * 5, (many, 1, 0, 2), (many, 0, 1, 0))
        for many in range(30)
    ]
    assert rows[3].many == 6
    assert drawn(foi_chart.draw("Title", "words", rows)).height < 1300
    drawn(foi_chart.draw("Nothing", "words", []))
    drawn(foi_chart.draw("Zero", "words", [foi_chart.Row("A", (0, 0, 0, 0), (0, 0, 0, 0))]))
