"""`mute off` also wakes a channel that rests because it could not be posted to."""

from commands.core.context import Services
from storage import campaigns, outbox, outbox_upkeep, subscriptions
from storage.outbox import NewRow, State
from storage.subscriptions import Kind, NewSubscription
from tests.commands.conftest import Asker
from tests.commands.stock import NOW


async def test_a_channel_goes_on_with_what_was_given_up(say: Asker, services: Services) -> None:
    await say("watch tenders Midlands")
    database = await services.database()
    async with database.write() as connection:
        campaign = await campaigns.campaign_of_space(connection, "discord", "server")
        assert campaign
        [wish] = await subscriptions.of_campaign(connection, campaign.id)
        other = NewSubscription(campaign_id=campaign.id, platform="discord", channel="other", kind=Kind.ALL)
        await subscriptions.add(connection, other, None, NOW)
        for channel in (wish.channel, "other"):
            row = NewRow(key=channel, subject_kind="event", subject_id=1, reason="new", platform="discord", channel=channel, not_before=NOW)  # fmt: skip
            await outbox.put_many(connection, [row], NOW)
        claimed = await outbox.claim(connection, "h", NOW, NOW, 10, ["discord"])
        await outbox.dead(connection, [each.id for each in claimed], "h", "may not post")
        for channel in (wish.channel, "other"):
            await subscriptions.pause(connection, "discord", channel, "may not post")
    assert "paused: may not post" in await say.said("watching")
    assert "posts come again" in await say.said("mute off")
    assert "paused" not in await say.said("watching")
    async with database.read() as connection:
        [left] = await outbox_upkeep.dead_letters(connection, 10)
        assert left.channel == "other"
        revived = await outbox.get(connection, claimed[0].id)
        assert revived
        assert revived.state is State.PENDING
        [still] = await subscriptions.of_channel(connection, "discord", "other")
        assert still.paused_why
