"""The little language of `watch`: what to follow, where, how narrow, and when to be told of it.

    tenders Midlands over £1m with dialysis, "virtual ward" without dentistry daily at 8

A wish is read from such words and written back as such words, so every change can name its way back.
Pure; places are left as words for `commands.core.where`.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

KINDS = ("tenders", "awards", "mergers", "news", "all")
TOPICS = ("care", "it", "works", "goods", "services")
FIRST_HOUR = 8
"""When a daily digest goes out where nobody says."""

_KIND_WORDS = {
    **dict.fromkeys(("tenders", "tender", "notices", "procurement"), "tenders"),
    **dict.fromkeys(("awards", "award", "contracts"), "awards"),
    **dict.fromkeys(("mergers", "merger", "boundaries"), "mergers"),
    "news": "news",
    **dict.fromkeys(("everything", "all", "anything"), "all"),
}
_CLAUSES = {
    **dict.fromkeys(("over", "above"), "minimum"),
    **dict.fromkeys(("under", "below"), "maximum"),
    **dict.fromkeys(("with", "about"), "keywords"),
    **dict.fromkeys(("without", "except"), "not_keywords"),
    "cpv": "cpv",
    **dict.fromkeys(("topics", "topic"), "topics"),
    **dict.fromkeys(("supplier", "suppliers", "company", "companies"), "suppliers"),
    **dict.fromkeys(("buyer", "buyers"), "buyers"),
    **dict.fromkeys(("feed", "feeds"), "sources"),
    "known": "known",
    "instant": "instant",
    "daily": "daily",
    "quiet": "quiet",
    **dict.fromkeys(("threads", "threaded"), "threads"),
}
_LISTS = ("keywords", "not_keywords", "suppliers", "buyers", "topics", "cpv", "sources")
_WRITTEN = {
    "keywords": "with",
    "not_keywords": "without",
    "cpv": "cpv",
    "topics": "topics",
    "suppliers": "supplier",
    "buyers": "buyer",
    "sources": "feed",
}
_BEFORE_PLACE = ("in", "for", "of", "from")
_MONEY = re.compile(r"£?(\d[\d,]*(?:\.\d+)?)\s*(k|thousand|m|mn|million|bn|b|billion)?")
_SIZES = {"k": 1e3, "t": 1e3, "m": 1e6, "b": 1e9}
_HOUR = re.compile(r"(\d{1,2})(?::00)?\s*(am|pm)?")
_MOST = 20
_LONGEST = 60


class NoWish(ValueError):
    """The words make no wish; the message says in a sentence what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What narrows a wish; the same names as `storage.subscriptions.Filters`, where they mean the same."""

    topics: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    not_keywords: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    include_unknown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asked to be told. `where` is as typed, empty where no place was named.

    Hours are London's, 0 to 23; `hour` is that of a daily digest, None for posts at once.
    """

    kind: str = "all"
    where: str = ""
    narrow: Narrow = field(default_factory=Narrow)
    hour: int | None = None
    quiet: tuple[int, int] | None = None
    threads: bool = False


def read_wish(text: str) -> Wish:
    """The wish in `text`. Raises `NoWish`."""
    words = text.split()
    kind = "all"
    if words and words[0].casefold() in _KIND_WORDS:
        kind = _KIND_WORDS[words.pop(0).casefold()]
    clauses = _parted(words)
    where = clauses.pop("where")
    if len(where) > 1 and where[0].casefold() in _BEFORE_PLACE:
        where = where[1:]
    wish = Wish(kind=kind, where=" ".join(where))
    for clause, given in clauses.items():
        wish = _with(wish, clause, given)
    low, high = wish.narrow.minimum, wish.narrow.maximum
    if low is not None and high is not None and low > high:
        raise NoWish("Nothing is over the first sum and under the second.")
    return wish


def write_wish(wish: Wish) -> str:
    """The words that read back as `wish`; no longer than they must be."""
    narrow = wish.narrow
    words = ["everything" if wish.kind == "all" else wish.kind]
    words += [wish.where] if wish.where else []
    words += [f"over {_sum(narrow.minimum)}"] if narrow.minimum is not None else []
    words += [f"under {_sum(narrow.maximum)}"] if narrow.maximum is not None else []
    words += [] if narrow.include_unknown else ["known"]
    words += [
        f"{_WRITTEN[name]} {', '.join(getattr(narrow, name))}" for name in _WRITTEN if getattr(narrow, name)
    ]
    words += [f"daily at {wish.hour}"] if wish.hour is not None else []
    words += [f"quiet {wish.quiet[0]}-{wish.quiet[1]}"] if wish.quiet else []
    words += ["threads"] if wish.threads else []
    return " ".join(words)


def read_money(text: str) -> float | None:
    """Pounds from ``£1m``, ``500k``, ``2.5 million``, ``750,000``; None where it is no sum."""
    found = _MONEY.fullmatch(text.strip().casefold())
    if found is None:
        return None
    size = _SIZES[found[2][0]] if found[2] else 1.0
    amount = round(float(found[1].replace(",", "")) * size, 2)
    return amount if 0 < amount <= 1e13 else None


def read_hour(text: str) -> int | None:
    """An hour of the day from ``8``, ``08:00``, ``8am``, ``10pm``; None where it is none."""
    found = _HOUR.fullmatch(text.strip().casefold())
    if found is None:
        return None
    hour = int(found[1])
    if found[2]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[2] == "pm" else 0)
    return hour if 0 <= hour <= 23 else 0 if hour == 24 else None


def _parted(words: list[str]) -> dict[str, list[str]]:
    """The words after each clause's word; those before the first are the place."""
    found: dict[str, list[str]] = {"where": []}
    current = "where"
    quoted = False
    for word in words:
        clause = None if quoted else _CLAUSES.get(word.casefold())
        if clause is None:
            found[current].append(word)
            quoted ^= word.count('"') % 2 == 1
        else:
            current = clause
            found.setdefault(current, [])
    return found


def _with(wish: Wish, clause: str, given: list[str]) -> Wish:
    said = " ".join(given)
    if clause in _LISTS:
        items: dict[str, Any] = {clause: _items(clause, said)}
        return replace(wish, narrow=replace(wish.narrow, **items))
    if clause in ("minimum", "maximum"):
        amount = read_money(said)
        if amount is None:
            raise NoWish(f"“{said[:_LONGEST]}” is not a sum. Write £750,000, 500k or £1.5m.")
        sums: dict[str, Any] = {clause: amount}
        return replace(wish, narrow=replace(wish.narrow, **sums))
    if clause == "quiet":
        return replace(wish, quiet=_quiet(said))
    if clause == "daily":
        return replace(wish, hour=_daily(given))
    if given and [each.casefold() for each in given] not in (["value"], ["values"]):
        raise NoWish(f"I do not understand “{' '.join(given)[:_LONGEST]}”.")
    if clause == "threads":
        return replace(wish, threads=True)
    if clause == "known":
        return replace(wish, narrow=replace(wish.narrow, include_unknown=False))
    return replace(wish, hour=None)


def _items(clause: str, said: str) -> tuple[str, ...]:
    parts = [part.strip() for part in re.split(r",|;", said)]
    items = tuple(dict.fromkeys(part for part in parts if part.strip('"')))
    if not items:
        raise NoWish(f"After “{_WRITTEN[clause]}” something is missing.")
    if len(items) > _MOST or max(map(len, items)) > _LONGEST:
        raise NoWish(f"At most {_MOST} words or names of {_LONGEST} letters each.")
    if clause == "cpv":
        items = tuple(re.sub(r"-\d$", "", item) for item in items)
        if wrong := [item for item in items if not re.fullmatch(r"\d{2,8}", item)]:
            raise NoWish(f"“{wrong[0]}” is no CPV code: 2 to 8 digits, such as 85 or 85121100.")
    if clause == "topics":
        items = tuple(item.casefold() for item in items)
        if wrong := [item for item in items if item not in TOPICS]:
            raise NoWish(f"“{wrong[0]}” is no topic. They are: {', '.join(TOPICS)}.")
    return items


def _quiet(said: str) -> tuple[int, int]:
    parts = re.split(r"\s*(?:-|–|\bto\b|\band\b)\s*", re.sub(r"^(?:from|between)\s+", "", said.casefold()))
    hours = [read_hour(part) for part in parts]
    if len(hours) != 2 or hours[0] is None or hours[1] is None or hours[0] == hours[1]:
        raise NoWish("Quiet hours are written quiet 22-7.")
    return hours[0], hours[1]


def _daily(given: list[str]) -> int:
    said = " ".join(given[1:] if given and given[0].casefold() == "at" else given)
    hour = read_hour(said) if said else FIRST_HOUR
    if hour is None:
        raise NoWish(f"“{said[:_LONGEST]}” is not an hour. Write daily at 8, or daily at 18.")
    return hour


def _sum(amount: float) -> str:
    for size, mark in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if amount >= size and float(f"{amount / size:.3f}") * size == amount:
            return f"£{amount / size:.3f}".rstrip("0").rstrip(".") + mark
    return f"£{amount:.2f}".removesuffix(".00")
