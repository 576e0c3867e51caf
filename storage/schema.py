"""Every table, in one place, and which revisions of the schema this program knows.

Those of notices and their delivery are written in `storage.schema_watch`, those of the FOI desk in
`storage.schema_foi`. Platforms are named by their `commands.core.request.Platform` value; ids of spaces,
channels, events and accounts are the platforms' own, as text. What is kept, why and for how long:
docs/storage.md.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from storage.columns import Id, Moment, Words, belongs_to, metadata
from storage.schema_foi import (
    calendar_addresses,
    extra_holidays,
    foi_batch_people,
    foi_batches,
    foi_events,
    foi_follows,
    foi_helpers,
    foi_history,
    foi_letters,
    foi_notes,
    foi_reminders,
    foi_requests,
    foi_settings,
    foi_suggestions,
    link_codes,
    person_settings,
)
from storage.schema_watch import (
    leases,
    notice_events,
    notice_words,
    notices,
    outbox,
    posts,
    route_fixes,
    sources,
    subscriptions,
)

__all__ = [
    "HEAD",
    "REVISIONS",
    "accounts",
    "calendar_addresses",
    "campaigns",
    "channel_roles",
    "extra_holidays",
    "foi_batch_people",
    "foi_batches",
    "foi_events",
    "foi_follows",
    "foi_helpers",
    "foi_history",
    "foi_letters",
    "foi_notes",
    "foi_reminders",
    "foi_requests",
    "foi_settings",
    "foi_suggestions",
    "handled",
    "leases",
    "link_codes",
    "marks",
    "metadata",
    "notice_events",
    "notice_words",
    "notices",
    "offers",
    "outbox",
    "people",
    "person_settings",
    "posts",
    "roles",
    "route_fixes",
    "sources",
    "spaces",
    "subscriptions",
]

REVISIONS = ("0001", "0002", "0003")
"""Every revision in ``migrations/versions``, oldest first: kept here so that opening an
up-to-date database needs no Alembic. A test compares the two."""

HEAD = REVISIONS[-1]
"""The revision the tables are of."""

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("home_region", Words),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

spaces = Table(
    "spaces",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("campaign_id", Id, belongs_to("campaigns"), nullable=False),
    Column("name", Words, nullable=False),
    Index(None, "campaign_id"),
)

channel_roles = Table(
    "channel_roles",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("channel_id", Words, primary_key=True),
    Column("purpose", Words, primary_key=True),
    Column("campaign_id", Id, belongs_to("campaigns"), nullable=False),
    Column("region", Words),
    Index(None, "campaign_id"),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("person_id", Id, belongs_to("people"), nullable=False),
    Column("name", Words, nullable=False),
    Index(None, "person_id"),
)

roles = Table(
    "roles",
    metadata,
    Column("campaign_id", Id, belongs_to("campaigns"), primary_key=True, autoincrement=False),
    Column("person_id", Id, belongs_to("people"), primary_key=True, autoincrement=False),
    Column("role", Words, nullable=False),
    Column("granted_by", Id, ForeignKey("people.id", ondelete="SET NULL")),
    Column("granted_at", Moment, nullable=False),
    CheckConstraint("role IN ('organiser', 'volunteer', 'observer')", name="role"),
    Index(None, "person_id"),
    Index(None, "granted_by"),
)

handled = Table(
    "handled",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("event_id", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("run_id", Words, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answer_id", Words),
)

offers = Table(
    "offers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("answer_id", Words),
    Column("asked_by", Words, nullable=False),
    Column("options", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "platform", "answer_id"),
    Index(None, "platform", "channel", "asked_by"),
    sqlite_autoincrement=True,
)

marks = Table(
    "marks",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
