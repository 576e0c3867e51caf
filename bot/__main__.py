"""``python -m bot`` and the ``ccgwatch`` command."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command line on this process's arguments."""
    from bot.cli.app import run_command_line

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started it: as empty as the null device
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    sys.exit(run_command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
