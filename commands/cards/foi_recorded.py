"""The answer to whoever recorded an event: what was understood, what counts now, what next, the way back."""

from collections.abc import Sequence

from commands.cards.foi_clock import counts_now
from commands.cards.foi_steps import next_steps
from commands.cards.foi_words import heading, stage_words
from commands.core.context import Context
from commands.core.reply import Block, Bold, Code, Heading, Line, Link, Reply, Text
from commands.core.text import shown
from commands.desk.cases import Case
from commands.desk.happening import Happened, said, today
from commands.desk.undoing import Undone
from law import letters
from law.foi.story import Event


def recorded(context: Context, happened: Happened, more: Sequence[Block] = ()) -> Reply:
    """What was recorded and what follows from it; `more` stands before the next steps."""
    after, event = happened.after, happened.event
    back: Line = ("The way back: ", Code(context.type(f"foi undo {after.request.id}")), ".")
    return Reply(
        (
            Heading(heading(after.request)),
            Text(("Recorded: ", Bold(said(event, after)), ".", *evidence(event))),
            *stands(context, after),
            *more,
            Text(back),
            next_steps(after),
        )
    )


def corrected(context: Context, undone: Undone) -> Reply:
    """What counts no longer, what counts instead, and what follows."""
    was = said(undone.was, undone.after)
    words: Line = ("No longer counted: ", Bold(was), ".")
    if undone.now is not None:
        words = (*words, " Instead: ", Bold(said(undone.now, undone.after)), ".")
    back: Line = ("The way back: ", Code(context.type(undone.back)), ".")
    return Reply(
        (
            Heading(heading(undone.after.request)),
            Text((*words, " What was recorded stays in the history.")),
            *stands(context, undone.after),
            Text(back),
            next_steps(undone.after),
        )
    )


def stands(context: Context, case: Case) -> tuple[Block, ...]:
    """Where the request stands: its stage, the deadline that counts now with its working, the next step."""
    clock = case.clock
    blocks: list[Block] = [
        Text(("It is now: ", stage_words(clock.stage, clock.result), ".")),
        *counts_now(clock, today(context)),
        Text((Bold("Next: "), clock.next_step)),
    ]
    if clock.letter is not None:
        name = letters.get(clock.letter).title
        command = Code(context.type(f"foi letter {case.request.id}"))
        blocks.append(Text((Bold("The letter that fits: "), f"{name}: ", command)))
    return tuple(blocks)


def evidence(event: Event) -> Line:
    """Why it was said to have happened, and where that can be read."""
    why: Line = (f" Reason: {shown(event.why, 200)}.",) if event.why else ()
    return (*why, " Evidence: ", Link(event.url, event.url)) if event.url else why
