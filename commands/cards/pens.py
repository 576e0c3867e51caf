"""What the pictures share: paper, inks, and letters that come with pillow: nothing has to be installed.

Paper is white and opaque: chats have dark and light backgrounds, and a picture is read on both.
"""

from functools import lru_cache

from PIL import ImageFont

INK, QUIET, LINE, PAPER = "#1c2530", "#55616d", "#7a8794", "#ffffff"


@lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The letters at `size` pixels."""
    return ImageFont.load_default(size)


def wide(words: str, size: int) -> float:
    """How many pixels `words` take."""
    return font(size).getlength(words)


def cut(words: str, size: int, room: float) -> str:
    """`words`, cut to fit into `room` pixels."""
    if wide(words, size) <= room:
        return words
    while words and wide(f"{words}…", size) > room:
        words = words[:-1].rstrip()
    return f"{words}…"
