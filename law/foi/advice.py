"""What to do next with a request, in words for a volunteer, and which letter fits. Not legal advice."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from law.foi.deadlines import Deadline, What
from law.foi.due import words
from law.foi.regime import Regime, Rules, rules
from law.foi.story import Event, Kind, Result, Stage, Story
from law.letters.fitting import latest_exemptions, review_letters

_REMINDERS: Final = 2
"""Reminders after the deadline before the next door is tried."""
Advice = tuple[str, str | None]


def advise(
    story: Story, events: Sequence[Event], regime: Regime, main: Deadline | None, today: date
) -> Advice:
    """The next step in a sentence or two, and the name of the letter for it (`law.letters`), if any."""
    law = rules(regime)
    match story.stage:
        case Stage.DRAFT:
            return "Send the request, then say when it was sent.", None
        case Stage.WAITING:
            return _waiting(story, events, law, main, today)
        case Stage.CLARIFICATION:
            step = "Answer the body's question: its time begins anew when it has your answer."
            return step, "clarification_answer"
        case Stage.FEES:
            return "Pay the fee, or ask for less instead: the body's time stands still until then.", None
        case Stage.ANSWERED:
            return _answered(story, events, law, main, today)
        case Stage.REVIEW:
            return _review(law, main, today)
        case Stage.REVIEWED:
            return _reviewed(story, law, main, today)
        case Stage.ICO:
            return f"Wait for {law.commissioner}, and send what they ask for.", None
        case Stage.NOTICE:
            return _noticed(law, main, today)
        case Stage.TRIBUNAL:
            return "The tribunal leads from here: keep to the dates it gives.", None
        case Stage.CLOSED | Stage.WITHDRAWN:
            return "Nothing: this request is over. It can be reopened.", None


def _waiting(story: Story, events: Sequence[Event], law: Rules, main: Deadline | None, today: date) -> Advice:
    if main is None:
        return "Wait for the answer; its date cannot be calculated yet.", None
    if today <= main.day and story.heard:
        return f"Wait for the answer, due {words(main.day)}.", None
    if today <= main.day:
        step = f"Wait for the answer, due {words(main.day)}; see that they confirm that they have it."
        return step, "acknowledgement_check"
    late = f"The answer is late: it was due {words(main.day)}."
    if main.code_day is not None and today <= main.code_day:
        step = (
            f"{late} A body that counts as the section 45 Code does has until {words(main.code_day)}: "
            "remind it, and complain only after that."
        )
        return step, "chase_1"
    chased = sum(event.kind is Kind.CHASED and event.on > main.day for event in events)
    if chased < _REMINDERS:
        return f"{late} Remind them.", f"chase_{chased + 1}"
    if law.review_first:
        step = f"{late} Ask for a review of the delay: {law.commissioner} wants one even for silence."
        return step, "review_delay"
    step = (
        f"{late} Complain to {law.commissioner}: silence needs no review first. Your reminders are evidence."
    )
    return step, "ico_complaint"


def _answered(
    story: Story, events: Sequence[Event], law: Rules, main: Deadline | None, today: date
) -> Advice:
    if story.result is Result.FULL:
        return "Read the answer; when nothing is missing, close the request.", None
    letter = review_letters(latest_exemptions(events), law.regime)[0]
    if main is None or main.what is not What.REVIEW_ASK:
        return "Read the answer, and ask for a review if you are not content.", letter
    if today > main.day:
        step = (
            f"The time to ask for a review ended {words(main.day)}, though the body may still agree to one: "
            "ask, or close the request."
        )
        return step, letter
    return f"Read the answer, and ask for a review by {words(main.day)} if you are not content.", letter


def _review(law: Rules, main: Deadline | None, today: date) -> Advice:
    if main is None:
        return "Wait for the outcome of the review; its date cannot be calculated yet.", None
    if today <= main.day:
        by = "expected by" if main.what is What.REVIEW_EXPECTED else "due by"
        return f"Wait for the outcome of the review, {by} {words(main.day)}.", None
    step = f"The review is late: it was due {words(main.day)}. Complain to {law.commissioner}."
    return step, "ico_complaint"


def _reviewed(story: Story, law: Rules, main: Deadline | None, today: date) -> Advice:
    if story.result is Result.FULL:
        return "Read the outcome; when nothing is missing, close the request.", None
    if main is not None and today > main.day:
        step = (
            f"The time to complain to {law.commissioner} ended {words(main.day)}: "
            "complain and say why it took longer, or close the request."
        )
        return step, "ico_complaint"
    until = f" by {words(main.day)}" if main else ""
    return f"Read the outcome. Not content? Complain to {law.commissioner}{until}.", "ico_complaint"


def _noticed(law: Rules, main: Deadline | None, today: date) -> Advice:
    if law.appeal is None:
        step = (
            "Read the decision: it says what the body must do and by when. An appeal goes to the Court of "
            "Session, on a point of law only: take advice at once."
        )
        return step, None
    if main is not None and main.what is What.TRIBUNAL:
        step = (
            "Read the decision notice. Not content? Your appeal must have arrived at the tribunal by "
            f"{words(main.day)}."
        )
        return step, "tribunal_note"
    if main is not None and today > main.day:
        step = f"Has the body done what the notice told it to? If not, tell {law.commissioner}."
        return step, None
    return "The time to appeal is over. Wait for the body to do what the notice says.", None
