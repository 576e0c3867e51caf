"""Fetching over HTTP with limits: of time, size, redirects, and of where to.

Trusted addresses are those of the configuration and may be anywhere; everything else, and any
place a site redirects to on another host, must be a public address. Nothing a site sends
appears in a problem's words.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from yarl import URL

from feeds.addresses import PrivateAddress, PublicResolver, is_literal, is_public
from feeds.answers import problem_of
from feeds.problems import FetchProblem, Kind
from feeds.throttle import Throttle

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a site's behaviour is borne. Times in seconds, sizes in bytes after decompression.

    `seconds` is for one answer from first to last byte. `tries` is how often a request is begun at most where
    the problem is a passing one; `patience` how long a pause the site may ask for to be waited for here, a
    longer one is left to the caller. `rest` is how long to rest before the second try, doubled for each
    further one.
    """

    seconds: float = 90.0
    size: int = 32 * 1024 * 1024
    redirects: int = 5
    tries: int = 2
    patience: float = 30.0
    rest: float = 0.0


OFFICIAL = Limits()
"""For the addresses of the configuration."""

ADDED = Limits(seconds=30.0, size=10 * 1024 * 1024, redirects=5, tries=1, patience=0.0)
"""For feeds that organisers add."""

BACKFILL = Limits(tries=7, patience=1800.0, rest=2.0)
"""For an operator's back-fill, which waits as long as it takes."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer. `url` is where it came from after redirects; `unchanged`: the site said 304."""

    url: str
    body: bytes
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False


class Fetcher:
    """Fetches for all sources; close it at the end. `user_agent` should say how to reach the operator.

    `allow_private` lets redirects and added feeds lead to private addresses, which tests need.
    """

    def __init__(self, user_agent: str, throttle: Throttle, *, allow_private: bool = False) -> None:
        self._headers = {"User-Agent": user_agent}
        self._throttle = throttle
        self._allow_private = allow_private
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def get(
        self,
        url: str,
        *,
        lane: str = "",
        limits: Limits = OFFICIAL,
        trusted: bool = False,
        accept: str = "*/*",
        etag: str = "",
        last_modified: str = "",
    ) -> Fetched:
        """GET `url`, whose query is sent exactly as it stands. Raises `FetchProblem`.

        `lane` names the throttle's lane, the host where empty. With `etag` or `last_modified` of an earlier
        answer the site may say that nothing changed.
        """
        target = _parsed(url)
        lane = lane or (target.host or "")
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        tried = 0
        while True:
            await self._throttle.wait(lane, limits.patience)
            tried += 1
            try:
                return await self._once(target, headers, limits, trusted)
            except FetchProblem as problem:
                if problem.retry_after is not None:
                    self._throttle.pause(lane, problem.retry_after)
                if tried >= limits.tries or not _worth_another(problem, limits):
                    raise
                if problem.retry_after is None:
                    await asyncio.sleep(min(limits.rest * 2.0 ** (tried - 1), 60.0))

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _once(self, url: URL, headers: dict[str, str], limits: Limits, trusted: bool) -> Fetched:
        home = url.origin() if trusted else None
        try:
            async with asyncio.timeout(limits.seconds):
                for _ in range(limits.redirects + 1):
                    found = await self._hop(url, headers, limits, guarded=url.origin() != home)
                    if isinstance(found, Fetched):
                        return found
                    url = found
        except TimeoutError as error:
            words = f"no whole answer within {limits.seconds:.0f} s"
            raise FetchProblem(Kind.TIMED_OUT, words) from error
        raise FetchProblem(Kind.BAD_REDIRECT, f"more than {limits.redirects} redirects")

    async def _hop(
        self, url: URL, headers: dict[str, str], limits: Limits, *, guarded: bool
    ) -> Fetched | URL:
        """One request: an answer, or where it redirects to."""
        guarded = guarded and not self._allow_private
        host = url.host or ""
        if guarded and is_literal(host) and not is_public(host):
            raise _private()
        try:
            async with self._session(guarded).get(url, headers=headers, allow_redirects=False) as response:
                if response.status in _REDIRECTS:
                    return _redirected(url, response.headers.get("Location", ""))
                if response.status == 304:
                    return Fetched(str(url), b"", unchanged=True)
                if not 200 <= response.status < 300:
                    raise problem_of(response.status, response.headers)
                return Fetched(
                    url=str(url),
                    body=await _read(response, limits.size),
                    content_type=response.headers.get("Content-Type", ""),
                    etag=response.headers.get("ETag", ""),
                    last_modified=response.headers.get("Last-Modified", ""),
                )
        except aiohttp.ClientError as error:
            raise _problem(error) from error
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise FetchProblem(Kind.UNREACHABLE, "the connection broke") from error
        except ValueError as error:  # what aiohttp says of some addresses and headers
            raise FetchProblem(Kind.BAD_ADDRESS, "this address cannot be fetched") from error

    def _session(self, guarded: bool) -> aiohttp.ClientSession:
        if guarded not in self._sessions:
            resolver: dict[str, Any] = {"resolver": PublicResolver()} if guarded else {}
            self._sessions[guarded] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit_per_host=2, ttl_dns_cache=0, **resolver),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=20),
            )
        return self._sessions[guarded]


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, given up at `most` bytes: the length a site declares is only a hint."""
    if (response.content_length or 0) > most:
        raise _too_big(most)
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            raise _too_big(most)
    return bytes(body)


def _parsed(text: str) -> URL:
    try:
        url = URL(text, encoded=True)
        usable = url.scheme in {"http", "https"} and bool(url.host) and url.port is not None
    except ValueError:
        usable = False
    if not usable or url.user is not None or any(ord(character) <= 32 for character in text):
        words = "this is not an address that can be fetched (http or https, without a user name)"
        raise FetchProblem(Kind.BAD_ADDRESS, words)
    return url


def _redirected(url: URL, location: str) -> URL:
    try:
        if not location:
            raise ValueError("nowhere")
        return _parsed(str(url.join(URL(location.strip()))))
    except (FetchProblem, ValueError) as error:
        raise FetchProblem(Kind.BAD_REDIRECT, "a redirect to something that cannot be fetched") from error


def _worth_another(problem: FetchProblem, limits: Limits) -> bool:
    if problem.retry_after is not None:
        return problem.retry_after <= limits.patience
    return problem.kind in {Kind.UNREACHABLE, Kind.CUT_SHORT, Kind.SERVER_FAILED, Kind.TIMED_OUT}


def _problem(error: aiohttp.ClientError) -> FetchProblem:
    inner = getattr(error, "os_error", None) or error.__cause__
    if isinstance(inner, PrivateAddress):
        return _private()
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return FetchProblem(Kind.UNREACHABLE, "the site's certificate is not in order")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchProblem(Kind.UNREACHABLE, "the site's name is not known")
    if isinstance(error, aiohttp.ClientConnectionError):
        return FetchProblem(Kind.UNREACHABLE, "the site cannot be reached")
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchProblem(Kind.CUT_SHORT, "the answer broke off")
    if isinstance(error, aiohttp.InvalidURL):
        return FetchProblem(Kind.BAD_ADDRESS, "this address cannot be fetched")
    return FetchProblem(Kind.NOT_UNDERSTOOD, "the answer is not HTTP as it should be")


def _private() -> FetchProblem:
    return FetchProblem(Kind.PRIVATE_ADDRESS, "this leads to an address that is not public")


def _too_big(most: int) -> FetchProblem:
    return FetchProblem(Kind.TOO_BIG, f"the answer is larger than {most // (1024 * 1024)} MB")
