"""E-mail addresses are compared in a form of their own, which no two people share."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from workflow.addresses import fold_address
from workflow.errors import SchemaMismatch

revision = "2026_11_29_addresses"
down_revision = "2026_11_29_sort_names"
branch_labels = None
depends_on = None

_LONGEST = 508
_PEOPLE = sa.table("people", sa.column("id"), sa.column("email"), sa.column("folded"))
_LINKS = sa.table("links", sa.column("id"), sa.column("email"), sa.column("folded"))


def upgrade() -> None:
    _refuse_clashes()
    for table in (_PEOPLE, _LINKS):
        op.add_column(table.name, sa.Column("folded", sa.String(length=_LONGEST), nullable=True))
        _fill(table)
    op.add_column("attempts", sa.Column("answer", sa.String(length=100), nullable=True))
    op.create_index("ix_people_folded", "people", ["folded"], unique=True)
    op.create_index("ix_links_folded", "links", ["folded"])


def _refuse_clashes() -> None:
    """Raises SchemaMismatch naming every address that several accounts have, before anything is changed."""
    held: dict[str, list[str]] = defaultdict(list)
    for row in op.get_bind().execute(sa.select(_PEOPLE.c.id, _PEOPLE.c.email).order_by(_PEOPLE.c.id)):
        if row.email is not None:
            held[_folded(row.email)].append(f"{row.id} ({row.email})")
    clashes = [" and ".join(ids) for ids in held.values() if len(ids) > 1]
    if clashes:
        raise SchemaMismatch(
            f"nothing was changed: these accounts have one e-mail address: {'; '.join(clashes)}. Decide which of them "
            "keeps it, take it from the others with `accord migrate --without-address ID`, and run `accord migrate` again"
        )


def _fill(table: sa.TableClause) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, table.c.email).where(table.c.email.is_not(None))).all()
    fill = sa.update(table).where(table.c.id == sa.bindparam("which")).values(folded=sa.bindparam("form"))
    if rows:
        connection.execute(fill, [{"which": row.id, "form": _folded(row.email)} for row in rows])


def _folded(email: str) -> str:
    return fold_address(email)[:_LONGEST]
