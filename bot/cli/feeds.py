"""``ccgwatch feeds``: what the procurement sites publish, read and judged on the command line."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import feeds_poll

if TYPE_CHECKING:
    from feeds.classify import Classified
    from register.route import Router

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def feeds() -> None:
    """The feeds: notices of Find a Tender and Contracts Finder, changes of the NHS's register, news."""


for command in (feeds_poll.poll, feeds_poll.ingest, feeds_poll.backfill, feeds_poll.status):
    app.command()(command)


@app.command()
def classify(
    files: Annotated[
        list[Path], typer.Argument(help="Release packages, releases or JSON lines; - is the input.")
    ],
    json: Annotated[bool, typer.Option("--json", help="JSON, one object a line.")] = False,
) -> None:
    """Say of every release in FILES what it is, whom it concerns and until when something can be done.

    A file or a release that cannot be read is named on the error output, the rest goes on; exit 1 then.
    Example: ccgwatch feeds classify package.json --json
    """
    import register
    from register.route import router as router_of

    router = router_of(register.load())
    failed = False
    for file in files:
        for found in _classified(file, router):
            if isinstance(found, str):
                failed = True
                print(found, file=sys.stderr)
            elif json:
                _print_row(found)
            else:
                print(_words(found))
    raise typer.Exit(1 if failed else 0)


def _classified(file: Path, router: "Router") -> "Iterator[Classified | str]":
    """Every release of `file` classified; a text for what could not be."""
    from feeds.classify import classify as judge
    from feeds.errors import FeedError, UnreadableFile
    from feeds.packages import releases

    name = "the input" if str(file) == "-" else str(file)
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        for number, release in enumerate(releases(data), start=1):
            try:
                if isinstance(release, UnreadableFile):
                    raise release
                yield judge(release, router)
            except FeedError as problem:
                yield f"{name}, release {number}: {problem}"
    except OSError as problem:
        yield f"{name}: cannot be read ({problem.strerror or type(problem).__name__})"
    except FeedError as problem:
        yield f"{name}: {problem}"


def _print_row(found: "Classified") -> None:
    import orjson

    sys.stdout.buffer.write(orjson.dumps(found.row()) + b"\n")
    sys.stdout.buffer.flush()


def _words(found: "Classified") -> str:
    """One notice in a few lines."""
    notice, route = found.notice, found.route
    where = route.icb or route.region
    lines = [
        f"{notice.id}  {notice.title}",
        "  "
        + " · ".join(
            part
            for part in (
                notice.buyers[0].name if notice.buyers else "buyer not named",
                f"{where.name} ({where.code})" if where else route.scope.value,
                f"{route.confidence.value} confidence",
            )
            if part
        ),
    ]
    kind = notice.psr_kind.value.replace("_", " ") if notice.psr_kind else ""
    about = [
        notice.stage.value,
        notice.notice_type or "",
        kind,
        "" if found.relevance.health else "not about care",
    ]
    if notice.value and not notice.value.placeholder:
        about.append(f"{notice.value.amount:,.0f} {notice.value.currency}")
    lines.append("  " + " · ".join(part for part in about if part))
    if notice.deadline:
        lines.append(f"  until {notice.deadline.local:%a %-d %b %Y %H:%M} ({notice.deadline.kind.value})")
    if notice.standstill:
        manner = "stated" if notice.standstill.stated else "calculated"
        lines.append(f"  standstill ends {notice.standstill.ends:%a %-d %b %Y} ({manner})")
    if notice.suppliers:
        lines.append(f"  {'; '.join(notice.suppliers[:5])}")
    lines.append(f"  why: {'; '.join(found.why())}")
    return "\n".join(lines)
