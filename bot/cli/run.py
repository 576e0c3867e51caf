"""``ccgwatch run`` and ``ccgwatch doctor``: the bot on its networks, and a look at what it needs."""

import asyncio
import sys

import typer

from bot.cli import place


def run() -> None:
    """Connect to every configured network and answer until stopped (Ctrl-C or SIGTERM).

    Example: CCGWATCH_DISCORD__TOKEN=… ccgwatch run
    """
    from bot import logs
    from bot.running import serve

    settings = place.HERE.settings()
    logs.configure(settings.log.level, json_lines=settings.log.json_lines)
    services, store = place.services(settings)
    asyncio.run(serve(settings, services, store, place.HERE.state))


def doctor() -> None:
    """Check configuration, database, register and networks; exit 1 when something is wrong.

    Nothing is changed and nothing sent to any room. Example: ccgwatch doctor
    """
    from bot.doctor import examine

    settings = place.HERE.settings()
    findings = asyncio.run(examine(settings, place.HERE.database_url(settings), place.HERE.state))
    for finding in findings:
        print(f"{'ok  ' if finding.well else 'FAIL'}  {finding.part}: {finding.words}")
    if not all(finding.well for finding in findings):
        print("Mend what is marked FAIL; docs/ has a page on each.", file=sys.stderr)
        raise typer.Exit(1)
