"""A `Reply` on a terminal, with colours where there is one to show them.

Everything becomes `rich.text.Text`, which is never parsed as markup, and control characters
are dropped, so that no text from outside can move the cursor or recolour the screen.
"""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Column
from rich.table import Table as RichTable
from rich.text import Text as RichText

from commands.core import reply as r
from commands.core.text import clean


def show(reply: r.Reply, console: Console, pictures: Path) -> None:
    """Print `reply`; pictures and files are written into the folder `pictures`, and their place named."""
    for block in reply.blocks:
        for renderable in _rendered(block, pictures):
            console.print(renderable, soft_wrap=not console.is_terminal)


def _rendered(block: r.Block, pictures: Path) -> Iterator[RenderableType]:
    match block:
        case r.Heading(words):
            yield RichText(clean(words), style="bold cyan")
        case r.Text(spans):
            yield _text(spans)
        case r.Note(spans):
            yield _text(spans, style="dim")
        case r.Fields(rows):
            for name, spans in rows:
                yield RichText.assemble((f"  {clean(name)}: ", "bold"), _text(spans))
        case r.Bullets(items):
            for item in items:
                yield RichText.assemble("  - ", _text(item))
        case r.Table(columns, rows):
            table = RichTable(*(Column(RichText(clean(column))) for column in columns))
            for row in rows:
                table.add_row(*(RichText(clean(cell)) for cell in row))
            yield Padding(table, (0, 0, 0, 2))
        case r.Choices(options):
            for number, option in enumerate(options, 1):
                yield RichText.assemble(
                    (f"  {number} ", "bold green"),
                    clean(option.label),
                    (f"   ({clean(option.command)})", "dim"),
                )
        case r.Picture(filename, png, alt):
            yield RichText(f"  Picture: {_saved(pictures, filename, png)} ({clean(alt)})", style="dim")
        case r.Attachment(filename, data, _, summary):
            yield RichText(f"  File: {_saved(pictures, filename, data)} ({clean(summary)})", style="dim")


def _text(spans: r.Line, style: str = "") -> RichText:
    out = RichText(style=style)
    for span in spans:
        match span:
            case str():
                out.append(_one_line(span))
            case r.Bold(words):
                out.append(_one_line(words), style="bold")
            case r.Code(words):
                out.append(_one_line(words), style="yellow")
            case _:
                out.append(_one_line(r.plain_line((span,))), style="blue")
    return out


def _one_line(words: str) -> str:
    """`words` cleaned, keeping the spaces at its ends that join it to its neighbours."""
    cleaned = clean(words)
    before = " " if words[:1] == " " else ""
    after = " " if words[-1:] == " " and cleaned else ""
    return f"{before}{cleaned}{after}"


def _saved(folder: Path, filename: str, data: bytes) -> str:
    """Where it was put; that it could not be, in words."""
    path = folder / Path(filename).name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        return f"not saved, {folder} cannot be written ({error.strerror})"
    return str(path)
