"""Forms of the console: that each counts once, and the pages that answer them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "2026_11_29_sent_forms"
down_revision = "2026_11_29_milestones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_forms",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sent_forms"),
    )
    op.create_index("ix_sent_forms_at", "sent_forms", ["at"])
    op.create_table(
        "kept_pages",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_kept_pages"),
    )
    op.create_index("ix_kept_pages_until", "kept_pages", ["until"])


def downgrade() -> None:
    op.drop_table("kept_pages")
    op.drop_table("sent_forms")
