"""What is written on a case without moving it: filings of either side, and extensions of its deadlines."""

from datetime import date, datetime

from states import calendar, deadlines
from states.call import Call
from states.errors import NoSuchInstant
from states.facts import Side
from states.refusal import Refusal, Unmet
from states.text import is_blank
from workflow import access, case_facts, filings, guards, permissions, redaction, transitions
from workflow.actors import Actor
from workflow.case_facts import CaseSource
from workflow.case_record import CaseRecord
from workflow.commands import AmendFiling, ExtendDeadline, OnCase, PutFiling
from workflow.outcomes import Result, format_instant
from workflow.unit_of_work import UnitOfWork


def put_filing(uow: UnitOfWork, case: CaseRecord, command: AmendFiling | PutFiling) -> Result | Refusal:
    """Write a side's filing: field by field while it is being drawn up, or whole. It gets a new revision.

    A counterpart that writes takes its submission back by that, and submits again when it is done. What a coordinator corrects
    of a filing that is submitted stays submitted, and must be complete.
    """
    side: Side = command.side if isinstance(command, PutFiling) else "home"
    roles = access.roles(command.actor, case)
    if refusal := check_filing(uow, case, side, roles, reason=command.reason, at=command.received_at):
        return refusal
    if refusal := check_draft(case, command.actor, command.reason):
        return refusal
    content = dict(command.content)
    if isinstance(command, AmendFiling):
        content = {**(uow.content(case, "home") or {}), **content}
    content = {name: value for name, value in content.items() if value is not None}
    direction = case.definition.direction
    is_draft = filings.is_draft(direction, side, case.state)
    if wrong := filings.list_field_errors(direction, command.content, is_draft=is_draft):
        return Refusal("misfit", "; ".join(lack.problem for lack in wrong), missing=wrong)
    submits = isinstance(command, PutFiling) and command.submit
    if submits and side == "home":
        return transitions.refuse_value("/submit", "the home filing is submitted by the transition submit")
    is_own = permissions.permits("answer-for-counterpart", roles)
    is_correction = side == "counterpart" and case.counterpart_filed > 0 and not is_own
    if (submits or is_correction) and (refusal := filings.check_completeness(direction, content)):
        return refusal
    filing = filings.build_filing(case, side, content)
    setattr(case, side, filing.number)
    if is_correction:
        case.counterpart_filed = filing.number
    elif side == "counterpart":
        case.counterpart_filed = filing.number if submits else 0
        case.counterpart_filed_at = command.received_at if submits else None
    if side == "home":
        case.title, case.translated_title = filings.find_title(content), filings.find_translated_title(content)
        case.agreement, case.asked = filings.find_agreement(direction, content), filings.find_amount_asked(content)
    if side not in case.definition.engine.lifecycle.states[case.state].open_to:
        case.stale = bool(direction.compared)
    pending = uow.pending
    pending.filed.append(filing)
    pending.contents[case.ref, side] = content
    pending.dirty.append(case)
    sealed: dict[str, object] = {"side": side, "number": filing.number, "digest": filing.digest}
    data: dict[str, object] = {"filing": sealed | ({"submitted": True} if submits and not is_correction else {})}
    if command.reason is not None:
        data["reason"] = command.reason
    action = "case.amended" if isinstance(command, AmendFiling) else "case.filed"
    return _recorded(uow, case, action, data, command)


def extend_deadline(uow: UnitOfWork, case: CaseRecord, command: ExtendDeadline) -> Result | Refusal:
    """Give the case a later instant for a deadline, re-arming it if it stands under that deadline now."""
    roles = access.roles(command.actor, case)
    if refusal := permissions.check_permission("extend-case", roles, "a deadline can be extended by"):
        return refusal
    known = uow.deadlines_of(case.call)
    if command.deadline not in known:
        said = f"there is no deadline {command.deadline!r}; there are: {', '.join(known)}"
        return Refusal("no-such-definition", said, missing=(Unmet("no-such-definition", said, pointer="/deadline"),))
    if is_blank(command.reason):
        return transitions.refuse_value("/reason", "an extension asks for a reason")
    zone = case.definition.call.zone
    now_at = case_facts.find_deadline(uow, case, command.deadline)
    try:
        until = find_day_end(command.until, zone)
    except NoSuchInstant as error:
        return transitions.refuse_value("/until", str(error))
    if until <= max(now_at, command.received_at):
        last = calendar.format_last_minute(now_at, zone)
        return transitions.refuse_value("/until", f"an extension must lie ahead, and after {last}")
    call = case.definition.call
    others = {other: case_facts.find_deadline(uow, case, other) for other in known}
    passes = deadlines.find_passed(call, command.deadline, until, others)
    if passes and not command.confirmed:
        return refuse_passing_deadline(call, command.deadline, passes[0], others[passes[0]])
    pending = uow.pending
    pending.extended[case.ref, command.deadline] = until
    case.extended = True
    pending.dirty.append(case)
    if case.deadline == command.deadline:
        case.due_at = case_facts.find_due(uow, case)
    moved_by: dict[str, object] = {
        "name": command.deadline,
        "from": format_instant(now_at),
        "to": format_instant(until),
    }
    data: dict[str, object] = {"deadline": moved_by, "reason": command.reason}
    return _recorded(uow, case, "case.extended", data, command)


def refuse_passing_deadline(call: Call, name: str, passed: str, at: datetime) -> Refusal:
    """The refusal of a time for a deadline that goes beyond the next one, unless that is confirmed."""
    mine, theirs = call.deadlines[name].label, call.deadlines[passed].label
    last = calendar.format_last_minute(at, call.zone)
    said = f"“{mine}” would end after “{theirs}” ({last}): move that first, or confirm that it is meant"
    lack = Unmet("deadlines-out-of-order", said, pointer="/confirmed", remedy="confirmation")
    return Refusal("misfit", said, deadline=passed, until=at, missing=(lack,), remedies=("confirmation",))


def find_day_end(until: date | datetime, zone: str) -> datetime:
    """The instant that a date (its end, in the zone) or an instant means. Raises NoSuchInstant."""
    if isinstance(until, datetime):
        return calendar.check_instant(until)
    return calendar.end_of(until, zone)


def check_filing(
    source: CaseSource, case: CaseRecord, side: Side, roles: frozenset[str], *, reason: str | None, at: datetime
) -> Refusal | None:
    """Why someone in these roles may not write a side's filing at an instant, if they may not."""
    lifecycle = case.definition.engine.lifecycle
    may_mend = permissions.is_allowed_in("mend-filing", lifecycle, case.state) and permissions.permits(
        "mend-filing", roles
    )
    if may_mend and not permissions.is_allowed_in(f"write-{side}", lifecycle, case.state):
        is_said = not is_blank(reason or "")
        return None if is_said else transitions.refuse_value("/reason", "mending a filing now asks for a reason")
    return check_writing(source, case, side, roles, at=at)


def check_writing(
    source: CaseSource, case: CaseRecord, side: Side, roles: frozenset[str], *, at: datetime
) -> Refusal | None:
    """Why someone in these roles may not write or submit a side's filing at an instant, while it is still to be filed."""
    write = f"write-{side}"
    if refusal := permissions.check_permission(write, roles, f"the {side} filing can be written by"):
        return refusal
    lifecycle = case.definition.engine.lifecycle
    if not permissions.is_allowed_in(write, lifecycle, case.state):
        said = f"the {side} filing cannot be changed while the case is {redaction.show_state(roles, lifecycle, case.state)}"
        refusal = guards.explain_missed_deadline(
            source, case, Refusal("not-editable", said), permissions.list_states(write, lifecycle)
        )
        return guards.label_stand_in(source, case, side, refusal)
    if permissions.permits("file-late", roles):
        return None
    return guards.check_time_to_file(source, case, side, at)


def check_draft(case: CaseRecord, actor: Actor, reason: str | None) -> Refusal | None:
    """Why somebody may not change a draft that is another's: not without saying why, such as who asked for it."""
    is_own = case.owner in (actor.id, actor.behalf)
    if is_own or case.state != case.definition.engine.lifecycle.initial or not is_blank(reason or ""):
        return None
    return transitions.refuse_value(
        "/reason", "this draft is somebody else's: changing it asks for a reason, such as who asked for it"
    )


def _recorded(uow: UnitOfWork, case: CaseRecord, action: str, data: dict[str, object], command: OnCase) -> Result:
    actor, at = command.actor, command.received_at
    draft = transitions.record_event(uow.pending, case, action, data, actor=actor, at=at, request=command.request)
    return transitions.build_result(uow.pending, case, draft)
