"""``python -m bot`` and the ``ccgwatch`` command."""

import sys


def main() -> None:
    """Run the command line on this process's arguments."""
    from bot.cli.app import run_command_line

    sys.exit(run_command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
