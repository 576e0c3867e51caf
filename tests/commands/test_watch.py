"""`watch`, `unwatch`, `watching`, `mute`: what a channel is told of, and every way back."""

import re

import pytest

from commands.core.reply import Outcome
from storage import subscriptions
from tests.commands.stock import NOW


@pytest.fixture
def kept(services):
    """The subscriptions of a channel of the server, as stored."""

    async def of(channel: str = "channel"):
        database = await services.database()
        async with database.read() as connection:
            return await subscriptions.of_channel(connection, "discord", channel)

    return of


async def test_a_wish_is_kept_as_said(say, kept, stocked):
    told = await say.said(
        "watch tenders Midlands over £1m with dialysis without dentistry daily at 8 quiet 22-7 threads"
    )
    assert "tenders in Midlands (Y60), over £1 million, about dialysis, without dentistry" in told
    assert "once a day at 8:00" in told
    (one,) = await kept()
    assert (one.kind, one.region, one.icb, one.hour) == ("tenders", "Y60", None, 8)
    assert (one.quiet_from, one.quiet_to, one.thread_procurements) == (22, 7, True)
    assert {name: one.filters.get(name) for name in ("min", "keywords", "not_keywords")} == {
        "min": 1e6,
        "keywords": ["dialysis"],
        "not_keywords": ["dentistry"],
    }


async def test_it_says_what_it_would_have_brought(say, stocked):
    told = await say.said("watch tenders Staffordshire")
    assert "it would have brought 10 posts" in told  # eight of dialysis, one planned, the hostile one
    assert "Community dialysis 10" in told
    assert "Wheelchairs" not in told
    assert "nothing in the last 30 days" in await say.said("watch tenders Norfolk")


async def test_the_same_wish_twice_is_one(say, kept):
    await say("watch tenders Midlands")
    assert "told that already" in await say.said("watch tenders the Midlands")
    assert len(await kept()) == 1


async def test_without_a_place_it_is_the_home_region_or_asked_for(say, kept):
    asked = await say("watch mergers")
    assert asked.outcome is Outcome.AMBIGUOUS
    assert "watch mergers Y60" in [choice.command for choice in asked.choices()]
    await say("setup region Midlands")
    assert "home region" in await say.said("watch")
    (one,) = await kept()
    assert (one.kind, one.region) == ("all", "Y60")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("watch everything Cannock Chase", ("all", None, "QNC", None)),
        ("watch news RJE", ("news", None, None, "RJE")),
        ("watch tenders national", ("tenders", "national", None, None)),
        ("watch tenders England", ("tenders", None, None, None)),
        ("watch company Virgin Care", ("all", None, None, None)),
    ],
)
async def test_places(say, kept, text, expected):
    await say(text)
    (one,) = await kept()
    assert (one.kind, one.region, one.icb, one.body) == expected


async def test_a_name_that_fits_several_is_asked_about(say, kept):
    asked = await say("watch tenders Newcastle over £1m")
    assert asked.outcome is Outcome.AMBIGUOUS
    orders = [choice.command for choice in asked.choices()]
    assert "watch tenders QHM over £1m" in orders
    assert await kept() == []


async def test_a_region_of_government_is_its_boards(say, kept):
    told = await say.said("watch tenders East Midlands")
    assert "followed by its 5 boards" in told
    assert {each.icb for each in await kept()} == {"QJ2", "QK1", "QJM", "QPM", "QT1"}
    way_back = re.search(r"!(unwatch [\d ]+)\.", told)
    assert way_back
    await say(way_back[1])
    assert await kept() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("watch tenders Narnia", "follow “with”"),
        ("watch tenders over lots", "is not a sum"),
        ("watch tenders Midlands daily at noonish", "is not an hour"),
        ("unwatch me", "is no number"),
        ("mute sometime", "is no time"),
        ("mute until 1 January 2030", "more than a year"),
        ("feed add ftp://example.org", "begins with https"),
    ],
)
async def test_what_is_wrong_changes_nothing(say, kept, text, words):
    reply = await say(text)
    assert words in reply.plain()
    assert reply.outcome is Outcome.NOT_UNDERSTOOD
    assert await kept() == []


async def test_only_organisers_and_only_in_a_server(say, kept):
    for order in ("watch tenders Midlands", "unwatch all", "mute 3 days", "feeds", "feed test https://a.example", "route list"):  # fmt: skip
        assert (await say(order, manages_space=False)).outcome is Outcome.REFUSED
    assert "order this there" in await say.said("watch tenders Midlands", space=None)
    assert await kept() == []


async def test_ending_names_the_command_that_makes_it_again(say, kept):
    order = "watch awards QNC over £1.5m known with dialysis cpv 85 supplier Virgin Care daily at 8 quiet 22-7 threads"
    await say(order)
    (before,) = await kept()
    told = await say.said(f"unwatch {before.id}")
    assert await kept() == []
    assert f"!{order}" in told
    await say(order)
    (after,) = await kept()
    assert after.filters == before.filters
    assert (after.icb, after.hour, after.quiet_from) == (before.icb, before.hour, before.quiet_from)


async def test_numbers_of_others_end_nothing(say, kept):
    await say("watch tenders Midlands")
    (one,) = await kept()
    assert "Nothing here has that number" in await say.said(f"unwatch {one.id}", space="another server")
    assert len(await kept()) == 1


async def test_all_of_a_channel_is_not_all_of_the_campaign(say, kept):
    await say("watch tenders Midlands")
    await say("watch tenders London")
    await say("watch tenders Devon", channel="other")
    assert "2 subscriptions ended" in await say.said("unwatch all")
    assert await kept() == []
    assert len(await kept("other")) == 1


async def test_the_list_is_numbered_and_says_how_each_is(say, kept):
    assert "told of nothing yet" in await say.said("watching")
    await say("watch tenders Midlands")
    await say("watch tenders Devon", channel="5")
    (one,) = await kept()
    told = await say.said("watching", manages_space=False)
    assert f"No. {one.id}: tenders in Midlands (Y60); posts at once; last post never" in told
    assert "Devon" not in told
    assert "1 subscription of other channels" in told
    assert "#devon-tenders is told of" in await say.said("watching all")


async def test_channels_that_not_everybody_sees_are_not_named(say):
    await say("watch tenders Midlands", channel="8")
    for who in (False, True):
        told = await say.said("watching all", manages_space=who)
        assert "Channel 8 (not everybody sees it) is told of" in told
        assert "committee" not in told
    ended = await say.said("unwatch 1")
    assert "in Channel 8 (not everybody sees it): !watch tenders Y60" in ended


async def test_muting_and_the_way_back(say, kept):
    assert "nothing here to mute" in await say.said("mute 3 days")
    await say("watch tenders Midlands")
    await say("watch tenders London")
    assert "2 subscriptions muted until Tuesday 24 November 2026, 12:00" in await say.said("mute 3 days")
    first, second = await kept()
    assert first.muted_until == second.muted_until
    assert first.muted_until
    assert (first.muted_until - NOW).days == 3
    assert "muted until Tuesday" in await say.said("watching")
    await say(f"mute off {second.id}")
    first, second = await kept()
    assert second.muted_until is None
    assert first.muted_until
    await say(f"mute until 5 May {second.id}")
    _, second = await kept()
    assert second.muted_until
    assert second.muted_until.isoformat() == "2027-05-04T23:00:00+00:00"  # midnight in London, in summer


async def test_a_channel_has_a_limit(say, kept, monkeypatch):
    monkeypatch.setattr("commands.watch.MOST", 1)
    await say("watch tenders Midlands")
    assert "can have 1 subscriptions" in await say.said("watch tenders London")
    assert len(await kept()) == 1


async def test_a_thread_of_a_room_is_kept(say, kept):
    await say("watch tenders Midlands", thread="$root")
    await say("watch tenders London", channel="99", thread="99")  # a Discord thread is a channel of its own
    assert [each.thread for each in await kept()] == ["$root"]
    assert [each.thread for each in await kept("99")] == [None]


class TestSetUp:
    async def test_a_preview_then_everything_at_once(self, say, kept, services):
        preview = await say("watch set up")
        told = preview.plain()
        assert "#midlands: tenders, awards, mergers and news: Midlands (Y60)" in told
        assert "#east-midlands: tenders, awards, mergers and news: 5 boards" in told
        assert "#national: tenders, awards, mergers and news: what is national" in told
        assert "#devon-tenders: tenders: NHS Devon ICB (QJK)" in told
        assert "#mergers: mergers: all of England" in told
        assert "general: " not in told
        assert "3 other channels left alone" in told
        assert "staff-room" not in told
        assert await kept("2") == []
        (go,) = preview.choices()
        assert go.command == "watch set up yes"
        done = await say.said(go.command)
        assert "5 channels set up, 9 subscriptions" in done
        assert [each.region for each in await kept("2")] == ["Y60"]
        assert "set up so already" in await say.said(go.command)
        way_back = re.search(r"!(unwatch [\d-]+)\.", done)
        assert way_back
        ended = await say.said(way_back[1])
        assert "9 subscriptions ended" in ended
        assert "each in its own channel" in ended
        assert "in #devon-tenders: !watch tenders QJK" in ended
        nothing = await say("watching all")
        assert "No channel of this campaign" in nothing.plain()
        assert [choice.command for choice in nothing.choices()] == ["watch set up"]

    async def test_names_that_say_nothing(self, say, services):
        assert "cannot see the names" in await say.said("watch set up", space="another server")
