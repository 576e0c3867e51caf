"""Campaigns, people, and which events were answered.

The types are written out, not taken from `storage.schema`: a migration must not change when
the program does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
WHEN = sa.DateTime(timezone=True)
TEXT = sa.Text()


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "campaigns",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("home_region", TEXT),
        sa.Column("created_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "spaces",
        sa.Column("platform", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "id", name="pk_spaces"),
        _goes_with("spaces", "campaign"),
    )
    op.create_table(
        "channel_roles",
        sa.Column("platform", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("region", TEXT),
        sa.PrimaryKeyConstraint("platform", "channel_id", "purpose", name="pk_channel_roles"),
        _goes_with("channel_roles", "campaign"),
    )
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts",
        sa.Column("platform", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "id", name="pk_accounts"),
        _goes_with("accounts", "person", "people"),
    )
    op.create_table(
        "roles",
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("granted_by", ID),
        sa.Column("granted_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name="pk_roles"),
        sa.CheckConstraint("role IN ('organiser', 'volunteer', 'observer')", name=op.f("ck_roles_role")),
        _goes_with("roles", "campaign"),
        _goes_with("roles", "person", "people"),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["people.id"], name="fk_roles_granted_by_people", ondelete="SET NULL"
        ),
    )
    op.create_table(
        "handled",
        sa.Column("platform", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("run_id", TEXT, nullable=False),
        sa.Column("taken_at", WHEN, nullable=False),
        sa.Column("answered_at", WHEN),
        sa.Column("answer_id", TEXT),
        sa.PrimaryKeyConstraint("platform", "event_id", name="pk_handled"),
    )
    op.create_table(
        "offers",
        sa.Column("id", ID, nullable=False),
        sa.Column("platform", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("answer_id", TEXT),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("options", TEXT, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "marks",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_marks"),
    )
    for table, *columns in (
        ("spaces", "campaign_id"),
        ("channel_roles", "campaign_id"),
        ("accounts", "person_id"),
        ("roles", "person_id"),
        ("roles", "granted_by"),
        ("offers", "platform", "answer_id"),
        ("offers", "platform", "channel", "asked_by"),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def _goes_with(table: str, one: str, many: str | None = None) -> sa.ForeignKeyConstraint:
    many = many or f"{one}s"
    return sa.ForeignKeyConstraint(
        [f"{one}_id"], [f"{many}.id"], name=f"fk_{table}_{one}_id_{many}", ondelete="CASCADE"
    )
