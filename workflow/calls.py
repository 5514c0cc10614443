"""A call in the database: its deadlines as they stand, moved by an extension that re-arms every case standing under them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlmodel import Session

from states import calendar, deadlines
from states.call import Call
from states.errors import NoSuchInstant
from states.refusal import Refusal, Unmet, refuse_value
from states.text import is_blank
from states.written import LONGEST_REASON, explain_unfit
from workflow import access, canonical, case_counters, cases, editions, permissions, provenance, set_aside, trail
from workflow.actors import SYSTEM, Actor
from workflow.commands import FireTimeouts
from workflow.outcomes import SweepResult, format_instant
from workflow.overview import holdings
from workflow.paperwork import papers
from workflow.tables import CASES, DEADLINES, EVENTS, EXTENSIONS, PARTNER_DEADLINES

_TOGETHER = 2_000


@dataclass(frozen=True, slots=True)
class DeadlineExtension:
    """What extending a call's deadline did, or would do: each deadline that moves with it, and how many cases it re-arms.

    `passes` are the deadlines after it that it passes. `ran_out` are the cases that ran out of time under one of them before.
    They stay so, unless each is reopened. Both counts are told only of cases that whoever extends it may see.
    """

    deadline: str
    until: datetime
    moved: Mapping[str, datetime]
    rearmed: int
    ran_out: tuple[str, ...]
    event: int
    passes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """How a quota line stands: its limits and what is held of them (funds in yuan)."""

    line: str
    cases_limit: int
    funds_limit: int | None
    cases_held: int
    funds_held: int


def load_call(session: Session, code: str) -> Call:
    """A call's newest edition. Raises NotFound."""
    return next(iter(editions.load_newest(session, code).values())).call


def load_deadlines(session: Session, code: str) -> dict[str, datetime]:
    """The deadlines of a call as they now stand: each the first instant that is too late."""
    query = select(DEADLINES.c.name, DEADLINES.c.at).where(DEADLINES.c.call == code).order_by(DEADLINES.c.at)
    found = set_aside.keep_sound(session, "deadlines", session.execute(query), tuple, lambda row: f"{code} {row[0]}")
    return dict(found)


def load_quota_usage(session: Session, code: str, *, actor: Actor = SYSTEM) -> list[QuotaUsage]:
    """How every quota line of a call stands, without what cases hold that a conflict of interest keeps from the actor."""
    return [
        QuotaUsage(one.line, one.cases_limit, one.funds_limit, one.cases_held, one.funds_held)
        for one in holdings.load_lines(session, actor, code)
    ]


def extend_deadline(
    session: Session,
    code: str,
    name: str,
    until: date | datetime,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    settled: datetime | None = None,
    request: str | None = None,
    dry_run: bool = False,
    confirmed: bool = False,
) -> DeadlineExtension | Refusal:
    """Move a deadline of a call to a later end of day (or instant), and every deadline that counts from it.

    One that would pass a later deadline of the call is moved only if that is `confirmed`; a dry run names what it would pass.
    A case with a later extension of its own keeps it. Cases that ran out of time before stay so; those that did after
    `settled` (by default `now`), up to which no command can still be under way elsewhere, are waited for. Raises NotFound.
    """
    call = load_call(session, code)
    connection = session.connection()
    locked = select(DEADLINES.c.name, DEADLINES.c.at).where(DEADLINES.c.call == code).with_for_update()
    before: dict[str, datetime] = {known: at for known, at in session.execute(locked)}
    roles = actor.roles_in(code)
    if refusal := permissions.check_permission("extend-call", roles, "a call's deadline can be extended by"):
        return refusal
    if name not in before:
        said = f"there is no deadline {name!r}; there are: {', '.join(before)}"
        return Refusal("no-such-definition", said, missing=(Unmet("no-such-definition", said, pointer="/deadline"),))
    try:
        end = papers.find_day_end(until, call.zone)
    except NoSuchInstant as error:
        return refuse_value("/until", str(error))
    if end <= max(before[name], now):
        last = calendar.format_last_minute(before[name], call.zone)
        return refuse_value("/until", f"an extension must lie ahead, and after {last}")
    if is_blank(reason):
        return refuse_value("/reason", "an extension asks for a reason")
    if (problem := explain_unfit(reason, LONGEST_REASON)) is not None:
        return refuse_value("/reason", problem)
    try:
        after = deadlines.compute_deadlines(call, moved={name: end})
    except NoSuchInstant as error:
        return refuse_value("/until", f"a deadline that counts from this one would leave the range: {error}")
    moved = {known: at for known, at in after.items() if at > before[known]} | {name: end}
    passes = tuple(deadlines.find_passed(call, name, end, {**before, **moved}))
    if passes and not (dry_run or confirmed):
        return papers.refuse_passing_deadline(call, name, passes[0], {**before, **moved}[passes[0]])
    if not dry_run:
        require_settled(session, now, now if settled is None else settled)
        if _is_settling(session, code, moved, now):
            said = "a deadline has just passed and is being settled; ask again in a moment"
            return Refusal("settling", said, deadline=name, until=before[name])
    standing = {known: _standing(session, code, known, at, now) for known, at in moved.items()}
    seen = sum(_counted(session, theirs, actor) for theirs in standing.values())
    ran_out = tuple(_ran_out(session, call, moved.keys(), actor))
    if dry_run:
        return DeadlineExtension(name, end, moved, seen, ran_out, 0, passes)
    armed = {known: _armed(session, standing[known], at) for known, at in moved.items()}
    fresh = {"moved": DEADLINES.c.moved + 1, "moved_at": now}
    for known, at in moved.items():
        connection.execute(
            update(DEADLINES).where(DEADLINES.c.call == code, DEADLINES.c.name == known).values(fresh | {"at": at})
        )
    told = {known: {"from": format_instant(before[known]), "to": format_instant(at)} for known, at in moved.items()}
    data = {"deadline": name, "moved": told, "rearmed": armed, "reason": reason}
    event = trail.record(session, "deadline.extended", data, actor=actor, now=now, call=code, request=request)
    provenance.record_settings(session, code, {f"deadlines.{known}": event for known in moved})
    case_counters.rebuild(connection, code)
    return DeadlineExtension(name, end, moved, seen, ran_out, event, passes)


def require_settled(session: Session, now: datetime, settled: datetime) -> None:
    """Record what has run out of time already, so that nothing is revived by moving a deadline behind it."""
    more = True
    while more:
        overtake = FireTimeouts(actor=SYSTEM, received_at=settled, limit=_TOGETHER)
        [swept] = cases.apply(session, [overtake], now=now, settled=settled)
        more = isinstance(swept, SweepResult) and swept.reached is not None


def _is_settling(session: Session, code: str, moved: Collection[str], now: datetime) -> bool:
    """Whether a deadline that is to be moved has passed for a case of which that is not recorded yet."""
    theirs = select(CASES.c.id).where(CASES.c.call == code, CASES.c.deadline.in_(moved), CASES.c.due_at <= now)
    return session.execute(theirs.limit(1)).first() is not None


def _standing(session: Session, code: str, name: str, at: datetime, now: datetime) -> ColumnElement[bool]:
    """The cases under a deadline, but for those whose own extension reaches beyond its later instant."""
    own = and_(EXTENSIONS.c.case_id == CASES.c.id, EXTENSIONS.c.deadline == name, EXTENSIONS.c.at > at)
    keeps = or_(select(EXTENSIONS.c.case_id).where(own).exists(), _waits_beyond(session, code, at))
    return and_(CASES.c.call == code, CASES.c.deadline == name, CASES.c.due_at > now, ~keeps)


def _waits_beyond(session: Session, code: str, at: datetime) -> ColumnElement[bool]:
    """That a case waits for a partner whose own deadline reaches beyond an instant."""
    lifecycles = (direction.lifecycle for direction in load_call(session, code).directions)
    states = {state for lifecycle in lifecycles for state in lifecycle.waiting_for_counterpart}
    theirs = PARTNER_DEADLINES.c
    same = (theirs.call == CASES.c.call, theirs.direction == CASES.c.direction, theirs.partner == CASES.c.partner)
    return and_(CASES.c.state.in_(states), exists(select(theirs.at).where(*same, theirs.at > at)))


def _counted(session: Session, theirs: ColumnElement[bool], actor: Actor) -> int:
    query = select(func.count()).select_from(CASES).where(theirs, access.visible(actor))
    counted: int = session.execute(query).scalar_one()
    return counted


def _armed(session: Session, theirs: ColumnElement[bool], at: datetime) -> int:
    rearmed: int = session.connection().execute(update(CASES).where(theirs).values(due_at=at)).rowcount
    return rearmed


def _ran_out(session: Session, call: Call, moved: Collection[str], actor: Actor) -> Iterator[str]:
    """The cases that the actor may see, that one of these deadlines ended last, and from where a transition still leads on."""
    ended = {
        lifecycle.transitions[then].to
        for lifecycle in (direction.lifecycle for direction in call.directions)
        for state in lifecycle.states.values()
        if state.deadline is not None and state.deadline.at in moved
        for then in state.deadline.then
        if lifecycle.states[lifecycle.transitions[then].to].final
        and lifecycle.transitions_from(lifecycle.transitions[then].to)
    }
    last = and_(EVENTS.c.case_id == CASES.c.id, EVENTS.c.number == CASES.c.version)
    query = select(CASES.c.ref, EVENTS.c.body).join_from(CASES, EVENTS, last).order_by(CASES.c.id)
    query = query.where(access.visible(actor))
    for ref, body in session.execute(query.where(CASES.c.call == call.code, CASES.c.state.in_(ended))):
        event = canonical.loads(body)
        ended_by = event["data"].get("deadline") if isinstance(event, dict) else None
        if isinstance(ended_by, str) and ended_by in moved:
            yield ref
