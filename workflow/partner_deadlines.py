"""The other side's own filing deadline: by call, direction and partner, with its zone and where it comes from.

Until it is known, the agency's date stands in for it, as a default of ours. From then on the counterpart's filing and receipt
are judged by it, and no case ends as one-sided before it has passed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update
from sqlalchemy import case as when
from sqlmodel import Session

from states import calendar
from states.call import Call
from states.errors import NoSuchInstant
from states.refusal import Refusal, Unmet
from states.text import is_blank
from states.written import LONGEST_REASON, explain_unfit
from workflow import access, calls, case_counters, permissions, set_aside, trail, transitions
from workflow.actors import Actor
from workflow.errors import SetAside
from workflow.outcomes import format_instant
from workflow.paperwork import papers
from workflow.tables import CASES, DEADLINES, EXTENSIONS, PARTNER_DEADLINES


@dataclass(frozen=True, slots=True)
class PartnerDeadline:
    """The first instant that is too late for a partner of a direction, and where it comes from.

    `basis` is source, office (set by `set_by` at `set_at`), or default: then the agency's date stands in for it.
    """

    direction: str
    partner: str
    at: datetime
    zone: str
    basis: str
    clause: str | None = None
    reason: str | None = None
    set_by: str | None = None
    set_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadlineSet:
    """What recording a partner's deadline did, or would do: its instant, and how many cases are due at another time for it."""

    direction: str
    partner: str
    until: datetime
    zone: str
    rearmed: int
    event: int


def list_partner_deadlines(session: Session, code: str) -> list[PartnerDeadline]:
    """The deadline of every partner of a call's directions, in their order, stood in for where it is not known.

    One that is known but cannot be read is left out: nothing stands in for it.
    """
    call, standing = calls.load_call(session, code), calls.load_deadlines(session, code)
    query = select(PARTNER_DEADLINES).where(PARTNER_DEADLINES.c.call == code)
    known: dict[tuple[str, str], PartnerDeadline | None] = {}
    for row in session.execute(query):
        try:
            known[row.direction, row.partner] = _read_row(row)
        except (SetAside, NoSuchInstant) as error:
            set_aside.report(session, "partner_deadlines", " ".join(map(set_aside.name_value, row[:3])), error)
            known[row.direction, row.partner] = None
    found = []
    for direction in call.directions:
        stand_in = direction.lifecycle.counterpart_by
        if stand_in is None:
            continue
        for partner in direction.partners:
            default = PartnerDeadline(direction.code, partner, standing[stand_in], call.zone, "default")
            if (one := known.get((direction.code, partner), default)) is not None:
                found.append(one)
    return found


def _read_row(row: Row[*tuple[Any, ...]]) -> PartnerDeadline:
    """The deadline that a row holds. Raises SetAside for a value that cannot be read, NoSuchInstant for an unknown zone."""
    set_aside.check_row("partner_deadlines", " ".join(map(set_aside.name_value, row[:3])), row)
    zone = calendar.zone(row.zone).key
    about = (row.clause, row.reason, row.set_by, row.set_at)
    return PartnerDeadline(row.direction, row.partner, row.at, zone, row.basis, *about)


def set_partner_deadline(
    session: Session,
    code: str,
    direction: str,
    partner: str,
    until: date | datetime,
    *,
    zone: str,
    reason: str,
    actor: Actor,
    now: datetime,
    settled: datetime | None = None,
    request: str | None = None,
    dry_run: bool = False,
) -> DeadlineSet | Refusal:
    """Record or move the deadline by which a partner files with its own authority: the end of a day in its zone, or an instant.

    It must lie ahead. What is recorded first may be earlier than the date that stood in for it; what is known already only
    moves later, for somebody may rely on it. Cases that wait for that partner are due anew. Raises NotFound.
    """
    call, connection = calls.load_call(session, code), session.connection()
    session.execute(select(DEADLINES.c.name).where(DEADLINES.c.call == code).with_for_update()).all()
    if refusal := permissions.check_permission(
        "extend-call", actor.roles_in(code), "a partner's deadline can be set by"
    ):
        return refusal
    declared = call.direction(direction)
    if declared is None or partner not in declared.partners:
        known = ", ".join(declared.partners) if declared is not None else ", ".join(one.code for one in call.directions)
        pointer = "/partner" if declared is not None else "/direction"
        said = f"there is no {pointer[1:]} of that name; there are: {known}"
        return Refusal("no-such-definition", said, missing=(Unmet("no-such-definition", said, pointer=pointer),))
    try:
        end = papers.find_day_end(until, calendar.zone(zone).key)
    except NoSuchInstant as error:
        return transitions.refuse_value("/until", str(error))
    key = {"call": code, "direction": direction, "partner": partner}
    before = session.execute(select(PARTNER_DEADLINES.c.at).filter_by(**key)).scalar()
    if end <= now or (before is not None and end <= before):
        floor = format_instant(max(now, before)) if before is not None else format_instant(now)
        return transitions.refuse_value("/until", f"a partner's deadline must lie ahead, and after {floor}")
    if is_blank(reason):
        return transitions.refuse_value("/reason", "a partner's deadline asks for a reason")
    if (problem := explain_unfit(reason, LONGEST_REASON)) is not None:
        return transitions.refuse_value("/reason", problem)
    theirs = _waiting(call, direction, partner, now)
    if dry_run:
        seen = session.execute(
            select(func.count()).select_from(CASES).where(theirs, access.visible(actor))
        ).scalar_one()
        return DeadlineSet(direction, partner, end, zone, seen, 0)
    calls.require_settled(session, now, now if settled is None else settled)
    rearmed = _rearm(session, call, direction, theirs, end)
    values = {"at": end, "zone": zone, "basis": "office", "clause": None, "reason": reason.strip()}
    values |= {"set_by": actor.id, "set_at": now}
    if before is None:
        connection.execute(insert(PARTNER_DEADLINES).values(**key, **values))
    else:
        connection.execute(update(PARTNER_DEADLINES).filter_by(**key).values(**values))
    data: dict[str, object] = {"direction": direction, "partner": partner, "to": format_instant(end), "zone": zone}
    data |= {"from": None if before is None else format_instant(before), "rearmed": rearmed, "reason": reason.strip()}
    event = trail.record(session, "deadline.partner-set", data, actor=actor, now=now, call=code, request=request)
    case_counters.rebuild(connection, code)
    return DeadlineSet(direction, partner, end, zone, rearmed, event)


def _waiting(call: Call, direction: str, partner: str, now: datetime) -> ColumnElement[bool]:
    """The cases of a partner whose deadline lies ahead in a state in which only the counterpart may still file."""
    declared = call.direction(direction)
    states = declared.lifecycle.waiting_for_counterpart if declared is not None else ()
    theirs = and_(CASES.c.call == call.code, CASES.c.direction == direction, CASES.c.partner == partner)
    return and_(theirs, CASES.c.state.in_(states), CASES.c.due_at > now)


def _rearm(session: Session, call: Call, direction: str, theirs: ColumnElement[bool], end: datetime) -> int:
    """Let those cases be due at the later of their own deadline and the partner's."""
    connection = session.connection()
    agency = select(DEADLINES.c.at).where(DEADLINES.c.call == CASES.c.call, DEADLINES.c.name == CASES.c.deadline)
    own = select(EXTENSIONS.c.at).where(EXTENSIONS.c.case_id == CASES.c.id, EXTENSIONS.c.deadline == CASES.c.deadline)
    ours, extended = agency.scalar_subquery(), own.scalar_subquery()
    floor = when((extended > ours, extended), else_=ours)
    total = 0
    for condition, value in ((floor < end, end), (floor >= end, floor)):
        changed = update(CASES).where(theirs, condition, CASES.c.due_at != value).values(due_at=value)
        total += connection.execute(changed).rowcount
    return total
