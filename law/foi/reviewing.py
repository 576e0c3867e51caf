"""The dates of a request after its answer: review, commissioner, decision notice, tribunal."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from law.foi.case import Case
from law.foi.deadlines import Deadline, What, known
from law.foi.due import words
from law.foi.story import Result

TRIBUNAL_DAYS: Final = 28
"""Calendar days: the notice of appeal must have arrived by then (SI 2009/1976 rule 22(1)(b))."""
NOTICE_DAYS: Final = 35
"""Calendar days a decision notice usually gives the body to comply."""


def answered(case: Case) -> Iterator[Deadline]:
    """An answer came: until when a review can be asked for. Raises `law.errors.BeyondHorizon`."""
    if case.story.result is not Result.FULL:
        yield case.ask_for_review(known(case.story.answered), "the answer came")
    if case.story.noticed is not None:
        yield from (deadline for deadline in noticed(case) if deadline.what is What.TRIBUNAL)


def review(case: Case) -> Iterator[Deadline]:
    """A review was asked for: when it is expected, when late, and what then. Raises as `answered`."""
    asked, law, began = known(case.story.review_asked), case.rules, "a review was asked for"
    last = case.counted(What.REVIEW_LATEST, asked, law.review_days, "body", law.review, began)
    longer = case.story.review_extension
    if law.review_expected is not None and longer is None:
        yield case.counted(What.REVIEW_EXPECTED, asked, law.review_expected, "body", law.review, began)
    elif law.review_expected is not None and longer is not None and longer.until is not None:
        working = f"The body said on {words(longer.on)} that its review takes until {words(longer.until)}."
        if longer.until < last.day:
            yield case.deadline(What.REVIEW_EXPECTED, longer.until, longer.on, "body", law.review, working)
    yield last
    if case.today > last.day:
        yield case.complain(last.day, "the day the review was due")


def reviewed(case: Case) -> Iterator[Deadline]:
    """The review is over: until when to write to the commissioner, if it did not give everything."""
    if case.story.result is not Result.FULL:
        yield case.complain(known(case.story.reviewed), "the outcome of the review")


def noticed(case: Case) -> Iterator[Deadline]:
    """The commissioner decided: until when to appeal, and when the body must have done as told.

    Nothing under FOISA, where the decision names its own day and an appeal goes to court.
    """
    if case.rules.appeal is None:
        return
    sent = known(case.story.noticed)
    appeal, comply = sent + timedelta(days=TRIBUNAL_DAYS), sent + timedelta(days=NOTICE_DAYS)
    yield case.deadline(
        What.TRIBUNAL,
        appeal,
        sent,
        "us",
        case.rules.appeal,
        f"Calculated: {TRIBUNAL_DAYS} days after the decision notice was sent, {words(sent)}: the notice of "
        f"appeal must have arrived at the tribunal by {words(appeal)}. Weekends and holidays count.",
    )
    yield case.deadline(
        What.NOTICE,
        comply,
        sent,
        "body",
        case.rules.notice,
        f"Calculated: a decision notice usually gives {NOTICE_DAYS} days from the day it was sent, "
        f"{words(sent)}: {words(comply)}. What the notice itself says counts.",
    )
