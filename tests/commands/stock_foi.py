"""Requests of the console's campaign, so that the examples of the desk's commands have something to work on."""

from dataclasses import replace
from datetime import date
from typing import Final

from commands.desk.cases import desk_of
from commands.desk.recording import record
from law.foi.regime import Regime
from law.foi.story import Event, Kind, Result
from storage import campaigns, foi_batches, foi_requests, foi_tasks, people
from storage.database import Database
from storage.foi_batches import NewBatch
from storage.foi_requests import NewRequest
from tests.conftest import NOW

NUMBER: Final = 12
"""The request of the examples; the one before nobody has in hand, and it is a draft."""
_SENT = Event(Kind.SENT, date(2026, 11, 2))
_COMPLAINED = (_SENT, Event(Kind.ICO_COMPLAINED, date(2026, 11, 3)))
_STATES: Final = {
    "foi sent": (),
    "foi clarified": (_SENT, Event(Kind.CLARIFICATION_ASKED, date(2026, 11, 3))),
    "foi paid": (_SENT, Event(Kind.FEES_ASKED, date(2026, 11, 3))),
    "foi review 12 ": (
        _SENT,
        Event(Kind.ANSWERED, date(2026, 11, 3), result=Result.REFUSED),
        Event(Kind.REVIEW_ASKED, date(2026, 11, 4)),
    ),
    "foi ico 12 notice": _COMPLAINED,
    "foi ico 12 tribunal": (*_COMPLAINED, Event(Kind.ICO_NOTICED, date(2026, 11, 4))),
    "foi reopen": (_SENT, Event(Kind.WITHDRAWN, date(2026, 11, 3))),
}
"""What happened to the request before, by how an example begins; otherwise it was sent."""
_STOPPED: Final = Event(Kind.WITHDRAWN, date(2026, 11, 20), why="batch 1 stopped")


async def stock_desk(database: Database, example: str) -> None:
    """Twelve requests; the last is in the hands of whoever sits at the console, and Sam helps.

    One more, a draft that nobody has in hand, is the only one of batch 1.
    """
    state = next((events for begins, events in _STATES.items() if example.startswith(begins)), (_SENT,))
    async with database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, "console", "console", "Save our NHS", NOW)
        me = await people.ensure_person(connection, "console", "console", "you", NOW)
        sam = await people.ensure_person(connection, "console", "console:sam", "sam", NOW)
        new = NewRequest(
            campaign_id=campaign.id,
            body_code="QNC",
            body_name="NHS Staffordshire and Stoke-on-Trent Integrated Care Board",
            icb="QNC",
            region="Y60",
            subject="tender plans",
            regime=Regime.FOIA,
        )
        made = await foi_requests.add_many(connection, [new] * NUMBER, NOW)
        assert made[-1].id == NUMBER
        await foi_tasks.assign(connection, NUMBER, me, me, NOW)
        await foi_tasks.add_helper(connection, NUMBER, sam, me, NOW)
        desk = await desk_of(connection, campaign.id)
        for event in state:
            await record(connection, desk, made[-1], event, me, NOW)
        batch = await foi_batches.add(
            connection,
            NewBatch(
                campaign_id=campaign.id,
                name="NHS Devon ICB",
                letter="request_duties",
                subject="Involving the public: closure of walk-in centres",
                fields={"proposal": "closure of walk-in centres"},
                first_day=date(2026, 11, 23),
                per_day=10,
            ),
            NOW,
        )
        await foi_batches.mark_made(connection, batch.id, NOW)
        devon = replace(new, body_code="QJK", body_name="NHS Devon Integrated Care Board", batch_id=batch.id)
        of_batch = await foi_requests.add(connection, replace(devon, send_on=date(2026, 11, 23)), NOW)
        if example.startswith("batch resume"):
            await record(connection, desk, of_batch, _STOPPED, me, NOW)
