r"""Spans as Discord markdown, in which text from outside can only ever be text.

Discord unescapes a backslash before any character that is neither alphanumeric nor space, so
everything that could begin markup is written with one (``**`` becomes ``\*\*``). Control,
zero-width and bidirectional characters are dropped: they show nothing and can only deceive.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from commands.core.reply import Bold, Code, Line, Link, Mention, Span
from commands.core.request import Person, Platform

Atoms = list[str]
"""A line in pieces, in order: a link, a mention, a stretch of words. A line break is one by itself."""

LONGEST_LINK = 500
"""UTF-16 units of a link with words; a longer one shows its address beside them."""

_MARKUP = re.compile(r"[\\*_`~|\[\]<>#]")
_ACTIVE = re.compile(r"[\\*_`~|\[\]<>#@]")
"""What a text without needs no escape, except at a line's start."""
_LIST = re.compile(r"(\s*)(?:([-+])|(\d+)(\.))")
_EVERYBODY = re.compile(r"@(?=everyone|here|[!&]?\d)")
# Only what is inert as markdown counts as a bare address, so that it needs no escape and stays whole.
_ADDRESS = re.compile(r"(?<![\w.])https?://[A-Za-z0-9./?=&%+,;:@!$'~_-]*[A-Za-z0-9/=&%_-]")
_LONGEST_WRAPPED = 200
_SAFE_IN_ADDRESS = "!#$%&'*+,/:;=?@~_-."


def size(text: str) -> int:
    """Length in UTF-16 units, the strictest way Discord may count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def neutral(text: str) -> str:
    """`text` without characters that show nothing; lone surrogates become U+FFFD."""
    if text.isprintable():  # none of the kinds below is, but the space, which stays
        return text
    return "".join(_neutral(character) for character in text)


def _neutral(character: str) -> str:
    match unicodedata.category(character):
        case "Cc":
            return character if character == "\n" else " " if character in "\t\r\v\f" else ""
        case "Cf":
            return ""
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Zl" | "Zp":
            return "\n"
        case "Zs":
            return " "
        case _:
            return character


def one_line(text: str) -> str:
    """`text`, neutral and on one line."""
    return " ".join(neutral(text).split())


def escape(text: str, *, start: bool = True) -> str:
    """`text`, neutral and on one line, so that Discord shows it as it stands; `start`: it begins a line."""
    if _ACTIVE.search(text):
        parts, end = [], 0
        for address in _ADDRESS.finditer(text):
            parts += [_escape(text[end : address.start()]), address[0]]
            end = address.end()
        text = "".join([*parts, _escape(text[end:])])
    if start and (item := _LIST.match(text)):
        at = item.end() - 1
        text = f"{text[:at]}\\{text[at:]}"
    return text


def _escape(text: str) -> str:
    return _EVERYBODY.sub("@\u200b", _MARKUP.sub(r"\\\g<0>", text))


def atoms(line: Line) -> Atoms:
    """The spans of `line`, ready to be joined; empty when nothing would show."""
    found: Atoms = []
    start = True
    for span in line:
        for atom in _atoms(span, start):
            found.append(atom)
            start = atom == "\n" or (start and atom.isspace())
    return found if any(not atom.isspace() for atom in found) else []


def _atoms(span: Span, start: bool) -> Iterator[str]:
    match span:
        case str():
            yield from _words(span, start)
        case Bold(text):
            yield from _wrapped(text, "**", escape(one_line(text), start=False), start)
        case Code(text):
            yield from _wrapped(text, "`", one_line(text).replace("`", "'"), start)
        case Link(text, url):
            yield from _link(one_line(text), one_line(url), start)
        case Mention(person):
            yield mention(person)


def _wrapped(text: str, mark: str, inner: str, start: bool) -> Iterator[str]:
    """`inner` between marks; without them where it is empty or too long to stay in one piece."""
    if not inner or size(inner) > _LONGEST_WRAPPED:
        yield from _words(text, start)
        return
    if text[0].isspace():
        yield " "
    yield f"{mark}{inner}{mark}"
    if text[-1].isspace():
        yield " "


def _words(text: str, start: bool) -> Iterator[str]:
    for number, row in enumerate(neutral(text).split("\n")):
        if number:
            yield "\n"
        if row:
            yield escape(row, start=start or number > 0)


def _link(text: str, url: str, start: bool) -> Iterator[str]:
    scheme, _, rest = url.partition(":")
    if scheme not in ("http", "https"):  # Discord makes no other links: show the address
        shown = rest if scheme == "mailto" else url
        yield from _words(shown if text in ("", url, shown) else f"{text} ({shown})", start)
        return
    address = quote(url, safe=_SAFE_IN_ADDRESS)
    masked = f"[{escape(text, start=False)}]({address})"
    if text in ("", url):
        yield address
    elif "://" in text or size(masked) > LONGEST_LINK:
        yield from _words(text, start)
        yield f" ({address})"
    else:
        yield masked


def mention(person: Person) -> str:
    """Markup that names `person`: a real mention where the account is one of Discord's."""
    if person.platform is Platform.DISCORD and person.id.isascii() and person.id.isdigit():
        return f"<@{person.id}>"
    return f"@{escape(one_line(person.name), start=False)}"


def pack(lines: list[Atoms], most: int) -> list[str]:
    """`lines` joined into texts of at most `most` UTF-16 units, cut between lines or, at need, in one."""
    whole = "\n".join(["".join(line) for line in lines]).strip()
    if size(whole) <= most:
        return [whole] if whole else []
    texts: list[str] = []
    current = ""
    for line in lines:
        joined = "".join(line)
        if current and size(current) + 1 + size(joined) <= most:
            current = f"{current}\n{joined}"
            continue
        if current:
            texts.append(current)
        current = ""
        if size(joined) <= most:
            current = joined
            continue
        for atom in line:
            for piece in _cut(atom, most):
                if size(current) + size(piece) > most:
                    texts.append(current)
                    current = ""
                current += piece
    texts.append(current)
    return [text.strip() for text in texts if text.strip()]


def _cut(atom: str, most: int) -> Iterator[str]:
    """Pieces of `atom` of at most `most` units, cut between words where that is possible."""
    while size(atom) > most:
        at = atom.rfind(" ", 0, most if atom.isascii() else most // 2) + 1 or _inside(atom, most)
        yield atom[:at]
        atom = atom[at:]
    yield atom


def _inside(word: str, most: int) -> int:
    """Where to cut a word too long for any text: not before a combining mark, not within an escape."""
    at = most if word.isascii() else most // 2
    while at > 1 and unicodedata.combining(word[at]):
        at -= 1
    return at - (at - len(word[:at].rstrip("\\"))) % 2
