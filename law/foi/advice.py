"""What to do next with a request, in words for a volunteer, and which letter fits. Never certainty, never legal advice."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from law.foi.deadlines import Deadline, What
from law.foi.due import words
from law.foi.regime import Regime, Rules, rules
from law.foi.story import Event, Kind, Result, Stage, Story

REVIEW_LETTERS: Final = ("12", "14", "22", "31", "36", "40", "41", "43")
"""The sections of FOIA that have a letter of their own for asking for a review."""
Advice = tuple[str, str | None]


def advise(
    story: Story, events: Sequence[Event], regime: Regime, main: Deadline | None, today: date
) -> Advice:
    """The next step in a sentence or two, and the name of the letter for it (`law.letters`), None for none."""
    law = rules(regime)
    match story.stage:
        case Stage.DRAFT:
            return "Send the request, then say when it was sent.", None
        case Stage.WAITING:
            return _waiting(story, events, law, main, today)
        case Stage.CLARIFICATION:
            step = (
                "Answer the body's question: its time begins anew, from the start, when it has your answer."
            )
            return step, "clarification_answer"
        case Stage.FEES:
            return (
                "Decide whether to pay the fee, or ask for less; the body's time stands still until then.",
                None,
            )
        case Stage.ANSWERED:
            return _answered(story, events, main, today)
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
    if today <= main.day:
        if not story.heard:
            return f"Wait for the answer, due {words(main.day)}; see that they confirm the receipt.", (
                "acknowledgement_check"
            )
        return f"Wait for the answer, due {words(main.day)}.", None
    chased = sum(event.kind is Kind.CHASED and event.on > main.day for event in events)
    if main.code_day is not None and today <= main.code_day:
        step = (
            f"The answer was due {words(main.day)}; a body that counts as the section 45 Code does has until "
            f"{words(main.code_day)}. Remind them; complain only after that."
        )
        return step, "chase_1"
    if chased < 2:
        return f"The answer is late: it was due {words(main.day)}. Remind them.", f"chase_{chased + 1}"
    if law.review_first:
        return (
            f"They were reminded {chased} times. Ask for a review for the delay: {law.commissioner} wants one "
            "first, even where a body is silent."
        ), "review_delay"
    return (
        f"They were reminded {chased} times. Complain to {law.commissioner}: silence needs no review first. "
        "Keep your reminders as evidence."
    ), "ico_complaint"


def _answered(story: Story, events: Sequence[Event], main: Deadline | None, today: date) -> Advice:
    if story.result is Result.FULL:
        return "Read the answer; when nothing is missing, close the request.", None
    if main is None or main.what is not What.REVIEW_ASK:
        return "Read the answer and decide whether to ask for a review.", review_letter(events)
    if today > main.day:
        return (
            f"The time to ask for a review ended {words(main.day)}; the body may still agree to one. "
            "Ask, or close the request."
        ), review_letter(events)
    return f"Read the answer; a review can be asked for until {words(main.day)}.", review_letter(events)


def review_letter(events: Sequence[Event]) -> str:
    """The letter that asks for a review of the latest answer: by the first exemption it names that has one."""
    answers = [event for event in events if event.kind is Kind.ANSWERED]
    latest = max(answers, key=lambda event: event.on, default=None)
    for exemption in latest.exemptions if latest else ():
        number = exemption.strip().lower().removeprefix("s").lstrip(".").strip().partition("(")[0]
        if number in REVIEW_LETTERS:
            return f"review_s{number}"
    return "review_general"


def _review(law: Rules, main: Deadline | None, today: date) -> Advice:
    if main is None:
        return "Wait for the outcome of the review; its date cannot be calculated yet.", None
    if today <= main.day:
        expected = "expected by" if main.what is What.REVIEW_EXPECTED else "due by"
        return f"Wait for the outcome of the review, {expected} {words(main.day)}.", None
    return (
        f"The review is late: it was due {words(main.day)}. Complain to {law.commissioner}.",
        "ico_complaint",
    )


def _reviewed(story: Story, law: Rules, main: Deadline | None, today: date) -> Advice:
    if story.result is Result.FULL:
        return "Read the outcome; when nothing is missing, close the request.", None
    if main is not None and today > main.day:
        return (
            f"The time to complain to {law.commissioner} ended {words(main.day)}. Complain with the reason "
            "for the delay, or close the request."
        ), "ico_complaint"
    until = f" until {words(main.day)}" if main else ""
    return f"Not content with the outcome? Complain to {law.commissioner}{until}.", "ico_complaint"


def _noticed(law: Rules, main: Deadline | None, today: date) -> Advice:
    if law.appeal is None:
        return (
            "Read the decision: it says what the body must do and by when. An appeal goes to the Court of "
            "Session, on a point of law only: take advice at once.",
            None,
        )
    if main is not None and main.what is What.TRIBUNAL:
        return (
            f"Read the decision notice. Not content? The appeal must be with the tribunal by {words(main.day)}.",
            "tribunal_note",
        )
    if main is not None and today > main.day:
        return (
            f"If the notice told the body to act by {words(main.day)} and it has not, tell {law.commissioner}.",
            None,
        )
    return "The time to appeal is over. Wait for the body to do what the notice says.", None
