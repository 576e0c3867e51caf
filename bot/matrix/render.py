"""A `Reply` as a Matrix message: HTML with a plain fallback. Pure.

Everything a reply says is escaped here, so text from outside can neither mark up nor ping. Only
tags that the specification lists for ``org.matrix.custom.html`` are written
(https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes).
"""

import html
import json
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from commands.core.reply import (
    Attachment,
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Fields,
    Heading,
    Line,
    Link,
    Mention,
    Note,
    Picture,
    Reply,
    Span,
    Table,
    Text,
    plain_line,
)
from commands.core.request import Platform

LARGEST = 36_000
"""Most bytes of text and HTML as JSON: encrypted they grow by a third, and an event ends at 65,536."""

KEYCAPS = (*(f"{digit}\ufe0f\u20e3" for digit in range(1, 10)), "\U0001f51f")
"""The reactions that stand for choices 1 to 10."""

TOO_LONG = (
    "This answer is too long for one message, so the rest is left out. Try asking for something narrower."
)

_SCHEMES = {"http", "https", "mailto"}
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"  # controls but tab and line feed, lone surrogates
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # marks of direction
)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `body` for any client, `formatted` for most; `mentions` are user ids to notify.

    `choices` is how many number reactions to offer; `files` follow as messages of their own.
    """

    body: str
    formatted: str
    mentions: tuple[str, ...] = ()
    choices: int = 0
    files: tuple[Picture | Attachment, ...] = ()


def render(reply: Reply, prefix: str = "!", *, typed: bool = False) -> Message:
    """`reply` as one message of at most `LARGEST` bytes; what does not fit is left out, and said so.

    With `typed`, each choice shows its command: a post may be read when its numbers hold no longer.
    """
    files = tuple(block for block in reply.blocks if isinstance(block, Picture | Attachment))
    offered = reply.choices()[: len(KEYCAPS)]
    tail = [_choices(offered, prefix, typed=typed)] if offered else []
    room = LARGEST - sum(map(_size, tail)) - _size(_note(TOO_LONG))
    parts: list[tuple[str, str]] = []
    written: list[Block] = []
    for block in reply.blocks:
        if isinstance(block, Picture | Attachment | Choices):
            continue
        fitting = _fit(block, bool(written), room)
        if fitting is not None:
            written.append(fitting)
            parts.append(_block(fitting, first=len(written) == 1))
            room -= _size(parts[-1])
        if fitting != block:
            parts.append(_note(TOO_LONG))
            break
    parts += tail
    if not parts:  # a file alone: its words must stand somewhere
        parts = [(clean(words), f"<p>{_escape(words)}</p>") for words in map(words_of, files)]
    return Message(
        body="\n".join(plain for plain, _ in parts).strip() or "(nothing)",
        formatted="".join(formatted for _, formatted in parts) or "<p>(nothing)</p>",
        mentions=_mentioned(Reply(tuple(written))),
        choices=len(offered),
        files=files,
    )


def words_of(file: Picture | Attachment) -> str:
    """What is said of a file to those who cannot open it."""
    return (file.alt if isinstance(file, Picture) else file.summary) or file.filename


def clean(text: str) -> str:
    """`text` without control characters, lone surrogates and marks that reverse what is read."""
    return text if text.isprintable() else _UNSEEN.sub("", text)


def _size(part: tuple[str, str]) -> int:
    return sum(len(json.dumps(text)) for text in part)


def _fit(block: Block, later: bool, room: int) -> Block | None:
    """`block`, or as much of its rows as `room` bytes hold, or None."""
    while _size(_block(block, first=not later)) > room:
        match block:
            case Bullets(items) if len(items) > 1:
                block = replace(block, items=items[: len(items) // 2])
            case Fields(rows) if len(rows) > 1:
                block = replace(block, rows=rows[: len(rows) // 2])
            case Table(_, cells) if len(cells) > 1:
                block = replace(block, rows=cells[: len(cells) // 2])
            case _:
                return None
    return block


def _block(block: Block, *, first: bool) -> tuple[str, str]:
    """One block as (plain, HTML); both without an unescaped character of the reply's."""
    match block:
        case Heading(text):
            level = "h3" if first else "h4"
            return (clean(text), f"<{level}>{_escape(text)}</{level}>")
        case Text(spans):
            return (_plain(spans), f"<p>{_html(spans)}</p>")
        case Note(spans):
            return (_plain(spans), f"<p><em>{_html(spans)}</em></p>")
        case Fields(rows):
            plain = "\n".join(f"{clean(name)}: {_plain(spans)}" for name, spans in rows)
            lines = "<br>".join(f"<strong>{_escape(name)}:</strong> {_html(spans)}" for name, spans in rows)
            return (plain, f"<p>{lines}</p>")
        case Bullets(items):
            plain = "\n".join(f"- {_plain(item)}" for item in items)
            return (plain, f"<ul>{''.join(f'<li>{_html(item)}</li>' for item in items)}</ul>")
        case Table(columns, cells):
            return _table(columns, cells)
        case Choices() | Picture() | Attachment():
            return ("", "")


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[str, str]:
    plain = "\n".join(" | ".join(map(clean, row)) for row in (columns, *rows))
    head = "".join(f"<th>{_escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{_escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (plain, f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _choices(options: tuple[Choice, ...], prefix: str, *, typed: bool) -> tuple[str, str]:
    how = ("React with ", KEYCAPS[0], " or type ", Code(f"{prefix}1"), " (or another number).")
    if typed:
        how = (*how[:-1], " (or another number), or what stands beside it.")
    lines: list[Line] = [
        (option.label, " (", Code(f"{prefix}{option.command}"), ")") if typed else (option.label,)
        for option in options
    ]
    plain = [f"{number}. {_plain(line)}" for number, line in enumerate(lines, 1)]
    items = "".join(f"<li>{_html(line)}</li>" for line in lines)
    return ("\n".join([*plain, _plain(how)]), f"<ol>{items}</ol><p>{_html(how)}</p>")


def _note(text: str) -> tuple[str, str]:
    return _block(Note((text,)), first=False)


def _plain(spans: Line) -> str:
    return clean(plain_line(spans))


def _html(spans: Line) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case str():
            return _escape(span)
        case Bold(text):
            return f"<strong>{_escape(text)}</strong>"
        case Code(text):
            return f"<code>{_escape(text)}</code>"
        case Link(text, url):
            address = clean(url).strip()
            if not _safe(address):
                return _escape(plain_line((span,)))
            return f'<a href="{_escape(address)}">{_escape(text)}</a>'
        case Mention(person):
            if person.platform is not Platform.MATRIX:
                return _escape(f"@{person.name}")
            address = f"https://matrix.to/#/{quote(person.id, safe='@:')}"
            return f'<a href="{_escape(address)}">{_escape(person.name)}</a>'


def _safe(url: str) -> bool:
    try:
        return urlsplit(url).scheme in _SCHEMES
    except ValueError:
        return False


def _escape(text: str) -> str:
    return html.escape(clean(text)).replace("\n", "<br>")


def _mentioned(reply: Reply) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.id for each in reply.mentions() if each.platform is Platform.MATRIX))
