"""What happened to requests on WhatDoTheyKnow, as the site's own feeds of events tell it. Pure.

A page's feed is at /feed before its path, as data with .json behind it (alaveteli.org/docs/developers/api).
An event says what kind it is and which state its request was given by people there; what it may mean for us
is decided by those two alone, never by any text. Feeds hold the last 25 of: sent, followup_sent, response and
comment. A response has no state before somebody has described it, and may get another one later.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from feeds import syndication
from feeds.fetcher import Fetched, Limits
from feeds.notice import LONDON
from feeds.pages import loads
from feeds.problems import not_understood
from feeds.raw import Raw, record
from feeds.text import line
from law.foi.story import Kind, Result

NAME: Final = "whatdotheyknow"
URL: Final = "https://www.whatdotheyknow.com"
CREDIT: Final = "WhatDoTheyKnow, by its volunteers and mySociety; page names CC BY-SA 4.0"
POLITE: Final = Limits(seconds=30.0, size=4 * 1024 * 1024, redirects=1, tries=1, patience=0.0)
"""How the site is asked: once, without a second try, within half of the least time between two requests."""

_SLUG: Final = re.compile(r"[a-z0-9_-]{1,255}")
_MESSAGE: Final = re.compile(r"(incoming|outgoing)-\d{1,12}")
_ATOM: Final = {"incoming": "response"}
"""What the address of a message says of its event; ours may be the request or a follow-up."""
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of a request. `event_type` and `state` are the site's words; the state may be empty.

    `message` is where it stands on the request's page (``incoming-55``), empty where that is not said;
    `title` and `body` are those of the request, where the feed has them.
    """

    event_type: str
    state: str
    at: datetime
    slug: str = ""
    message: str = ""
    title: str = ""
    body: str = ""

    @property
    def key(self) -> str:
        """What it is known by among those of its request, whatever ids and names the site gives anew."""
        return f"{self.event_type} {self.at:%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an event may be for us; an answer without a `result` is a response that nobody has described."""

    kind: Kind
    result: Result | None = None


_RESPONSES: Final = {
    "waiting_response": Meaning(Kind.ACKNOWLEDGED),
    "internal_review": Meaning(Kind.ACKNOWLEDGED),
    "gone_postal": Meaning(Kind.ACKNOWLEDGED),
    "waiting_clarification": Meaning(Kind.CLARIFICATION_ASKED),
    "successful": Meaning(Kind.ANSWERED, Result.FULL),
    "partially_successful": Meaning(Kind.ANSWERED, Result.PART),
    "rejected": Meaning(Kind.ANSWERED, Result.REFUSED),
    "not_held": Meaning(Kind.ANSWERED, Result.NOTHELD),
    "user_withdrawn": Meaning(Kind.WITHDRAWN),
}
_FOLLOW_UPS: Final = {
    "internal_review": Meaning(Kind.REVIEW_ASKED),
    "waiting_response": Meaning(Kind.CLARIFICATION_GIVEN),
}


def meaning(entry: Entry) -> Meaning | None:
    """What an event may be for us; None for what is nothing, such as a comment."""
    match entry.event_type:
        case "sent":
            return Meaning(Kind.SENT)
        case "followup_sent":
            return _FOLLOW_UPS.get(entry.state, Meaning(Kind.CHASED))
        case "response":
            return _RESPONSES.get(entry.state, Meaning(Kind.ANSWERED))
        case _:
            return None


def request_feed(site: str, slug: str) -> str:
    """The feed of a request's events."""
    return f"{site.rstrip('/')}/feed/request/{slug}.json"


def body_feed(site: str, slug: str) -> str:
    """The feed of the requests made to a body."""
    return f"{site.rstrip('/')}/feed/body/{slug}.json?event_type=sent"


def page(slug: str, message: str = "") -> str:
    """The page of a request, or of one message on it."""
    return f"{URL}/request/{slug}#{message}" if message else f"{URL}/request/{slug}"


def read(fetched: Fetched) -> tuple[Entry, ...]:
    """The events of a feed, the first first; those that say neither kind nor time are passed over.

    An Atom feed is read too, for the responses in it. Raises `FetchProblem` for anything else.
    """
    if fetched.body.lstrip()[:1] == b"<":
        found = [_from_atom(each) for each in syndication.parse(fetched)["entries"][:_MOST]]
    else:
        value = loads(fetched.body)
        if not isinstance(value, list):
            raise not_understood("a feed of events")
        found = [_from_json(each) for each in value[:_MOST]]
    entries = {(each.slug, each.key): each for each in found if each is not None}
    return tuple(sorted(entries.values(), key=lambda each: each.at))


def _from_json(value: Any) -> Entry | None:
    event: Raw = record(value)
    at, kind = _moment(event.get("created_at")), event.get("event_type")
    if at is None or not isinstance(kind, str):
        return None
    request = record(event.get("info_request"))
    return Entry(
        event_type=line(kind, 40),
        state=line(event.get("calculated_state") or event.get("described_state"), 40),
        at=at,
        slug=_slug(request.get("url_title")),
        message=_message(event),
        title=line(request.get("title"), 200),
        body=line(record(event.get("public_body")).get("name"), 200),
    )


def _from_atom(raw: Any) -> Entry | None:
    address, _, fragment = str(raw.get("link")).partition("#")
    found, at = _MESSAGE.fullmatch(fragment), syndication.moment(raw.get("published_parsed"))
    if found is None or found[1] not in _ATOM or at is None:
        return None
    return Entry(_ATOM[found[1]], "", at, _slug(address.rpartition("/")[2]), fragment)


def _message(event: Raw) -> str:
    for direction in ("incoming", "outgoing"):
        number = event.get(f"{direction}_message_id")
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 10**12:
            return f"{direction}-{number}"
    return ""


def _slug(value: object) -> str:
    return value if isinstance(value, str) and _SLUG.fullmatch(value) else ""


def _moment(value: object) -> datetime | None:
    """The second at which an event was written down, in UTC; London's clock where no offset is given."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is None or not 2000 <= found.year <= 2100:
            return None
        aware = found if found.tzinfo else found.replace(tzinfo=LONDON)
        return aware.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
