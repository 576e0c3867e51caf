"""What is held under a person's name, table by table: for the export, and so that nothing is left out.

Every column that refers to `people` stands in one of `SECTIONS`; a test walks the schema.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import (
    calendar_addresses,
    campaigns,
    extra_holidays,
    foi_batch_people,
    foi_batches,
    foi_events,
    foi_helpers,
    foi_history,
    foi_letters,
    foi_notes,
    foi_reminders,
    foi_requests,
    link_codes,
    people,
    person_settings,
    roles,
    route_fixes,
    subscriptions,
)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one table that name a person in the column `whose`, and what of them is shown under which name.

    Where `also` names them too, the row is in that column's section.
    """

    name: str
    whose: Column[Any]
    shown: dict[str, Column[Any]]
    also: Column[Any] | None = None


def _section(
    name: str, whose: Column[Any], also: Column[Any] | None = None, /, **shown: Column[Any]
) -> Section:
    return Section(name, whose, shown, also)


_CAMPAIGN = campaigns.c.name
_asked, _done = foi_requests.c, foi_history.c

SECTIONS = (
    _section("roles", roles.c.person_id, campaign=_CAMPAIGN, role=roles.c.role, given_at=roles.c.granted_at),
    _section(
        "roles_given",
        roles.c.granted_by,
        roles.c.person_id,
        campaign=_CAMPAIGN,
        role=roles.c.role,
        given_at=roles.c.granted_at,
    ),
    _section(
        "subscriptions_made",
        subscriptions.c.created_by,
        platform=subscriptions.c.platform,
        channel=subscriptions.c.channel,
        kind=subscriptions.c.kind,
        at=subscriptions.c.created_at,
    ),
    _section(
        "routes_corrected",
        route_fixes.c.by_person,
        buyer=route_fixes.c.buyer_key,
        code=route_fixes.c.code,
        why=route_fixes.c.why,
        at=route_fixes.c.at,
    ),
    _section(
        "tasks",
        _asked.assignee,
        request=_asked.id,
        campaign=_CAMPAIGN,
        body=_asked.body_name,
        subject=_asked.subject,
        since=_asked.assigned_at,
        wanted_by=_asked.wanted_by,
        claim_ends=_asked.lapses_at,
        last_active=_asked.active_at,
        nudges=_asked.nudges,
        open=_asked.open,
    ),
    _section(
        "requests_made",
        _asked.created_by,
        request=_asked.id,
        campaign=_CAMPAIGN,
        body=_asked.body_name,
        subject=_asked.subject,
        at=_asked.created_at,
    ),
    _section(
        "batches_made",
        foi_batches.c.created_by,
        campaign=_CAMPAIGN,
        name=foi_batches.c.name,
        subject=foi_batches.c.subject,
        at=foi_batches.c.created_at,
    ),
    _section("batches_to_share", foi_batch_people.c.person_id, batch=foi_batch_people.c.batch_id),
    _section(
        "events_recorded",
        foi_events.c.by_person,
        request=foi_events.c.request_id,
        kind=foi_events.c.kind,
        on=foi_events.c.on_day,
        until=foi_events.c.until_day,
        result=foi_events.c.result,
        exemptions=foi_events.c.exemptions,
        why=foi_events.c.why,
        url=foi_events.c.url,
        at=foi_events.c.recorded_at,
        void=foi_events.c.void,
    ),
    _section("helping", foi_helpers.c.person_id, request=foi_helpers.c.request_id),
    _section(
        "task_history",
        _done.person_id,
        request=_done.request_id,
        kind=_done.kind,
        at=_done.at,
        until=_done.until_day,
        why=_done.why,
    ),
    _section(
        "task_changes_made",
        _done.by_person,
        _done.person_id,
        request=_done.request_id,
        kind=_done.kind,
        at=_done.at,
        until=_done.until_day,
        why=_done.why,
    ),
    _section(
        "notes",
        foi_notes.c.by_person,
        request=foi_notes.c.request_id,
        words=foi_notes.c.words,
        url=foi_notes.c.url,
        at=foi_notes.c.at,
    ),
    _section(
        "reminders",
        foi_reminders.c.person_id,
        request=foi_reminders.c.request_id,
        words=foi_reminders.c.words,
        at=foi_reminders.c.at,
        done=foi_reminders.c.done,
    ),
    _section(
        "letters_written",
        foi_letters.c.by_person,
        campaign=_CAMPAIGN,
        name=foi_letters.c.name,
        version=foi_letters.c.version,
        words=foi_letters.c.words,
        at=foi_letters.c.at,
    ),
    _section(
        "holidays_added",
        extra_holidays.c.by_person,
        campaign=_CAMPAIGN,
        day=extra_holidays.c.day,
        name=extra_holidays.c.name,
        at=extra_holidays.c.at,
    ),
    _section(
        "settings",
        person_settings.c.person_id,
        zone=person_settings.c.zone,
        digest_hour=person_settings.c.digest_hour,
        quiet_from=person_settings.c.quiet_from,
        quiet_to=person_settings.c.quiet_to,
        platform=person_settings.c.platform,
        closed=person_settings.c.closed,
        closed_at=person_settings.c.closed_at,
        closed_times=person_settings.c.closed_times,
    ),
    _section("link_codes", link_codes.c.person_id, good_until=link_codes.c.until),
    _section(
        "calendar_addresses",
        calendar_addresses.c.person_id,
        made_at=calendar_addresses.c.created_at,
    ),
    _section(
        "calendar_addresses_made",
        calendar_addresses.c.created_by,
        calendar_addresses.c.person_id,
        campaign=_CAMPAIGN,
        made_at=calendar_addresses.c.created_at,
    ),
)


def columns() -> set[Column[Any]]:
    """The columns that refer to `people`, of all tables."""
    return {
        reference.parent
        for table in people.metadata.tables.values()
        for reference in table.foreign_keys
        if reference.column is people.c.id
    }


async def held(connection: AsyncConnection, person_id: int | None) -> dict[str, list[dict[str, Any]]]:
    """What is held under a person's name, by section, fit for JSON; all empty for None."""
    return {
        each.name: [] if person_id is None else await _of(connection, each, person_id) for each in SECTIONS
    }


async def _of(connection: AsyncConnection, section: Section, person_id: int) -> list[dict[str, Any]]:
    table = section.whose.table
    source: Any = table
    if "campaign" in section.shown:
        source = table.outerjoin(campaigns, campaigns.c.id == table.c.campaign_id)
    conditions: list[ColumnElement[bool]] = [section.whose == person_id]
    if section.also is not None:
        conditions.append(section.also.is_distinct_from(section.whose))
    query = select(*(column.label(name) for name, column in section.shown.items())).select_from(source)
    found = await connection.execute(query.where(*conditions).order_by(*table.primary_key.columns))
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in found]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
