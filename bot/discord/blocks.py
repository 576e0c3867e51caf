"""Blocks of a reply as lines of Discord markdown, the part embeds and plain messages share."""

from itertools import zip_longest

from bot.discord.markdown import Atoms, atoms, escape, one_line, size
from commands.core.reply import (
    Attachment,
    Block,
    Bold,
    Bullets,
    Choices,
    Fields,
    Heading,
    Note,
    Picture,
    Table,
    Text,
    plain_line,
)

PHONE = 36
"""Columns of fixed-width text that fit a small phone held upright."""
_FENCED = 900
"""Units of one code block, so that it fits a field or a message beside other lines."""


def lines(block: Block) -> list[Atoms]:
    """`block` as lines, empty where it shows nothing as text (buttons and pictures are sent apart)."""
    match block:
        case Heading(text):
            return whole([f"**{escape(one_line(text), start=False)}**"] if one_line(text) else [])
        case Text(spans):
            return whole(atoms(spans))
        case Note(spans):
            return whole(_prefixed("-# ", _flat(spans)))
        case Bullets(items):
            return [line for item in items if (line := _prefixed("- ", _flat(item)))]
        case Fields(rows):
            return [_named(name, atoms(value)) for name, value in rows]
        case Table():
            return table(block)
        case Choices() | Picture() | Attachment():
            return []


def table(block: Table) -> list[Atoms]:
    """A table as code blocks where it fits a phone, else a bullet a row that names its columns."""
    columns = [one_line(cell) for cell in block.columns]
    rows = [[one_line(cell) for cell in row] for row in block.rows]
    widths = [max(len(cell) for cell in column) for column in zip_longest(columns, *rows, fillvalue="")]
    if sum(widths) + 2 * (len(widths) - 1) > PHONE:
        return [_row(columns, row) for row in rows] or whole([escape(" | ".join(columns))])
    groups: list[list[str]] = [[]]
    for row in [columns, *rows]:
        aligned = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        text = aligned.rstrip().replace("`", "'")
        if size("\n".join([*groups[-1], text])) > _FENCED:
            groups.append([])
        groups[-1].append(text)
    shown = ["\n".join(group) for group in groups]
    return [[f"```\n{text}\n```"] for text in shown if text.strip()]


def markup_free(line: tuple[object, ...]) -> bool:
    """Whether a line is text alone, so that an embed's footer can show it."""
    return all(isinstance(span, str) for span in line)


def footer(note: Note) -> str:
    """A note as an embed's footer, which knows no markup and needs no escapes."""
    return one_line(plain_line(note.line))


def _row(columns: list[str], row: list[str]) -> Atoms:
    cells = [f"{name}: {cell}" if name else cell for name, cell in zip(columns, row, strict=False) if cell]
    first, *others = cells or ["–"]
    found: Atoms = ["- ", *atoms((Bold(first),))]
    return [*found, " · ", escape(" · ".join(others), start=False)] if others else found


def _named(name: str, value: Atoms) -> Atoms:
    return [f"**{escape(one_line(name), start=False) or '–'}:**", " ", *value]


def _flat(spans: tuple[object, ...]) -> Atoms:
    return [" " if atom == "\n" else atom for atom in atoms(spans)]  # type: ignore[arg-type]


def _prefixed(prefix: str, line: Atoms) -> Atoms:
    return [prefix, *line] if line else []


def whole(line: Atoms) -> list[Atoms]:
    """One line, or several where it holds line breaks."""
    found: list[Atoms] = [[]]
    for atom in line:
        if atom == "\n":
            found.append([])
        else:
            found[-1].append(atom)
    return [each for each in found if each] if line else []
