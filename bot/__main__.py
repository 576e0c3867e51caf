"""``python -m bot`` and the ``ccgwatch`` command."""

import gc
import os
import sys
from pathlib import Path

_COLLECT = (50_000, 20, 100)
"""How seldom Python looks for garbage in cycles: as it comes, that takes a tenth of a start or an ingest."""


def main() -> None:
    """Run the command line on this process's arguments."""
    gc.set_threshold(*_COLLECT)
    from bot.cli.app import run_command_line

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started it: as empty as the null device
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    sys.exit(run_command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
