"""What the office set or confirmed of a call, by the event that says so."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_office_settings"
down_revision = "2026_11_29_relations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_settings",
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_office_settings_event"),
        sa.PrimaryKeyConstraint("call", "item", name="pk_office_settings"),
    )
