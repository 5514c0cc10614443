"""Which limits of a quota line the source gives as "about": those may be passed with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_about_limits"
down_revision = "2026_11_29_partner_deadlines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("cases_about", "funds_about"):
        op.add_column("lines", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in ("cases_about", "funds_about"):
        op.drop_column("lines", name)
