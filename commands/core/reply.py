"""What the bot answers: typed blocks of typed spans, never pre-formatted markup.

Text that came from outside (a notice's title, a person's words) can only ever be a plain
`str` span, so every adapter escapes it by construction: no ``@everyone``, no HTML and no
markdown can be smuggled in. Adapters decide how a block looks; commands decide what it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from commands.core.request import Person


@dataclass(frozen=True, slots=True)
class Bold:
    """Emphasised text."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be typed or copied as it stands: a code, a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link with words of its own. `url` is http(s) or mailto."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody addressed by name; the adapter writes it so that they are notified."""

    person: Person


Span = str | Bold | Code | Link | Mention
Line = tuple[Span, ...]


def line(*spans: Span) -> Line:
    """Several spans as one line of text."""
    return spans


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a reply, or of a part of it."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Fields:
    """Named facts, in order: (name, value)."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of lines."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to press, react with or type the number of.

    `command` is the text that pressing it stands for, without prefix (``ccg 04Y``), at most
    80 characters. It is asked again as an ordinary request *of the person who presses*, with
    their rights.
    """

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices in order, numbered from 1 where the platform shows numbers; at most 10."""

    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG image with the words for those who cannot see it."""

    filename: str
    png: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to keep, such as a table as CSV; `summary` says in words what is in it."""

    filename: str
    data: bytes = field(repr=False)
    media_type: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: sources, licences, "calculated", how to go on."""

    line: Line


Block = Heading | Text | Fields | Bullets | Table | Choices | Picture | Attachment | Note


class Outcome(StrEnum):
    """How it ended, for exit codes, tests and counters."""

    ANSWERED = "answered"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not-found"
    NOT_UNDERSTOOD = "not-understood"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer.

    `private` asks the adapter to show it to the author alone where the platform can
    (Discord: ephemeral; Matrix and console: as usual, since a room cannot whisper).
    """

    blocks: tuple[Block, ...]
    outcome: Outcome = Outcome.ANSWERED
    private: bool = False

    def choices(self) -> tuple[Choice, ...]:
        """Every choice offered, in order."""
        return tuple(c for block in self.blocks if isinstance(block, Choices) for c in block.options)

    def mentions(self) -> tuple[Person, ...]:
        """Everybody addressed by name, in order; who is named twice is there twice."""
        spans = (span for block in self.blocks for line in _lines(block) for span in line)
        return tuple(span.person for span in spans if isinstance(span, Mention))

    def lines(self) -> Iterator[str]:
        """The reply as plain lines of text: for tests, logs of counts, and fallbacks."""
        for block in self.blocks:
            yield from _plain(block)

    def plain(self) -> str:
        """The reply as plain text."""
        return "\n".join(self.lines())


def plain_line(spans: Line) -> str:
    """A line without any markup; a link shows its address after its words."""
    parts: list[str] = []
    for span in spans:
        match span:
            case str():
                parts.append(span)
            case Bold(text) | Code(text):
                parts.append(text)
            case Link(text, url):
                address = url.removeprefix("mailto:")
                parts.append(address if text in (url, address) else f"{text} <{address}>")
            case Mention(person):
                parts.append(f"@{person.name.removeprefix('@')}")
    return "".join(parts)


def _lines(block: Block) -> tuple[Line, ...]:
    match block:
        case Text(spans) | Note(spans):
            return (spans,)
        case Fields(rows):
            return tuple(spans for _, spans in rows)
        case Bullets(items):
            return items
        case _:
            return ()


def _plain(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text
        case Text(spans) | Note(spans):
            yield plain_line(spans)
        case Fields(rows):
            for name, spans in rows:
                yield f"{name}: {plain_line(spans)}"
        case Bullets(items):
            for item in items:
                yield f"- {plain_line(item)}"
        case Table(columns, rows):
            yield " | ".join(columns)
            for row in rows:
                yield " | ".join(row)
        case Choices(options):
            for number, option in enumerate(options, 1):
                yield f"{number}. {option.label}"
        case Picture(_, _, alt):
            yield f"[picture: {alt}]"
        case Attachment(filename, _, _, summary):
            yield f"[file: {filename}{f', {summary}' if summary else ''}]"
