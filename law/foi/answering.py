"""The dates of a request until it is answered: the answer, an extension, a fee, a question back, silence."""

from collections.abc import Iterator
from datetime import date

from law.foi.case import Case
from law.foi.deadlines import Deadline, What, known, months_beginning
from law.foi.due import Pause, count, due_after, left_out, ordinal, sentence, words
from law.foi.regime import Regime


def waiting(case: Case) -> Iterator[Deadline]:
    """The body has it: the statute's day, the day it extended to, and what can be done about silence.

    Raises `law.errors.BeyondHorizon`.
    """
    answer = answer_by(case)
    yield answer
    last = answer.code_day or answer.day
    extended = extended_to(case, answer)
    if extended is not None:
        yield extended
        last = max(last, extended.day) if in_time(extended, answer) else last
    if case.today <= last:
        return
    if not case.rules.review_first:
        yield case.complain(last, "the day an answer was due")
    if case.regime is not Regime.FOIA:
        yield case.ask_for_review(answer.day, "an answer was due")


def answer_by(case: Case) -> Deadline:
    """The last day for an answer by the statute. Raises `law.errors.BeyondHorizon`."""
    story, law = case.story, case.rules
    received = known(story.received)
    found = due_after(received, case.regime, case.calendars, law.answer_days, _pauses(case))
    began = "received our clarification on" if story.clarified else "received"
    working = sentence(found, law.answer_days, began)
    if story.extension is not None and law.extension is None:
        working += " The body said that it needs longer, but this law gives it no more time."
    return Deadline(
        what=What.ANSWER,
        day=found.day,
        since=received,
        whose="body",
        rule=law.answer.rule,
        source=law.answer.url,
        working=working,
        skipped=found.skipped,
        code_day=found.code_day if found.code_day != found.day else None,
        provisional=found.provisional,
    )


def extended_to(case: Case, answer: Deadline) -> Deadline | None:
    """The day to which the body extended its time: as it said, or earlier where the law sets a limit.

    None when it did not, or its law knows no extension. Raises `law.errors.BeyondHorizon`.
    """
    event, source, days = case.story.extension, case.rules.extension, case.rules.extended_days
    if event is None or source is None or days is None:
        return None
    longest, skipped = count(case.calendar, answer.since, days, _pauses(case))
    limit = f"the {ordinal(days)} working day after {words(answer.since)} is {words(longest)}"
    too_late = (
        "" if _said_in_time(event.on, answer) else f" That was too late: {words(answer.day)} still counts."
    )
    told = f"The body said on {words(event.on)} that it needs longer"
    if event.until is None:
        working = f"{told}.{too_late} Calculated: {limit}, the longest to expect.{left_out(skipped)}"
        return case.deadline(What.EXTENDED, longest, event.on, "body", source, working, skipped)
    told += f", until {words(event.until)}.{too_late}"
    if event.until <= longest:
        return case.deadline(What.EXTENDED, event.until, event.on, "body", source, told)
    if case.rules.extension_firm:
        working = f"{told} The law allows less. Calculated: {limit}.{left_out(skipped)}"
        return case.deadline(What.EXTENDED, longest, event.on, "body", source, working, skipped)
    working = f"{told} Calculated: {limit}; the ICO thinks that enough but for rare cases.{left_out(skipped)}"
    return case.deadline(What.EXTENDED, event.until, event.on, "body", source, working, skipped)


def in_time(extended: Deadline, answer: Deadline) -> bool:
    """Whether the body said that it needs longer before its time was over; later it moves nothing."""
    return _said_in_time(extended.since, answer)


def clarify(case: Case) -> Iterator[Deadline]:
    """The body asked something back. Raises `law.errors.BeyondHorizon`."""
    yield case.counted(
        What.CLARIFY,
        known(case.story.clarification_asked),
        case.settings.clarify_days,
        "us",
        case.rules.clarify,
        "the body asked what is meant",
        " No law sets a day, this is our own aim; the body's time begins anew when it has our answer.",
    )


def fees(case: Case) -> Iterator[Deadline]:
    """A fee is to be paid; the answer is named only if it was late by then. Raises as `waiting`."""
    stopped = next(start for start, end in case.story.pauses if end is None)
    answer = answer_by(case)
    if answer.day < stopped:
        yield answer
    asked, days, source = known(case.story.fees_asked), case.rules.fee_days, case.rules.fee
    remark = " From that day until the fee arrives, both with, no day counts for the body."
    if days is not None:
        yield case.counted(What.FEE, asked, days, "us", source, "the fee was asked", remark)
        return
    day = months_beginning(asked, 3)
    working = (
        f"Calculated: to be paid within three months that begin with {words(asked)}, when the fee was asked: "
        f"by {words(day)}.{remark}"
    )
    yield case.deadline(What.FEE, day, asked, "us", source, working)


def _pauses(case: Case) -> list[Pause]:
    """The fees notices that were paid; one that was not stops the clock altogether."""
    return [Pause(start, end) for start, end in case.story.pauses if end is not None]


def _said_in_time(said: date, answer: Deadline) -> bool:
    """Whether a body that spoke on `said` still had time, by the Code's count if that is kinder to it."""
    return said <= (answer.code_day or answer.day)
