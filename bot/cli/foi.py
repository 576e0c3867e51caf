"""``ccgwatch foi``: Freedom of Information requests on the command line."""

import typer

from bot.cli import foi_due

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def foi() -> None:
    """Freedom of Information requests: by when an answer is due."""


app.command()(foi_due.due)
