"""WhatDoTheyKnow's feeds: what an event may mean, whatever stands in it; and how seldom the site is asked."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import register
from feeds.fetcher import Fetched, Fetcher
from feeds.ingest import Ingest
from feeds.poll import Looked, Poller
from feeds.problems import FetchProblem, Kind
from feeds.source import Source
from feeds.turns import Turns
from feeds.whatdotheyknow import Meaning, body_feed, meaning, page, read, request_feed
from feeds.whatdotheyknow_body import RequestsTo
from law.foi.regime import Regime
from law.foi.story import Kind as Happened
from law.foi.story import Result
from storage import campaigns, foi_requests, notices, sources
from storage.database import Database
from storage.foi_requests import NewRequest
from storage.notice_doc import NoticeDoc
from storage.sources import Setup, SourceState
from tests.feeds.making import NOW, Place
from tests.feeds.releases import SAMPLES, needs_samples
from tests.servers import replay
from tests.servers.whatdotheyknow import BODY, Event, atom, body_path, feed, publish
from tests.storage.conftest import SQLITE_ONLY

AT = datetime(2026, 10, 2, 13, 5, 33, tzinfo=UTC)
EVERY = timedelta(hours=12)


def fetched(body: bytes, kind: str = "application/json") -> Fetched:
    return Fetched("https://www.whatdotheyknow.com/feed", body, kind)


def data(value: Any) -> Fetched:
    return fetched(json.dumps(value).encode())


# --- what an event may mean ---

MEANINGS = [
    ("sent", "waiting_response", Meaning(Happened.SENT)),
    ("sent", None, Meaning(Happened.SENT)),
    ("followup_sent", "internal_review", Meaning(Happened.REVIEW_ASKED)),
    ("followup_sent", "waiting_response", Meaning(Happened.CLARIFICATION_GIVEN)),
    ("followup_sent", None, Meaning(Happened.CHASED)),
    ("response", "waiting_response", Meaning(Happened.ACKNOWLEDGED)),
    ("response", "gone_postal", Meaning(Happened.ACKNOWLEDGED)),
    ("response", "internal_review", Meaning(Happened.ACKNOWLEDGED)),
    ("response", "waiting_clarification", Meaning(Happened.CLARIFICATION_ASKED)),
    ("response", "successful", Meaning(Happened.ANSWERED, Result.FULL)),
    ("response", "partially_successful", Meaning(Happened.ANSWERED, Result.PART)),
    ("response", "rejected", Meaning(Happened.ANSWERED, Result.REFUSED)),
    ("response", "not_held", Meaning(Happened.ANSWERED, Result.NOTHELD)),
    ("response", "user_withdrawn", Meaning(Happened.WITHDRAWN)),
    ("response", None, Meaning(Happened.ANSWERED)),
    ("response", "a state of tomorrow", Meaning(Happened.ANSWERED)),
    ("comment", None, None),
    ("status_update", "rejected", None),
    ("overdue", None, None),
    ("<script>", "rejected", None),
]


@pytest.mark.parametrize(("kind", "state", "meant"), MEANINGS)
def test_an_event_means_what_its_kind_and_state_say(kind: str, state: str | None, meant: Meaning | None):
    (entry,) = read(fetched(*feed([Event(1, kind, AT, state)])))
    assert meaning(entry) == meant


def test_what_stands_in_an_event():
    (entry,) = read(fetched(*feed([Event(5550003, "response", AT, "rejected")])))
    assert (entry.key, entry.at) == ("response 2026-10-02T13:05:33Z", AT)
    assert page(entry.slug, entry.message) == (
        "https://www.whatdotheyknow.com/request/sample_contracts#incoming-5550003"
    )
    assert (entry.title, entry.body) == ("Sample contracts & leases", BODY)


def test_events_come_in_their_order_and_each_once_whatever_their_ids():
    first, second = Event(1, "sent", AT), Event(2, "response", AT + timedelta(days=9))
    renamed = Event(77, "response", AT + timedelta(days=9))
    found = read(fetched(*feed([second, renamed, first])))
    assert [each.event_type for each in found] == ["sent", "response"]
    assert {each.key for each in read(fetched(*feed([renamed])))} < {each.key for each in found}


def test_an_atom_feed_tells_of_responses_by_the_same_keys():
    events = [
        Event(1, "sent", AT),
        Event(2, "response", AT + timedelta(days=1)),
        Event(3, "followup_sent", AT + timedelta(days=2)),
        Event(4, "response", AT + timedelta(days=3), "rejected"),
    ]
    found = read(fetched(*atom(events)))
    assert [(each.event_type, each.state, each.message) for each in found] == [
        ("response", "", "incoming-2"),
        ("response", "", "incoming-4"),
    ]
    assert {each.key for each in found} <= {each.key for each in read(fetched(*feed(events)))}
    assert read(fetched(*atom([]))) == ()


@needs_samples
def test_the_samples_are_read():
    folder = SAMPLES / "wdtk"
    (entry,) = read(fetched((folder / "feed_body.json").read_bytes()))
    assert meaning(entry) == Meaning(Happened.ANSWERED, Result.PART)
    assert (entry.slug, entry.message) == ("sample_community_hospital_contracts", "incoming-5550003")
    (response,) = read(fetched((folder / "feed_body.atom").read_bytes(), "application/atom+xml"))
    assert (response.key, response.message) == (entry.key, entry.message)
    assert read(fetched((folder / "feed_empty.atom").read_bytes(), "application/atom+xml")) == ()


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ("2026-10-02T14:05:33.123+01:00", AT),
        ("2026-10-02T13:05:33Z", AT),
        ("2026-10-02T14:05:33", AT),  # London's clock
        ("2026-07-01T23:59:00.000Z", datetime(2026, 7, 1, 23, 59, tzinfo=UTC)),  # is 2 July in London
        ("2 October 2026", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        (None, None),
        (1, None),
        ([], None),
    ],
)
def test_moments(given: object, at: datetime | None):
    found = read(data([{"event_type": "sent", "created_at": given}]))
    assert [each.at for each in found] == ([at] if at else [])


@pytest.mark.parametrize(
    "event",
    [
        None, 7, "x", [], {}, {"event_type": 3, "created_at": "2026-10-02T13:05:33Z"},
        {"event_type": None, "created_at": "2026-10-02T13:05:33Z"},
    ],
)  # fmt: skip
def test_what_says_neither_kind_nor_time_is_passed_over(event: object):
    good = Event(1, "sent", AT).data()
    assert len(read(data([event, good]))) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"incoming_message_id": "1#x", "info_request": {"url_title": "../../admin"}},
        {"incoming_message_id": True, "info_request": {"url_title": ["x"]}},
        {"incoming_message_id": -1, "info_request": None, "public_body": 3},
        {"incoming_message_id": 10**30, "info_request": {"url_title": "a b"}},
        {"calculated_state": ["rejected"], "described_state": 5, "incoming_message_id": None},
    ],
)
def test_nothing_of_any_other_shape_reaches_an_address(more: dict[str, Any]):
    (entry,) = read(data([Event(1, "response", AT, slug="x").data() | more]))
    assert entry.message == ""
    assert entry.slug in ("", "x")
    assert meaning(entry) == Meaning(Happened.ANSWERED)


@pytest.mark.parametrize(
    "body",
    [b"", b"garbage", b"{}", b"null", b'"x"', b"<html><body>Verify you are human</body></html>", b"<"],
)
def test_what_is_no_feed_is_refused(body: bytes):
    with pytest.raises(FetchProblem) as caught:
        read(fetched(body, "text/html"))
    assert caught.value.kind is Kind.NOT_UNDERSTOOD


def test_addresses():
    assert request_feed("http://127.0.0.1:1/", "x") == "http://127.0.0.1:1/feed/request/x.json"
    assert body_feed("http://127.0.0.1:1", "x") == "http://127.0.0.1:1/feed/body/x.json?event_type=sent"


# --- turns ---


async def test_one_turn_at_a_time_whoever_asks_and_far_apart(database: Database):
    now = NOW

    def turns() -> Turns:
        return Turns(database, "site", timedelta(seconds=60), lambda: now)

    one, other = turns(), turns()
    assert await one.take()
    assert not await other.take()
    assert not await one.take()
    now += timedelta(seconds=59)
    assert not await other.take()
    now += timedelta(seconds=1)
    assert await other.take()
    await other.pause(timedelta(days=1))
    now += timedelta(hours=23, minutes=59)
    assert not await one.take()
    with pytest.raises(FetchProblem) as caught:
        await one.wait(timedelta())
    assert caught.value.kind is Kind.ASKED_TO_WAIT
    now += timedelta(minutes=1)
    await one.wait(timedelta())


# --- requests to a body ---


class World:
    """A campaign that watches a body, the replayed site, and a clock to set."""

    def __init__(self, database: Database, site: replay.Replay, fetcher: Fetcher) -> None:
        self.database, self.site, self.place = database, site, Place(database)
        self.now = NOW
        self.on = True
        self.turns = Turns(database, "whatdotheyknow", timedelta(seconds=60), lambda: self.now)
        self.poller = Poller(
            database,
            Ingest(database, register.load()),
            fetcher,
            self.make,
            (),
            holder="this",
            clock=lambda: self.now,
        )

    def make(self, state: SourceState) -> Source:
        return RequestsTo(
            state.name,
            state.url,
            self.place.campaign,
            self.database,
            self.turns if self.on else None,
            site=self.site.address,
            every=EVERY,
        )

    async def begin(self) -> None:
        await self.place.subscribe("requests", filters={"sources": ("feed:devon",)})
        setup = Setup(
            name="feed:devon",
            kind="whatdotheyknow",
            url="https://www.whatdotheyknow.com/body/nhs_devon",
            title="WhatDoTheyKnow: NHS Devon ICB (QJK)",
            every_seconds=int(EVERY.total_seconds()),
            campaign_id=self.place.campaign,
        )
        async with self.database.write() as connection:
            await sources.ensure(connection, (setup,), self.now)

    async def look(self) -> Looked:
        """Look when it is due."""
        self.now = max(self.now, (await self.state()).next_due)
        (looked,) = await self.poller.tick()
        return looked

    async def state(self) -> SourceState:
        async with self.database.read() as connection:
            found = await sources.get(connection, "feed:devon")
        assert found
        return found

    def publish(self, *events: Event) -> None:
        publish(self.site, *events, path=body_path())

    def request(self, number: int, slug: str, kind: str = "sent") -> Event:
        """A request of just now."""
        at = self.now - timedelta(hours=1)
        return Event(number, kind, at, "waiting_response", slug, f"About {slug}")


@pytest.fixture
async def world(database: Database, site: replay.Replay, fetcher: Fetcher) -> World:
    made = World(database, site, fetcher)
    await made.begin()
    return made


async def test_new_requests_by_others_are_told_as_such_and_nothing_else(world: World):
    world.publish(world.request(1, "old_one"))
    assert (await world.look()).outcome.new == 1
    assert await world.place.waiting() == []
    async with world.database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, "discord", "space 1", "x", world.now)
        await foi_requests.add(
            connection,
            NewRequest(
                campaign_id=campaign.id,
                body_code="QJK",
                body_name=BODY,
                icb="QJK",
                region="Y58",
                subject="x",
                regime=Regime.FOIA,
                url="http://whatdotheyknow.com/request/ours#outgoing-3",
            ),
            world.now,
        )
    world.now += EVERY
    world.publish(
        world.request(1, "old_one"),
        world.request(2, "new_one"),
        world.request(3, "ours"),
        world.request(4, "ours_2"),
        world.request(5, "answered_one", kind="response"),
        world.request(6, "followed_up", kind="followup_sent"),
    )
    looked = await world.look()
    assert (looked.problem, looked.outcome.new, looked.outcome.announced) == ("", 2, 2)
    assert sorted(name for _, name, _ in await world.place.told()) == ["request new_one", "request ours_2"]
    assert world.site.queries(body_path()) == ["event_type=sent"] * 2


@SQLITE_ONLY
async def test_a_post_says_that_it_is_by_others_and_where_it_is_from(world: World):
    world.publish()
    await world.look()
    world.now += EVERY
    world.publish(world.request(2, "new_one"))
    await world.look()
    (row,) = await world.place.waiting()
    event, _ = await world.place.event(row.subject_id)
    async with world.database.read() as connection:
        notice = await notices.get(connection, event.notice_id)
    assert notice
    assert notice.title == f"By others, a request to {BODY}: About new_one"
    assert notice.icb == "QJK"
    doc = NoticeDoc.from_json(notice.doc)
    assert doc.url == "https://www.whatdotheyknow.com/request/new_one"
    assert (
        dict(doc.facts)["From"] == "WhatDoTheyKnow, by its volunteers and mySociety; page names CC BY-SA 4.0"
    )
    assert "others" in dict(doc.facts)["By"]
    assert "Sample User" not in notice.doc + notice.title


@SQLITE_ONLY
async def test_the_same_again_is_nothing_and_is_not_even_sent(world: World):
    world.publish(world.request(1, "one"))
    await world.look()
    assert (await world.look()).outcome.items == 0  # 304
    world.publish(world.request(9, "one"))  # its id, and the moment, are others
    assert (await world.look()).outcome.announced == 0


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("fault", "kind", "rest"),
    [
        (replay.refusal(403), "forbidden", timedelta(days=1)),
        (replay.refusal(429, Retry_After="5"), "asked-to-wait", timedelta(days=1)),
        (replay.refusal(404), "gone", EVERY),
        (replay.refusal(500), "server-failed", EVERY),
        (replay.body(b"<html>no</html>", "text/html"), "not-understood", EVERY),
        (replay.half(feed([Event(1, "sent", AT)])[0]), "cut-short", EVERY),
        (replay.redirect("/elsewhere"), "gone", EVERY),
    ],
)
async def test_a_failure_is_no_reason_to_ask_sooner(
    world: World, fault: replay.Fault, kind: str, rest: timedelta
):
    world.site.fault(body_path(), fault, fault)
    assert (await world.look()).problem
    state = await world.state()
    assert (state.last_error_kind or "").startswith(kind)
    assert state.next_due == world.now + rest
    assert len(world.site.queries(body_path())) == 1
    world.now += timedelta(hours=23)
    assert await world.turns.take() is (rest < timedelta(days=1))


@SQLITE_ONLY
async def test_turned_off_the_site_is_not_asked_and_that_is_said(world: World):
    world.publish(world.request(1, "one"))
    world.on = False
    assert "turned off" in (await world.look()).problem
    assert world.site.asked == []
    world.on = True
    assert (await world.look()).problem == ""


@SQLITE_ONLY
@pytest.mark.parametrize("mark", ["", "x", "[]", "{}", '{"etag": 1}'])
async def test_any_mark_is_borne(world: World, mark: str):
    world.publish(world.request(1, "one"))
    async with world.database.write() as connection:
        await sources.advance(connection, "feed:devon", mark)
    assert (await world.look()).outcome.new == 1
