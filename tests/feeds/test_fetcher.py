"""Fetching: limits kept, refusals understood, private addresses refused. Against a real server on loopback."""

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from feeds.addresses import is_public
from feeds.answers import asked_pause, problem_of, refusal_in
from feeds.fetcher import Fetcher, Limits
from feeds.problems import FetchProblem, Kind
from feeds.throttle import Throttle
from tests.servers import replay

QUICK = Limits(seconds=2.0, size=256 * 1024, tries=1, patience=0.0)
PAGE = "/page"


@pytest.fixture
def site(site):
    site.documents[PAGE] = (b"hello", "text/plain")
    return site


async def problem(fetcher: Fetcher, url: str, limits: Limits = QUICK, trusted: bool = True) -> FetchProblem:
    with pytest.raises(FetchProblem) as caught:
        await fetcher.get(url, limits=limits, trusted=trusted)
    assert "hello" not in caught.value.words
    return caught.value


async def test_whole_answer_and_nothing_new(site, fetcher):
    first = await fetcher.get(site.address + PAGE, trusted=True)
    assert (first.body, first.content_type, first.unchanged) == (b"hello", "text/plain", False)
    again = await fetcher.get(site.address + PAGE, trusted=True, etag=first.etag)
    assert again.unchanged


@pytest.mark.parametrize(
    ("fault", "kind", "pause"),
    [
        (replay.refusal(429, "Rate limit of 12 exceeded.", Retry_After="120"), Kind.ASKED_TO_WAIT, 120),
        (replay.refusal(429), Kind.ASKED_TO_WAIT, 120),
        (replay.refusal(503, Retry_After="7"), Kind.ASKED_TO_WAIT, 7),
        (replay.refusal(503), Kind.ASKED_TO_WAIT, 60),
        (replay.refusal(403, replay.FORBIDDEN), Kind.FORBIDDEN, 300),
        (replay.refusal(404), Kind.GONE, None),
        (replay.refusal(410), Kind.GONE, None),
        (replay.refusal(400), Kind.REFUSED, None),
        (replay.refusal(500), Kind.SERVER_FAILED, None),
        (replay.half(b"x" * 5000), Kind.CUT_SHORT, None),
        (replay.endless(1024 * 1024), Kind.TOO_BIG, None),
        (replay.trickle(5), Kind.TIMED_OUT, None),
        (replay.redirect("ftp://example.org/"), Kind.BAD_REDIRECT, None),
        (replay.redirect("http://user:word@example.org/"), Kind.BAD_REDIRECT, None),
        (replay.refusal(302), Kind.BAD_REDIRECT, None),
        (replay.redirect("http://10.0.0.1/"), Kind.PRIVATE_ADDRESS, None),
        (replay.redirect("http://[::1]:9/"), Kind.PRIVATE_ADDRESS, None),
        (replay.redirect("http://localhost:9/"), Kind.PRIVATE_ADDRESS, None),
        (replay.redirect("http://2130706433/"), Kind.BAD_ADDRESS, None),
    ],
)
async def test_every_refusal_is_known(site, fetcher, fault, kind, pause):
    site.fault(PAGE, fault)
    found = await problem(fetcher, site.address + PAGE)
    assert (found.kind, found.retry_after) == (kind, pause)


async def test_a_huge_answer_is_left_early(site, fetcher):
    site.fault(PAGE, replay.endless(5 * 1024**3))
    begun = time.monotonic()
    assert (await problem(fetcher, site.address + PAGE)).kind is Kind.TOO_BIG
    assert time.monotonic() - begun < 2


async def test_compressed_bombs_count_as_what_they_unpack_to(site, fetcher):
    import gzip

    async def bomb(_):
        return replay.web.Response(
            body=gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"}
        )

    site.fault(PAGE, bomb)
    assert (await problem(fetcher, site.address + PAGE)).kind is Kind.TOO_BIG


async def test_what_is_no_http(fetcher):
    import asyncio

    async def talk(_, writer):
        writer.write(b"SSH-2.0-OpenSSH_9\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        found = await problem(fetcher, f"http://127.0.0.1:{port}/")
    assert found.kind in (Kind.NOT_UNDERSTOOD, Kind.UNREACHABLE)


async def test_nobody_there(fetcher):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        found = await problem(fetcher, f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert found.kind is Kind.UNREACHABLE


async def test_redirects_are_followed_to_five(site, fetcher):
    site.fault(PAGE, *[replay.redirect(f"{PAGE}?{number}") for number in range(5)])
    assert (await fetcher.get(site.address + PAGE, limits=QUICK, trusted=True)).body == b"hello"
    site.fault(PAGE, *[replay.redirect(f"{PAGE}?{number}") for number in range(6)])
    assert (await problem(fetcher, site.address + PAGE)).kind is Kind.BAD_REDIRECT


async def test_added_feeds_reach_public_addresses_only(site, fetcher):
    port = site.address.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f000001", "0"):
        found = await problem(fetcher, f"http://{host}:{port}{PAGE}", trusted=False)
        assert found.kind in (Kind.PRIVATE_ADDRESS, Kind.BAD_ADDRESS, Kind.UNREACHABLE), host
    assert site.asked == []


async def test_a_setting_lets_tests_reach_private_addresses(site):
    fetcher = Fetcher("CCGWatch tests", Throttle(default=0.0), allow_private=True)
    assert (await fetcher.get(site.address + PAGE)).body == b"hello"
    await fetcher.close()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "ftp://example.org/",
        "http://",
        "file:///etc/passwd",
        "http://a:b@example.org/",
        "http://a b/",
    ],
)
async def test_what_is_no_address(fetcher, address):
    assert (await problem(fetcher, address, trusted=False)).kind is Kind.BAD_ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "::127.0.0.1", "fec0::1", "nonsense"),
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address):
    assert is_public(address)


async def test_a_short_pause_is_waited_for_and_a_long_one_told(site, fetcher):
    patient = Limits(seconds=2.0, tries=3, patience=5.0)
    site.fault(
        PAGE, replay.refusal(429, Retry_After="0"), replay.refusal(500), replay.refusal(429, Retry_After="0")
    )
    with pytest.raises(FetchProblem):
        await fetcher.get(site.address + PAGE, limits=patient, trusted=True)
    assert (await fetcher.get(site.address + PAGE, limits=patient, trusted=True)).body == b"hello"
    site.fault(PAGE, replay.refusal(429, Retry_After="600"))
    assert (await problem(fetcher, site.address + PAGE, patient)).retry_after == 600
    asked = len(site.asked)
    found = await problem(fetcher, site.address + PAGE, patient)  # the lane is paused: nothing is asked
    assert found.kind is Kind.ASKED_TO_WAIT
    assert found.retry_after and 590 < found.retry_after <= 600
    assert len(site.asked) == asked


async def test_requests_of_a_lane_are_spaced(site):
    fetcher = Fetcher("CCGWatch tests", Throttle({"slow": 0.2}, default=0.0))
    begun = time.monotonic()
    for _ in range(3):
        await fetcher.get(site.address + PAGE, lane="slow", trusted=True)
    assert 0.4 <= time.monotonic() - begun < 2
    await fetcher.close()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("99999999", 21600),
        ("9" * 500, None),
    ],
)
def test_pauses_in_seconds(text, seconds):
    assert asked_pause(text) == seconds


def test_pauses_as_dates():
    in_a_minute = asked_pause(format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))
    assert in_a_minute and 50 < in_a_minute <= 60
    assert asked_pause("Wed, 21 Oct 2015 07:28:00 GMT") == 0


def test_refusals_that_come_as_a_good_answer():
    limited = refusal_in(b"Rate limit of 12 exceeded. Please retry after 120 seconds.")
    assert limited and (limited.kind, limited.retry_after) == (Kind.ASKED_TO_WAIT, 120)
    forbidden = refusal_in(replay.FORBIDDEN.encode())
    assert forbidden and forbidden.retry_after == 300
    assert refusal_in(b'{"releases": []}') is None
    assert problem_of(418, {}).kind is Kind.REFUSED
