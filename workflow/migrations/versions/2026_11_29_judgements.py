"""What people found in the formal examination of a case."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_judgements"
down_revision = "2026_11_29_addresses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judgements",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=7), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("unjudged", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_judgements_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_judgements"),
    )
