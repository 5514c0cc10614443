"""One step of a sweep: the cases that are due are overtaken, and one that cannot be judged holds none of the others up."""

from datetime import datetime

from workflow import moves, set_aside
from workflow.commands import Overtake
from workflow.docket import Docket
from workflow.outcomes import Swept
from workflow.standing import Standing


def overtake_due(docket: Docket, command: Overtake) -> Swept:
    """Make the moves of the deadlines that passed, for as many cases as the command takes at most."""
    due, reached = docket.load_due(command.received_at, command.limit, command.after)
    standing = [case for case in due if case.due_at is not None and case.due_at <= command.received_at]
    if not docket.careful:
        for case in standing:
            moves.overtake(docket, case, command.received_at)
        return Swept(len(standing), reached)
    return Swept(sum(_overtake_carefully(docket, case, command.received_at) for case in standing), reached)


def _overtake_carefully(docket: Docket, case: Standing, until: datetime) -> bool:
    """Overtake one case, or undo what was done to it and set it aside."""
    try:
        with docket.books.trial(case.ref) as trial:
            moves.overtake(docket, case, until)
            trial.keep()
    except Exception as error:
        if not set_aside.is_fault_of_row(error):
            raise
        docket.mark(case, error)
        return False
    return True
