"""The register of laureates."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_laureates"
down_revision = "2026_11_29_about_limits"
branch_labels = None
depends_on = None

_SORT_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "laureates",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("other_name", sa.String(length=500), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("award_year", sa.Integer(), nullable=False),
        sa.Column("ceremony", sa.String(length=10), nullable=True),
        sa.Column("source", sa.String(length=1000), nullable=True),
        sa.Column("case_ref", sa.String(length=40), nullable=True),
        sa.Column("sort_name", _SORT_NAME, nullable=False),
        sa.Column("match_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_laureates"),
        sa.UniqueConstraint("case_ref", name="uq_laureates_case_ref"),
        sa.UniqueConstraint("match_key", name="uq_laureates_match_key"),
    )
    op.create_index("ix_laureates_award_year", "laureates", ["award_year"])


def downgrade() -> None:
    op.drop_table("laureates")
