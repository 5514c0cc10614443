"""A counterpart's filing counts once that side has submitted it: which revision, and since when."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "2026_11_29_submissions"
down_revision = "2026_11_29_sent_forms"
branch_labels = None
depends_on = None

_COUNTED = """
INSERT INTO counts (call, direction, topic, state, deadline, due_at, sides, cases, funds, asked)
SELECT call, direction, coalesce(topic, ''), state, coalesce(deadline, ''),
    coalesce(due_at, '9999-01-01 00:00:00.000000'),
    CASE WHEN counterpart_filed > 0 THEN 'both' WHEN counterpart_at IS NULL THEN 'one' ELSE 'told' END,
    count(*), sum(coalesce(amount, 0)), sum(coalesce(asked, 0))
FROM cases GROUP BY 1, 2, 3, 4, 5, 6, 7
"""


def upgrade() -> None:
    """Nothing that was only saved before counts as submitted."""
    op.add_column("cases", sa.Column("counterpart_filed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("counterpart_filed_at", UTCDateTime(), nullable=True))
    op.execute("DELETE FROM counts")
    op.execute(_COUNTED)
