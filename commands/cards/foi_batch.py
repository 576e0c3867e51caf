"""The requests of a batch: a table of how they stand, the figures, and both to take away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import storage
from commands.cards import spreadsheet
from commands.cards.foi_clock import late_words
from commands.cards.foi_figures import chart, tallies, tally
from commands.cards.foi_task import SOMEBODY
from commands.cards.foi_words import body_words, stage_words
from commands.core.moments import counted, short_day
from commands.core.reply import Attachment, Block, Bold, Bullets, Line, Note, Picture, Table
from commands.core.text import shown
from commands.core.words import region_name
from commands.desk.cases import Case
from law.foi.clock import Stage
from register import Register

_ROWS = 40
"""Rows of a table in the answer; the file has all."""
_COLUMNS = (
    *("request", "code", "body", "region", "stage", "result", "late", "date_that_counts", "send_on"),
    *("whose", "letter", "url"),
)
_NOBODY = "nobody"


def outcomes(found: Sequence[Case]) -> Bullets:
    """How many stand where, those waiting beyond their date apart."""
    many = Counter(_outcome(each) for each in found)
    return Bullets(tuple((Bold(str(n)), f" {words}") for words, n in many.most_common()))


def table(found: Sequence[Case], names: Mapping[int, str], today: date) -> tuple[Block, ...]:
    """Each request with its body, how it stands, the date that counts, and whose it is."""
    rows = tuple(
        (
            str(each.request.id),
            body_words(each.request.body_name),
            stage_words(each.clock.stage, each.clock.result),
            when(each, today),
            whose(each, names),
        )
        for each in found[:_ROWS]
    )
    blocks: list[Block] = [Table(("no.", "body", "how it stands", "date", "whose"), rows)]
    if len(found) > _ROWS:
        blocks.append(Note((f"{len(found) - _ROWS} more are in the file.",)))
    return tuple(blocks)


def late_line(case: Case, names: Mapping[int, str]) -> Line:
    """A late request: number, body, by how much, the letter that fits, whose it is."""
    words = f"{late_words(case.clock)}; letter {case.clock.letter}; {whose(case, names)}"
    return (Bold(f"{case.request.id} "), f"{body_words(case.request.body_name)}: {words}")


def when(case: Case, today: date) -> str:
    """The date that counts: ``due Tue 1 Dec, late by 2 working days``; of a draft its day of sending."""
    if case.clock.stage is Stage.DRAFT:
        day = case.request.send_on
        return f"to be sent {short_day(day, today)}" if day else ""
    if case.clock.main is None:
        return ""
    late = late_words(case.clock)
    return f"due {short_day(case.clock.main.day, today)}{f', {late}' if late else ''}"


def whose(case: Case, names: Mapping[int, str]) -> str:
    """Who has it in hand."""
    person = case.request.assignee
    return _NOBODY if person is None else shown(names.get(person, SOMEBODY))


def as_csv(name: str, found: Sequence[Case], names: Mapping[int, str], register: Register) -> Attachment:
    """All of it as a table to take away; days as ISO dates."""
    rows = [
        (
            *(each.request.id, each.request.body_code, each.request.body_name),
            _region(each, register),
            *(each.clock.stage, each.clock.result, "yes" if each.clock.late else "no"),
            each.clock.main.day.isoformat() if each.clock.main else None,
            each.request.send_on.isoformat() if each.request.send_on else None,
            *(whose(each, names), each.request.letter, each.request.url),
        )
        for each in found
    ]
    return spreadsheet.as_csv(name, _COLUMNS, rows, f"{counted(len(rows), 'request')}, all of them")


async def picture(title: str, found: Sequence[Case], register: Register) -> Picture | None:
    """How the bodies answered, by region; None where nothing was sent yet."""
    figures = [
        storage.foi_listing.Figure(
            each.request.body_code,
            each.request.body_name,
            _region(each, register),
            each.clock.stage,
            each.clock.open,
            each.clock.result,
            each.request.late or (each.clock.stage is Stage.WAITING and each.clock.late),
            1,
        )
        for each in found
    ]
    everything = tally("All", figures)
    if not everything.sent:
        return None
    rows = [each for each in tallies(figures, lambda figure: figure.region or "No region") if each.sent]
    words = f"{counted(everything.sent, 'request')} sent, {everything.drafts} not yet"
    return await chart(title, words, rows)


def _outcome(case: Case) -> str:
    words = stage_words(case.clock.stage, case.clock.result)
    return f"{words}, late" if case.clock.stage is Stage.WAITING and case.clock.late else words


def _region(case: Case, register: Register) -> str:
    region = register.body(case.request.region) if case.request.region else None
    return region_name(region) if region else ""
