"""Sources, notices, subscriptions, and what is still to be posted.

The types are written out, not taken from `storage.columns`: a migration must not change when
the program does.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
BIG = sa.BigInteger()
NUMBER = sa.Integer()
YES_OR_NO = sa.Boolean()
WHEN = sa.DateTime(timezone=True)
TEXT = sa.Text()

OPEN = "state IN ('pending', 'leased')"


def upgrade() -> None:
    """Make the tables of watching."""
    op.create_table(
        "sources",
        *_columns(TEXT, "name", "kind", "url", "title"),
        sa.Column("campaign_id", ID),
        _column("enabled", YES_OR_NO),
        _column("every_seconds", NUMBER),
        sa.Column("etag", TEXT),
        sa.Column("last_modified", TEXT),
        _column("mark", TEXT),
        *(sa.Column(name, WHEN) for name in ("last_look", "last_success", "last_item")),
        _column("failures", NUMBER),
        sa.Column("last_error_kind", TEXT),
        _column("next_due", WHEN),
        _column("settled", YES_OR_NO),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
        _refers("sources", "campaign_id", "campaigns", "CASCADE"),
    )
    op.create_table(
        "notices",
        _column("id", ID),
        *_columns(TEXT, "source", "notice_id"),
        sa.Column("ocid", TEXT),
        _column("thread_key", TEXT),
        *_columns(WHEN, "published", "seen_at", "changed_at"),
        _column("content_hash", TEXT),
        _column("version", NUMBER),
        _column("stage", TEXT),
        sa.Column("notice_type", TEXT),
        _column("regime", TEXT),
        sa.Column("psr_kind", TEXT),
        *_columns(TEXT, "title", "buyer_name"),
        *(sa.Column(name, TEXT) for name in ("body_code", "icb", "region")),
        *_columns(TEXT, "scope", "confidence"),
        _column("health", YES_OR_NO),
        _column("topics", TEXT),
        sa.Column("amount", sa.Double()),
        sa.Column("deadline", WHEN),
        sa.Column("standstill_ends", WHEN),
        sa.Column("standstill_stated", YES_OR_NO),
        *_columns(TEXT, "supplier_names", "doc"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("notice_id", "source", name="uq_notices_notice_id_source"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice_words",
        _column("word", TEXT),
        _column("at", BIG),
        _column("notice_id", ID),
        sa.PrimaryKeyConstraint("word", "at", "notice_id", name="pk_notice_words"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice_events",
        *_columns(ID, "id", "notice_id"),
        _column("kind", TEXT),
        _column("at", WHEN),
        _column("changes", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_notice_events"),
        _refers("notice_events", "notice_id", "notices", "CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "subscriptions",
        *_columns(ID, "id", "campaign_id"),
        *_columns(TEXT, "platform", "channel"),
        sa.Column("thread", TEXT),
        _column("kind", TEXT),
        *(sa.Column(name, TEXT) for name in ("region", "icb", "body")),
        *_columns(TEXT, "filters", "delivery"),
        *(sa.Column(name, NUMBER) for name in ("hour", "quiet_from", "quiet_to")),
        _column("thread_procurements", YES_OR_NO),
        sa.Column("muted_until", WHEN),
        sa.Column("paused_why", TEXT),
        sa.Column("created_by", ID),
        _column("created_at", WHEN),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        _refers("subscriptions", "campaign_id", "campaigns", "CASCADE"),
        _refers("subscriptions", "created_by", "people", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox",
        _column("id", ID),
        *_columns(TEXT, "key", "subject_kind"),
        _column("subject_id", BIG),
        *_columns(TEXT, "reason", "platform", "channel"),
        sa.Column("thread", TEXT),
        sa.Column("subscription_id", BIG),
        _column("state", TEXT),
        _column("not_before", WHEN),
        _column("attempts", NUMBER),
        sa.Column("leased_by", TEXT),
        sa.Column("leased_until", WHEN),
        _column("created_at", WHEN),
        sa.Column("sent_at", WHEN),
        *(sa.Column(name, TEXT) for name in ("message_id", "problem")),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "posts",
        *_columns(TEXT, "platform", "channel", "thread_key", "root_message_id"),
        sa.Column("thread", TEXT),
        *_columns(TEXT, "last_message_id", "content_hash"),
        sa.PrimaryKeyConstraint("platform", "channel", "thread_key", name="pk_posts"),
    )
    op.create_table(
        "route_fixes",
        *_columns(TEXT, "buyer_key", "code"),
        sa.Column("by_person", ID),
        _column("at", WHEN),
        _column("why", TEXT),
        sa.PrimaryKeyConstraint("buyer_key", name="pk_route_fixes"),
        _refers("route_fixes", "by_person", "people", "SET NULL"),
    )
    op.create_table(
        "leases",
        *_columns(TEXT, "name", "holder"),
        _column("until", WHEN),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    _index("sources", "campaign_id")
    _index("notices", "published", "id")
    _index("notices", "published", "id", name="ix_notices_news", where="stage = 'news'")
    for column in ("region", "icb", "body_code"):
        _index("notices", column, "published", "id", where=f"{column} IS NOT NULL")
        _index("notices", column, "deadline", "id", where="deadline IS NOT NULL")
    _index("notices", "ocid", "thread_key", "published", "id", where="ocid IS NOT NULL")
    for column in ("deadline", "standstill_ends"):
        _index("notices", column, "id", where=f"{column} IS NOT NULL")
    _index("notice_events", "notice_id", "id")
    _index("subscriptions", "platform", "channel")
    _index("subscriptions", "campaign_id")
    _index("subscriptions", "created_by")
    _index("outbox", "platform", "not_before", "id", name="ix_outbox_open", where=OPEN)
    _index("outbox", "platform", "channel", "id", name="ix_outbox_destination", where=OPEN)
    tried = "state NOT IN ('sent', 'dropped', 'dead') AND attempts > 0"
    _index("outbox", "platform", "channel", "id", name="ix_outbox_tried", where=tried)
    _index("outbox", "id", name="ix_outbox_dead", where="state = 'dead'")
    _index("route_fixes", "by_person")


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _columns(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [_column(name, kind) for name in names]


def _refers(table: str, column: str, to: str, then: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=then)


def _index(table: str, *columns: str, name: str | None = None, where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        name or f"ix_{table}_{'_'.join(columns)}",
        table,
        columns,
        sqlite_where=condition,
        postgresql_where=condition,
    )
