"""What transitions record on cases: the panel's suggestion, an approval, a conferral."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_milestones"
down_revision = "2026_11_29_office_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "milestones",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("body", sa.String(length=500), nullable=True),
        sa.Column("place", sa.String(length=500), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("reference", sa.String(length=500), nullable=True),
        sa.Column("items", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_milestones_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_milestones"),
    )


def downgrade() -> None:
    op.drop_table("milestones")
