"""Whether everything the service relies on is in place."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlmodel import Session

from workflow import editions, set_aside
from workflow.credentials import factor_secrets
from workflow.overview import soundness
from workflow.tables import EVENTS, HEAD
from workflow.upkeep import heartbeats

GUARDS = frozenset(
    {
        "events_unchanged",
        "events_kept",
        "events_gapless",
        "editions_unchanged",
        "editions_kept",
        "head_onward",
        "head_kept",
        "head_single",
    }
)
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}
_OWN = {"sqlite": frozenset({"editions_new"}), "postgresql": frozenset[str]()}
STALE = timedelta(minutes=2)


def run_checks(session: Session, *, now: datetime) -> dict[str, str]:
    """Each thing looked at, with "ok" or what is wrong with it."""
    return {
        "database": "ok",
        "guards": _guards(session),
        "head": _head(session),
        "scheduler": _scheduler(session, now),
        "keys": factor_secrets.standing(session),
        "editions": _editions(session),
        "rows": _rows(session),
    }


def is_ready(checks: dict[str, str]) -> bool:
    """Whether the service can do its work. A row that is set aside waits by itself: everything else goes on without it."""
    return all(found == "ok" for name, found in checks.items() if name != "rows")


def _editions(session: Session) -> str:
    return "; ".join(editions.damaged(session)) or "ok"


def _rows(session: Session) -> str:
    known = {f"{one.subject} {one.key}" for one in set_aside.marked(session)}
    soundness.list_reported(session)  # which forgets those that can be read again
    known |= {f"{subject} {key}" for subject, key in set_aside.reported(session)}
    if not known:
        return "ok"
    some = ", ".join(sorted(known)[:5])
    return f"{len(known)} set aside ({some}): run `accord doctor`"


def _guards(session: Session) -> str:
    dialect = session.connection().dialect.name
    standing = set(session.execute(text(_TRIGGERS[dialect])).scalars())
    missing = sorted((GUARDS | _OWN[dialect]) - standing)
    return f"the database does not guard the trail: {', '.join(missing)} missing" if missing else "ok"


def _head(session: Session) -> str:
    size = session.execute(select(HEAD.c.size)).scalar()
    newest = session.execute(select(func.coalesce(func.max(EVENTS.c.seq), 0))).scalar()
    return "ok" if size == newest else f"the head says {size} events, the newest is {newest}"


def _scheduler(session: Session, now: datetime) -> str:
    last = heartbeats.last(session)
    if last is None:
        return "no scheduler has looked for due cases yet"
    return "ok" if now - last < STALE else f"no scheduler has looked for due cases since {last.isoformat()}"
