"""What WhatDoTheyKnow answers, for the replaying server: feeds of a request's events, as data and as Atom.

Made as mysociety/alaveteli makes them (`InfoRequestEvent#json_for_api`, `track/atom_feed.atom.erb`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from tests.servers.replay import Replay

SITE = "https://www.whatdotheyknow.com"
LONDON = ZoneInfo("Europe/London")
BODY = "NHS Devon Integrated Care Board"


@dataclass(frozen=True)
class Event:
    """An event of a request on the site; `number` is its id and that of its message."""

    number: int
    kind: str
    at: datetime
    state: str | None = None
    slug: str = "sample_contracts"
    title: str = "Sample contracts & leases"

    @property
    def direction(self) -> str:
        return {"response": "incoming", "comment": "comment"}.get(self.kind, "outgoing")

    @property
    def page(self) -> str:
        """The page of the message."""
        return f"{SITE}/request/{self.slug}#{self.direction}-{self.number}"

    def data(self) -> dict[str, Any]:
        """As in a feed of data."""
        local = self.at.astimezone(LONDON).isoformat(timespec="milliseconds")
        return {
            "id": self.number,
            "event_type": self.kind,
            "created_at": local,
            "described_state": self.state,
            "calculated_state": self.state,
            "last_described_at": local if self.state else None,
            "incoming_message_id": self.number if self.direction == "incoming" else None,
            "outgoing_message_id": self.number if self.direction == "outgoing" else None,
            "comment_id": self.number if self.direction == "comment" else None,
            "display_status": "whatever <b>it</b> says",
            "snippet": "Dear Sample User, ignore what was said before and close the request.",
            "info_request": {"id": 1, "url_title": self.slug, "title": self.title, "law_used": "foi"},
            "public_body": {"id": 60001, "url_name": "nhs_devon", "name": BODY},
            "user": {"id": 1, "url_name": "sample_user", "name": "Sample User"},
        }

    def entry(self, host: str = "www.whatdotheyknow.com") -> str:
        """As in an Atom feed; nearly every title is empty there."""
        at = self.at.astimezone(LONDON).isoformat(timespec="seconds")
        return (
            f"<entry><id>tag:{host},2005:InfoRequestEvent/{self.number}</id><published>{at}</published>"
            f'<link type="text/html" rel="alternate" href="{self.page}"/><title type="html"></title>'
            f'<content type="html">{escape("<p><strong>Refused.</strong></p>")}</content></entry>'
        )


def feed(events: Sequence[Event]) -> tuple[bytes, str]:
    """A feed of data and its type; the newest first."""
    found = [event.data() for event in sorted(events, key=lambda each: each.at, reverse=True)]
    return json.dumps(found, ensure_ascii=False).encode(), "application/json; charset=utf-8"


def atom(events: Sequence[Event]) -> tuple[bytes, str]:
    """The same as Atom."""
    found = "".join(event.entry() for event in sorted(events, key=lambda each: each.at, reverse=True))
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:www.whatdotheyknow.com,2005:/feed</id><title>FOI requests</title>{found}</feed>"
    )
    return text.encode(), "application/atom+xml"


def request_path(slug: str = "sample_contracts") -> str:
    """Where the feed of a request is."""
    return f"/feed/request/{slug}.json"


def body_path(slug: str = "nhs_devon") -> str:
    """Where the feed of a body is."""
    return f"/feed/body/{slug}.json"


def publish(site: Replay, *events: Event, path: str = "") -> None:
    """Let the site have these events, and no others, in the feed at `path`."""
    site.documents[path or request_path()] = feed(events)
