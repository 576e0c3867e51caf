"""``ccgwatch register``: find bodies, show lineages, verify and rebuild the packaged register."""

import json as jsonlib
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import register
from bot.cli.route import route
from commands.cards.because import because
from commands.core.dates import FORMS, read_date
from commands.core.words import day, lifetime, named
from register.model import Match

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

app.command()(route)

Json = Annotated[bool, typer.Option("--json", help="JSON, one object a line.")]


@app.command()
def find(
    queries: Annotated[list[str] | None, typer.Argument(help="Names, codes, places or postcodes.")] = None,
    json: Json = False,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help=f"Prefer what existed then: {FORMS['any']}.")
    ] = None,
) -> None:
    """Find bodies, best first; without arguments one query a line from standard input.

    Exit 1 when a single query finds nothing. Examples: ccgwatch register find "Cannock Chase";
    ccgwatch register find --json --on 2015 < names.txt
    """
    when = _day(on)
    loaded = register.load()
    found_any = False
    for query in queries or _lines():
        matches = loaded.find(query, on=when)
        found_any |= bool(matches)
        if json:
            print(
                jsonlib.dumps(
                    {"query": query, "matches": [_match(loaded, m) for m in matches]}, ensure_ascii=False
                )
            )
        else:
            print(f"{query}:" if matches else f"{query}: nothing found")
            for match in matches:
                print(f"  {match.score:5.1f}  {named(match.body)}, {lifetime(match.body)}: {because(match)}")
    if queries and not found_any:
        raise typer.Exit(1)


@app.command()
def lineage(
    code: Annotated[str, typer.Argument(help="An ODS or ONS code, e.g. 04Y.")], json: Json = False
) -> None:
    """What a body came from and became.

    Example: ccgwatch register lineage 04Y
    """
    loaded = register.load()
    body = loaded.body(code)
    if body is None:
        print(f"No body has the code {code}. Try: ccgwatch register find {code}", file=sys.stderr)
        raise typer.Exit(1)
    line = loaded.lineage(body.code)
    if json:
        print(jsonlib.dumps(_lineage(line), ensure_ascii=False))
        return
    print(f"{named(body)}, {lifetime(body)}")
    for title, steps in (("came from", line.ancestors), ("became", line.descendants)):
        for step in steps:
            part = f", share {step.share:.3f}" if step.share is not None else ""
            print(f"  {title} {named(step.body)} on {day(step.date)} ({step.relation}{part})")
    for heir, share in line.now:
        print(f"  today {named(heir)}" + (f", share {share:.2f}" if share is not None else ""))


@app.command()
def verify() -> None:
    """Check counts, chains and addresses of the packaged register; exit 1 with the list if any fails."""
    from register.verify import verify as check

    problems = check(register.load())
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)
    print("The register holds: counts, chains, codes, shares, contacts and licences as documented.")


@app.command()
def build(
    facts: Annotated[Path, typer.Argument(help="The folder with the facts tables.")],
    out: Annotated[Path | None, typer.Option(help="Where to write; default: the package's own data.")] = None,
) -> None:
    """Make the packaged register from the facts tables again.

    Example: ccgwatch register build facts/
    """
    from register import build as builder

    builder.build(facts, out or Path(builder.__file__).parent / "data")
    print("Built. Now run: ccgwatch register verify")


def _lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", errors="replace").strip()
        if line:
            yield line


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    when = read_date(text, datetime.now(UTC).date())
    if when is None:
        raise typer.BadParameter(f"not a date I can read; write it as {FORMS['any']}", param_hint="--on")
    return when


def _match(loaded: register.Register, match: Match) -> dict[str, Any]:
    return {
        "code": match.body.code,
        "name": match.body.name,
        "kind": match.body.kind,
        "score": round(match.score, 1),
        "why": because(match),
        "now": [body.code for body, _ in loaded.now(match.body)],
    }


def _lineage(line: Any) -> dict[str, Any]:
    def step(each: Any) -> dict[str, Any]:
        return {
            "code": each.body.code,
            "name": each.body.name,
            "date": each.date.isoformat(),
            "relation": each.relation,
            "share": each.share,
            "depth": each.depth,
        }

    return {
        "code": line.body.code,
        "name": line.body.name,
        "kind": line.body.kind,
        "opened": line.body.opened and line.body.opened.isoformat(),
        "closed": line.body.closed and line.body.closed.isoformat(),
        "ancestors": [step(each) for each in line.ancestors],
        "descendants": [step(each) for each in line.descendants],
        "now": [{"code": body.code, "name": body.name, "share": share} for body, share in line.now],
    }
