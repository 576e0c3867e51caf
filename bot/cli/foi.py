"""``ccgwatch foi``: Freedom of Information requests on the command line."""

import typer

from bot.cli import foi_due, foi_files, foi_holidays

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def foi() -> None:
    """Freedom of Information requests: by when an answer is due, requests as files, bank holidays."""


app.command()(foi_due.due)
app.command("import")(foi_files.import_)
app.command()(foi_files.export)
app.add_typer(foi_holidays.app, name="holidays", help="Bank holidays newer than the packaged ones.")
