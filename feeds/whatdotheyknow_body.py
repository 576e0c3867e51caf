"""New requests by anyone to one body on WhatDoTheyKnow, as news for the campaign that watches it."""

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, Final

from feeds.fetcher import Fetcher, Limits
from feeds.problems import FetchProblem, Kind
from feeds.source import Batch, News
from feeds.turns import Turns
from feeds.whatdotheyknow import CREDIT, NAME, POLITE, URL, Entry, body_feed, page, read
from law.letters.links import body_slug
from storage import foi_follows
from storage.database import Database

REFUSED_FOR: Final = timedelta(days=1)
"""How long the site is left alone after it has refused an answer (403, 429)."""
OFF: Final = "following WhatDoTheyKnow is turned off in the configuration of this bot"
_PATIENCE: Final = timedelta(minutes=12)  # shorter than the lease on a source


class RequestsTo:
    """The source: the requests made to a body whose page is `url`, but not those of the campaign itself.

    Asked at `site`, when it is its turn, at most once in `every`; with `turns` None it is turned off.
    """

    def __init__(
        self,
        name: str,
        url: str,
        campaign_id: int,
        database: Database,
        turns: Turns | None,
        *,
        site: str = URL,
        every: timedelta,
        limits: Limits = POLITE,
    ) -> None:
        self.name = name
        self._slug = body_slug(url) or ""
        self._campaign = campaign_id
        self._database = database
        self._turns = turns
        self._site = site
        self._every = every
        self._limits = limits

    async def look(self, fetcher: Fetcher, mark: str, now: datetime) -> AsyncIterator[Batch]:
        """The requests that are in the feed now, if it changed since the mark, in one batch."""
        if self._turns is None:
            raise FetchProblem(Kind.REFUSED, OFF, self._every.total_seconds())
        await self._turns.wait(_PATIENCE)
        try:
            memory = _read(mark)
            fetched = await fetcher.get(
                body_feed(self._site, self._slug),
                lane=NAME,
                limits=self._limits,
                trusted=True,
                accept="application/json",
                etag=memory["etag"],
                last_modified=memory["last_modified"],
            )
            found = () if fetched.unchanged else read(fetched)
        except FetchProblem as problem:
            raise await refused(problem, self._turns, self._every) from problem
        if fetched.unchanged:
            yield Batch((), mark)
            return
        made = [each for each in found if each.event_type == "sent" and each.slug]
        async with self._database.read() as connection:
            own = await foi_follows.linked(connection, self._campaign, {each.slug for each in made})
        memory = {"etag": fetched.etag, "last_modified": fetched.last_modified}
        yield Batch(tuple(_news(each) for each in made if each.slug not in own), json.dumps(memory))


async def refused(problem: FetchProblem, turns: Turns, every: timedelta) -> FetchProblem:
    """The problem of a look, tried again no sooner than usual; where the site refused, not for a day."""
    rest = every
    if problem.kind in (Kind.FORBIDDEN, Kind.ASKED_TO_WAIT):
        rest = max(REFUSED_FOR, every, timedelta(seconds=problem.retry_after or 0.0))
        await turns.pause(REFUSED_FOR)
    return FetchProblem(problem.kind, problem.words, rest.total_seconds())


def _news(entry: Entry) -> News:
    body = entry.body or "this body"
    return News(
        id=_id(entry.slug),
        title=f"By others, a request to {body}: {entry.title or entry.slug}",
        link=page(entry.slug),
        published=entry.at,
        facts=(("By", "others: no request of this campaign has that page"), ("From", CREDIT)),
    )


def _id(slug: str) -> str:
    if len(slug) <= 200:
        return f"request {slug}"
    return f"request {hashlib.blake2b(slug.encode(), digest_size=16).hexdigest()}"


def _read(mark: str) -> dict[str, str]:
    """The validators in a mark; one that is not understood has none."""
    try:
        value: Any = json.loads(mark)
        return {name: str(value[name]) for name in ("etag", "last_modified")}
    except (ValueError, TypeError, KeyError):
        return {"etag": "", "last_modified": ""}
