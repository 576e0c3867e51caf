"""A campaign's desk, and a request as it stands on a day: its events, its clock, the steps of the ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import storage
from commands.core.moments import LONDON, london_day
from commands.desk.calendars import calendars_of
from commands.desk.hours import soonest
from commands.desk.promises import Telling, promises
from commands.desk.settings import DeskSettings, settings_of
from law.foi.clock import Clock, Stage, clock
from law.foi.ladder import Step, steps
from law.foi.regime import Calendars
from law.foi.story import Event, Kind, in_order

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest, Index

SILENT = 2
"""Nudges without a sign of life after which organisers hear of it; after one more the task goes back."""
_LOOK_AT = time(0, 5)
"""When on its day, in London, a request is looked at: the day before has ended everywhere by then."""
_BEFORE_ANSWER = frozenset(
    (
        *(Kind.SENT, Kind.DELIVERED, Kind.ACKNOWLEDGED, Kind.EXTENDED),
        *(Kind.CLARIFICATION_ASKED, Kind.CLARIFICATION_GIVEN, Kind.FEES_ASKED, Kind.FEES_PAID),
    )
)


@dataclass(frozen=True)
class Desk:
    """What a campaign's requests are counted by."""

    campaign_id: int
    calendars: Calendars
    settings: DeskSettings

    @cached_property
    def fingerprint(self) -> str:
        """What `Index.calendar` is: another one as soon as a holiday, the ladder or a policy is."""
        policy = f"{sorted(self.settings.ladder.to_dict().items())} {self.settings.ico_days}"
        return f"{self.calendars.fingerprint}.{sha256(policy.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Case:
    """A request on a day: the events that count, in the order they were recorded, and what follows."""

    request: "FoiRequest"
    events: tuple[Event, ...]
    clock: Clock
    steps: tuple[Step, ...]


async def desk_of(connection: "AsyncConnection", campaign_id: int) -> Desk:
    """The desk of a campaign."""
    calendars = await calendars_of(connection, campaign_id)
    return Desk(campaign_id, calendars, await settings_of(connection, campaign_id))


async def case(connection: "AsyncConnection", desk: Desk, request: "FoiRequest", today: date) -> Case:
    """The request as it stands on `today`, a London day."""
    (found,) = await cases(connection, desk, [request], today)
    return found


async def case_now(connection: "AsyncConnection", request: "FoiRequest", now: datetime) -> Case:
    """The request as it stands at `now`, by its own campaign's desk."""
    return await case(connection, await desk_of(connection, request.campaign_id), request, london_day(now))


async def cases(
    connection: "AsyncConnection", desk: Desk, requests: "Sequence[FoiRequest]", today: date
) -> list[Case]:
    """The same for many requests of one campaign, in their order."""
    events = await storage.foi_events.of_many(connection, [request.id for request in requests])
    return [made(desk, each, [stored.event for stored in events[each.id]], today) for each in requests]


def made(desk: Desk, request: "FoiRequest", events: Sequence[Event], today: date) -> Case:
    """The case that these events of a request make. Pure."""
    regime, calendars, settings = request.regime, desk.calendars, desk.settings
    now = clock(events, regime, calendars, today, settings.clock)
    return Case(request, tuple(events), now, tuple(steps(now, events, regime, calendars, settings.ladder)))


def index_of(desk: Desk, found: Case, now: datetime, *, told: bool) -> "Index":
    """What the request is found by from now on.

    `told` says that whatever the ladder has up to today was dealt with; otherwise a request of which there
    is such a step is due to be looked at now.
    """
    state = found.clock
    index: Index = storage.foi_requests.Index(
        stage=state.stage,
        open=state.open,
        result=state.result,
        late=_was_late(desk, found, london_day(now)),
        due_on=state.main.day if state.main else None,
        next_at=next_look(found, now, told=told),
        calendar=desk.fingerprint,
    )
    return index


def next_look(found: Case, now: datetime, *, told: bool) -> datetime | None:
    """When to look at the request again: None where nothing is to come."""
    if not found.clock.open:
        return None
    request, state, today = found.request, found.clock, london_day(now)
    tomorrow = today + timedelta(days=1)
    tellings: tuple[Telling, ...] = (*found.steps, *promises(request, state.stage, found.events))
    days = [tomorrow] if request.nudges >= SILENT else []
    if request.deferred_until is not None and request.deferred_until > today:
        tellings = tuple(each for each in tellings if each.urgent)
        days = [request.deferred_until]
    days += [each.on for each in tellings if each.on > today or not told]
    if state.main is not None and state.main.day >= today:
        days.append(state.main.day + timedelta(days=1))  # from then on it is late
    return soonest([*map(look_on, days), request.lapses_at if request.assignee is not None else None])


def look_on(day: date) -> datetime:
    """The moment at which requests are looked at because of `day`, in UTC."""
    return datetime.combine(day, _LOOK_AT, LONDON).astimezone(UTC)


def _was_late(desk: Desk, found: Case, today: date) -> bool:
    """Whether the body's answer came late, or is late: judged on the day it came, by what had happened."""
    if found.clock.stage is Stage.WAITING:
        return found.clock.late
    ordered = in_order(found.events)
    answered = next((each.on for each in ordered if each.kind is Kind.ANSWERED), None)
    ended = answered or (today if found.clock.open or not ordered else ordered[-1].on)
    before = [event for event in found.events if event.kind in _BEFORE_ANSWER and event.on <= ended]
    return clock(before, found.request.regime, desk.calendars, ended).late
