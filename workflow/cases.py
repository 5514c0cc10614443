"""The one conductor of changes: what is asked is judged and written here, whether one move, a bulk, or a sweep of thousands.

A command counts from the instant at which it was received. If a deadline fell due before that, the deadline's move is made
first, then the command is judged; so nothing is accepted late and nothing refused early, whether or not a sweep ran. In the
same way the release that an embargo waited for is made before whatever is received after its instant.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from states.refusal import Refusal
from workflow import access, masks, moves, permissions, set_aside, sweeps
from workflow.actors import Actor
from workflow.commands import (
    Amend,
    Assign,
    Attach,
    Bulk,
    Command,
    Compare,
    DeclareConflict,
    Detach,
    Draft,
    Equate,
    Erase,
    Extend,
    File,
    Move,
    OnCase,
    Open,
    Overtake,
    Promote,
    RecallFiling,
    Receive,
    RecordJudgement,
    Release,
    Respond,
    Score,
    SettleConflict,
    SubmitFiling,
    SuspectConflict,
    Unassign,
    Waive,
    flat,
)
from workflow.deciding import committee, decisions, promotion, releases
from workflow.docket import Docket
from workflow.errors import SetAside
from workflow.outcomes import Answer, Outcome, Receipt
from workflow.paperwork import (
    comparisons,
    documents,
    erasures,
    examinations,
    opening,
    papers,
    partners,
    receipts,
    submissions,
    waivers,
)
from workflow.partner_commands import AddPartner, JoinAsPartner, RemovePartner
from workflow.reviewing import assignments, conflicts, reviews
from workflow.standing import Standing
from workflow.tables import CASES

_LOG = logging.getLogger("accord.cases")
_FOREMOST = frozenset({"not-yours-to-make", "deadline-passed"})
"""What is told of a command that also saw an older version: loading the case again would not help."""
_REPAIR = "the case cannot be read or judged as it is stored, and waits until an administrator has repaired it"
_EVER = datetime.min.replace(tzinfo=UTC)


def apply(
    session: Session, commands: Sequence[Command], *, now: datetime, settled: datetime | None = None
) -> list[Answer]:
    """Judge commands in order and write everything they come to, in this session's transaction; an answer for each.

    `settled` is the instant up to which no command can still be under way elsewhere (by default `now`): a deadline after
    it is heeded in judging but not yet written. A refusal changes nothing; it is an answer, not an error.
    """
    settled = now if settled is None else settled
    try:
        docket, answers = _judge_all(session, commands, settled)
    except Exception as error:
        if not (set_aside.is_fault_of_row(error) and any(isinstance(command, Overtake) for command in commands)):
            raise
        _LOG.warning("a sweep met a case that cannot be judged; judging each alone", exc_info=error)
        docket, answers = _judge_all(session, commands, settled, careful=True)
    docket.books.write(session, now=now)
    return answers


def _judge_all(
    session: Session, commands: Sequence[Command], settled: datetime, *, careful: bool = False
) -> tuple[Docket, list[Answer]]:
    """Judge commands in order. Nothing is written yet. If `careful`, a sweep sets aside each case that cannot be judged."""
    docket = Docket(session)
    docket.careful = careful
    _load(docket, commands)
    answers: list[Answer] = []
    for command in commands:
        _lift(docket, min(command.received_at, settled))
        answers.append(_judge(docket, command, settled))
    return docket, answers


def advance(
    session: Session, ref: str, move: str, *, actor: Actor, now: datetime, version: int | None = None, **given: object
) -> Outcome:
    """Make one move on one case: the same as applying a single command."""
    command = Move(actor=actor, received_at=now, ref=ref, move=move, version=version, given=given)
    [answer] = apply(session, [command], now=now)
    assert isinstance(answer, Receipt | Refusal), "a single command gets a single outcome"
    return answer


def _load(docket: Docket, commands: Sequence[Command]) -> None:
    singles = flat(list(commands))
    tables = [(command.call, command.direction) for command in singles if isinstance(command, Release | Promote)]
    docket.load_embargoes(max((command.received_at for command in singles), default=_EVER), tables)
    tables += [(embargo.call, embargo.direction) for embargo in docket.embargoes]
    waiting = committee.refs(docket, tables)
    docket.load([*waiting, *(command.ref for command in singles if isinstance(command, OnCase))])
    acting = (command.actor for command in singles if not isinstance(command, Open))
    docket.load_ties(acting, [embargo.by for embargo in docket.embargoes])
    reading = [
        case for command in singles if moves.reads_filings(docket, command) and (case := moves.case(docket, command))
    ]
    docket.load_contents([*reading, *(docket.books.cases[ref] for ref in waiting if ref in docket.books.cases)])
    lines = [key for command in singles for key in _held_lines(docket, command)]
    docket.load_lines([*lines, *committee.lines(docket, tables)])
    docket.load_reviewers(command.reviewer for command in singles if isinstance(command, Assign))


def _held_lines(docket: Docket, command: Command) -> list[tuple[str, str]]:
    """The quota lines a command may hold or number, so that all of a batch are locked at once and in order."""
    if isinstance(command, Open):
        return [(command.call, command.direction)]
    return moves.held_lines(docket, command)


def _lift(docket: Docket, until: datetime) -> None:
    """Make the releases whose embargo ended by an instant, in order; each counts from its own."""
    while docket.embargoes and docket.embargoes[0].at <= until:
        embargo = docket.embargoes.pop(0)
        try:
            with docket.books.trial() as trial:
                releases.lifted(docket, embargo, partial(_bulk, settled=until))
                trial.keep()
        except Exception as error:
            if not set_aside.is_fault_of_row(error):
                raise
            set_aside.report(docket.session, "releases", f"{embargo.call} {embargo.direction}", error)


def _judge(docket: Docket, command: Command, settled: datetime) -> Answer:
    match command:
        case Bulk():
            return _bulk(docket, command, settled)
        case Overtake():
            return sweeps.overtake_due(docket, command)
        case Open():
            return opening.opened(docket, command)
        case Release() | Promote():
            return _on_direction(docket, command, settled)
        case OnCase():
            return _on_case(docket, command, settled)
    raise TypeError(f"{type(command).__name__} is not a command")


def _bulk(docket: Docket, bulk: Bulk, settled: datetime) -> list[Outcome]:
    with docket.books.trial() as trial:
        outcomes: list[Outcome] = []
        for command in bulk.commands:
            outcome = _judge(docket, command, settled)
            assert isinstance(outcome, Receipt | Refusal), "a bulk holds single commands"
            outcomes.append(outcome)
        refused = any(isinstance(outcome, Refusal) for outcome in outcomes)
        if not bulk.dry_run and not (refused and bulk.mode == "atomic"):
            trial.keep()
    if refused and bulk.mode == "atomic":
        said = "nothing was done, because another command of this bulk was refused"
        return [
            outcome if isinstance(outcome, Refusal) else Refusal("abandoned", said, case=outcome.case)
            for outcome in outcomes
        ]
    return outcomes


def _on_direction(docket: Docket, command: Release | Promote, settled: datetime) -> list[Outcome] | Outcome:
    settling = releases.settling(docket, command.call, command.direction, command)
    if settling is not None:
        return settling
    conduct = partial(_bulk, settled=settled)
    if isinstance(command, Release):
        return releases.released(docket, command, conduct)
    return promotion.promoted(docket, command, conduct)


def _on_case(docket: Docket, command: OnCase, settled: datetime) -> Outcome:
    """In this order: whether the case is there for who asks, whether this is theirs to do, and only then whether it can be."""
    case = docket.case(command.ref)
    if case is None and (refusal := _set_aside(docket, command)):
        return refusal
    if case is None or not (isinstance(command, JoinAsPartner) or moves.sees(command.actor, case)):
        return Refusal("no-such-case", f"there is no case {command.ref}", case=command.ref)
    if refusal := permissions.only_reading(command.actor):
        return refusal.about(case=case.ref)
    try:
        outcome = _judged(docket, case, command, settled)
    except SetAside as error:
        set_aside.report(docket.session, "cases", case.ref, error)
        return Refusal("set-aside", _REPAIR, case=case.ref)
    if isinstance(outcome, Refusal):
        return masks.view(access.roles(command.actor, case), case.frame.engine.lifecycle).refusal(outcome)
    return outcome


def _set_aside(docket: Docket, command: OnCase) -> Refusal | None:
    """The refusal for a case that cannot be read, for those to whom it is there."""
    if command.ref not in docket.broken:
        return None
    query = select(CASES.c.id).where(CASES.c.ref == command.ref, access.visible(command.actor))
    if docket.session.execute(query).first() is None:
        return None
    return Refusal("set-aside", _REPAIR, case=command.ref)


def _judged(docket: Docket, case: Standing, command: OnCase, settled: datetime) -> Outcome:
    settling = releases.settling(docket, case.call, case.direction, command)
    if settling is not None:
        return settling.about(case=case.ref, state=case.state, version=case.version)
    seen = (command.version,) if isinstance(command.version, int) else command.version
    if seen is not None and case.version not in seen:
        said = f"the case has moved on: it is at version {case.version}, you saw {', '.join(map(str, seen))}"
        with docket.books.trial():
            moves.overtake(docket, case, command.received_at)
            outcome = _done(docket, command)
        if isinstance(outcome, Refusal) and outcome.code in _FOREMOST:
            return outcome.about(state=case.state, version=case.version)
        return Refusal("stale", said, case=case.ref, state=case.state, version=case.version)
    pending = case.due_at is not None and settled < case.due_at <= command.received_at
    if not pending:
        moves.overtake(docket, case, command.received_at)
        return _done(docket, command)
    with docket.books.trial():
        moves.overtake(docket, case, command.received_at)
        outcome = _done(docket, command)
    if isinstance(outcome, Refusal):
        return outcome.about(state=case.state, version=case.version)
    return Refusal("settling", "a deadline has just passed and is being settled; ask again in a moment", case=case.ref)


def _done(docket: Docket, command: OnCase) -> Outcome:
    case = docket.books.cases[command.ref]
    outcome = _VERBS[type(command)](docket, case, command)
    if isinstance(outcome, Refusal):
        return outcome.about(case=case.ref, state=case.state, version=case.version)
    return outcome


_VERBS: dict[type[OnCase], Callable[[Docket, Standing, Any], Outcome]] = {
    Move: moves.moved,
    Amend: papers.filed,
    File: papers.filed,
    SubmitFiling: submissions.submit_filing,
    RecallFiling: submissions.recall_filing,
    Extend: papers.extended,
    Draft: decisions.drafted,
    Waive: waivers.waived,
    RecordJudgement: examinations.record_judgement,
    Receive: receipts.received,
    JoinAsPartner: partners.join,
    AddPartner: partners.add,
    RemovePartner: partners.remove,
    Equate: comparisons.equated,
    Compare: comparisons.compared,
    Erase: erasures.erased,
    Attach: documents.attached,
    Detach: documents.detached,
    Assign: assignments.assigned,
    Respond: assignments.responded,
    Unassign: assignments.unassigned,
    DeclareConflict: conflicts.declared,
    SuspectConflict: conflicts.suspected,
    SettleConflict: conflicts.settled,
    Score: reviews.scored,
}
