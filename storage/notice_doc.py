"""What a stored notice holds besides its columns: the `doc` of `storage.notices`, as values.

Feeds write it, cards and commands read it; neither knows the other. A doc of an older version of
this program, or with a field that is not as it should be, is read as far as it goes: what is missing
is empty. Texts are plain; they came from outside and are never markup.

News (articles, changes of the register) are stored as notices too: `stage` ``news``, `regime` ``none``,
`topics` the one word of what it is about, `title`, `published`; and here `url`, `description`, `bodies`
and `facts`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

import orjson

_Small = TypeVar("_Small", "DocMoney", "DocDeadline", "DocStandstill", "DocPlace")

NEWS = "news"
"""The `stage` of a notice that is no procurement notice."""


@dataclass(frozen=True, slots=True)
class DocMoney:
    """What it is worth, as published; the notice's own `amount` is the same as a number.

    `source` is where it stood (``tender``, ``awards``...); `gross`: with VAT; `placeholder`: 0 or 1,
    typed where nobody wanted to say.
    """

    amount: str
    currency: str = "GBP"
    source: str = ""
    gross: bool = False
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class DocDeadline:
    """A moment (ISO 8601 with offset) by which something has to be done.

    `kind` is ``tender``, ``expression-of-interest``, ``enquiries``, ``engagement`` or ``representations``;
    `date_only`: the notice gives a day, `when` is its end in London.
    """

    kind: str
    when: str
    date_only: bool = False
    source: str = ""

    @property
    def moment(self) -> datetime | None:
        """`when` as a time, None where it is none."""
        try:
            found = datetime.fromisoformat(self.when)
        except ValueError:
            return None
        return found if found.tzinfo else None


@dataclass(frozen=True, slots=True)
class DocStandstill:
    """The wait before an award: its last day (ISO), whether the notice states it, and the count in words."""

    ends: str
    stated: bool
    rule: str = ""
    working: str = ""
    starts: str = ""
    certain: bool = True

    @property
    def last_day(self) -> date | None:
        """`ends` as a day, None where it is none."""
        try:
            return date.fromisoformat(self.ends)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DocPlace:
    """Where a notice was put, and why: kept while an organiser's correction holds, to go back to."""

    scope: str
    confidence: str = ""
    body: str = ""
    icb: str = ""
    region: str = ""
    nation: str = ""
    icbs: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDoc:
    """The rest of a notice. `why` are the reasons for its route and kind, in words for people.

    `url` is the official page; `buyers` their names; `icbs` the codes of all ICBs it concerns; `bodies`
    and `facts` (labelled values, in order) are those of news; `routed` is where the router put it, where
    an organiser put it elsewhere.
    """

    url: str = ""
    description: str = ""
    status: str = ""
    updated: bool = False
    psr_process: str = ""
    buyers: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    value: DocMoney | None = None
    bids: int | None = None
    bidders: tuple[str, ...] = ()
    deadlines: tuple[DocDeadline, ...] = ()
    standstill: DocStandstill | None = None
    places: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    nation: str = ""
    icbs: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    routed: DocPlace | None = None

    def to_json(self) -> str:
        """As stored: one JSON object; what is empty is left out."""
        kept = {name: value for name in _READERS if (value := getattr(self, name)) or value == 0}
        try:
            return orjson.dumps(kept).decode()
        except TypeError:  # half a surrogate pair, which no text holds but a JSON string can
            whole = json.dumps(kept, ensure_ascii=False, default=asdict)
            return whole.encode("utf-8", "replace").decode()

    @classmethod
    def from_json(cls, text: str) -> "NoticeDoc":
        """The doc that was stored as `text`; empty where it is none. Never raises."""
        try:
            raw = orjson.loads(text)
        except ValueError:
            return cls()
        if not isinstance(raw, dict):
            return cls()
        read = {name: _READERS[name](raw.get(name)) for name in _READERS}
        return cls(**{name: value for name, value in read.items() if value is not None})


def buyer_key(*names: str) -> str:
    """What a correction of the route of these buyers' notices is kept under, in `storage.route_fixes`.

    The same for the same names, however they are spaced, capitalised, punctuated or ordered; empty
    where there is no name.
    """
    keys = {" ".join(re.findall(r"[^\W_]+", name.casefold().replace("&", " and "))) for name in names}
    return " + ".join(sorted(keys - {""}))


def _text(raw: Any) -> str | None:
    return raw if isinstance(raw, str) else None


def _flag(raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _count(raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _texts(raw: Any) -> tuple[str, ...] | None:
    return tuple(each for each in raw if isinstance(each, str)) if isinstance(raw, list) else None


def _pairs(raw: Any) -> tuple[tuple[str, str], ...] | None:
    pairs = raw if isinstance(raw, list) else []
    return tuple((str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list) and len(pair) == 2)


def _as(kind: type[_Small], raw: Any, needed: str) -> _Small | None:
    """`raw` as one of the small values above, None where its `needed` field is no text."""
    if not isinstance(raw, dict) or not isinstance(raw.get(needed), str):
        return None
    wanted: dict[str, Any] = {}
    for field in fields(kind):
        given = raw.get(field.name)
        if field.type == tuple[str, ...]:
            wanted[field.name] = _texts(given) or ()
        elif isinstance(given, bool if field.type in (bool, "bool") else str):
            wanted[field.name] = given
    try:
        return kind(**wanted)
    except TypeError:  # a field without a default is missing
        return None


def _deadlines(raw: Any) -> tuple[DocDeadline, ...] | None:
    found = [_as(DocDeadline, each, "when") for each in raw] if isinstance(raw, list) else []
    return tuple(each for each in found if each)


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("url", "description", "status", "psr_process", "nation"), _text),
    **dict.fromkeys(("buyers", "cpv", "bidders", "places", "related", "why", "icbs", "bodies"), _texts),
    "updated": _flag,
    "bids": _count,
    "facts": _pairs,
    "value": lambda raw: _as(DocMoney, raw, "amount"),
    "deadlines": _deadlines,
    "standstill": lambda raw: _as(DocStandstill, raw, "ends"),
    "routed": lambda raw: _as(DocPlace, raw, "scope"),
}
