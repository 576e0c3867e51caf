"""Bare numbers: picking one of the choices that were offered last."""

from commands.core.request import Request


def picked_number(request: Request) -> int | None:
    """The choice a bare number (1 to 99) picks, None when the request is anything else."""
    text = request.text.strip()
    if request.command is None and text.isascii() and text.isdigit() and 0 < len(text) < 3 and int(text):
        return int(text)
    return None
