"""The committee's table: what of a direction lies on it within one transaction, and who may decide there."""

from collections.abc import Iterable

from sqlalchemy import select

from states.refusal import Refusal, Unmet
from workflow import editions, permissions
from workflow.commands import Promote, Release
from workflow.credentials import freshness
from workflow.docket import Docket
from workflow.editions import Frame
from workflow.errors import NoSuchThing
from workflow.overview import ranking
from workflow.standing import Standing
from workflow.tables import CASES, DECISIONS

DECIDE = "decide-direction"


def frame(docket: Docket, call: str, direction: str) -> Frame | None:
    """What is laid down for a direction in its call's newest edition, if there is such a direction."""
    try:
        return editions.newest(docket.session, call).get(direction)
    except NoSuchThing:
        return None


def refs(docket: Docket, tables: Iterable[tuple[str, str]]) -> list[str]:
    """The references of all cases that wait on these (call, direction) tables, to be loaded before anything is judged."""
    found: list[str] = []
    for call, direction in tables:
        laid_down = frame(docket, call, direction)
        if laid_down is not None:
            states = ranking.waits_in(laid_down.direction.lifecycle)
            query = select(CASES.c.ref).where(CASES.c.call == call, CASES.c.direction == direction)
            found += docket.session.execute(query.where(CASES.c.state.in_(states))).scalars()
    return found


def lines(docket: Docket, tables: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every quota line of these (call, direction) tables, to be locked with the others."""
    laid_down = {table: frame(docket, *table) for table in tables}
    return [(call, line) for (call, _), one in laid_down.items() if one for line in one.direction.quotas()]


def turned_away(docket: Docket, command: Release | Promote) -> Refusal | None:
    """The refusal of a command about a direction that is not there, or not for this actor to decide on, or not now."""
    if frame(docket, command.call, command.direction) is None:
        said = f"there is no direction {command.direction!r} in {command.call}"
        lack = Unmet("no-such-definition", said, pointer="/direction")
        return Refusal("no-such-definition", said, missing=(lack,))
    refusal = permissions.lacking(DECIDE, command.actor.roles_in(command.call), "this can be decided by")
    return refusal or freshness.lacking(command.actor, now=command.received_at)


def waiting(docket: Docket, call: str, direction: str) -> list[Standing]:
    """The cases that wait for the committee, the best first, with what is noted about them."""
    found = [
        case
        for case in docket.books.cases.values()
        if (case.call, case.direction) == (call, direction)
        and case.state in ranking.waits_in(case.frame.direction.lifecycle)
    ]
    docket.load_notes([DECISIONS], found)
    return ranking.by_score(found)
