"""RSS and Atom, whatever their quality: entries with plain texts, known again under other names.

An entry is known by where it links to, since gov.uk gives the same page a new id with every change and
other sites give every page a new id when they move house. Where even the links change, an entry of the
same title and date as one that vanished is that one.
"""

import asyncio
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import feedparser

from feeds.fetcher import Fetched, Fetcher, Limits
from feeds.problems import not_understood
from feeds.text import line, plain

_MOST: Final = 200
_REMEMBERED: Final = 1000
_SUMMARY: Final = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `key` is what it is known by; `at` when it was published, else changed; None: not said."""

    key: str
    title: str
    link: str
    summary: str
    at: datetime | None

    @property
    def looks(self) -> str:
        """Short for its title and date, by which it is known when its key changed."""
        words = f"{self.title.casefold()}|{self.at.isoformat() if self.at else ''}"
        return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a feed between looks: what it was when last read, and what was in it.

    `url` is the address that `etag` and `last_modified` are of. `known` gives for each key what the
    entry looked like and the id under which it is kept.
    """

    url: str = ""
    etag: str = ""
    last_modified: str = ""
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def to_json(self) -> str:
        """As a mark."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, mark: str) -> "Memory":
        """From a mark; one that is not understood is empty."""
        try:
            value: Any = json.loads(mark)
            known = {str(key): (str(each[0]), str(each[1])) for key, each in value["known"].items()}
            return cls(str(value["url"]), str(value["etag"]), str(value["last_modified"]), known)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            return cls()


@dataclass(frozen=True, slots=True)
class Look:
    """What a look gave: entries with the ids to keep them under, the feed's title, what to remember."""

    entries: tuple[tuple[str, Entry], ...]
    title: str
    memory: Memory


async def look(
    fetcher: Fetcher, url: str, memory: Memory, limits: Limits, *, trusted: bool, lane: str = ""
) -> Look:
    """Read the feed at `url` if it changed. Raises `feeds.problems.FetchProblem`."""
    fetched = await fetcher.get(
        url,
        lane=lane,
        limits=limits,
        trusted=trusted,
        accept="application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5",
        etag=memory.etag if memory.url == url else "",
        last_modified=memory.last_modified if memory.url == url else "",
    )
    if fetched.unchanged:
        return Look((), "", memory)
    # A big feed takes seconds to read, and nobody else should wait for that.
    title, entries = await asyncio.to_thread(read, fetched)
    named = recognised(entries, memory)
    known = dict(memory.known)
    for name, entry in named:
        known.pop(entry.key, None)
        known[entry.key] = (entry.looks, name)
    kept = dict(list(known.items())[-_REMEMBERED:])
    return Look(tuple(named), title, Memory(url, fetched.etag, fetched.last_modified, kept))


def recognised(entries: Sequence[Entry], memory: Memory) -> list[tuple[str, Entry]]:
    """Each entry with the id it is kept under: its key, or that of the entry it was before."""
    present = {entry.key for entry in entries}
    vanished = {looks: name for key, (looks, name) in memory.known.items() if key not in present}
    found = []
    for entry in entries:
        known = memory.known.get(entry.key)
        name = known[1] if known else vanished.pop(entry.looks, entry.key)
        found.append((name, entry))
    return found


def read(fetched: Fetched) -> tuple[str, tuple[Entry, ...]]:
    """The title and entries of a feed, oldest first. Raises `FetchProblem` where it is none."""
    parsed = parse(fetched)
    entries: dict[str, Entry] = {}
    for raw in parsed["entries"][:_MOST]:
        entry = _entry(raw)
        if entry is not None:
            entries.setdefault(entry.key, entry)
    never = datetime.min.replace(tzinfo=UTC)
    title = line(parsed.get("feed", {}).get("title"), 200)
    newest_last = list(entries.values())[::-1]
    return title, tuple(sorted(newest_last, key=lambda each: each.at or never))


def parse(fetched: Fetched) -> Any:
    """A feed as `feedparser` has it. Raises `FetchProblem` where it is none."""
    headers = {"content-type": fetched.content_type, "content-location": fetched.url}
    # As a stream: given bytes, feedparser would first try whether they name a file.
    try:
        parsed: Any = feedparser.parse(
            io.BytesIO(fetched.body), response_headers=headers, sanitize_html=False
        )
    except Exception as error:  # its parsers meet anything
        raise not_understood("RSS or Atom") from error
    if not parsed.get("version") and not parsed.get("entries"):
        raise not_understood("RSS or Atom")
    return parsed


def _entry(raw: Any) -> Entry | None:
    link = raw.get("link")
    key = link_key(link) if isinstance(link, str) else ""
    given = raw.get("id")
    title = line(raw.get("title"), 300)
    if not key:
        link = ""
        key = line(given, 300) if isinstance(given, str) else ""
    if not key and not title:
        return None
    return Entry(
        key=key or title,
        title=title or line(link, 300),
        link=link if isinstance(link, str) else "",
        summary=plain(raw.get("summary"), _SUMMARY),
        at=moment(raw.get("published_parsed")) or moment(raw.get("updated_parsed")),
    )


def link_key(link: str) -> str:
    """A web address reduced to what makes it the same page; empty for anything else."""
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    query = "&".join(part for part in parts.query.split("&") if part and not part.startswith("utm_"))
    key = f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")
    if len(key) <= 300:
        return key
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()


def moment(parsed: Any) -> datetime | None:
    """The nine numbers feedparser gives, which are UTC."""
    try:
        if not parsed or not 1990 <= parsed[0] <= 2100:
            return None
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError):
        return None
