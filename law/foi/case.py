"""One request being worked out, and how a deadline of it is made with its working."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from law.calendar import Calendar, SkippedDay
from law.foi.deadlines import ClockSettings, Deadline, What, Whose, months_after
from law.foi.due import left_out, ordinal, words
from law.foi.regime import Calendars, Regime, Rules, Source, rules
from law.foi.story import Story

MOVES: Final = " The holidays of that year are not all proclaimed yet, so it may still move."


@dataclass(frozen=True, slots=True)
class Case:
    """What is needed to work a request out: its story, its law, the days that count, and what day it is."""

    story: Story
    regime: Regime
    calendars: Calendars
    today: date
    settings: ClockSettings

    @property
    def rules(self) -> Rules:
        """What its law says."""
        return rules(self.regime)

    @property
    def calendar(self) -> Calendar:
        """The days its law counts."""
        return self.calendars.of(self.regime)

    def counted(
        self, what: What, since: date, days: int, whose: Whose, source: Source, began: str, remark: str = ""
    ) -> Deadline:
        """The `days`-th working day after `since`, the day on which `began`.

        Raises `law.errors.BeyondHorizon`.
        """
        day, skipped = self.calendar.add_working_days(since, days)
        working = (
            f"Calculated: {began} on {words(since)}; the {ordinal(days)} working day after it is "
            f"{words(day)}.{left_out(skipped)}{remark}"
        )
        return self.deadline(what, day, since, whose, source, working, skipped)

    def deadline(
        self,
        what: What,
        day: date,
        since: date,
        whose: Whose,
        source: Source,
        working: str,
        skipped: tuple[SkippedDay, ...] = (),
    ) -> Deadline:
        """A deadline; one whose working days are not all certain says so."""
        provisional = bool(skipped) and self.calendar.is_provisional(day)
        return Deadline(
            what=what,
            day=day,
            since=since,
            whose=whose,
            rule=source.rule,
            source=source.url,
            working=working + (MOVES if provisional else ""),
            skipped=skipped,
            provisional=provisional,
        )

    def ask_for_review(self, since: date, began: str) -> Deadline:
        """The last day to ask for a review, counted from `since`. Raises as `counted`."""
        days, source = self.rules.review_ask_days, self.rules.review_ask
        return self.counted(What.REVIEW_ASK, since, days, "us", source, began)

    def complain(self, since: date, after: str) -> Deadline:
        """The last day to write to the commissioner, counted from `since`."""
        if self.regime is Regime.FOISA:
            day = months_after(since, 6)
            working = f"Calculated: six months after {after}, {words(since)}: {words(day)}."
        else:
            day = since + timedelta(days=self.settings.ico_days)
            working = (
                f"Calculated: {self.settings.ico_days} days after {after}, {words(since)}: {words(day)}. "
                "This is what the ICO asks for, not law."
            )
        return self.deadline(What.ICO, day, since, "us", self.rules.complaint, working)
