"""A local server that answers as the published feeds do: real notices, real envelopes, real refusals.

Also runnable: ``python -m tests.servers.replay FOLDER [--port N] [--rate-limit N]`` prints its address and serves
until it is ended. What it imitates is written in the samples' READMEs and their ``paging`` folder.
"""

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tests.servers.replay_faults import FORBIDDEN, Fault, body, endless, half, redirect, refusal, trickle

__all__ = [
    "FORBIDDEN",
    "Fault",
    "Replay",
    "body",
    "endless",
    "half",
    "redirect",
    "refusal",
    "serving",
    "trickle",
]

FTS = "/api/1.0/ocdsReleasePackages"
CF = "/Published/Notices/OCDS/Search"
ORD = "/ORD/2-0-0"
LONDON = ZoneInfo("Europe/London")
_FTS_KEYS = {"stages", "limit", "cursor", "updatedFrom", "updatedTo"}


@dataclass
class Replay:
    """What the server has, and how it misbehaves. All of it may be changed while it runs."""

    notices: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {FTS: [], CF: []})
    documents: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    """What called itself what, request by request."""
    appears: dict[str, datetime] = field(default_factory=dict)
    """When a release can first be found by its id, where that is not its date."""
    page_size: int = 100
    lose_at_boundary: int = 0
    """Rows that vanish at each page boundary, as a cursor may."""
    cursors: bool = True
    """Whether a full page names the next one."""
    official_links: bool = False
    """Whether `links.next` names the real site, as in recorded answers."""
    ignore_window: bool = False
    rate_limit: int = 0
    """Requests in 120 seconds before 429; 0 for none."""
    address: str = ""
    _recent: deque[float] = field(default_factory=deque)

    def add(self, path: str, releases: Iterable[dict[str, Any]]) -> None:
        """Publish releases."""
        self.notices[path].extend(releases)

    def fault(self, path: str, *faults: Fault) -> None:
        """Answer the next requests to `path` with these instead."""
        self.faults.setdefault(path, deque()).extend(faults)

    def queries(self, path: str) -> list[str]:
        """The query strings `path` was asked with."""
        return [asked.partition("?")[2] for asked in self.asked if asked.partition("?")[0] == path]

    def application(self) -> web.Application:
        """The web application."""
        app = web.Application()
        app.router.add_route("GET", "/{tail:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.asked.append(request.path_qs)
        self.agents.append(request.headers.get("User-Agent", ""))
        if waiting := self.faults.get(path):
            return await waiting.popleft()(request)
        if path in (FTS, CF) and self._limited():
            text = f"Rate limit of {self.rate_limit} exceeded. Please retry after 120 seconds."
            return web.Response(status=429, text=text, headers={"Retry-After": "120"})
        if path == FTS:
            return self._fts(request)
        if path.startswith(FTS + "/"):
            return self._single(path.removeprefix(FTS + "/"))
        if path == CF:
            return self._cf(request)
        if path.startswith(ORD):
            return self._ord(request)
        if path in self.documents:
            return self._document(request)
        return web.json_response({"status": 404, "error": "Not Found"}, status=404)

    def _limited(self) -> bool:
        if not self.rate_limit:
            return False
        now = time.monotonic()
        while self._recent and self._recent[0] < now - 120:
            self._recent.popleft()
        self._recent.append(now)
        return len(self._recent) > self.rate_limit

    def _fts(self, request: web.Request) -> web.Response:
        query = request.query
        for key in query:
            if key not in _FTS_KEYS:
                words = f"Request parameter '{key}' is not recognised, allowed parameters are: stages, limit, cursor, updatedFrom, updatedTo"
                return _bad(words)
        since, until = query.get("updatedFrom", ""), query.get("updatedTo", "")
        for given in (since, until):
            if given and not _exact(given.removesuffix("Z")):
                return _bad("Invalid date")
        if since and since == until:
            return _bad("updatedFrom and updatedTo are the same")
        found = self._within(FTS, since, until)
        if "stages" in query:  # what the real one leaves out
            found = [each for each in found if each["tender"]["legalBasis"]["scheme"] == "CELEX"]
        return self._paged(request, FTS, found)

    def _cf(self, request: web.Request) -> web.Response:
        query = request.query
        found = self._within(CF, query.get("publishedFrom", ""), query.get("publishedTo", ""))
        if "publishedTo" not in query:
            return self._envelope(request, found[: self.page_size], None)
        return self._paged(request, CF, found)

    def _within(self, path: str, since: str, until: str) -> list[dict[str, Any]]:
        """Newest first, by London's clock; an offset sent along is not looked at."""
        found = [(self._local(each), each) for each in self.notices[path]]
        if not self.ignore_window:
            since, until = since[:19], until[:19] or "9999"
            found = [(at, each) for at, each in found if since <= at <= until]
        return [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1]["id"]), reverse=True)]

    def _local(self, release: dict[str, Any]) -> str:
        at = self.appears.get(release["id"]) or datetime.fromisoformat(release["date"])
        return (at.astimezone(LONDON) if at.tzinfo else at).strftime("%Y-%m-%dT%H:%M:%S")

    def _paged(self, request: web.Request, path: str, found: list[dict[str, Any]]) -> web.Response:
        try:
            limit = int(request.query.get("limit", "100"))
        except ValueError:
            return _bad("limit")
        if not 1 <= limit <= 100:
            return _bad("limit")
        size = min(limit, self.page_size)
        cursor = request.query.get("cursor", "")
        start = int(cursor.removeprefix("MTAwMDA=,")) if cursor else 0
        page = found[start : start + size]
        after = start + size + self.lose_at_boundary
        following = None
        if self.cursors and start + size < len(found):
            rest = "&".join(
                part for part in request.query_string.split("&") if not part.startswith("cursor=")
            )
            host = "https://www.find-tender.service.gov.uk" if self.official_links else self.address
            following = f"{host}{path}?{rest}&cursor=MTAwMDA%3D%2C{after}"
        return self._envelope(request, page, following)

    def _envelope(
        self, request: web.Request, page: list[dict[str, Any]], following: str | None
    ) -> web.Response:
        package: dict[str, Any] = {
            "uri": str(request.url),
            "version": "1.1",
            "extensions": [],
            "publishedDate": page[0]["date"] if page else "",
            "publisher": {"name": "Cabinet Office", "scheme": "GB-GOR", "uid": "D2"},
            "license": "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "releases": page,
        }
        if following:
            package["links"] = {"next": following}
        return web.Response(body=json.dumps(package).encode(), content_type="application/json")

    def _single(self, name: str) -> web.Response:
        found = [each for each in self.notices[FTS] if name in (each["id"], each["ocid"])]
        if not found:
            return web.json_response({"status": 404, "error": "Not Found"}, status=404)
        return web.json_response({"version": "1.1", "releases": found})

    def _ord(self, request: web.Request) -> web.Response:
        rest = request.path.removeprefix(ORD)
        if rest == "/sync":
            since = request.query.get("LastChangeDate")
            if not since:
                return web.json_response({"errorCode": 406, "errorText": "Missing or Invalid"}, status=406)
            changed = [
                {"OrgLink": f"https://directory.spineservices.nhs.uk{ORD}/organisations/{code}"}
                for code, record in self.organisations.items()
                if record["Organisation"]["LastChangeDate"] >= since
            ]
            return web.json_response({"Organisations": changed})
        record = self.organisations.get(rest.removeprefix("/organisations/"))
        if record is None:
            return web.json_response({"errorCode": 404, "errorText": "Not found"}, status=404)
        return web.json_response(record)

    def _document(self, request: web.Request) -> web.Response:
        body, content_type = self.documents[request.path]
        etag = f'"{hash(body) & 0xFFFFFFFF:x}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(body=body, headers={"Content-Type": content_type, "ETag": etag})


def _exact(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return False
    return True


def _bad(words: str) -> web.Response:
    body = {
        "status": 400,
        "error": "Bad Request",
        "message": "Request parameters unknown",
        "exception": words,
    }
    return web.json_response(body, status=400)


@asynccontextmanager
async def serving(replay: Replay, port: int = 0) -> AsyncIterator[Replay]:
    """Serve on loopback; `replay.address` says where."""
    runner = web.AppRunner(replay.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    replay.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield replay
    finally:
        await runner.cleanup()


def releases_in(folder: Path, pattern: str) -> list[dict[str, Any]]:
    """All releases of the packages in `folder` whose names fit."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob(pattern)):
        found += json.loads(path.read_text(encoding="utf-8"))["releases"]
    return found


def moved_to(releases: list[dict[str, Any]], newest: datetime) -> None:
    """Shift the dates of `releases`, in place, so that the newest is at `newest`: old samples, read today."""
    dates = [datetime.fromisoformat(each["date"]) for each in releases]
    shift: timedelta = newest - max(dates)
    for each, at in zip(releases, dates, strict=True):
        each["date"] = (at + shift).isoformat()


def sampled(folder: Path) -> Replay:
    """A server with all samples of `folder`: ``ocds/*.json`` and ``rss/*``."""
    replay = Replay()
    replay.add(FTS, releases_in(folder / "ocds", "fts_*.json"))
    replay.add(CF, releases_in(folder / "ocds", "cf_*.json"))
    for name, path in (
        ("govuk_organisation.atom", "/government/organisations/nhs-england.atom"),
        ("govuk_search.atom", "/search/news-and-communications.atom"),
        ("nhs_england.rss", "/feed/"),
    ):
        kind = "application/atom+xml" if name.endswith("atom") else "application/rss+xml"
        replay.documents[path] = ((folder / "rss" / name).read_bytes(), f"{kind}; charset=utf-8")
    return replay


async def _main(arguments: list[str]) -> None:
    replay = sampled(Path(arguments[0]))
    port = int(arguments[arguments.index("--port") + 1]) if "--port" in arguments else 0
    if "--rate-limit" in arguments:
        replay.rate_limit = int(arguments[arguments.index("--rate-limit") + 1])
    if "--now" in arguments:
        for releases in replay.notices.values():
            moved_to(releases, datetime.now(LONDON))
    async with serving(replay, port):
        sys.stdout.write(f"{replay.address}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
