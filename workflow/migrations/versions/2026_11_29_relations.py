"""Who is the partner of which case; the role for a whole partner country is called authority."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_relations"
down_revision = "2026_11_29_judgements"
branch_labels = None
depends_on = None

_TO_AUTHORITIES = (
    "UPDATE grants SET role = 'authority' WHERE role = 'partner' AND partner IS NOT NULL",
    # A partner's role that named no country reached every nomination of a call. Nobody is given that back: the partner of a
    # nomination is invited to it.
    "DELETE FROM grants WHERE role = 'partner'",
    "UPDATE links SET role = 'authority' WHERE role = 'partner' AND case_id IS NULL",
)


def upgrade() -> None:
    op.create_table(
        "relations",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("invitation", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_relations_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_relations"),
    )
    op.create_index("ix_relations_person_case_id", "relations", ["person", "case_id"])
    for statement in _TO_AUTHORITIES:
        op.execute(statement)
