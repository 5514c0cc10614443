"""The other side's own filing deadline, by call, direction and partner."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "2026_11_29_partner_deadlines"
down_revision = "2026_11_29_deadline_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until one is recorded the agency's date stands in for it."""
    op.create_table(
        "partner_deadlines",
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.String(length=20), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_by", sa.String(length=40), nullable=True),
        sa.Column("set_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("call", "direction", "partner", name="pk_partner_deadlines"),
    )
