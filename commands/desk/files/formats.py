"""The kinds of file that requests can be taken away as."""

from datetime import datetime

from commands.core.reply import Attachment
from commands.desk.files.calendar import calendar_file
from commands.desk.files.loading import Loaded
from commands.desk.files.table import csv_file, json_file, row

FORMATS = ("csv", "json", "ics")


def made(form: str, loaded: Loaded, title: str, now: datetime) -> Attachment:
    """The file of that form; `title` names a calendar."""
    if form == "ics":
        return calendar_file(loaded.cases, title, now)
    rows = [row(case, loaded.names) for case in loaded.cases]
    return csv_file(rows) if form == "csv" else json_file(rows)
