"""Where a name stands in lists: people, organisations and authorities are listed by it, not by code point."""

import sqlalchemy as sa
from alembic import op

from states.text import sort_key

revision = "2026_11_29_sort_names"
down_revision = "2026_11_21_seals"
branch_labels = None
depends_on = None

_TABLES = ("people", "organisations", "authorities")
_KIND = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    connection = op.get_bind()
    for name in _TABLES:
        op.add_column(name, sa.Column("sort_name", _KIND, nullable=False, server_default=""))
        table = sa.table(name, sa.column("id"), sa.column("name"), sa.column("sort_name"))
        for row in connection.execute(sa.select(table.c.id, table.c.name)).all():
            values = {"sort_name": sort_key(row.name)}
            connection.execute(sa.update(table).where(table.c.id == row.id).values(values))


def downgrade() -> None:
    for name in _TABLES:
        op.drop_column(name, "sort_name")
