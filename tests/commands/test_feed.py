"""`feeds` and `feed`: how sources are, and feeds that organisers add."""

from datetime import timedelta

import pytest

from commands.core.reply import Outcome
from law.foi.regime import Regime
from storage import campaigns, foi_requests, outbox, sources, subscriptions
from storage.foi_requests import NewRequest
from storage.outbox import NewRow
from storage.sources import Setup
from tests.commands.stock import NOW

URL = "https://hospital.example/news.xml"


async def test_added_tried_and_taken_away(say, services):
    assert "Second <b>entry</b>" in await say.said(f"feed test {URL}")
    told = await say.said(f"feed add {URL}")
    assert "told of what is new in that feed" in told
    assert "What it has now is not posted" in told
    database = await services.database()
    async with database.read() as connection:
        (state,) = await sources.every(connection)
        (wish,) = await subscriptions.of_channel(connection, "discord", "channel")
    assert (state.url, state.title, state.name[:5]) == (URL, "A hospital's news", "feed:")
    assert state.campaign_id == wish.campaign_id
    assert list(wish.filters["sources"]) == [state.name]
    assert f"the feed “A hospital's news” ({state.name})" in await say.said("watching")
    assert "A hospital's news" in await say.said("feeds")
    told = await say.said(f"feed remove {state.name}")
    assert f"!feed add {URL}" in told
    assert "told of nothing yet" in await say.said("watching")
    assert "added no feed" in await say.said(f"feed remove {URL}")


async def test_what_cannot_be_read_is_not_added(say, services):
    for order in ("feed test https://broken.example", "feed add https://broken.example"):
        reply = await say(order)
        assert "not RSS or Atom" in reply.plain()
        assert reply.outcome is Outcome.NOT_FOUND
    database = await services.database()
    async with database.read() as connection:
        assert await sources.every(connection) == []


@pytest.mark.parametrize(
    "address",
    ["example.org", "file:///etc/passwd", "javascript:alert(1)", "https://", "https://me:secret@example.org", "https://a.example/ b", "https://[", "https://" + "a" * 450],
)  # fmt: skip
async def test_addresses_that_are_none(say, address):
    assert (await say(f"feed add {address}")).outcome is Outcome.NOT_UNDERSTOOD


async def test_campaigns_do_not_see_each_others_feeds(say):
    await say(f"feed add {URL}")
    assert "hospital" not in await say.said("feeds", space="another server")
    assert "added no feed" in await say.said(f"feed remove {URL}", space="another server")
    await say(f"feed add {URL}", space="another server", channel="theirs")
    assert "read no more" in await say.said(f"feed remove {URL}")
    assert "hospital" in await say.said("feeds", space="another server")


async def test_the_state_of_sources_and_of_the_outbox(say, services):
    assert "None has been looked at yet" in await say.said("feeds")
    await say("watch tenders Midlands")
    database = await services.database()
    async with database.write() as connection:
        setups = [
            Setup(
                name=name,
                kind=name,
                url="https://a.example",
                title=name.upper(),
                every_seconds=300,
                enabled=on,
            )
            for name, on in (("one", True), ("two", True), ("three", False), ("four", True))
        ]
        await sources.ensure(connection, setups, NOW)
        await sources.note_success(connection, "one", NOW - timedelta(minutes=3), NOW)
        await sources.advance(connection, "one", "mark", NOW - timedelta(hours=2))
        await sources.note_failure(
            connection, "two", NOW, NOW + timedelta(hours=2), "timed-out: it took too long"
        )
        row = NewRow(key="k", subject_kind="event", subject_id=1, reason="new", platform="discord", channel="channel", not_before=NOW - timedelta(minutes=5))  # fmt: skip
        await outbox.put_many(connection, [row], NOW)
    told = await say.said("feeds")
    assert "ONE: well; looked at 3 minutes ago, last item 2 hours ago" in told
    assert "TWO: in trouble: 1 failure in a row (it took too long); next try in 2 hours" in told
    assert "THREE: turned off" in told
    assert "FOUR: not looked at yet" in told
    assert "1 due, the oldest since 5 minutes ago" in told


async def test_what_the_foi_desk_could_tell_nobody_is_seen_by_its_campaign(say, services):
    await say("watch tenders Midlands")
    database = await services.database()
    async with database.write() as connection:
        campaign = await campaigns.campaign_of_space(connection, "discord", "server")
        new = NewRequest(
            campaign_id=campaign.id, body_code="QJK", body_name="NHS Devon ICB", icb=None, region=None,
            subject="contracts", regime=Regime.FOIA,
        )  # fmt: skip
        made = await foi_requests.add(connection, new, NOW)
        row = NewRow(key="k", subject_kind="foi", subject_id=made.id, reason="r", platform="discord", channel="@2", not_before=NOW)  # fmt: skip
        await outbox.put_many(connection, [row], NOW)
        [claimed] = await outbox.claim(connection, "me", NOW, NOW, 1, ["discord"])
        await outbox.dead(connection, [claimed.id], "me", "No channel is set up for the desk.")
    assert "No channel is set up for the desk." in await say.said("feeds")
    assert "No channel is set up" not in await say.said("feeds", space="another server")
