"""Making a declared transition: by a person when it is asked, by the system when a deadline says so. Both go the same way."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Table

from states import asks
from states.lifecycle import Transition as TransitionShape
from states.refusal import Decision, Refusal
from states.refusal import refuse_value as refuse_value
from workflow import access, case_facts, filings, guards, milestones, notes, quotas, redaction
from workflow.actors import SYSTEM, Actor
from workflow.case_facts import CaseSource, Witness
from workflow.case_record import CaseRecord
from workflow.commands import AmendFiling, Command, MakeTransition, OnCase, RecordJudgement, SubmitFiling
from workflow.outcomes import Result
from workflow.pending_changes import PendingChanges
from workflow.registry import conferrals
from workflow.tables import MILESTONES
from workflow.trail import PendingEvent
from workflow.unit_of_work import UnitOfWork


def make_transition(uow: UnitOfWork, case: CaseRecord, command: MakeTransition) -> Result | Refusal:
    """Make the transition if it may be made, as of the instant the command was received."""
    declared, at = case.definition.engine.lifecycle.transitions.get(command.transition), command.received_at
    facts = case_facts.gather_facts(uow, case, declared.needs if declared else (), command.given, at, declared)
    decision = guards.evaluate(uow, case, command.transition, facts, actor=command.actor, at=at)
    if isinstance(decision, Refusal):
        return decision
    assert declared is not None, "an undeclared transition is refused"
    given = asks.complete_answers(declared, command.given)
    draft = _made(uow, case, decision, command.actor, at, given, request=command.request)
    return build_result(uow.pending, case, draft)


def fire_timeouts(uow: UnitOfWork, case: CaseRecord, until: datetime) -> None:
    """Make the transitions of every deadline that fell due by an instant; each counts from its own deadline.

    An outcome is reused for cases with an equal key if the decision looked at nothing else of the case, which a witness says.
    """
    while case.due_at is not None and case.due_at <= until:
        key = case.timeout_key()
        known = uow.overtaken.get(key)
        if known is None:
            witness = Witness(uow)
            was_conferred = conferrals.is_conferred(case.definition.engine.lifecycle, case.state)
            transition = _overtake(uow, witness, case, case.due_at)
            if witness.saw_nothing and transition.holds is None and transition.records is None and not was_conferred:
                uow.overtaken[key] = (uow.pending.drafts[-1].data, case.state, case.deadline, case.due_at)
        else:
            at = case.entered_at = case.due_at
            data, case.state, case.deadline, case.due_at = known
            case.version += 1
            uow.pending.drafts.append(PendingEvent("case.transitioned", SYSTEM, at, data, None, case))


def _overtake(uow: UnitOfWork, witness: Witness, case: CaseRecord, due_at: datetime) -> TransitionShape:
    """Make the first transition of the timeout that may be made; which it was."""
    decision, looked_at = guards.evaluate_timeout(witness, case, due_at)
    _made(uow, case, decision, SYSTEM, due_at, {}, deadline=case.deadline, source=witness)
    return looked_at[-1]


def list_held_lines(uow: UnitOfWork, command: Command) -> list[tuple[str, str]]:
    """The quota lines that a command's transition reserves or releases, or judges the direction's cases against each
    other under.
    """
    known = case(uow, command)
    if known is None or not isinstance(command, MakeTransition):
        return []
    declared = known.definition.engine.lifecycle.transitions.get(command.transition)
    if declared is None:
        return []
    if declared.holds is None:
        return [(known.call, known.direction)] if known.agreement and "rules-met" in declared.needs else []
    return [(known.call, line) for line in known.definition.direction.lines(known.topic)]


def record_event(
    pending: PendingChanges,
    case: CaseRecord,
    action: str,
    data: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
    request: str | None = None,
) -> PendingEvent:
    """Record that something happened to a case: one version on, one event in the trail."""
    case.version += 1
    data["after"] = case.snapshot()
    draft = PendingEvent(action, actor, at, data, request, case)
    pending.drafts.append(draft)
    return draft


def record_note(
    uow: UnitOfWork,
    case: CaseRecord,
    table: Table,
    action: str,
    note: Mapping[str, object],
    command: OnCase,
    **told: object,
) -> Result:
    """Write a note on a case, and the event that seals it together with what else is `told` (JSON values, such as a reason)."""
    data: dict[str, object] = {"note": notes.seal_note(table, note), **told}
    actor, at = command.actor, command.received_at
    draft = record_event(uow.pending, case, action, data, actor=actor, at=at, request=command.request)
    uow.notes(table, case)
    uow.pending.note(table, case, {**note, "number": case.version})
    return build_result(uow.pending, case, draft)


def build_result(pending: PendingChanges, case: CaseRecord, draft: PendingEvent) -> Result:
    """What to tell whoever asked for what was just recorded, as far as they may know; its event's number follows."""
    view = redaction.build_redactor(access.roles(draft.actor, case), case.definition.engine.lifecycle)
    transition, source = draft.data.get("transition"), draft.data.get("from")
    done = Result(
        case=case.ref,
        action=draft.action,
        transition=transition if isinstance(transition, str) else None,
        source=source if isinstance(source, str) else None,
        state=case.state,
        version=case.version,
        effective_at=draft.effective_at,
        due_at=case.due_at,
    )
    view.hide(done)
    pending.receipts.append((done, draft))
    return done


def case(uow: UnitOfWork, command: Command) -> CaseRecord | None:
    """The case a command is about, if it is about one that exists."""
    return uow.case(command.ref) if isinstance(command, OnCase) else None


def sees(actor: Actor, case: CaseRecord) -> bool:
    """Whether the case exists for this actor."""
    return access.can_see(actor, case)


def reads_filings(uow: UnitOfWork, command: Command) -> bool:
    """Whether judging the command will look at what was filed."""
    if isinstance(command, AmendFiling | RecordJudgement | SubmitFiling):
        return True
    if not isinstance(command, MakeTransition) or (known := uow.case(command.ref)) is None:
        return False
    declared = known.definition.engine.lifecycle.transitions.get(command.transition)
    if declared is None:
        return False
    return declared.records == "conferral" or not filings.UNREAD.issuperset(declared.needs)


def _made(
    uow: UnitOfWork,
    case: CaseRecord,
    decision: Decision,
    actor: Actor,
    at: datetime,
    given: Mapping[str, object],
    *,
    request: str | None = None,
    deadline: str | None = None,
    source: CaseSource | None = None,
) -> PendingEvent:
    declared = case.definition.engine.lifecycle.transitions[decision.transition]
    data: dict[str, object] = {"transition": decision.transition, "from": decision.source, "to": decision.target}
    if declared.holds == "reserve":
        quotas.reserve(uow, case, given)
    elif declared.holds == "release":
        if case.amount is not None:
            data["freed"] = case.amount
        quotas.release(uow, case)
    if given:
        data["given"] = dict(given)
        case.score = _whole(given, "score", case.score)
        case.rank = _whole(given, "rank", case.rank)
    if deadline is not None:
        data["deadline"], data["edition"] = deadline, case.edition
    guards.enter(source or uow, case, decision.target, at, disarmed=declared.disarms)
    note = milestones.build_note(declared, given)
    if note is not None:
        data["note"] = notes.seal_note(MILESTONES, note)
    draft = record_event(uow.pending, case, "case.transitioned", data, actor=actor, at=at, request=request)
    if note is not None:
        uow.notes(MILESTONES, case)
        uow.pending.note(MILESTONES, case, {**note, "number": case.version})
    _keep_register(uow, case, decision, draft, given)
    return draft


def _keep_register(
    uow: UnitOfWork, case: CaseRecord, decision: Decision, draft: PendingEvent, given: Mapping[str, object]
) -> None:
    """Enter a case that is conferred into the register of laureates, and take out one that no longer is."""
    lifecycle = case.definition.engine.lifecycle
    was, is_now = (conferrals.is_conferred(lifecycle, state) for state in (decision.source, decision.target))
    if lifecycle.transitions[decision.transition].records == "conferral":
        entry = conferrals.enter_case(
            uow.connection, case, uow.content(case, "home") or {}, given, uow.pending.laureates
        )
    elif was and not is_now:
        entry = conferrals.remove_case(uow.connection, case, given)
    else:
        return
    if entry is not None:
        uow.pending.laureates.append(entry)
        told = PendingEvent(entry.action, draft.actor, draft.effective_at, entry.told, draft.request)
        uow.pending.drafts.append(told)


def _whole(given: Mapping[str, object], name: str, otherwise: int | None) -> int | None:
    value = given.get(name)
    return value if isinstance(value, int) else otherwise
