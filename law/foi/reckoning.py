"""Works out the dates of one request: what its story, its law and its calendar make of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from law.calendar import Calendar, SkippedDay
from law.foi.deadlines import ClockSettings, Deadline, What, months_after, months_beginning
from law.foi.due import Pause, count, due_after, left_out, ordinal, sentence, words
from law.foi.regime import Calendars, Regime, Rules, Source, rules
from law.foi.story import Result, Stage, Story

TRIBUNAL_DAYS: Final = 28
"""Calendar days: the notice of appeal must have arrived by then (SI 2009/1976 rule 22(1)(b))."""
NOTICE_DAYS: Final = 35
"""Calendar days a decision notice usually gives the body to comply."""


def deadlines(
    story: Story, regime: Regime, calendars: Calendars, today: date, settings: ClockSettings
) -> Iterator[Deadline]:
    """Every date that matters at the stage `story` is at, in no order. Raises `law.errors.BeyondHorizon`."""
    yield from _Reckoning(story, rules(regime), calendars.of(regime), calendars, today, settings).all()


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """One request being worked out."""

    story: Story
    rules: Rules
    calendar: Calendar
    calendars: Calendars
    today: date
    settings: ClockSettings

    def all(self) -> Iterator[Deadline]:
        match self.story.stage:
            case Stage.WAITING:
                yield from self.waiting()
            case Stage.CLARIFICATION:
                yield self.clarify()
            case Stage.FEES:
                yield from self.fees()
            case Stage.ANSWERED:
                yield from self.answered()
            case Stage.REVIEW:
                yield from self.review()
            case Stage.REVIEWED if self.story.result is not Result.FULL:
                yield self.complain(_known(self.story.reviewed), "the outcome of the review")
            case Stage.NOTICE:
                yield from self.noticed()

    def waiting(self) -> Iterator[Deadline]:
        answer = self.answer()
        yield answer
        extended = self.extended(answer)
        last = max(answer.day, answer.code_day or answer.day)
        if extended is not None:
            yield extended
            last = max(last, extended.day) if in_time(extended, answer) else last
        if self.today <= last:
            return
        if not self.rules.review_first:
            yield self.complain(last, "the day an answer was due, for want of a last word from the body")
        if self.rules.regime is not Regime.FOIA:
            yield self.ask_for_review(answer.day, "the day an answer was due")

    def answer(self) -> Deadline:
        received, story = _known(self.story.received), self.story
        pauses = [Pause(start, end) for start, end in story.pauses if end is not None]
        found = due_after(received, self.rules.regime, self.calendars, self.rules.answer_days, pauses)
        began = "received our clarification on" if story.clarified else "received"
        return Deadline(
            What.ANSWER,
            found.day,
            received,
            "body",
            self.rules.answer.rule,
            self.rules.answer.url,
            sentence(found, self.rules.answer_days, began),
            found.skipped,
            found.code_day if found.code_day != found.day else None,
            found.provisional,
        )

    def extended(self, answer: Deadline) -> Deadline | None:
        event, source = self.story.extension, self.rules.extension
        if event is None or source is None or self.rules.extended_days is None:
            return None
        pauses = [Pause(start, end) for start, end in self.story.pauses if end is not None]
        days = self.rules.extended_days
        longest, skipped = count(self.calendar, answer.since, days, pauses)
        counted = f"The {ordinal(days)} working day after {words(answer.since)} is {words(longest)}"
        day, passed = (event.until, ()) if event.until else (longest, skipped)
        if event.until is None:
            working = f"Calculated: the body said on {words(event.on)} that it needs longer. {counted}."
            working += left_out(skipped)
        else:
            working = f"The body said on {words(event.on)} that it would answer by {words(event.until)}."
            if event.until > longest and self.rules.extension_firm:
                day, passed = longest, skipped
                working += f" The law allows no longer than this. Calculated: {_lower(counted)}."
            elif event.until > longest:
                working += (
                    f" Calculated: {_lower(counted)}; the ICO thinks that long enough but for rare cases."
                )
        if not in_time_on(event.on, answer):
            working += f" It said so too late: {words(answer.day)} still counts."
        return self._deadline(What.EXTENDED, day, event.on, "body", source, working, passed)

    def clarify(self) -> Deadline:
        asked, days = _known(self.story.clarification_asked), self.settings.clarify_days
        day, skipped = self.calendar.add_working_days(asked, days)
        working = (
            f"The body asked on {words(asked)} what is meant; its time begins anew, from the start, on the day "
            f"it has our answer. No law says by when we must give it: this is our own aim, the {ordinal(days)} "
            f"working day after.{left_out(skipped)} Calculated."
        )
        return self._deadline(What.CLARIFY, day, asked, "us", self.rules.clarify, working, skipped)

    def fees(self) -> Iterator[Deadline]:
        stopped = next(start for start, end in self.story.pauses if end is None)
        answer = self.answer()
        if answer.day < stopped:  # it was late before it asked
            yield answer
        asked, days = _known(self.story.fees_asked), self.rules.fee_days
        if days is None:
            day, skipped = months_beginning(asked, 3), ()
            period = f"within three months beginning with {words(asked)}, the day the fee was asked"
        else:
            day, skipped = self.calendar.add_working_days(asked, days)
            period = f"within {days} working days after {words(asked)}, the day the fee was asked"
        working = (
            f"Calculated: to be paid {period}: {words(day)}.{left_out(skipped)} From that day until the fee "
            "arrives, both with, no day counts for the body."
        )
        yield self._deadline(What.FEE, day, asked, "us", self.rules.fee, working, skipped)

    def answered(self) -> Iterator[Deadline]:
        if self.story.result is not Result.FULL:
            yield self.ask_for_review(_known(self.story.answered), "the answer")
        if self.story.noticed is not None:
            yield from (each for each in self.noticed() if each.what is What.TRIBUNAL)

    def ask_for_review(self, since: date, after: str) -> Deadline:
        days = self.rules.review_ask_days
        day, skipped = self.calendar.add_working_days(since, days)
        working = (
            f"Calculated: the {ordinal(days)} working day after {after}, {words(since)}, is "
            f"{words(day)}.{left_out(skipped)}"
        )
        return self._deadline(What.REVIEW_ASK, day, since, "us", self.rules.review_ask, working, skipped)

    def review(self) -> Iterator[Deadline]:
        asked = _known(self.story.review_asked)
        expected, latest = self.rules.review_expected, self.rules.review_days
        last = self._review(What.REVIEW_LATEST, asked, latest)
        if expected is not None:
            longer = self.story.review_extension
            if longer is None:
                yield self._review(What.REVIEW_EXPECTED, asked, expected)
            elif longer.until is not None and longer.until < last.day:
                working = f"The body said on {words(longer.on)} that its review would come by {words(longer.until)}."
                yield self._deadline(
                    What.REVIEW_EXPECTED, longer.until, longer.on, "body", self.rules.review, working
                )
        yield last
        if self.today > last.day:
            yield self.complain(last.day, "the day the review was due")

    def _review(self, what: What, asked: date, days: int) -> Deadline:
        day, skipped = self.calendar.add_working_days(asked, days)
        working = (
            f"Calculated: a review was asked for on {words(asked)}; the {ordinal(days)} working day after is "
            f"{words(day)}.{left_out(skipped)}"
        )
        return self._deadline(what, day, asked, "body", self.rules.review, working, skipped)

    def complain(self, since: date, after: str) -> Deadline:
        if self.rules.regime is Regime.FOISA:
            day = months_after(since, 6)
            working = f"Calculated: six months after {after}, {words(since)}: {words(day)}."
        else:
            day = since + timedelta(days=self.settings.ico_days)
            working = (
                f"Calculated: {self.settings.ico_days} days after {after}, {words(since)}: {words(day)}. "
                "This is what the ICO asks for, not law."
            )
        return self._deadline(What.ICO, day, since, "us", self.rules.complaint, working)

    def noticed(self) -> Iterator[Deadline]:
        if self.rules.appeal is None:
            return
        sent = _known(self.story.noticed)
        appeal, comply = sent + timedelta(days=TRIBUNAL_DAYS), sent + timedelta(days=NOTICE_DAYS)
        yield self._deadline(
            What.TRIBUNAL,
            appeal,
            sent,
            "us",
            self.rules.appeal,
            f"Calculated: {TRIBUNAL_DAYS} days after the decision notice was sent, {words(sent)}: the notice of "
            f"appeal must have arrived at the tribunal by {words(appeal)}. Weekends and holidays count.",
        )
        yield self._deadline(
            What.NOTICE,
            comply,
            sent,
            "body",
            self.rules.notice,
            f"Calculated: a decision notice usually gives {NOTICE_DAYS} days from the day it was sent, "
            f"{words(sent)}: {words(comply)}. What the notice itself says counts.",
        )

    def _deadline(
        self,
        what: What,
        day: date,
        since: date,
        whose: Literal["body", "us"],
        source: Source,
        working: str,
        skipped: tuple[SkippedDay, ...] = (),
    ) -> Deadline:
        provisional = bool(skipped) and self.calendar.is_provisional(day)
        return Deadline(
            what,
            day,
            since,
            whose,
            source.rule,
            source.url,
            working + (_MOVES if provisional else ""),
            skipped,
            None,
            provisional,
        )


def in_time(extended: Deadline, answer: Deadline) -> bool:
    """Whether the body said that it needs longer before its time was over; later it moves nothing."""
    return in_time_on(extended.since, answer)


def in_time_on(said: date, answer: Deadline) -> bool:
    """As `in_time`, for the day on which it said so; the Code's count is given the benefit of the doubt."""
    return said <= (answer.code_day or answer.day)


def _known(day: date | None) -> date:
    """A date that the stage implies; a story without it would be a fault of ours."""
    if day is None:
        raise ValueError("the story lacks a date that its stage implies")
    return day


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
