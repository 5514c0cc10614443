"""Tasks that somebody puts off: out of their queue until a day, or until something happens on the case, and back by itself.

What is put off is put off for one person and stays their task. It changes no case, so no event tells of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, delete, select, update
from sqlmodel import Session

from states import calendar
from workflow import access, lists, set_aside
from workflow.actors import Actor
from workflow.case_reader import CaseRow
from workflow.errors import InvalidRequest, NotFound
from workflow.overview import queries, worklist_rules
from workflow.overview.queries import CaseSummary
from workflow.tables import CASES, SNOOZES

MOST, LONGEST = 100, timedelta(days=90)
PutOff = tuple[int, ...]
"""The ids of the cases that somebody has put off, in order."""


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A case that is put off, and until when."""

    case: CaseSummary
    until: datetime


def put_off(session: Session, actor: Actor, *, now: datetime) -> PutOff:
    """The cases that an actor has put off and that have not come back."""
    return tuple(session.execute(_resting(actor, now).order_by(SNOOZES.c.case_id)).scalars())


def list_snoozed(session: Session, actor: Actor, *, now: datetime) -> list[Snoozed]:
    """The same with what they are and until when, the next to come back first."""
    columns = (*(CASES.c[name] for name in queries.SHOWN), CASES.c.edition, *access.relation_columns(actor))
    query = _resting(actor, now).with_only_columns(*columns, SNOOZES.c.until).where(access.visible(actor))
    found = session.execute(query.order_by(SNOOZES.c.until, SNOOZES.c.case_id))

    def build(row: CaseRow) -> Snoozed:
        return Snoozed(queries.build_summary(session, actor, row), row.until)

    return list(set_aside.keep_sound(session, "cases", found, build, lambda row: row.ref))


def last_day(due: datetime | None, zone: str, *, now: datetime) -> date | None:
    """The last day at whose beginning a case that is due at an instant may come back; None if it cannot be put off."""
    day = calendar.day(now + LONGEST if due is None else min(due, now + LONGEST), zone)
    if due is not None and _begins(day, zone) >= due:
        day -= timedelta(days=1)
    return day if day > calendar.day(now, zone) else None


def snooze(session: Session, ref: str, day: date, zone: str, version: int, *, actor: Actor, now: datetime) -> None:
    """Put a case off until a day begins, as it stood in the version that the actor saw. Raises NotFound, InvalidRequest."""
    row = queries.load_visible_row(session, actor, ref)
    mine = and_(CASES.c.id == row.id, worklist_rules.any_of(worklist_rules.rules_for(session, actor)))
    if session.execute(select(CASES.c.id).where(mine)).first() is None:
        raise InvalidRequest("only what needs you can be put off")
    if version != row.version:
        raise InvalidRequest("something happened on this case meanwhile: look at it first")
    last = last_day(queries.build_summary(session, actor, row).due_at, zone, now=now)
    if last is None:
        raise InvalidRequest("this is due too soon to be put off")
    if not calendar.day(now, zone) < day <= last:
        raise InvalidRequest(f"choose a day after today and no later than {last.isoformat()}", "/day")
    connection, theirs = session.connection(), SNOOZES.c.person == actor.id
    connection.execute(delete(SNOOZES).where(theirs, SNOOZES.c.case_id.not_in(_resting(actor, now))))
    if len({*put_off(session, actor, now=now), row.id}) > MOST:
        raise InvalidRequest(f"no more than {MOST} cases can be put off at once: bring some back")
    until = {"version": version, "until": _begins(day, zone)}
    if not lists.insert_if_absent(session, SNOOZES, {"person": actor.id, "case_id": row.id, **until}):
        connection.execute(update(SNOOZES).where(theirs, SNOOZES.c.case_id == row.id).values(until))


def bring_back(session: Session, ref: str | None, *, actor: Actor) -> None:
    """Have a case back that was put off, or (None) all of them. Raises NotFound for one that was not put off."""
    theirs = SNOOZES.c.person == actor.id
    if ref is not None:
        theirs = and_(theirs, SNOOZES.c.case_id == select(CASES.c.id).where(CASES.c.ref == ref).scalar_subquery())
    if session.connection().execute(delete(SNOOZES).where(theirs)).rowcount == 0 and ref is not None:
        raise NotFound(f"you have not put off {ref}")


def _resting(actor: Actor, now: datetime) -> Select[tuple[int]]:
    joined = select(SNOOZES.c.case_id).join_from(SNOOZES, CASES, SNOOZES.c.case_id == CASES.c.id)
    return joined.where(SNOOZES.c.person == actor.id, SNOOZES.c.until > now, SNOOZES.c.version == CASES.c.version)


def _begins(day: date, zone: str) -> datetime:
    return calendar.end_of(day - timedelta(days=1), zone)
