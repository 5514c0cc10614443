"""Cases that name the same project, person or candidate find each other by keys; the cases that are there get theirs."""

import orjson
import sqlalchemy as sa
from alembic import op

from workflow.pool.case_keys import derive_keys

revision = "2026_11_29_case_keys"
down_revision = "2026_11_29_laureates"
branch_labels = None
depends_on = None

_NEWEST = """
    SELECT r.case_id, r.side, r.body FROM revisions r JOIN cases c ON c.id = r.case_id
    WHERE r.number = CASE r.side WHEN 'home' THEN c.home ELSE c.counterpart END"""


def upgrade() -> None:
    table = op.create_table(
        "case_keys",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=11), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_keys_case_id"),
        sa.PrimaryKeyConstraint("case_id", "side", "key", name="pk_case_keys"),
    )
    op.create_index("ix_case_keys_key", "case_keys", ["key"])
    connection = op.get_bind()
    for number, side, body in connection.execute(sa.text(_NEWEST)).all():
        keys = [{"case_id": number, "side": side, "key": key} for key in sorted(_derive(body))]
        if keys:
            connection.execute(table.insert(), keys)


def downgrade() -> None:
    op.drop_table("case_keys")


def _derive(body: str) -> frozenset[str]:
    """The keys of a filing; of one that cannot be read, which is reported elsewhere, there are none."""
    try:
        content = orjson.loads(body)
    except ValueError:
        return frozenset()
    return derive_keys(content) if isinstance(content, dict) else frozenset()
