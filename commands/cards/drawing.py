"""The lineage of a body as a picture: a box a body, a column a time, a line a succession.

Older bodies stand left, today's right; the body asked about has a heavy frame.
"""

import io
import textwrap
from dataclasses import dataclass

from PIL import Image, ImageDraw

from commands.cards import pens
from commands.core.words import lifetime, percent, short_name
from register.model import Body, Kind, Lineage

_BOX_WIDTH, _BOX_HEIGHT = 270, 88
_GAP_ACROSS, _GAP_DOWN = 90, 18
_MARGIN, _TITLE = 30, 56
_MOST_IN_COLUMN = 14
_FILL = {
    Kind.PCT: "#efe6d5",
    Kind.CCG: "#d9ecdf",
    Kind.ICB: "#d8e6f5",
    Kind.TRUST: "#f3dede",
    Kind.CSU: "#e7e0f2",
    Kind.REGION: "#eeeeee",
}


@dataclass(frozen=True, slots=True)
class _Box:
    body: Body
    x: int
    y: int


def draw(line: Lineage) -> bytes:
    """The picture as PNG bytes; its size follows the number of bodies, at most about 3000 x 1600 pixels."""
    columns = _columns(line)
    width = 2 * _MARGIN + len(columns) * _BOX_WIDTH + (len(columns) - 1) * _GAP_ACROSS
    tallest = max(len(column) for column in columns)
    height = _TITLE + 2 * _MARGIN + tallest * (_BOX_HEIGHT + _GAP_DOWN)
    picture = Image.new("RGB", (max(width, 520), height), pens.PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text(
        (_MARGIN, _MARGIN), f"Lineage of {short_name(line.body)} ({line.body.code})", pens.INK, pens.font(24)
    )
    boxes = {box.body.code: box for box in _placed(columns, tallest)}
    for step in line.ancestors:
        _connect(pen, boxes.get(step.body.code), boxes.get(step.via), step.share)
    for step in line.descendants:
        _connect(pen, boxes.get(step.via), boxes.get(step.body.code), step.share)
    for box in boxes.values():
        _box(pen, box, heavy=box.body.code == line.body.code)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _columns(line: Lineage) -> list[list[Body]]:
    """Bodies by generation, oldest first; a body reached twice stands where it is farthest out."""
    depth: dict[str, int] = {line.body.code: 0}
    bodies: dict[str, Body] = {line.body.code: line.body}
    for sign, steps in ((-1, line.ancestors), (1, line.descendants)):
        for step in steps:
            bodies[step.body.code] = step.body
            depth[step.body.code] = sign * max(step.depth, abs(depth.get(step.body.code, 0)))
    columns: dict[int, list[Body]] = {}
    for code, level in depth.items():
        columns.setdefault(level, []).append(bodies[code])
    return [columns[level][:_MOST_IN_COLUMN] for level in sorted(columns)]


def _placed(columns: list[list[Body]], tallest: int) -> list[_Box]:
    boxes = []
    for number, column in enumerate(columns):
        x = _MARGIN + number * (_BOX_WIDTH + _GAP_ACROSS)
        free = (tallest - len(column)) * (_BOX_HEIGHT + _GAP_DOWN) // 2
        for row, body in enumerate(column):
            boxes.append(_Box(body, x, _TITLE + _MARGIN + free + row * (_BOX_HEIGHT + _GAP_DOWN)))
    return boxes


def _box(pen: ImageDraw.ImageDraw, box: _Box, *, heavy: bool) -> None:
    corners = (box.x, box.y, box.x + _BOX_WIDTH, box.y + _BOX_HEIGHT)
    pen.rounded_rectangle(corners, 10, _FILL[box.body.kind], pens.INK, 4 if heavy else 1)
    rows = textwrap.wrap(short_name(box.body), 32, max_lines=2, placeholder=" …")
    for number, row in enumerate([*rows, f"{box.body.code}, {lifetime(box.body)}"]):
        small = number == len(rows)
        pen.text((box.x + 12, box.y + 10 + number * 22), row, pens.INK, pens.font(13 if small else 16))


def _connect(pen: ImageDraw.ImageDraw, older: _Box | None, newer: _Box | None, share: float | None) -> None:
    if older is None or newer is None:
        return
    start = (older.x + _BOX_WIDTH, older.y + _BOX_HEIGHT // 2)
    end = (newer.x, newer.y + _BOX_HEIGHT // 2)
    pen.line((start, end), pens.LINE, 2)
    if share is not None and share < 0.995:
        middle = ((start[0] + end[0]) // 2 - 14, (start[1] + end[1]) // 2 - 8)
        pen.text(middle, percent(share), pens.INK, pens.font(13), stroke_width=3, stroke_fill=pens.PAPER)
