"""One step of a sweep: the cases that are due are overtaken, and one that cannot be judged holds none of the others up."""

from datetime import datetime

from workflow import set_aside, transitions
from workflow.case_record import CaseRecord
from workflow.commands import FireTimeouts
from workflow.outcomes import SweepResult
from workflow.unit_of_work import UnitOfWork


def overtake_due(uow: UnitOfWork, command: FireTimeouts) -> SweepResult:
    """Make the transitions of the deadlines that passed, for as many cases as the command takes at most."""
    due, reached = uow.load_due(command.received_at, command.limit, command.after)
    standing = [case for case in due if case.due_at is not None and case.due_at <= command.received_at]
    if not uow.careful:
        for case in standing:
            transitions.fire_timeouts(uow, case, command.received_at)
        return SweepResult(len(standing), reached)
    return SweepResult(sum(_overtake_carefully(uow, case, command.received_at) for case in standing), reached)


def _overtake_carefully(uow: UnitOfWork, case: CaseRecord, until: datetime) -> bool:
    """Overtake one case, or undo what was done to it and set it aside."""
    try:
        with uow.pending.trial(case.ref) as trial:
            transitions.fire_timeouts(uow, case, until)
            trial.keep()
    except Exception as error:
        if not set_aside.is_fault_of_row(error):
            raise
        uow.mark(case, error)
        return False
    return True
