"""The committee's table: what of a direction lies on it within one transaction, and who may decide there."""

from collections.abc import Iterable

from sqlalchemy import select

from states.refusal import Refusal, Unmet
from workflow import editions, permissions
from workflow.case_record import CaseRecord
from workflow.commands import PromoteReserve, ReleaseDecisions
from workflow.credentials import reauthentication
from workflow.editions import Definition
from workflow.errors import NotFound
from workflow.overview import ranking
from workflow.tables import CASES, DECISIONS
from workflow.unit_of_work import UnitOfWork

DECIDE = "decide-direction"


def load_definition(uow: UnitOfWork, call: str, direction: str) -> Definition | None:
    """What is laid down for a direction in its call's newest edition, if there is such a direction."""
    try:
        return editions.load_newest(uow.session, call).get(direction)
    except NotFound:
        return None


def list_refs(uow: UnitOfWork, tables: Iterable[tuple[str, str]]) -> list[str]:
    """The references of all cases that wait on these (call, direction) tables, to be loaded before anything is judged."""
    found: list[str] = []
    for call, direction in tables:
        laid_down = load_definition(uow, call, direction)
        if laid_down is not None:
            states = ranking.waits_in(laid_down.direction.lifecycle)
            query = select(CASES.c.ref).where(CASES.c.call == call, CASES.c.direction == direction)
            found += uow.session.execute(query.where(CASES.c.state.in_(states))).scalars()
    return found


def list_lines(uow: UnitOfWork, tables: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every quota line of these (call, direction) tables, to be locked with the others."""
    laid_down = {table: load_definition(uow, *table) for table in tables}
    return [(call, line) for (call, _), one in laid_down.items() if one for line in one.direction.quotas()]


def check_committee(uow: UnitOfWork, command: ReleaseDecisions | PromoteReserve) -> Refusal | None:
    """The refusal of a command about a direction that is not there, or not for this actor to decide on, or not now."""
    if load_definition(uow, command.call, command.direction) is None:
        said = f"there is no direction {command.direction!r} in {command.call}"
        lack = Unmet("no-such-definition", said, pointer="/direction")
        return Refusal("no-such-definition", said, missing=(lack,))
    refusal = permissions.check_permission(DECIDE, command.actor.roles_in(command.call), "this can be decided by")
    return refusal or reauthentication.find_lacking(command.actor, now=command.received_at)


def list_waiting(uow: UnitOfWork, call: str, direction: str) -> list[CaseRecord]:
    """The cases that wait for the committee, the best first, with what is noted about them."""
    found = [
        case
        for case in uow.pending.cases.values()
        if (case.call, case.direction) == (call, direction)
        and case.state in ranking.waits_in(case.definition.direction.lifecycle)
    ]
    uow.load_notes([DECISIONS], found)
    return ranking.rank_by_score(found)
