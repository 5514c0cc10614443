"""How often a call's deadline was moved, and when last: what calendars and caches know a change by."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "2026_11_29_deadline_moves"
down_revision = "2026_11_29_references"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("moved", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deadlines", sa.Column("moved_at", UTCDateTime(), nullable=True))
