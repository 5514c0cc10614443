"""Rows that could not be read or judged, which no sweep takes until they are repaired."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_set_aside"
down_revision = "2026_11_29_submissions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "set_aside",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name="pk_set_aside"),
    )
    op.create_index("ix_set_aside_case_id", "set_aside", ["case_id"])
