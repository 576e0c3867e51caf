"""One page of a procurement site's search: a release package, read however it was written."""

import codecs
from dataclasses import dataclass
from typing import Any

from feeds import packages
from feeds.answers import refusal_in
from feeds.errors import UnreadableFile
from feeds.problems import not_understood


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
        return packages.loads(_utf8(body))
    except UnreadableFile:
        raise refusal_in(body) or not_understood("JSON") from None


def _utf8(body: bytes) -> bytes:
    """`body`, its bytes that are not UTF-8 read as ISO-8859-1, which is what Contracts Finder means."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("utf-8", "as-iso-8859-1").encode()
    return body


def _as_iso_8859_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("iso-8859-1"), error.end


codecs.register_error("as-iso-8859-1", _as_iso_8859_1)
