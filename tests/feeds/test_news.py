"""RSS and Atom: known again under other names, sifted, safe to read; changes of the NHS's register."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import register
from feeds import ods
from feeds.custom import AddedFeed, tried
from feeds.fetcher import Fetched, Fetcher, Limits
from feeds.news import SiftedNews, topic_of
from feeds.ods import Ods, changes
from feeds.problems import FetchProblem, Kind
from feeds.source import News, Topic
from feeds.syndication import Memory, link_key, read
from feeds.throttle import Throttle
from feeds.whom import Names
from tests.feeds.making import NOW
from tests.feeds.releases import SAMPLES
from tests.servers import replay

needs_samples = pytest.mark.skipif(
    not (SAMPLES / "rss").exists(), reason="the sample feeds are not beside the project"
)


def rss(*items: tuple[str, str, str, str], title: str = "News") -> bytes:
    """A feed of (guid, link, title, date)."""
    body = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link><title>{name}</title>"
        f"<pubDate>{date}</pubDate><description>Words about it</description></item>"
        for guid, link, name, date in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{body}</channel></rss>".encode()


DATE = "Wed, 12 Aug 2026 10:58:00 +0000"
MERGER = ("1", "https://www.england.nhs.uk/2026/08/merger/", "Norfolk and Suffolk ICB to merge", DATE)


def publish(site: replay.Replay, body: bytes, path: str = "/feed/") -> str:
    site.documents[path] = (body, "application/rss+xml; charset=utf-8")
    return site.address + path


async def looked(source, fetcher: Fetcher, mark: str = "") -> tuple[list[News], str]:
    items: list[News] = []
    async for batch in source.look(fetcher, mark, NOW):
        items += batch.items
        mark = batch.mark
    return items, mark


@pytest.fixture
async def open_fetcher():
    """A fetcher that may reach this machine for added feeds too."""
    made = Fetcher("CCGWatch tests", Throttle(default=0.0), allow_private=True)
    yield made
    await made.close()


async def test_news_are_sifted(site, fetcher):
    other = ("2", "https://www.england.nhs.uk/2026/08/flu/", "NHS flu vaccinations begin", DATE)
    url = publish(site, rss(MERGER, other))
    items, _ = await looked(SiftedNews("nhs_england", url), fetcher)
    assert [(item.title, item.topic) for item in items] == [(MERGER[2], Topic.MERGERS)]
    assert items[0].published == datetime(2026, 8, 12, 10, 58, tzinfo=UTC)
    assert items[0].link == MERGER[1]


async def test_nothing_new_is_not_read_again(site, fetcher):
    url = publish(site, rss(MERGER))
    source = SiftedNews("nhs_england", url)
    _, mark = await looked(source, fetcher)
    items, again = await looked(source, fetcher, mark)
    assert (items, again) == ([], mark)
    moved = SiftedNews("nhs_england", publish(site, rss(MERGER), "/other/"))
    items, _ = await looked(moved, fetcher, mark)  # another address: what the old one said of itself is void
    assert len(items) == 1


@pytest.mark.parametrize(
    "renamed",
    [
        ("new id", MERGER[1], MERGER[2], MERGER[3]),
        ("1", MERGER[1].replace("https", "http").replace("www.", ""), MERGER[2], MERGER[3]),
        ("1", MERGER[1] + "?utm_source=rss&amp;utm_medium=feed", MERGER[2], MERGER[3]),
        ("1", MERGER[1] + "#2026-08-12", MERGER[2], MERGER[3]),
        (
            "other",
            "https://news.england.nhs.uk/?p=77",
            MERGER[2],
            MERGER[3],
        ),  # moved house: all is new but the words
    ],
)
async def test_a_feed_that_renames_its_ids_publishes_nothing_new(site, fetcher, renamed):
    source = SiftedNews("nhs_england", publish(site, rss(MERGER)))
    (first,), mark = await looked(source, fetcher)
    publish(site, rss(renamed))
    (second,), mark = await looked(source, fetcher, mark)
    assert second.id == first.id
    publish(site, rss(renamed, ("9", "https://x.nhs.uk/9", "Two trusts merge", DATE)))
    again, _ = await looked(source, fetcher, mark)
    assert {item.id for item in again} == {first.id, "x.nhs.uk/9"}


@needs_samples
async def test_gov_uk_gives_a_page_a_new_id_with_every_change(site, fetcher):
    body = (SAMPLES / "rss" / "govuk_organisation.atom").read_bytes()
    body = body.replace(b"SYNTHETIC consultation", b"boundary changes of integrated care boards")
    source = SiftedNews("gov_uk", publish(site, body))
    (first,), mark = await looked(source, fetcher)
    publish(site, body.replace(b"2026-10-01T08:30:00Z", b"2026-10-02T08:30:00Z"))
    (second,), _ = await looked(source, fetcher, mark)
    assert first.id == second.id == "gov.uk/government/consultations/sample"
    assert first.topic is Topic.BOUNDARIES


@needs_samples
@pytest.mark.parametrize(
    ("name", "many"), [("govuk_search.atom", 1), ("govuk_organisation.atom", 0), ("nhs_england.rss", 1)]
)
async def test_the_samples(site, fetcher, name, many):
    url = publish(site, (SAMPLES / "rss" / name).read_bytes())
    items, _ = await looked(SiftedNews("x", url), fetcher)
    assert len(items) == many


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Integrated care boards to merge in April 2027", Topic.MERGERS),
        ("Two NHS trusts to be dissolved", Topic.MERGERS),
        ("Consultation on ICB boundary changes", Topic.BOUNDARIES),
        ("New footprints for integrated care systems", Topic.BOUNDARIES),
        ("Closure of community hospital beds in Devon", Topic.CLOSURES),
        ("Trust plans to close maternity unit", Topic.CLOSURES),
        ("Hospital A&E to be downgraded", Topic.CLOSURES),
        ("NHS closing date for nominations", None),
        ("NHS trust disclosure statement", None),
        ("Closing the gap in NHS waiting times", None),
        ("GP surgeries open on bank holiday", None),
        ("Two companies merge", None),
        ("NHS flu season begins", None),
        ("Emergency departments under pressure, NHS says", None),
        ("Submerged hospital car park", None),
    ],
)
def test_sifting(title, topic):
    assert topic_of(title, "") is topic


async def test_an_added_feed_gives_everything(site, open_fetcher):
    url = publish(site, rss(MERGER, ("2", "https://x.org/rally", "Rally on Saturday", DATE), title="Save it"))
    items, _ = await looked(AddedFeed("feed:1", url), open_fetcher)
    assert {item.topic for item in items} == {Topic.NEWS}
    assert len(items) == 2
    found = await tried(open_fetcher, url)
    assert (found.title, len(found.entries)) == ("Save it", 2)


async def test_an_added_feed_may_not_lead_inside(site, fetcher):
    url = publish(site, rss(MERGER))
    with pytest.raises(FetchProblem) as caught:
        await looked(AddedFeed("feed:1", url), fetcher)
    assert caught.value.kind is Kind.PRIVATE_ADDRESS
    assert site.asked == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (replay.body(b"<html><body>Not found</body></html>", "text/html"), Kind.NOT_UNDERSTOOD),
        (replay.body(b"{}"), Kind.NOT_UNDERSTOOD),
        (replay.body(b""), Kind.NOT_UNDERSTOOD),
        (replay.body(b"/etc/hostname", "text/plain"), Kind.NOT_UNDERSTOOD),
        (replay.endless(64 * 1024 * 1024), Kind.TOO_BIG),
        (replay.trickle(5), Kind.TIMED_OUT),
        (replay.refusal(404), Kind.GONE),
        (replay.half(rss(MERGER) * 50), Kind.CUT_SHORT),
    ],
)
async def test_what_is_no_feed(site, open_fetcher, fault, kind):
    url = publish(site, b"")
    site.fault("/feed/", fault)
    quick = Limits(seconds=1.5, size=1024 * 1024, tries=1, patience=0.0)
    with pytest.raises(FetchProblem) as caught:
        await looked(AddedFeed("feed:1", url, quick), open_fetcher)
    assert caught.value.kind is kind


def fetched(body: bytes, kind: str = "application/rss+xml") -> Fetched:
    return Fetched("https://x.org/feed", body, kind)


def test_bombs_and_files_in_a_feed_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("topsecret")
    inside = (
        f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file://{secret}'>"
        "<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]>"
        "<rss version='2.0'><channel><item><title>t &x; &d;</title><link>https://x.org/1</link></item></channel></rss>"
    )
    _, entries = read(fetched(inside.encode()))
    assert "topsecret" not in repr(entries)
    assert all(len(entry.title) <= 300 for entry in entries)
    with pytest.raises(FetchProblem):
        read(fetched(str(secret).encode()))


def test_entries_without_links_ids_or_dates():
    body = b"<rss version='2.0'><channel><item><title>Only a title</title></item><item></item><item><guid isPermaLink='false'>7</guid><title>x</title></item><item><link>javascript:alert(1)</link><title>y</title></item></channel></rss>"
    _, entries = read(fetched(body))
    assert {(entry.key, entry.link) for entry in entries} == {("Only a title", ""), ("7", ""), ("y", "")}


def test_html_in_titles_becomes_text():
    body = "<rss version='2.0'><channel><item><title>&lt;b&gt;Merger&lt;/b&gt; &amp;amp; more</title><link>https://x.org/1</link></item></channel></rss>"
    (entry,) = read(fetched(body.encode()))[1]
    assert entry.title == "Merger & more"


@given(
    st.binary(max_size=300), st.text(max_size=40).map(lambda text: text.encode("ascii", "ignore").decode())
)
def test_no_bytes_raise_anything_else(body, kind):
    try:
        read(fetched(body, kind))
    except FetchProblem as problem:
        assert problem.kind is Kind.NOT_UNDERSTOOD


@given(st.text(max_size=60))
def test_link_keys_never_raise(text):
    link_key(text)
    Memory.from_json(text)


# Whom it concerns


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("NHS Norfolk and Suffolk ICB to merge", {"Y61"}),
        ("Merger of NHS Devon ICB and NHS Cornwall and the Isles of Scilly Integrated Care Board", {"Y58"}),
        ("Integrated care boards: Lincolnshire joins Norfolk and Suffolk", {"Y60", "Y61"}),
        ("Integrated care boards in the Midlands", {"Y60"}),
        ("Integrated care boards in the Midlands and in London", set()),
        ("All integrated care boards", set()),
        ("Lancashire cricket: Essex to merge", set()),
        ("Royal Devon University Healthcare NHS Foundation Trust to merge", {"Y58"}),
        ("", set()),
    ],
)
def test_regions_named(text, regions):
    assert set(Names(register.load()).concerned(text).regions) == regions


# The register of organisations


def organisation(code: str, name: str = "", **changes) -> dict:
    """A record in the form of the API."""
    made = {
        "Name": name or f"NHS ORGANISATION {code}",
        "Date": [{"Type": "Operational", "Start": "2022-07-01"}],
        "OrgId": {
            "root": "2.16.840.1.113883.2.1.3.2.4.18.48",
            "assigningAuthorityName": "HSCIC",
            "extension": code,
        },
        "Status": "Active",
        "LastChangeDate": "2026-08-12",
        "orgRecordClass": "RC1",
        "Roles": {"Role": [{"id": "RO261", "uniqueRoleId": 1, "primaryRole": True, "Status": "Active"}]},
    }
    made.update(changes)
    return {"Organisation": made}


def succession(kind: str, other: str, day: str = "2027-04-01") -> dict:
    target = {"OrgId": {"extension": other}, "PrimaryRoleId": {"id": "RO261", "uniqueRoleId": 2}}
    return {
        "Succ": [
            {"uniqueSuccId": 1, "Date": [{"Type": "Legal", "Start": day}], "Type": kind, "Target": target}
        ]
    }


def told(record: dict) -> list[News]:
    return list(changes(record["Organisation"], register.load(), NOW))


def test_what_the_register_knows_is_no_news():
    body = register.load().body("QNC")
    assert body
    assert told(organisation("QNC", body.name.upper())) == []
    assert told(organisation("QNC", "NHS STAFFORDSHIRE AND STOKE-ON-TRENT ICB")) == []


def test_changes_of_the_register():
    (merged,) = told(organisation("QNC", "X", Succs=succession("Successor", "QOC")))
    assert merged.topic is Topic.MERGERS
    assert "succeeded by NHS Shropshire" in merged.title
    assert merged.bodies == ("QNC", "QOC")
    assert (
        "Successor",
        "NHS Shropshire, Telford and Wrekin Integrated Care Board (QOC), 2027-04-01",
    ) in merged.facts
    body = register.load().body("QNC")
    assert body
    (closed,) = told(
        organisation("QNC", body.name, Status="Inactive", Date=[{"Type": "Legal", "End": "2027-03-31"}])
    )
    assert (closed.topic, closed.title) == (Topic.CLOSURES, f"{body.name} (QNC) closes")
    (opened,) = told(organisation("A1B2C", "NHS WEST MIDLANDS ICB"))
    assert (opened.topic, opened.title) == (
        Topic.OPENED,
        "New in the NHS register: NHS West Midlands ICB (A1B2C)",
    )
    (renamed,) = told(organisation("QNC", "NHS MIDDLE ENGLAND INTEGRATED CARE BOARD"))
    assert renamed.topic is Topic.RENAMED
    surgery = {"Role": [{"id": "RO177"}]}
    assert told(organisation("M83001", "A SURGERY", Roles=surgery)) == []


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"OrgId": 5},
        {"OrgId": {"extension": None}},
        {"OrgId": {"extension": "QNC"}, "Date": 7, "Roles": [], "Succs": {"Succ": "x"}, "Name": None},
    ],
)
def test_records_of_any_shape(record):
    list(changes(record, register.load(), NOW))


async def test_the_source_reads_what_changed(site, fetcher):
    site.organisations = {
        "QNC": organisation("QNC", "X", Succs=succession("Successor", "QOC")),
        "FX123": organisation("FX123", "PHARMACY"),
        "QOC": organisation("QOC", register.load().body("QOC").name, LastChangeDate="2026-01-01"),
        "ZZZ": organisation("ZZZ", "NEW TRUST", Roles={"Role": [{"id": "RO197"}]}),
    }
    source = Ods(register.load(), site.address + replay.ORD)
    items, mark = await looked(source, fetcher)
    assert {item.bodies[0] for item in items} == {"QNC", "ZZZ"}
    assert f"{replay.ORD}/sync?LastChangeDate=2026-07-13" in site.asked
    assert f"{replay.ORD}/organisations/FX123" not in site.asked
    assert json.loads(mark) == {"day": "2026-08-12", "waiting": []}
    again, _ = await looked(source, fetcher, mark)
    assert [item.id for item in again] == [item.id for item in items]  # the store knows them by these


async def test_many_records_are_read_over_several_looks(site, fetcher):
    codes = [f"Z{number:02}" for number in range(100)] + [f"Y{number:02}" for number in range(30)]
    site.organisations = {code: organisation(code, Roles={"Role": [{"id": "RO197"}]}) for code in codes}
    source = Ods(register.load(), site.address + replay.ORD)
    first, mark = await looked(source, fetcher)
    assert len(json.loads(mark)["waiting"]) == 30
    second, _ = await looked(source, fetcher, mark)
    assert len({item.id for item in first + second}) == 130


@pytest.mark.parametrize(
    "mark", ["", "x", "{}", '{"day": "2020-01-01", "waiting": [5]}', '{"day": "2999-01-01", "waiting": []}']
)
async def test_any_mark_of_the_register_is_borne(site, fetcher, mark):
    await looked(Ods(register.load(), site.address + replay.ORD), fetcher, mark)
    day = site.queries(f"{replay.ORD}/sync")[0].partition("=")[2]
    assert NOW.date() - timedelta(days=185) <= datetime.fromisoformat(day).date() <= NOW.date()


async def test_an_answer_that_is_no_list_is_a_failure(site, fetcher):
    site.fault(f"{replay.ORD}/sync", replay.body(b"{}"))
    with pytest.raises(FetchProblem) as caught:
        await looked(Ods(register.load(), site.address + replay.ORD), fetcher)
    assert caught.value.kind is Kind.NOT_UNDERSTOOD
    assert ods.NAME == "ods"
