"""`feeds`: how each source is, and how much waits to be posted."""

from datetime import datetime
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.declare import Area, Permission, command
from commands.core.here import campaign_of
from commands.core.moments import ago, counted, left
from commands.core.reply import Block, Bold, Bullets, Code, Heading, Line, Note, Reply, Text
from commands.core.text import shown
from commands.desk.telling import FOI

if TYPE_CHECKING:
    from storage.outbox_upkeep import Queue
    from storage.sources import SourceState

_DEAD_SHOWN = 5


@command(
    "feeds",
    "How each source is: last look, last item, failures; and what waits to be posted",
    aliases=("sources",),
    examples=("feeds",),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def feeds(context: Context) -> Reply:
    """The state of the official sources, of the feeds this campaign added, and of the outbox."""
    now = context.request.now
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
        every = await storage.sources.every(connection)
        queue = await storage.outbox_upkeep.queue(connection, now)
        dead = await storage.outbox_upkeep.dead_letters(connection, 100) if queue.dead else []
        theirs = await storage.subscriptions.of_campaign(connection, campaign.id) if campaign else []
        asked = await storage.foi_requests.get_many(
            connection, [row.subject_id for row in dead if row.subject_kind == FOI]
        )
    own = campaign.id if campaign else None
    official = [state for state in every if state.campaign_id is None]
    added = [state for state in every if state.campaign_id is not None and state.campaign_id == own]
    blocks: list[Block] = [Heading("Official sources")]
    if official:
        blocks.append(Bullets(tuple(_state(state, now) for state in official)))
    else:
        blocks.append(Text(("None has been looked at yet: the running bot does, from its first minute on.",)))
    if added:
        blocks += [Heading("Added here"), Bullets(tuple(_state(state, now) for state in added))]
    blocks += [Heading("To be posted"), Text((_queue(queue, now),))]
    channels = {(each.platform, each.channel) for each in theirs}
    requests = {number for number, request in asked.items() if request.campaign_id == own}
    given_up = [
        row
        for row in dead
        if (row.platform, row.channel) in channels or (row.subject_kind == FOI and row.subject_id in requests)
    ]
    if given_up:
        items = tuple((shown(row.problem or "no reason kept", 150),) for row in given_up[:_DEAD_SHOWN])
        blocks += [Text((f"Given up for this campaign, {len(given_up)} of late:",)), Bullets(items)]
    add: Line = ("Add an RSS or Atom feed: ", Code(context.type("feed add https://example.org/feed")), ".")
    return Reply((*blocks, Note(add)))


def _state(state: "SourceState", now: datetime) -> Line:
    name = f"{shown(state.title, 80)}" + (f" ({state.name})" if state.campaign_id is not None else "")
    if not state.enabled:
        return (Bold(f"{name}: "), "turned off")
    if state.last_look is None:
        return (Bold(f"{name}: "), "not looked at yet")
    words = f"looked at {ago(state.last_look, now)}, last item {ago(state.last_item, now)}"
    if not state.failures:
        return (Bold(f"{name}: "), f"well; {words}")
    # The kind of failure, then what happened, in our own words.
    why = (state.last_error_kind or "").partition(": ")[2] or state.last_error_kind or "no reason kept"
    again = f"; next try {left(state.next_due, now)}" if state.next_due > now else ""
    trouble = f"{counted(state.failures, 'failure')} in a row ({shown(why, 150)}){again}"
    return (Bold(f"{name}: "), f"in trouble: {trouble}; {words}; last well {ago(state.last_success, now)}")


def _queue(queue: "Queue", now: datetime) -> str:
    oldest = f", the oldest since {ago(queue.oldest, now)}" if queue.oldest else ""
    return (
        f"{queue.due} due{oldest}; {queue.leased} being sent; {queue.later} for later; "
        f"{queue.dead} given up (of all campaigns)."
    )
