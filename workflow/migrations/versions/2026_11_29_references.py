"""An agreement is told from others by the letters and digits of its reference: what is kept of each case follows."""

import hashlib

import sqlalchemy as sa
from alembic import op

from states.text import fold_reference

revision = "2026_11_29_references"
down_revision = "2026_11_29_set_aside"
branch_labels = None
depends_on = None

_CASES = sa.table("cases", sa.column("id", sa.Integer), sa.column("agreement", sa.String))
_LONGEST = 100


def upgrade() -> None:
    """A reference that has neither letter nor digit tells nothing from another, and is no agreement."""
    connection = op.get_bind()
    for number, agreement in connection.execute(sa.select(_CASES).where(_CASES.c.agreement.is_not(None))).all():
        told = fold_reference(agreement)
        kept = told if len(told) <= _LONGEST else hashlib.sha256(told.encode()).hexdigest()
        connection.execute(_CASES.update().where(_CASES.c.id == number).values(agreement=kept or None))
