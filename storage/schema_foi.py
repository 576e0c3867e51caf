"""The tables of the FOI desk: requests and their events, tasks, batches, and what people asked of us.

Everything here belongs to one campaign or one person and goes with it. A request is a list of dated events;
what the law makes of them is worked out when it is asked for (`law.foi.clock`). The columns named in
`INDEX_OF` only say where to look: they are written anew whenever an event or a calendar changes, and
nobody is ever told them. Why: docs/storage.md, "The FOI desk".
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)

from storage.columns import Id, Moment, Words, belongs_to, metadata

INDEX_OF = ("stage", "open", "result", "late", "due_on", "next_at", "calendar")
"""Columns of `foi_requests` that follow from its events: stage and result, whether anything is still to come,
whether the body is or was late, the date that counts now, when to look at it again, and the calendar that
was counted by."""


def _somebody(name: str) -> Column[int]:
    """A person who did something; forgotten with them, while what they did stands."""
    return Column(name, Id, ForeignKey("people.id", ondelete="SET NULL"))


def _open(*columns: str) -> Index:
    """An index of the requests that are still open."""
    condition = text("open")
    return Index(None, *columns, sqlite_where=condition, postgresql_where=condition)


foi_batches = Table(
    "foi_batches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, belongs_to("campaigns"), nullable=False),
    Column("name", Words, nullable=False),
    Column("letter", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("fields", Words, nullable=False),
    Column("bodies", Words, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("per_day", Integer, nullable=False),
    _somebody("created_by"),
    Column("created_at", Moment, nullable=False),
    Column("made_at", Moment),
    Index(None, "campaign_id", "id"),
    Index(None, "created_by"),
    sqlite_autoincrement=True,
)

foi_batch_people = Table(
    "foi_batch_people",
    metadata,
    Column("batch_id", Id, belongs_to("foi_batches"), primary_key=True, autoincrement=False),
    Column("person_id", Id, belongs_to("people"), primary_key=True, autoincrement=False),
    Column("place", Integer, nullable=False),
    Index(None, "person_id"),
)

foi_requests = Table(
    "foi_requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, belongs_to("campaigns"), nullable=False),
    Column("body_code", Words, nullable=False),
    Column("body_name", Words, nullable=False),
    Column("icb", Words),
    Column("region", Words),
    Column("subject", Words, nullable=False),
    Column("regime", Words, nullable=False),
    Column("letter", Words),
    Column("batch_id", Id, ForeignKey("foi_batches.id", ondelete="SET NULL")),
    Column("send_on", Date),
    Column("url", Words),
    Column("priority", Integer, nullable=False),
    _somebody("created_by"),
    Column("created_at", Moment, nullable=False),
    _somebody("assignee"),
    Column("assigned_at", Moment),
    Column("wanted_by", Date),
    Column("lapses_at", Moment),
    Column("active_at", Moment),
    Column("nudges", Integer, nullable=False),
    Column("deferred_until", Date),
    Column("stage", Words, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("result", Words),
    Column("late", Boolean, nullable=False),
    Column("due_on", Date),
    Column("next_at", Moment),
    Column("calendar", Words, nullable=False),
    CheckConstraint("regime IN ('FOIA', 'EIR', 'FOISA')", name="regime"),
    Index(None, "campaign_id", "id"),
    Index(None, "campaign_id", "body_code", "id"),
    Index(None, "batch_id", "campaign_id", "id"),
    Index(None, "created_by"),
    Index(None, "assignee", "campaign_id", "id"),
    _open("campaign_id", "due_on", "id"),
    *(
        _open("campaign_id", name, "due_on", "id")
        for name in ("assignee", "body_code", "icb", "region", "batch_id")
    ),
    _open("campaign_id", "calendar", "id"),
    _open("next_at", "id"),
    sqlite_autoincrement=True,
)

foi_events = Table(
    "foi_events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, belongs_to("foi_requests"), nullable=False),
    Column("kind", Words, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("until_day", Date),
    Column("result", Words),
    Column("exemptions", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("url", Words, nullable=False),
    _somebody("by_person"),
    Column("recorded_at", Moment, nullable=False),
    Column("replaces", Id),
    Column("void", Boolean, nullable=False),
    Index(None, "request_id", "id"),
    Index(None, "by_person"),
    sqlite_autoincrement=True,
)

foi_helpers = Table(
    "foi_helpers",
    metadata,
    Column("request_id", Id, belongs_to("foi_requests"), primary_key=True, autoincrement=False),
    Column("person_id", Id, belongs_to("people"), primary_key=True, autoincrement=False),
    Index(None, "person_id"),
)

foi_history = Table(
    "foi_history",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, belongs_to("foi_requests"), nullable=False),
    Column("kind", Words, nullable=False),
    _somebody("person_id"),
    _somebody("by_person"),
    Column("at", Moment, nullable=False),
    Column("until_day", Date),
    Column("why", Words, nullable=False),
    Index(None, "request_id", "id"),
    Index(None, "person_id"),
    Index(None, "by_person"),
    sqlite_autoincrement=True,
)

foi_notes = Table(
    "foi_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, belongs_to("foi_requests"), nullable=False),
    Column("words", Words, nullable=False),
    Column("url", Words, nullable=False),
    _somebody("by_person"),
    Column("at", Moment, nullable=False),
    Index(None, "request_id", "id"),
    Index(None, "by_person"),
    sqlite_autoincrement=True,
)

foi_reminders = Table(
    "foi_reminders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, belongs_to("foi_requests"), nullable=False),
    Column("person_id", Id, belongs_to("people"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("words", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done", Boolean, nullable=False),
    Index(None, "person_id", "id"),
    Index(None, "request_id", "id"),
    Index(None, "at", "id", sqlite_where=text("NOT done"), postgresql_where=text("NOT done")),
    sqlite_autoincrement=True,
)

foi_letters = Table(
    "foi_letters",
    metadata,
    Column("campaign_id", Id, belongs_to("campaigns"), primary_key=True, autoincrement=False),
    Column("name", Words, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("words", Words, nullable=False),
    _somebody("by_person"),
    Column("at", Moment, nullable=False),
    Index(None, "by_person"),
)

foi_settings = Table(
    "foi_settings",
    metadata,
    Column("campaign_id", Id, belongs_to("campaigns"), primary_key=True, autoincrement=False),
    Column("settings", Words, nullable=False),
)

foi_follows = Table(
    "foi_follows",
    metadata,
    Column("request_id", Id, belongs_to("foi_requests"), primary_key=True, autoincrement=False),
    Column("url", Words, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("next_due", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_problem", Words),
    Index(None, "next_due"),
)

foi_suggestions = Table(
    "foi_suggestions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, belongs_to("foi_requests"), nullable=False),
    Column("entry", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("result", Words),
    Column("on_day", Date, nullable=False),
    Column("url", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("request_id", "entry"),
    sqlite_autoincrement=True,
)

extra_holidays = Table(
    "extra_holidays",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, belongs_to("campaigns")),
    Column("day", Date, nullable=False),
    Column("parts", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("source", Words, nullable=False),
    _somebody("by_person"),
    Column("at", Moment, nullable=False),
    Index(None, "campaign_id"),
    Index(None, "by_person"),
    sqlite_autoincrement=True,
)

person_settings = Table(
    "person_settings",
    metadata,
    Column("person_id", Id, belongs_to("people"), primary_key=True, autoincrement=False),
    Column("zone", Words, nullable=False),
    Column("digest_hour", Integer, nullable=False),
    Column("quiet_from", Integer, nullable=False),
    Column("quiet_to", Integer, nullable=False),
    Column("platform", Words),
    Column("closed", Words, nullable=False),
    Column("closed_at", Moment),
    Column("closed_times", Integer, nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_hash", Words, primary_key=True),
    Column("person_id", Id, belongs_to("people"), nullable=False),
    Column("until", Moment, nullable=False),
    Index(None, "person_id"),
)

calendar_addresses = Table(
    "calendar_addresses",
    metadata,
    Column("token_hash", Words, primary_key=True),
    Column("campaign_id", Id, belongs_to("campaigns")),
    Column("person_id", Id, belongs_to("people")),
    _somebody("created_by"),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(campaign_id IS NULL) <> (person_id IS NULL)", name="whose"),
    Index(None, "campaign_id"),
    Index(None, "person_id"),
    Index(None, "created_by"),
)
