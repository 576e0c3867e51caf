"""The root of the command line: options for all commands, and errors turned into exit codes.

Exit codes: 0 done, 1 not understood, not found or not possible, 2 wrong usage.
"""

import sys
from typing import Annotated

import typer

from bot.cli import ask, db, feeds, foi, outbox, register, run
from bot.cli.place import choose

_ANYWHERE = ("--state", "--config")

app = typer.Typer(
    name="ccgwatch",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Who decides about NHS care in England, then and now: on Discord, Matrix and here.",
    epilog="--state and --config may stand anywhere. Example: ccgwatch ask '!ccg Cannock Chase'",
)


@app.callback()
def root(
    state: Annotated[
        str | None, typer.Option(metavar="DIR", help="Where data lives (CCGWATCH_STATE; default ./var).")
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="The configuration (CCGWATCH_CONFIG; default ./config.toml if there)."
        ),
    ] = None,
) -> None:
    """Settle where state and configuration are before any command runs."""
    choose(state, config)


app.command("ask")(ask.ask)
app.command("chat")(ask.chat)
app.command("run")(run.run)
app.command("doctor")(run.doctor)
app.add_typer(register.app, name="register", help="The packaged register of NHS bodies and places.")
app.add_typer(feeds.app, name="feeds", help="What is published: look at it, store it, classify it.")
app.add_typer(foi.app, name="foi", help="Freedom of Information requests: due dates, import, export.")
app.add_typer(outbox.app, name="outbox", help="What waits to be posted, and what was given up.")
app.add_typer(db.app, name="db", help="The bot's database: upgrade, back up, restore.")


def run_command_line(arguments: list[str]) -> int:
    """Run one command; returns its exit code and prints every foreseen error as words."""
    from bot.errors import BotError
    from register.errors import RegisterError
    from storage.errors import StorageError

    try:
        app(args=_hoisted(arguments), prog_name="ccgwatch", standalone_mode=True)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(bool(ending.code))
    except (BotError, StorageError, RegisterError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(_refusal(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _refusal(error: OSError) -> str:
    """What the system refused, in words: ``var/pictures: Permission denied``."""
    what = error.strerror or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else f"Reading or writing failed: {what}"


def _hoisted(arguments: list[str]) -> list[str]:
    """`arguments` with ``--state`` and ``--config`` moved to the front, where the root reads them."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, joined, _ = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif name in _ANYWHERE:
            front += (
                [argument] if joined else [argument, *([value] if (value := next(waiting, None)) else [])]
            )
        else:
            rest.append(argument)
    return front + rest
