"""Looking up, for some rows of the outbox at once, what they are about and where it was posted before."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.notices.plan import CHANNEL, NOTICE, Known, own, together
from feeds.decide import EVENT
from storage import campaigns, notice_events, notices, posts, subscriptions
from storage.outbox import OutboxRow
from storage.subscriptions import Subscription


async def look_up(
    connection: AsyncConnection, rows: Sequence[OutboxRow], wanted: dict[int, Subscription]
) -> Known:
    """What is known now of the subjects of `rows`, in a few statements however many there are.

    `wanted` are their subscriptions, by id.
    """
    events = await notice_events.get_many(connection, [r.subject_id for r in rows if r.subject_kind == EVENT])
    numbers = {event.notice_id for event in events.values()}
    numbers |= {row.subject_id for row in rows if row.subject_kind == NOTICE}
    found = await notices.get_many(connection, numbers)
    for number, event in events.items():
        notice = found.get(event.notice_id)
        if notice is not None and notice.changed_at > event.at:  # it has changed again since
            every = await notice_events.of_notice(connection, notice.id)
            events[number] = together([each for each in every if each.id >= number])
    resting = {row.subject_id for row in rows if row.subject_kind == CHANNEL}
    if resting:
        wanted = wanted | await subscriptions.get_many(connection, resting)
    known = Known(events, found, wanted)
    places = []
    for row in rows:
        if notice := known.notice(row):
            places += [(row.platform, row.channel, about) for about in (notice.thread_key, own(notice))]
    standing = await posts.get_many(connection, places)
    campaign_ids = {wanted[row.subject_id].campaign_id for row in rows if _asks_where(row, wanted)}
    homes = {number: await campaigns.spaces_of(connection, number) for number in campaign_ids}
    return Known(events, found, wanted, standing, homes)


def _asks_where(row: OutboxRow, wanted: Mapping[int, Subscription]) -> bool:
    return row.subject_kind == CHANNEL and row.subject_id in wanted
