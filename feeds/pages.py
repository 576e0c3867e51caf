"""One page of a procurement site's search: a release package, read however it was written."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

from feeds.answers import refusal_in
from feeds.problems import not_understood

_BAD_NUMBER: Final = re.compile(r'(?<=[:\[,])(\s*)(-?[0-9][0-9eE+.,-]*|-?Infinity|NaN)(?=\s*[,}\]])')
_GOOD_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Page:
    """The releases of one answer, and the query (as it was sent) for the next page, empty at the end."""

    releases: tuple[dict[str, Any], ...]
    next: str = ""
    dropped: int = 0


def page(body: bytes) -> Page:
    """Read a release package. Raises `FetchProblem` where it is none.

    An answer without `releases` is not an empty window: that has an empty list. `dropped` counts
    entries that are no releases.
    """
    package = loads(body)
    if not isinstance(package, dict) or not isinstance(package.get("releases"), list):
        raise refusal_in(body) or not_understood("a release package")
    entries = package["releases"]
    releases = tuple(entry for entry in entries if isinstance(entry, dict))
    links = package.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    query = following.partition("?")[2].partition("#")[0] if isinstance(following, str) else ""
    return Page(releases, query, len(entries) - len(releases))


def loads(body: bytes) -> Any:
    """JSON, forgiving what the sites are known to send: bytes that are not UTF-8, numbers that are none.

    Raises `FetchProblem`.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("iso-8859-1")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_BAD_NUMBER.sub(_mended, text), strict=False)
    except (ValueError, RecursionError):
        raise refusal_in(body) or not_understood("JSON") from None


def _mended(found: re.Match[str]) -> str:
    return found[0] if _GOOD_NUMBER.fullmatch(found[2]) else f"{found[1]}null"
