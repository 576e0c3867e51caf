"""How far long work has come: a bar on the error output, where somebody sits before it."""

import sys
from typing import Any


class Bar:
    """A bar of `total` units, `done` of them done. Where the error output is no terminal it stays silent."""

    def __init__(self, what: str, total: float, done: float = 0) -> None:
        self._bar: Any = None
        if not sys.stderr.isatty():
            return
        from rich.console import Console  # slow to load, and of use to a terminal alone
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%  {task.fields[words]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task(what, total=total, completed=done, words="")

    def __enter__(self) -> "Bar":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def reached(self, done: float, words: str) -> None:
        """`done` units are done; `words` say what came of them."""
        if self._bar:
            self._bar.update(self._task, completed=done, words=words)
