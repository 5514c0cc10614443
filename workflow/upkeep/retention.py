"""What has served its purpose and is only in the way: answers kept for repetitions, what signing in leaves behind, and tasks
put off that are long back.

Nothing of it counts any more when it goes; each is judged over by its own instant wherever it is asked for. What happened
stands in the trail. Invitations stay, for those who invite see what became of them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, or_, select, tuple_
from sqlmodel import Session

from workflow.credentials import login_throttle, sessions
from workflow.identity import links
from workflow.tables import ANSWERS, ATTEMPTS, FEEDS, FLOWS, KEPT_PAGES, LINKS, SENT_FORMS, SESSIONS, SNOOZES

BATCH = 1_000
_Over = Callable[[datetime], ColumnElement[bool]]

# Which rows of a table are over by an instant.
_OVER: Sequence[tuple[Table, _Over]] = (
    (ANSWERS, lambda by: ANSWERS.c.at <= by),
    (
        ATTEMPTS,
        lambda by: (ATTEMPTS.c.at <= by - login_throttle.FORGOTTEN) & ~ATTEMPTS.c.key.startswith(login_throttle.MAIL),
    ),
    (FLOWS, lambda by: FLOWS.c.expires_at <= by),
    (LINKS, lambda by: (LINKS.c.kind == links.KIND) & _any(LINKS, by, "expires_at", "used_at", "revoked_at")),
    (SESSIONS, lambda by: _any(SESSIONS, by, "expires_at", "ended_at") | (SESSIONS.c.used_at <= by - sessions.IDLE)),
    (FEEDS, lambda by: _any(FEEDS, by, "expires_at", "revoked_at")),
    (SNOOZES, lambda by: SNOOZES.c.until <= by),
    (SENT_FORMS, lambda by: SENT_FORMS.c.at <= by),
    (KEPT_PAGES, lambda by: KEPT_PAGES.c.until <= by),
)


def purge(session: Session, *, now: datetime, kept: timedelta) -> int:
    """Remove what has been over for so long, up to a batch of each kind; the most that went of one."""
    return max(_removed(session, table, over(now - kept)) for table, over in _OVER)


def _removed(session: Session, table: Table, over: ColumnElement[bool]) -> int:
    keys = tuple(table.primary_key.columns)
    some = tuple_(*keys).in_(select(*keys).where(over).limit(BATCH))
    # Asked again of the row itself: PostgreSQL waits for whoever is changing one of them, and does not choose anew.
    return session.connection().execute(delete(table).where(some, over)).rowcount


def _any(table: Table, by: datetime, *ends: str) -> ColumnElement[bool]:
    return or_(*(table.c[end] <= by for end in ends))
