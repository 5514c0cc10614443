"""The one dispatcher of changes: what is asked is judged and written here, one transition, a bulk, or a sweep of thousands.

A command counts from the instant at which it was received. If a deadline fell due before that, the deadline's transition
is made first, then the command is judged; so nothing is accepted late and nothing refused early, whether or not a sweep
ran. In the same way the release that an embargo waited for is made before whatever is received after its instant.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import select
from sqlmodel import Session

from states.refusal import Refusal
from workflow import access, command_texts, permissions, redaction, set_aside, sweeps, transitions
from workflow.case_record import CaseRecord
from workflow.commands import (
    AssignReviewer,
    Bulk,
    Command,
    FireTimeouts,
    OnCase,
    OpenCase,
    PromoteReserve,
    ReleaseDecisions,
    flatten,
)
from workflow.deciding import committee, promotion, releases
from workflow.errors import SetAside
from workflow.handlers import HANDLERS
from workflow.outcomes import Answer, Outcome, Result, SweepResult
from workflow.paperwork import (
    opening,
)
from workflow.partner_commands import JoinAsPartner
from workflow.tables import CASES
from workflow.unit_of_work import UnitOfWork

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
    alone = commands[0] if len(commands) == 1 else None
    if not isinstance(alone, FireTimeouts):
        uow, answers = _judge_all(session, commands, settled)
        uow.pending.write(session, now=now)
        return answers
    try:
        return [_sweep(session, alone, settled, now=now)]
    except Exception as error:
        if not set_aside.is_fault_of_written(error):
            raise
        _LOG.warning("a sweep met a case that cannot be judged or written; judging each alone", exc_info=error)
    return [_sweep_each(session, alone, settled, now=now)]


def _sweep(
    session: Session, command: FireTimeouts, settled: datetime, *, now: datetime, careful: bool = False
) -> SweepResult:
    """Overtake what is due and write it; nothing of it is done if anything fails."""
    with session.begin_nested():
        uow, [swept] = _judge_all(session, [command], settled, careful=careful)
        uow.pending.write(session, now=now)
    assert isinstance(swept, SweepResult), "a sweep is answered with what it swept"
    return swept


def _sweep_each(session: Session, command: FireTimeouts, settled: datetime, *, now: datetime) -> SweepResult:
    """The same, case by case: one that cannot be judged or written is set aside, and the others are overtaken."""
    swept, after = 0, command.after
    for _ in range(command.limit):
        step = replace(command, limit=1, after=after)
        try:
            one = _sweep(session, step, settled, now=now, careful=True)
        except Exception as error:
            if not set_aside.is_fault_of_written(error):
                raise
            marked = _mark_next(session, step, error, now=now)
            if marked is None:
                raise
            one = marked
        swept, after = swept + one.count, one.reached
        if after is None:
            break
    return SweepResult(swept, after)


def _mark_next(session: Session, command: FireTimeouts, error: Exception, *, now: datetime) -> SweepResult | None:
    """Set the next due case aside, of which what became could not be written; None if no case is due."""
    uow = UnitOfWork(session)
    due, reached = uow.load_due(command.received_at, 1, command.after)
    for case in due:
        uow.mark(case, error)
    uow.pending.write(session, now=now)
    return SweepResult(0, reached) if due else None


def _judge_all(
    session: Session, commands: Sequence[Command], settled: datetime, *, careful: bool = False
) -> tuple[UnitOfWork, list[Answer]]:
    """Judge commands in order. Nothing is written yet. If `careful`, a sweep sets aside each case that cannot be judged."""
    uow = UnitOfWork(session)
    uow.careful = careful
    _load(uow, commands)
    answers: list[Answer] = []
    for command in commands:
        _lift(uow, min(command.received_at, settled))
        answers.append(_judge(uow, command, settled))
    return uow, answers


def _load(uow: UnitOfWork, commands: Sequence[Command]) -> None:
    singles = flatten(list(commands))
    tables = [
        (command.call, command.direction)
        for command in singles
        if isinstance(command, ReleaseDecisions | PromoteReserve)
    ]
    uow.load_embargoes(max((command.received_at for command in singles), default=_EVER), tables)
    tables += [(embargo.call, embargo.direction) for embargo in uow.embargoes]
    waiting = committee.list_refs(uow, tables)
    uow.load([*waiting, *(command.ref for command in singles if isinstance(command, OnCase))])
    acting = (command.actor for command in singles if not isinstance(command, OpenCase))
    uow.load_ties(acting, [embargo.by for embargo in uow.embargoes])
    reading = [
        case
        for command in singles
        if transitions.reads_filings(uow, command) and (case := transitions.case(uow, command))
    ]
    uow.load_contents([*reading, *(uow.pending.cases[ref] for ref in waiting if ref in uow.pending.cases)])
    lines = [key for command in singles for key in _held_lines(uow, command)]
    uow.load_lines([*lines, *committee.list_lines(uow, tables)])
    uow.load_reviewers(command.reviewer for command in singles if isinstance(command, AssignReviewer))


def _held_lines(uow: UnitOfWork, command: Command) -> list[tuple[str, str]]:
    """The quota lines a command may hold or number, so that all of a batch are locked at once and in order."""
    if isinstance(command, OpenCase):
        return [(command.call, command.direction)]
    return transitions.list_held_lines(uow, command)


def _lift(uow: UnitOfWork, until: datetime) -> None:
    """Make the releases whose embargo ended by an instant, in order; each counts from its own."""
    while uow.embargoes and uow.embargoes[0].at <= until:
        embargo = uow.embargoes.pop(0)
        try:
            with uow.pending.trial() as trial:
                releases.run_scheduled(uow, embargo, partial(_bulk, settled=until))
                trial.keep()
        except Exception as error:
            if not set_aside.is_fault_of_row(error):
                raise
            set_aside.report(uow.session, "releases", f"{embargo.call} {embargo.direction}", error)


def _judge(uow: UnitOfWork, command: Command, settled: datetime) -> Answer:
    match command:
        case Bulk():
            return _bulk(uow, command, settled)
        case FireTimeouts():
            return sweeps.overtake_due(uow, command)
        case OpenCase():
            return opening.open_case(uow, command)
        case ReleaseDecisions() | PromoteReserve():
            return _on_direction(uow, command, settled)
        case OnCase():
            return _on_case(uow, command, settled)
    raise TypeError(f"{type(command).__name__} is not a command")


def _bulk(uow: UnitOfWork, bulk: Bulk, settled: datetime) -> list[Outcome]:
    with uow.pending.trial() as trial:
        outcomes: list[Outcome] = []
        for command in bulk.commands:
            outcome = _judge(uow, command, settled)
            assert isinstance(outcome, Result | Refusal), "a bulk holds single commands"
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


def _on_direction(
    uow: UnitOfWork, command: ReleaseDecisions | PromoteReserve, settled: datetime
) -> list[Outcome] | Outcome:
    settling = releases.check_settled(uow, command.call, command.direction, command)
    if settling is not None:
        return settling
    conduct = partial(_bulk, settled=settled)
    if isinstance(command, ReleaseDecisions):
        return releases.release_decisions(uow, command, conduct)
    return promotion.promote_reserve(uow, command, conduct)


def _on_case(uow: UnitOfWork, command: OnCase, settled: datetime) -> Outcome:
    """In this order: whether the case is there for who asks, whether this is theirs to do, and only then whether it can be."""
    case = uow.case(command.ref)
    if case is None and (refusal := _set_aside(uow, command)):
        return refusal
    if case is None or not (isinstance(command, JoinAsPartner) or transitions.sees(command.actor, case)):
        return Refusal("no-such-case", f"there is no case {command.ref}", case=command.ref)
    if refusal := permissions.check_token(command.actor):
        return refusal.about(case=case.ref)
    try:
        outcome = _judged(uow, case, command, settled)
    except SetAside as error:
        set_aside.report(uow.session, "cases", case.ref, error)
        return Refusal("set-aside", _REPAIR, case=case.ref)
    if isinstance(outcome, Refusal):
        return redaction.build_redactor(access.roles(command.actor, case), case.definition.engine.lifecycle).refusal(
            outcome
        )
    return outcome


def _set_aside(uow: UnitOfWork, command: OnCase) -> Refusal | None:
    """The refusal for a case that cannot be read, for those to whom it is there."""
    if command.ref not in uow.broken:
        return None
    query = select(CASES.c.id).where(CASES.c.ref == command.ref, access.visible(command.actor))
    if uow.session.execute(query).first() is None:
        return None
    return Refusal("set-aside", _REPAIR, case=command.ref)


def _judged(uow: UnitOfWork, case: CaseRecord, command: OnCase, settled: datetime) -> Outcome:
    settling = releases.check_settled(uow, case.call, case.direction, command)
    if settling is not None:
        return settling.about(case=case.ref, state=case.state, version=case.version)
    seen = (command.version,) if isinstance(command.version, int) else command.version
    if seen is not None and case.version not in seen:
        said = f"the case has moved on: it is at version {case.version}, you saw {', '.join(map(str, seen))}"
        with uow.pending.trial():
            transitions.fire_timeouts(uow, case, command.received_at)
            outcome = _done(uow, command)
        if isinstance(outcome, Refusal) and outcome.code in _FOREMOST:
            return outcome.about(state=case.state, version=case.version)
        return Refusal("stale", said, case=case.ref, state=case.state, version=case.version)
    pending = case.due_at is not None and settled < case.due_at <= command.received_at
    if not pending:
        transitions.fire_timeouts(uow, case, command.received_at)
        return _done(uow, command)
    with uow.pending.trial():
        transitions.fire_timeouts(uow, case, command.received_at)
        outcome = _done(uow, command)
    if isinstance(outcome, Refusal):
        return outcome.about(state=case.state, version=case.version)
    return Refusal("settling", "a deadline has just passed and is being settled; ask again in a moment", case=case.ref)


def _refuse_texts(uow: UnitOfWork, command: OnCase, unfit: Refusal) -> Refusal:
    """The refusal of a command's texts, with whatever else of the command is unfit; of what no text would mend, that alone."""
    with uow.pending.trial():
        outcome = _handle(uow, command)
    if not isinstance(outcome, Refusal):
        return unfit
    if outcome.code not in ("misfit", "needs-unmet"):
        return outcome
    return unfit.about(missing=tuple(dict.fromkeys((*unfit.missing, *outcome.missing))))


def _handle(uow: UnitOfWork, command: OnCase) -> Outcome:
    return HANDLERS[type(command)](uow, uow.pending.cases[command.ref], command)


def _done(uow: UnitOfWork, command: OnCase) -> Outcome:
    unfit = command_texts.check_texts(command)
    outcome = _handle(uow, command) if unfit is None else _refuse_texts(uow, command, unfit)
    case = uow.pending.cases[command.ref]
    if isinstance(outcome, Refusal):
        return outcome.about(case=case.ref, state=case.state, version=case.version)
    return outcome
