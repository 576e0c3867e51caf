"""The tables of watching: sources, notices, who wants which, and what is still to be posted.

Notices are public record and belong to nobody; a subscription belongs to a campaign. An index that
lists newest first ends with the id, so that a page begins where the last one ended; the indexes of
deadlines leave out the five notices in six that have none. Why: docs/storage.md, "Notices".
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)

from storage.columns import Id, Moment, Words, belongs_to, metadata

OPEN = "state IN ('pending', 'leased')"
"""Which rows of the outbox are still to be done: the condition of its partial indexes, word for word."""

TRIED = "state NOT IN ('sent', 'dropped', 'dead') AND attempts > 0"
"""Which of them are in somebody's hands or were before; in other words, so that each has its own index."""

DEAD = "state = 'dead'"
"""Which were given up."""

NEWS = "news"
"""The stage of articles and changes of the register: few among the notices, and listed by themselves."""


def _where(name: str | None, condition: str, *columns: str) -> Index:
    """An index of the rows for which `condition` holds."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def _where_set(column: str, *columns: str) -> Index:
    """An index of the rows where `column` is set, on the `columns` and the id."""
    return _where(None, f"{column} IS NOT NULL", *columns, "id")


sources = Table(
    "sources",
    metadata,
    Column("name", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("campaign_id", Id, belongs_to("campaigns")),
    Column("enabled", Boolean, nullable=False),
    Column("every_seconds", Integer, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("mark", Words, nullable=False),
    Column("last_look", Moment),
    Column("last_success", Moment),
    Column("last_item", Moment),
    Column("failures", Integer, nullable=False),
    Column("last_error_kind", Words),
    Column("next_due", Moment, nullable=False),
    Column("settled", Boolean, nullable=False),
    Index(None, "campaign_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Words, nullable=False),
    Column("notice_id", Words, nullable=False),
    Column("ocid", Words),
    Column("thread_key", Words, nullable=False),
    Column("published", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("content_hash", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stage", Words, nullable=False),
    Column("notice_type", Words),
    Column("regime", Words, nullable=False),
    Column("psr_kind", Words),
    Column("title", Words, nullable=False),
    Column("buyer_name", Words, nullable=False),
    Column("body_code", Words),
    Column("icb", Words),
    Column("region", Words),
    Column("scope", Words, nullable=False),
    Column("confidence", Words, nullable=False),
    Column("health", Boolean, nullable=False),
    Column("topics", Words, nullable=False),
    Column("amount", Double),
    Column("deadline", Moment),
    Column("standstill_ends", Moment),
    Column("standstill_stated", Boolean),
    Column("supplier_names", Words, nullable=False),
    Column("doc", Words, nullable=False),  # last: SQLite need not read it to get at the others
    UniqueConstraint("notice_id", "source"),
    Index(None, "published", "id"),
    _where("ix_notices_news", f"stage = '{NEWS}'", "published", "id"),
    _where_set("region", "region", "published"),
    _where_set("icb", "icb", "published"),
    _where_set("body_code", "body_code", "published"),
    _where_set("ocid", "ocid", "thread_key", "published"),
    _where_set("deadline", "deadline"),
    _where_set("deadline", "region", "deadline"),
    _where_set("deadline", "icb", "deadline"),
    _where_set("deadline", "body_code", "deadline"),
    _where_set("standstill_ends", "standstill_ends"),
    sqlite_autoincrement=True,
)

notice_words = Table(
    "notice_words",
    metadata,
    Column("word", Words, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("notice_id", Id, primary_key=True, autoincrement=False),
    # No foreign key: it would be looked up for each of a dozen words a notice.
    sqlite_with_rowid=False,
)

notice_events = Table(
    "notice_events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("notice_id", Id, belongs_to("notices"), nullable=False),
    Column("kind", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("changes", Words, nullable=False),
    Index(None, "notice_id", "id"),
    sqlite_autoincrement=True,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, belongs_to("campaigns"), nullable=False),
    Column("platform", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("thread", Words),
    Column("kind", Words, nullable=False),
    Column("region", Words),
    Column("icb", Words),
    Column("body", Words),
    Column("filters", Words, nullable=False),
    Column("delivery", Words, nullable=False),
    Column("hour", Integer),
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("thread_procurements", Boolean, nullable=False),
    Column("muted_until", Moment),
    Column("paused_why", Words),
    Column("created_by", Id, ForeignKey("people.id", ondelete="SET NULL")),
    Column("created_at", Moment, nullable=False),
    Index(None, "platform", "channel"),
    Index(None, "campaign_id"),
    Index(None, "created_by"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Words, nullable=False),
    Column("subject_kind", Words, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("reason", Words, nullable=False),
    Column("platform", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("thread", Words),
    # No foreign key: a subscription that goes takes along what is pending, and leaves what was sent.
    Column("subscription_id", BigInteger),
    Column("state", Words, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_by", Words),
    Column("leased_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("message_id", Words),
    Column("problem", Words),
    UniqueConstraint("key"),
    _where("ix_outbox_open", OPEN, "platform", "not_before", "id"),
    _where("ix_outbox_destination", OPEN, "platform", "channel", "id"),
    _where("ix_outbox_tried", TRIED, "platform", "channel", "id"),
    _where("ix_outbox_dead", DEAD, "id"),
    sqlite_autoincrement=True,
)

posts = Table(
    "posts",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("thread_key", Words, primary_key=True),
    Column("root_message_id", Words, nullable=False),
    Column("thread", Words),
    Column("last_message_id", Words, nullable=False),
    Column("content_hash", Words, nullable=False),
)

route_fixes = Table(
    "route_fixes",
    metadata,
    Column("buyer_key", Words, primary_key=True),
    Column("code", Words, nullable=False),
    Column("by_person", Id, ForeignKey("people.id", ondelete="SET NULL")),
    Column("at", Moment, nullable=False),
    Column("why", Words, nullable=False),
    Index(None, "by_person"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("until", Moment, nullable=False),
)
