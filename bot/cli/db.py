"""``ccgwatch db``: the database brought up to date, saved and brought back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.place import HERE

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command()
def upgrade() -> None:
    """Bring the database to this version's form (also done at every start).

    Example: ccgwatch db upgrade
    """
    from storage import maintenance

    print(f"The database is at revision {asyncio.run(maintenance.upgrade(_url()))}.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write; must not exist.")]) -> None:
    """Save the whole database into one file, also while the bot runs.

    Example: ccgwatch db backup ccgwatch-backup
    """
    from storage import maintenance

    asyncio.run(maintenance.backup(_url(), file))
    print(f"Saved to {file}. The Matrix session is not in it: keep {HERE.state / 'matrix'} with it.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file written by db backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is in the database now.")] = False,
) -> None:
    """Bring a saved database back, all or nothing; stop the bot first.

    Example: ccgwatch db restore saved --replace
    """
    from storage import maintenance

    asyncio.run(maintenance.restore(_url(), file, replace=replace))
    print(f"Restored from {file}.")


def _url() -> str:
    return HERE.database_url(HERE.settings())
