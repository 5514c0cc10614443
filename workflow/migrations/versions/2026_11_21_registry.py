"""What is known beyond any one case."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "2026_11_21_registry"
down_revision = "2026_11_21_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.String(length=10), nullable=True),
        sa.Column("effective_on", sa.String(length=10), nullable=True),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_agreements"),
    )

    op.create_table(
        "authorities",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("partner", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("contact", sa.String(length=1000), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authorities"),
    )
    op.create_index("ix_authorities_partner", "authorities", ["partner"])

    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("registered_in", sa.String(length=200), nullable=True),
        sa.Column("ror", sa.String(length=9), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("ror", name="uq_organisations_ror"),
    )

    op.create_table(
        "correspondence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authorities.id"], name="fk_correspondence_authority"),
        sa.PrimaryKeyConstraint("id", name="pk_correspondence"),
    )
    op.create_index("ix_correspondence_authority", "correspondence", ["authority"])
