"""The picture docs/foi-timeline.png: the request told in docs/foi.md, drawn as `foi show` draws one.

``python -m bot.cli.example_timeline > docs/foi-timeline.png``
"""

import sys
from datetime import date
from typing import Final

from commands.cards.foi_story import timeline
from commands.cards.foi_timeline import draw
from law.foi.clock import ClockSettings, clock
from law.foi.regime import Calendars, Regime
from law.foi.story import Event, Kind, Result

TODAY: Final = date(2027, 1, 25)
STORY: Final = (
    Event(Kind.SENT, date(2026, 6, 1)),
    Event(Kind.ACKNOWLEDGED, date(2026, 6, 2)),
    Event(Kind.CHASED, date(2026, 7, 1)),
    Event(Kind.CHASED, date(2026, 7, 7)),
    Event(Kind.ANSWERED, date(2026, 7, 8), result=Result.REFUSED, exemptions=("43",)),
    Event(Kind.REVIEW_ASKED, date(2026, 7, 20)),
    Event(Kind.REVIEW_ANSWERED, date(2026, 9, 10), result=Result.REFUSED),
    Event(Kind.ICO_COMPLAINED, date(2026, 9, 28)),
    Event(Kind.ICO_NOTICED, date(2027, 1, 12)),
)


def picture() -> bytes:
    """The picture as PNG bytes."""
    calendars, settings = Calendars.packaged(), ClockSettings()
    now = clock(STORY, Regime.FOIA, calendars, TODAY, settings)
    title = "12 NHS Devon ICB: contracts with private hospitals"
    return draw(timeline(title, STORY, now, Regime.FOIA, calendars, TODAY, settings))


if __name__ == "__main__":
    sys.stdout.buffer.write(picture())
