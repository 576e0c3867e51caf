"""``ccgwatch foi import | export``: requests brought from a table, and taken away as a file."""

import asyncio
import json as json_module
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.feeds_poll import opened
from bot.errors import BotError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from commands.desk.files.importing import Imported
    from commands.desk.files.reading import BadRow, Planned
    from storage.campaigns import Campaign

_FORMATS = ("csv", "json", "ics")
_SHOWN = 20

Which = Annotated[
    str | None,
    typer.Option("--campaign", metavar="NAME", help="Whose: its name or number, where there are several."),
]


class NotSo(BotError):
    """What was asked for cannot be done; the message says why and what to type instead."""


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV table; - for standard input.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be made, and every bad row.")
    ] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad rows out and go on.")] = False,
    campaign: Which = None,
    json: Annotated[bool, typer.Option("--json", help="JSON, one object a row.")] = False,
) -> None:
    """Bring existing requests into a campaign, from a table with one request a row.

    The first row names the columns: body or body_code, subject, sent; and, where known, received, answered,
    result (full, part, refused, notheld), regime, url. Dates are British: day before month. What is there
    already is passed over, so that a table can be imported again. With a bad row nothing is made, unless
    --skip-bad is given. Exit 1 where a row is bad.

    Examples: ccgwatch foi import requests.csv --dry-run; ccgwatch foi import more.csv --campaign "Save It"
    """
    raise typer.Exit(asyncio.run(_import(file, campaign, dry_run=dry_run, skip_bad=skip_bad, json=json)))


def export(
    form: Annotated[
        str, typer.Option("--format", metavar="csv|json|ics", help="What kind of file; csv by default.")
    ] = "csv",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to; else printed.")] = None,
    campaign: Which = None,
) -> None:
    """Take a campaign's requests away: a table that can be imported again, JSON, or a calendar.

    Examples: ccgwatch foi export --out requests.csv; ccgwatch foi export --format ics --out deadlines.ics
    """
    if form not in _FORMATS:
        raise typer.BadParameter(f"“{form}” is not one of {', '.join(_FORMATS)}.", param_hint="--format")
    asyncio.run(_export(form, out, campaign))


async def _import(file: Path, campaign: str | None, *, dry_run: bool, skip_bad: bool, json: bool) -> int:
    import register
    from commands.core.moments import london_day
    from commands.desk.files.importing import bring, would_bring
    from commands.desk.files.reading import BadRow, Planned, UnreadableTable, read_table

    now = datetime.now(UTC)
    bodies = register.load()
    try:
        rows = list(read_table(_read(file), bodies, london_day(now)))
    except UnreadableTable as problem:
        raise NotSo(f"{file}: {problem}") from None
    good = [each for each in rows if isinstance(each, Planned)]
    bad = [each for each in rows if isinstance(each, BadRow)]
    for each in bad:
        _say_bad(each, json)
    held_back = bool(bad) and not skip_bad
    if dry_run or held_back:
        async with opened() as database, database.read() as connection:
            whose = await _which(connection, campaign)
            imported = await would_bring(connection, whose.id if whose else None, good, now)
    else:
        async with opened() as database, database.write() as connection:
            whose = await _which(connection, campaign) or await _first(connection, now)
            imported = await bring(connection, whose.id, good, now)
    _tell(imported, len(bad), json=json, made=not (dry_run or held_back), dry=dry_run)
    return 1 if bad else 0


async def _export(form: str, out: Path | None, campaign: str | None) -> None:
    from commands.core.moments import london_day
    from commands.desk.files.formats import made
    from commands.desk.files.loading import of_campaign

    now = datetime.now(UTC)
    async with opened() as database, database.read() as connection:
        whose = await _which(connection, campaign)
        if whose is None:
            raise NotSo("There are no requests yet. Bring some: ccgwatch foi import FILE --dry-run")
        loaded = await of_campaign(connection, whose.id, london_day(now))
    file = made(form, loaded, f"FOI: {whose.name}", now)
    if out is None:
        sys.stdout.buffer.write(file.data)
        return
    out.write_bytes(file.data)
    print(f"{out}: {file.summary}")


async def _which(connection: "AsyncConnection", named: str | None) -> "Campaign | None":
    """The campaign meant; None where there is none at all. Raises `NotSo` where it is not clear."""
    from storage import campaigns

    there = await campaigns.every(connection)
    if named is None and len(there) > 1:
        raise NotSo(f"Which campaign? Say --campaign with one of: {_named(there)}.")
    if named is None:
        return there[0] if there else None
    fitting = [each for each in there if named in (str(each.id), each.name)]
    fitting = fitting or [each for each in there if named.casefold() == each.name.casefold()]
    if len(fitting) != 1:
        known = f" There are: {_named(there)}." if there else " There is none yet."
        raise NotSo(f"“{named}” is not the name or number of one campaign.{known}")
    return fitting[0]


def _named(there: "list[Campaign]") -> str:
    return ", ".join(f"“{each.name}” (number {each.id})" for each in there)


async def _first(connection: "AsyncConnection", now: datetime) -> "Campaign":
    """The console's own campaign, begun where nothing was set up anywhere."""
    from commands.core.here import UNNAMED
    from commands.core.request import Platform
    from storage import campaigns

    return await campaigns.ensure_campaign(connection, Platform.CONSOLE, "console", UNNAMED, now)


def _read(file: Path) -> bytes:
    """The table's bytes, one more than are allowed at the most. Raises OSError."""
    from commands.desk.files.reading import MOST_BYTES

    if str(file) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with file.open("rb") as opened_file:
        return opened_file.read(MOST_BYTES + 1)


def _say_bad(bad: "BadRow", json: bool) -> None:
    if json:
        _print_json({"row": bad.row, "state": "bad", "column": bad.column, "wrong": bad.wrong})
    else:
        print(f"bad: {bad}", file=sys.stderr)


def _tell(imported: "Imported", bad: int, *, json: bool, made: bool, dry: bool) -> None:
    from commands.core.moments import counted

    if json:
        for state, rows in (("made" if made else "good", imported.rows), ("known", imported.known)):
            for each in rows:
                _print_json(_fields(each, imported.numbers.get(each.row)) | {"state": state})
        return
    for each in imported.rows[:_SHOWN]:
        number = f", request {imported.numbers[each.row]}" if each.row in imported.numbers else ""
        sent = f", sent {each.events[0].on.isoformat()}" if each.events else ""
        print(f"row {each.row}{number}: {each.body.name}: {each.subject}{sent}")
    if len(imported.rows) > _SHOWN:
        print(f"... and {len(imported.rows) - _SHOWN:,} more")
    words = [counted(len(imported.rows), "request") + (" made" if made else " can be made")]
    words += [f"{len(imported.known):,} there already"] if imported.known else []
    words += [counted(bad, "bad row")] if bad else []
    print(f"{', '.join(words)}.")
    if bad and not made:
        print("Nothing was made. Mend the rows, or leave them out with --skip-bad.")
    elif dry:
        print("Nothing was made: this was a dry run.")


def _fields(each: "Planned", number: int | None) -> dict[str, object]:
    return {
        "row": each.row,
        "request": number,
        "body_code": each.body.code,
        "body": each.body.name,
        "subject": each.subject,
        "events": [f"{event.kind} {event.on.isoformat()}" for event in each.events],
    }


def _print_json(fields: dict[str, object]) -> None:
    print(json_module.dumps(fields, ensure_ascii=False))
