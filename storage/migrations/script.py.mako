"""${message}."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Id, Moment, Words

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Do it."""
    ${upgrades if upgrades else "pass"}
