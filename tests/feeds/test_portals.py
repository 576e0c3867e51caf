"""Reading the procurement sites: nothing lost, whatever their pages, cursors and clocks do."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from feeds.contracts_finder import ContractsFinder
from feeds.find_a_tender import FindATender
from feeds.notice import LONDON
from feeds.pages import loads, page
from feeds.problems import FetchProblem, Kind
from feeds.windows import FIRST, FURTHEST, OVERLAP, Window, begin, windows
from tests.servers import replay
from tests.servers.replay import CF, FTS

NOW = datetime(2026, 8, 12, 15, 0, tzinfo=UTC)


def release(number: int, at: datetime, year: int = 2026) -> dict:
    return {
        "id": f"{number:06d}-{year}",
        "ocid": f"ocds-h6vhtk-{number:06x}",
        "date": at.astimezone(LONDON).isoformat(),
        "tag": ["tender"],
        "tender": {"legalBasis": {"scheme": "UKPGA", "id": "2023/54"}, "title": f"Notice {number}"},
    }


def stream(first: int, many: int, start: datetime, end: datetime) -> list[dict]:
    """Notices numbered in order, spread evenly over a time."""
    return [release(first + number, start + (end - start) * number / many) for number in range(many)]


async def looked(source, fetcher, mark: str = "", now: datetime = NOW):
    """What a look gives: ids in order, the last mark, and what was said about it."""
    ids, said = [], []
    async for batch in source.look(fetcher, mark, now):
        ids += [item.data["id"] for item in batch.items]
        said += batch.skipped
        mark = batch.mark
    return ids, mark, said


def names(releases: list[dict]) -> set[str]:
    return {each["id"] for each in releases}


async def test_a_day_of_pages_comes_whole_and_once(site, fetcher):
    day = stream(76000, 530, NOW - timedelta(hours=23), NOW - timedelta(minutes=1))
    site.add(FTS, day)
    ids, _, said = await looked(FindATender(site.address), fetcher)
    assert len(ids) == len(set(ids)) == 530
    assert ids == sorted(ids)  # oldest first: the order of posting
    assert said == []
    for query in site.queries(FTS):
        assert "stages" not in query
        assert "limit=100" in query


async def test_links_to_the_official_site_are_followed_here(site, fetcher):
    site.official_links = True
    site.add(FTS, stream(76000, 250, NOW - timedelta(hours=5), NOW - timedelta(hours=4)))
    ids, _, _ = await looked(FindATender(site.address + FTS), fetcher)
    assert len(ids) == 250


async def test_rows_lost_at_page_boundaries_are_found_by_their_numbers(site, fetcher):
    site.lose_at_boundary = 30
    site.add(FTS, stream(76000, 400, NOW - timedelta(hours=5), NOW - timedelta(hours=1)))
    ids, mark, _ = await looked(FindATender(site.address), fetcher)
    assert len(set(ids)) == 400
    asked = len(site.asked)
    await looked(FindATender(site.address), fetcher, mark, NOW)
    assert len(site.asked) - asked < 20  # checking does not go on for ever


async def test_full_windows_without_a_next_page_are_halved(site, fetcher):
    site.cursors = False
    site.add(CF, stream(1, 700, NOW - timedelta(hours=20), NOW - timedelta(hours=1)))
    ids, _, said = await looked(ContractsFinder(site.address), fetcher)
    assert len(ids) == 700
    assert said == []
    assert all("publishedFrom=" in query and "publishedTo=" in query for query in site.queries(CF))


async def test_a_burst_in_one_hour_is_found_by_halving(site, fetcher):
    site.cursors = False
    site.add(CF, stream(1, 450, NOW - timedelta(hours=3), NOW - timedelta(hours=2)))
    ids, _, said = await looked(ContractsFinder(site.address), fetcher)
    assert (len(ids), said) == (450, [])


async def test_more_in_a_minute_than_the_site_gives_is_told(site, fetcher):
    site.cursors = False
    at = NOW - timedelta(hours=3)
    site.add(CF, [release(number, at) for number in range(150)])
    ids, _, said = await looked(ContractsFinder(site.address), fetcher)
    assert len(ids) == 100
    assert "may hold more" in said[0]


async def test_a_site_that_ignores_the_window_is_not_asked_for_ever(site, fetcher):
    site.ignore_window = True
    site.cursors = False
    site.add(CF, stream(1, 200, NOW - timedelta(days=60), NOW))
    ids, _, said = await looked(ContractsFinder(site.address), fetcher)
    assert len(ids) >= 100
    assert len(site.queries(CF)) < 150
    assert any("whatever window" in words for words in said)


async def test_a_circle_of_pages_ends(site, fetcher):
    site.lose_at_boundary = -100  # every cursor leads to the same page
    site.add(FTS, stream(76000, 150, NOW - timedelta(hours=2), NOW - timedelta(hours=1)))
    ids, _, said = await looked(FindATender(site.address), fetcher)
    assert len(ids) == 150
    assert "circle" in said[0]


async def test_the_first_look_goes_back_a_day_and_later_ones_overlap(site, fetcher):
    site.add(FTS, stream(76000, 48, NOW - timedelta(hours=48), NOW))
    source = FindATender(site.address)
    ids, mark, _ = await looked(source, fetcher)
    assert len(set(ids)) == 24
    late = release(75000, NOW - timedelta(hours=1, minutes=30))  # dated before the last look, published since
    site.add(FTS, [late])
    ids, _, _ = await looked(source, fetcher, mark, NOW + timedelta(minutes=15))
    assert late["id"] in ids
    assert len(ids) <= 4


async def test_missing_numbers_are_asked_for_singly_and_then_let_go(site, fetcher):
    start = NOW - timedelta(hours=3)
    all_of_them = stream(76000, 60, start, NOW)
    hidden, never = all_of_them[41], all_of_them[43]
    source = FindATender(site.address)
    site.add(FTS, all_of_them[:30])
    _, mark, _ = await looked(source, fetcher, now=start + timedelta(minutes=90))
    site.add(FTS, [each for each in all_of_them[30:] if each not in (hidden, never)])
    _, mark, _ = await looked(source, fetcher, mark)
    assert not [asked for asked in site.asked if asked.startswith(f"{FTS}/")]  # not yet: it may still come
    site.add(FTS, [hidden])
    site.appears[hidden["id"]] = NOW - timedelta(days=3)  # no window shows it
    now = NOW + timedelta(minutes=40)
    ids, mark, _ = await looked(source, fetcher, mark, now)
    assert hidden["id"] in ids
    for _ in range(30):
        now += timedelta(hours=6)
        ids, mark, _ = await looked(source, fetcher, mark, now)
        assert hidden["id"] not in ids
    assert len([asked for asked in site.asked if asked == f"{FTS}/{never['id']}"]) == 4
    assert json.loads(mark)["sequence"]["missing"] == []


async def test_a_part_of_the_stream_has_no_gaps_to_look_for(site, fetcher):
    source = FindATender(site.address)
    site.add(FTS, [release(76000 + 7 * number, NOW - timedelta(minutes=number)) for number in range(200)])
    _, mark, _ = await looked(source, fetcher, now=NOW - timedelta(hours=2))
    _, mark, _ = await looked(source, fetcher, mark, NOW)
    assert json.loads(mark)["sequence"]["missing"] == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (
            replay.refusal(
                429, "Rate limit of 12 exceeded. Please retry after 120 seconds.", Retry_After="120"
            ),
            Kind.ASKED_TO_WAIT,
        ),
        (
            replay.body(b"Rate limit of 12 exceeded. Please retry after 120 seconds.", "text/plain"),
            Kind.ASKED_TO_WAIT,
        ),
        (replay.refusal(403, replay.FORBIDDEN), Kind.FORBIDDEN),
        (replay.body(replay.FORBIDDEN.encode(), "text/html"), Kind.FORBIDDEN),
        (replay.refusal(500), Kind.SERVER_FAILED),
        (replay.body(b"garbage"), Kind.NOT_UNDERSTOOD),
        (replay.body(b""), Kind.NOT_UNDERSTOOD),
        (replay.body(b"[]"), Kind.NOT_UNDERSTOOD),
        (replay.body(b'{"version": "1.1"}'), Kind.NOT_UNDERSTOOD),
        (replay.body(b'{"releases": null}'), Kind.NOT_UNDERSTOOD),
        (replay.body(b'{"releases": [{"id": "076'), Kind.NOT_UNDERSTOOD),
        (replay.half(b'{"releases": []}' + b" " * 9000), Kind.CUT_SHORT),
    ],
)
async def test_no_failure_passes_for_an_empty_window(site, fetcher, fault, kind):
    site.fault(FTS, fault, fault)
    with pytest.raises(FetchProblem) as caught:
        await looked(FindATender(site.address), fetcher)
    assert caught.value.kind is kind


async def test_what_came_before_a_failure_is_kept_and_gone_on_from(site, fetcher):
    source = FindATender(site.address)
    site.add(FTS, stream(76000, 90, NOW - timedelta(hours=23), NOW))
    broken = replay.refusal(400)
    served = []

    async def second_window(request):
        return await broken(request)

    async def first_window(request):
        served.append(request.path_qs)
        return site._fts(request)

    site.fault(FTS, first_window, second_window)
    kept, mark = [], ""
    with pytest.raises(FetchProblem):
        async for batch in source.look(fetcher, mark, NOW):
            kept += [item.data["id"] for item in batch.items]
            mark = batch.mark
    assert 0 < len(kept) < 90
    more, _, _ = await looked(source, fetcher, mark)
    assert len(set(kept) | set(more)) == 90


async def test_an_empty_window_is_no_failure(site, fetcher):
    ids, mark, said = await looked(FindATender(site.address), fetcher)
    assert (ids, said) == ([], [])
    assert json.loads(mark)["until"] == NOW.isoformat()


@pytest.mark.parametrize(
    "mark",
    ["", "nonsense", "[]", "{}", '{"until": 5}', '{"until": "2026-08-12T10:00:00+00:00", "sequence": [1]}'],
)
async def test_any_mark_is_borne(site, fetcher, mark):
    site.add(FTS, stream(76000, 3, NOW - timedelta(hours=1), NOW))
    for source in (FindATender(site.address), ContractsFinder(site.address)):
        await looked(source, fetcher, mark)


def test_marks_in_the_future_and_far_past():
    assert begin(None, NOW) == NOW - FIRST
    assert begin(NOW - timedelta(hours=1), NOW) == NOW - timedelta(hours=1) - OVERLAP
    assert begin(NOW + timedelta(days=9), NOW) == NOW - OVERLAP
    assert begin(NOW - timedelta(days=900), NOW) == NOW - FURTHEST


def test_windows_cover_all_time_on_londons_clock_also_when_it_changes():
    for year, month in ((2026, 3), (2026, 10), (2026, 7)):
        start = datetime(year, month, 24, tzinfo=UTC)
        end = start + timedelta(days=8)
        spans = [window.local for window in windows(start, end, timedelta(minutes=20))]
        assert all(since < until for since, until in spans)
        moment = start
        while moment < end:
            local = moment.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M:%S")
            assert any(since <= local <= until for since, until in spans), moment
            moment += timedelta(minutes=7)


def test_the_hour_that_comes_twice_is_asked_for_whole():
    window = Window(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert window.local == ("2026-10-25T01:30:00", "2026-10-25T02:30:00")


def test_what_sites_send_for_json():
    assert loads(b'{"a": 1e9999, "b": "\xa3 5", "c": 000}')["b"] == "£ 5"
    assert loads('{"a": "é"}'.encode() + b"\n")["a"] == "é"
    found = page(b'{"releases": [{"id": "1"}, null, 5], "links": {"next": 7}}')
    assert (len(found.releases), found.dropped, found.next) == (1, 2, "")
