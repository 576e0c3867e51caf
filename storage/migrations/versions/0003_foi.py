"""The FOI desk: requests and their events, tasks, batches, reminders, and how people want to be told.

The types are written out, not taken from `storage.columns`: a migration must not change when
the program does.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NUMBER = sa.Integer()
YES_OR_NO = sa.Boolean()
WHEN = sa.DateTime(timezone=True)
DAY = sa.Date()
TEXT = sa.Text()


def upgrade() -> None:
    """Make the tables of the desk."""
    _requests()
    _what_happened()
    _of_campaigns()
    _of_people()
    _indexes()


def _requests() -> None:
    op.create_table(
        "foi_batches",
        *_columns(ID, "id", "campaign_id"),
        *_columns(TEXT, "name", "letter", "subject", "fields", "bodies"),
        _column("first_day", DAY),
        _column("per_day", NUMBER),
        sa.Column("created_by", ID),
        _column("created_at", WHEN),
        sa.Column("made_at", WHEN),
        sa.PrimaryKeyConstraint("id", name="pk_foi_batches"),
        _refers("foi_batches", "campaign_id", "campaigns"),
        _by("foi_batches", "created_by"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "foi_batch_people",
        *_columns(ID, "batch_id", "person_id"),
        _column("place", NUMBER),
        sa.PrimaryKeyConstraint("batch_id", "person_id", name="pk_foi_batch_people"),
        _refers("foi_batch_people", "batch_id", "foi_batches"),
        _refers("foi_batch_people", "person_id", "people"),
    )
    op.create_table(
        "foi_requests",
        *_columns(ID, "id", "campaign_id"),
        *_columns(TEXT, "body_code", "body_name"),
        *(sa.Column(name, TEXT) for name in ("icb", "region")),
        *_columns(TEXT, "subject", "regime"),
        sa.Column("letter", TEXT),
        sa.Column("batch_id", ID),
        sa.Column("send_on", DAY),
        sa.Column("url", TEXT),
        _column("priority", NUMBER),
        sa.Column("created_by", ID),
        _column("created_at", WHEN),
        sa.Column("assignee", ID),
        sa.Column("assigned_at", WHEN),
        sa.Column("wanted_by", DAY),
        *(sa.Column(name, WHEN) for name in ("lapses_at", "active_at")),
        _column("nudges", NUMBER),
        sa.Column("deferred_until", DAY),
        _column("stage", TEXT),
        _column("open", YES_OR_NO),
        sa.Column("result", TEXT),
        _column("late", YES_OR_NO),
        sa.Column("due_on", DAY),
        sa.Column("next_at", WHEN),
        _column("calendar", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_foi_requests"),
        sa.CheckConstraint("regime IN ('FOIA', 'EIR', 'FOISA')", name=op.f("ck_foi_requests_regime")),
        _refers("foi_requests", "campaign_id", "campaigns"),
        _refers("foi_requests", "batch_id", "foi_batches", "SET NULL"),
        *(_by("foi_requests", name) for name in ("created_by", "assignee")),
        sqlite_autoincrement=True,
    )


def _what_happened() -> None:
    op.create_table(
        "foi_events",
        *_columns(ID, "id", "request_id"),
        _column("kind", TEXT),
        _column("on_day", DAY),
        sa.Column("until_day", DAY),
        sa.Column("result", TEXT),
        *_columns(TEXT, "exemptions", "why", "url"),
        sa.Column("by_person", ID),
        _column("recorded_at", WHEN),
        sa.Column("replaces", ID),
        _column("void", YES_OR_NO),
        *_of_a_request("foi_events"),
        _by("foi_events", "by_person"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "foi_helpers",
        *_columns(ID, "request_id", "person_id"),
        sa.PrimaryKeyConstraint("request_id", "person_id", name="pk_foi_helpers"),
        _refers("foi_helpers", "request_id", "foi_requests"),
        _refers("foi_helpers", "person_id", "people"),
    )
    op.create_table(
        "foi_history",
        *_columns(ID, "id", "request_id"),
        _column("kind", TEXT),
        *(sa.Column(name, ID) for name in ("person_id", "by_person")),
        _column("at", WHEN),
        sa.Column("until_day", DAY),
        _column("why", TEXT),
        *_of_a_request("foi_history"),
        *(_by("foi_history", name) for name in ("person_id", "by_person")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "foi_notes",
        *_columns(ID, "id", "request_id"),
        *_columns(TEXT, "words", "url"),
        sa.Column("by_person", ID),
        _column("at", WHEN),
        *_of_a_request("foi_notes"),
        _by("foi_notes", "by_person"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "foi_reminders",
        *_columns(ID, "id", "request_id", "person_id"),
        _column("at", WHEN),
        _column("words", TEXT),
        _column("created_at", WHEN),
        _column("done", YES_OR_NO),
        *_of_a_request("foi_reminders"),
        _refers("foi_reminders", "person_id", "people"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "foi_follows",
        _column("request_id", ID),
        _column("url", TEXT),
        *(sa.Column(name, TEXT) for name in ("etag", "last_modified")),
        _column("next_due", WHEN),
        _column("failures", NUMBER),
        sa.Column("last_problem", TEXT),
        sa.PrimaryKeyConstraint("request_id", name="pk_foi_follows"),
        _refers("foi_follows", "request_id", "foi_requests"),
    )
    op.create_table(
        "foi_suggestions",
        *_columns(ID, "id", "request_id"),
        *_columns(TEXT, "entry", "kind"),
        sa.Column("result", TEXT),
        _column("on_day", DAY),
        *_columns(TEXT, "url", "state"),
        _column("at", WHEN),
        *_of_a_request("foi_suggestions"),
        sa.UniqueConstraint("request_id", "entry", name="uq_foi_suggestions_request_id_entry"),
        sqlite_autoincrement=True,
    )


def _of_campaigns() -> None:
    op.create_table(
        "foi_letters",
        _column("campaign_id", ID),
        _column("name", TEXT),
        _column("version", NUMBER),
        _column("words", TEXT),
        sa.Column("by_person", ID),
        _column("at", WHEN),
        sa.PrimaryKeyConstraint("campaign_id", "name", name="pk_foi_letters"),
        _refers("foi_letters", "campaign_id", "campaigns"),
        _by("foi_letters", "by_person"),
    )
    op.create_table(
        "foi_settings",
        _column("campaign_id", ID),
        _column("settings", TEXT),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_foi_settings"),
        _refers("foi_settings", "campaign_id", "campaigns"),
    )
    op.create_table(
        "extra_holidays",
        _column("id", ID),
        sa.Column("campaign_id", ID),
        _column("day", DAY),
        *_columns(TEXT, "parts", "name", "source"),
        sa.Column("by_person", ID),
        _column("at", WHEN),
        sa.PrimaryKeyConstraint("id", name="pk_extra_holidays"),
        _refers("extra_holidays", "campaign_id", "campaigns"),
        _by("extra_holidays", "by_person"),
        sqlite_autoincrement=True,
    )


def _of_people() -> None:
    op.create_table(
        "person_settings",
        _column("person_id", ID),
        _column("zone", TEXT),
        *_columns(NUMBER, "digest_hour", "quiet_from", "quiet_to"),
        sa.Column("platform", TEXT),
        _column("closed", TEXT),
        sa.Column("closed_at", WHEN),
        _column("closed_times", NUMBER),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_settings"),
        _refers("person_settings", "person_id", "people"),
    )
    op.create_table(
        "link_codes",
        _column("code_hash", TEXT),
        _column("person_id", ID),
        _column("until", WHEN),
        sa.PrimaryKeyConstraint("code_hash", name="pk_link_codes"),
        _refers("link_codes", "person_id", "people"),
    )
    op.create_table(
        "calendar_addresses",
        _column("token_hash", TEXT),
        *(sa.Column(name, ID) for name in ("campaign_id", "person_id", "created_by")),
        _column("created_at", WHEN),
        sa.PrimaryKeyConstraint("token_hash", name="pk_calendar_addresses"),
        sa.CheckConstraint(
            "(campaign_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_calendar_addresses_whose")
        ),
        _refers("calendar_addresses", "campaign_id", "campaigns"),
        _refers("calendar_addresses", "person_id", "people"),
        _by("calendar_addresses", "created_by"),
    )


def _indexes() -> None:
    _index("foi_batches", "campaign_id", "id")
    _index("foi_batches", "created_by")
    _index("foi_batch_people", "person_id")
    _index("foi_requests", "campaign_id", "id")
    _index("foi_requests", "campaign_id", "body_code", "id")
    _index("foi_requests", "batch_id", "campaign_id", "id")
    _index("foi_requests", "created_by")
    _index("foi_requests", "assignee", "campaign_id", "id")
    _index("foi_requests", "campaign_id", "due_on", "id", where="open")
    for column in ("assignee", "body_code", "icb", "region", "batch_id"):
        _index("foi_requests", "campaign_id", column, "due_on", "id", where="open")
    _index("foi_requests", "campaign_id", "calendar", "id", where="open")
    _index("foi_requests", "next_at", "id", where="open")
    for table in ("foi_events", "foi_history", "foi_notes", "foi_reminders"):
        _index(table, "request_id", "id")
    _index("foi_helpers", "person_id")
    _index("foi_history", "person_id")
    for table in ("foi_events", "foi_history", "foi_notes", "foi_letters", "extra_holidays"):
        _index(table, "by_person")
    _index("foi_reminders", "person_id", "id")
    _index("foi_reminders", "at", "id", where="NOT done")
    _index("foi_follows", "next_due")
    _index("extra_holidays", "campaign_id")
    _index("link_codes", "person_id")
    for column in ("campaign_id", "person_id", "created_by"):
        _index("calendar_addresses", column)


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _columns(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [_column(name, kind) for name in names]


def _of_a_request(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _refers(table, "request_id", "foi_requests"),
    )


def _by(table: str, column: str) -> sa.ForeignKeyConstraint:
    return _refers(table, column, "people", "SET NULL")


def _refers(table: str, column: str, to: str, then: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=then)


def _index(table: str, *columns: str, where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        f"ix_{table}_{'_'.join(columns)}",
        table,
        columns,
        sqlite_where=condition,
        postgresql_where=condition,
    )
