"""What a site's refusal means, by its status and headers.

RFC 9110 15 (https://www.rfc-editor.org/rfc/rfc9110#section-15), and what the procurement sites document:
429 or 503 with Retry-After; 403 from Contracts Finder means no request for five minutes.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from feeds.problems import FetchProblem, Kind

FORBIDDEN_PAUSE: Final = 300.0
_UNSAID_PAUSE: Final = {429: 120.0, 503: 60.0}
_LONGEST_PAUSE: Final = 6 * 3600.0
_TEXT_PAUSE: Final = re.compile(rb"[Rr]etry after (\d{1,6}) seconds?")
_LIMIT: Final = re.compile(rb"[Rr]ate limit")


def problem_of(status: int, headers: Mapping[str, str]) -> FetchProblem:
    """The problem an answer with this status is."""
    pause = asked_pause(headers.get("Retry-After", ""))
    if status in _UNSAID_PAUSE:
        pause = _UNSAID_PAUSE[status] if pause is None else pause
        return FetchProblem(Kind.ASKED_TO_WAIT, f"the site asked to wait {pause:.0f} s ({status})", pause)
    if status == 403:
        pause = max(FORBIDDEN_PAUSE, pause or 0.0)
        return FetchProblem(Kind.FORBIDDEN, f"the site forbade it (403); next try in {pause:.0f} s", pause)
    if status in {404, 410}:
        return FetchProblem(Kind.GONE, f"there is nothing at this address ({status})")
    if status >= 500:
        return FetchProblem(Kind.SERVER_FAILED, f"the site failed ({status})", pause)
    return FetchProblem(Kind.REFUSED, f"the site refused the request ({status})", pause)


def asked_pause(text: str) -> float | None:
    """Seconds a Retry-After header asks for, given as seconds or as a date; at most six hours."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        return min(float(text), _LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_PAUSE)


def refusal_in(body: bytes) -> FetchProblem | None:
    """The refusal that a short text or page *with* status 200 is, None where it is none."""
    start = body[:2000]
    if found := _TEXT_PAUSE.search(start):
        pause = min(float(found[1]), _LONGEST_PAUSE)
        return FetchProblem(Kind.ASKED_TO_WAIT, f"the site asked to wait {pause:.0f} s", pause)
    if b"Request forbidden" in start or _LIMIT.search(start):
        return FetchProblem(Kind.FORBIDDEN, "the site forbade it, with a page", FORBIDDEN_PAUSE)
    return None
