"""Making a declared move: by a person when it is asked, by the system when a deadline says so. Both go the same way."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Table

from states import asks
from states.lifecycle import Move as MoveShape
from states.refusal import Decision, Refusal
from states.refusal import unfit as unfit
from workflow import access, evidence, filings, judging, masks, milestones, notes, quotas
from workflow.actors import SYSTEM, Actor
from workflow.books import Books
from workflow.commands import Amend, Command, Move, OnCase, RecordJudgement, SubmitFiling
from workflow.docket import Docket
from workflow.evidence import Source, Witness
from workflow.outcomes import Receipt
from workflow.registry import conferrals
from workflow.standing import Standing
from workflow.tables import MILESTONES
from workflow.trail import Draft


def moved(docket: Docket, case: Standing, command: Move) -> Receipt | Refusal:
    """Make the move if it may be made, as of the instant the command was received."""
    declared, at = case.frame.engine.lifecycle.moves.get(command.move), command.received_at
    facts = evidence.facts(docket, case, declared.needs if declared else (), command.given, at, declared)
    decision = judging.judged(docket, case, command.move, facts, actor=command.actor, at=at)
    if isinstance(decision, Refusal):
        return decision
    assert declared is not None, "an undeclared move is refused"
    given = asks.complete_answers(declared, command.given)
    draft = _made(docket, case, decision, command.actor, at, given, request=command.request)
    return receipt(docket.books, case, draft)


def overtake(docket: Docket, case: Standing, until: datetime) -> None:
    """Make the moves of every deadline that fell due by an instant; each counts from its own deadline.

    An outcome is reused for cases with an equal key if the decision looked at nothing else of the case, which a witness says.
    """
    while case.due_at is not None and case.due_at <= until:
        key = case.timeout_key()
        known = docket.overtaken.get(key)
        if known is None:
            witness = Witness(docket)
            was_conferred = conferrals.is_conferred(case.frame.engine.lifecycle, case.state)
            move = _overtake(docket, witness, case, case.due_at)
            if witness.saw_nothing and move.holds is None and move.records is None and not was_conferred:
                docket.overtaken[key] = (docket.books.drafts[-1].data, case.state, case.deadline, case.due_at)
        else:
            at = case.entered_at = case.due_at
            data, case.state, case.deadline, case.due_at = known
            case.version += 1
            docket.books.drafts.append(Draft("case.moved", SYSTEM, at, data, None, case))


def _overtake(docket: Docket, witness: Witness, case: Standing, due_at: datetime) -> MoveShape:
    """Make the first move of the timeout that may be made; which it was."""
    decision, looked_at = judging.overtaking(witness, case, due_at)
    _made(docket, case, decision, SYSTEM, due_at, {}, deadline=case.deadline, source=witness)
    return looked_at[-1]


def held_lines(docket: Docket, command: Command) -> list[tuple[str, str]]:
    """The quota lines that a command's move reserves or releases, or judges the direction's cases against each other under."""
    known = case(docket, command)
    if known is None or not isinstance(command, Move):
        return []
    declared = known.frame.engine.lifecycle.moves.get(command.move)
    if declared is None:
        return []
    if declared.holds is None:
        return [(known.call, known.direction)] if known.agreement and "rules-met" in declared.needs else []
    return [(known.call, line) for line in known.frame.direction.lines(known.topic)]


def sealed(
    books: Books,
    case: Standing,
    action: str,
    data: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
    request: str | None = None,
) -> Draft:
    """Record that something happened to a case: one version on, one event in the trail."""
    case.version += 1
    data["after"] = case.snapshot()
    draft = Draft(action, actor, at, data, request, case)
    books.drafts.append(draft)
    return draft


def noted(
    docket: Docket,
    case: Standing,
    table: Table,
    action: str,
    note: Mapping[str, object],
    command: OnCase,
    **told: object,
) -> Receipt:
    """Write a note on a case, and the event that seals it together with what else is `told` (JSON values, such as a reason)."""
    data: dict[str, object] = {"note": notes.sealed(table, note), **told}
    actor, at = command.actor, command.received_at
    draft = sealed(docket.books, case, action, data, actor=actor, at=at, request=command.request)
    docket.notes(table, case)
    docket.books.note(table, case, {**note, "number": case.version})
    return receipt(docket.books, case, draft)


def receipt(books: Books, case: Standing, draft: Draft) -> Receipt:
    """What to tell whoever asked for what was just recorded, as far as they may know; its event's number follows."""
    view = masks.view(access.roles(draft.actor, case), case.frame.engine.lifecycle)
    move, source = draft.data.get("move"), draft.data.get("from")
    done = Receipt(
        case=case.ref,
        action=draft.action,
        move=move if isinstance(move, str) else None,
        source=source if isinstance(source, str) else None,
        state=case.state,
        version=case.version,
        effective_at=draft.effective_at,
        due_at=case.due_at,
    )
    view.hide(done)
    books.receipts.append((done, draft))
    return done


def case(docket: Docket, command: Command) -> Standing | None:
    """The case a command is about, if it is about one that exists."""
    return docket.case(command.ref) if isinstance(command, OnCase) else None


def sees(actor: Actor, case: Standing) -> bool:
    """Whether the case exists for this actor."""
    return access.can_see(actor, case)


def reads_filings(docket: Docket, command: Command) -> bool:
    """Whether judging the command will look at what was filed."""
    if isinstance(command, Amend | RecordJudgement | SubmitFiling):
        return True
    if not isinstance(command, Move) or (known := docket.case(command.ref)) is None:
        return False
    declared = known.frame.engine.lifecycle.moves.get(command.move)
    if declared is None:
        return False
    return declared.records == "conferral" or not filings.UNREAD.issuperset(declared.needs)


def _made(
    docket: Docket,
    case: Standing,
    decision: Decision,
    actor: Actor,
    at: datetime,
    given: Mapping[str, object],
    *,
    request: str | None = None,
    deadline: str | None = None,
    source: Source | None = None,
) -> Draft:
    declared = case.frame.engine.lifecycle.moves[decision.move]
    data: dict[str, object] = {"move": decision.move, "from": decision.source, "to": decision.target}
    if declared.holds == "reserve":
        quotas.reserve(docket, case, given)
    elif declared.holds == "release":
        if case.amount is not None:
            data["freed"] = case.amount
        quotas.release(docket, case)
    if given:
        data["given"] = dict(given)
        case.score = _whole(given, "score", case.score)
        case.rank = _whole(given, "rank", case.rank)
    if deadline is not None:
        data["deadline"], data["edition"] = deadline, case.edition
    judging.enter(source or docket, case, decision.target, at, disarmed=declared.disarms)
    note = milestones.build_note(declared, given)
    if note is not None:
        data["note"] = notes.sealed(MILESTONES, note)
    draft = sealed(docket.books, case, "case.moved", data, actor=actor, at=at, request=request)
    if note is not None:
        docket.notes(MILESTONES, case)
        docket.books.note(MILESTONES, case, {**note, "number": case.version})
    _keep_register(docket, case, decision, draft, given)
    return draft


def _keep_register(
    docket: Docket, case: Standing, decision: Decision, draft: Draft, given: Mapping[str, object]
) -> None:
    """Enter a case that is conferred into the register of laureates, and take out one that no longer is."""
    lifecycle = case.frame.engine.lifecycle
    was, is_now = (conferrals.is_conferred(lifecycle, state) for state in (decision.source, decision.target))
    if lifecycle.moves[decision.move].records == "conferral":
        entry = conferrals.enter_case(
            docket.connection, case, docket.content(case, "home") or {}, given, docket.books.laureates
        )
    elif was and not is_now:
        entry = conferrals.remove_case(docket.connection, case, given)
    else:
        return
    if entry is not None:
        docket.books.laureates.append(entry)
        told = Draft(entry.action, draft.actor, draft.effective_at, entry.told, draft.request)
        docket.books.drafts.append(told)


def _whole(given: Mapping[str, object], name: str, otherwise: int | None) -> int | None:
    value = given.get(name)
    return value if isinstance(value, int) else otherwise
