"""``ccgwatch foi due``: by when a body must answer, for one request or for a table of them."""

import json as jsonlib
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.core.dates import read_date, why_none

if TYPE_CHECKING:
    from law.foi.due import Due
    from law.foi.regime import Regime

FORMS = "2026-11-21, 21/11/2026 or 21 November 2026"
"""The forms of a date to name in a refusal."""


def due(
    received: Annotated[
        str | None,
        typer.Option(metavar="DATE", help=f"The day the body received it: {FORMS}; default today."),
    ] = None,
    regime: Annotated[
        str, typer.Option(metavar="LAW", help="FOIA, EIR (environmental information) or FOISA (Scotland).")
    ] = "FOIA",
    table: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Count a table of requests; - is standard input."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON, one object a line.")] = False,
) -> None:
    """Calculate by when a body must answer, and say which days were skipped and why.

    That is the 20th working day after it received the request: by the statute (due_date), and as a body
    counts that follows the section 45 Code (code_date), another day only where the request came on a day that
    is no working day. Counted with the packaged bank holidays; a date beyond them is refused, not guessed.

    FILE has the columns received_date and regime (where empty or missing: --regime). Its other columns are
    kept, and due_date, code_date and skipped are added. Every row that can be counted is printed, in order;
    every other one is named on the error output, and then the exit code is 1. It is 2 for wrong usage.

    Examples: ccgwatch foi due --received 2026-06-01; ccgwatch foi due --received 1/6/2026 --regime foisa
    --json; ccgwatch foi due --csv requests.csv > due.csv; ccgwatch foi due --csv - --json < requests.csv
    """
    from bot.cli.foi_table import count_table
    from commands.core.moments import LONDON
    from law.errors import BeyondHorizon
    from law.foi.due import due as due_by
    from law.foi.regime import Calendars

    try:
        law = read_regime(regime)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="'--regime'") from None
    today = datetime.now(LONDON).date()
    calendars = Calendars.packaged()
    if table is not None:
        if received is not None:
            raise typer.BadParameter("a table brings its own dates", param_hint="'--received'")
        raise typer.Exit(0 if count_table(table, law, calendars, today, json=json) else 1)
    try:
        found = due_by(read_day(received, today) if received is not None else today, law, calendars)
    except (BeyondHorizon, ValueError) as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(1) from None
    print(jsonlib.dumps(as_json(found), ensure_ascii=False) if json else in_words(found))


def read_regime(text: str) -> "Regime":
    """The law meant by `text`, in any case. Raises ValueError, in words."""
    from law.foi.regime import Regime

    try:
        return Regime(text)
    except ValueError:
        raise ValueError(f'"{text}" is no such law; it is FOIA, EIR or FOISA') from None


def read_day(text: str, today: date) -> date:
    """The one day, year and all, that `text` names. Raises ValueError, in words."""
    day = read_date(text, today, "past")
    if day is not None and day == read_date(text, today):  # else it leaves the year open
        return day
    why = why_none(text, today, "past")
    raise ValueError(f'"{text}" is not one day.{f" {why.words}" if why else ""} Write {FORMS}.')


def as_json(found: "Due") -> dict[str, Any]:
    """A due date as scripts rely on it."""
    from law.foi.regime import rules

    answer = rules(found.regime).answer
    return {
        "received_date": found.received.isoformat(),
        "regime": found.regime.value,
        "due_date": found.day.isoformat(),
        "code_date": found.code_day.isoformat(),
        "skipped": [{"date": skip.day.isoformat(), "reason": skip.reason} for skip in found.skipped],
        "provisional": found.provisional,
        "working": found.working,
        "rule": answer.rule,
        "source": answer.url,
    }


def in_words(found: "Due") -> str:
    """A due date for people."""
    from law.foi.due import words
    from law.foi.regime import CODE, rules

    law = rules(found.regime)
    lines = [f"Due {words(found.day)} (calculated, {law.answer.rule}: {law.answer.url})"]
    if found.code_day != found.day:
        lines.append(f"  or {words(found.code_day)}, as {CODE.rule} counts: {CODE.url}")
    return "\n".join([*lines, f"  {found.working}"])
