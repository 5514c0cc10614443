"""Releases: what was drafted in a direction becomes moves, all of them in one transaction or none.

A case from which a conflict of interest keeps whoever releases stays drafted; somebody else has to release it.
"""

from collections.abc import Callable

from states.refusal import Refusal, Unmet
from workflow import access, embargoes, permissions
from workflow.actors import Actor
from workflow.commands import Bulk, Command, Move, Release
from workflow.deciding import committee
from workflow.docket import Docket
from workflow.embargoes import Embargo
from workflow.errors import NoSuchThing
from workflow.identity import people
from workflow.outcomes import Outcome, instant
from workflow.overview import ranking
from workflow.tables import DECISIONS
from workflow.trail import Draft

Released = list[Outcome] | Refusal
Conduct = Callable[[Docket, Bulk], list[Outcome]]


def released(docket: Docket, command: Release, conduct: Conduct) -> Released:
    """Make the drafted moves, the best case first, or say why none was made; a made release ends the direction's embargo."""
    outcome = _conducted(docket, command, conduct)
    if not command.dry_run and is_made(outcome):
        _made(docket, Embargo(command.call, command.direction, command.received_at, command.actor.id), command, outcome)
    return outcome


def lifted(docket: Docket, embargo: Embargo, conduct: Conduct) -> None:
    """Make the release that an embargo was waiting for, as whoever scheduled it and as of its instant.

    If it cannot be made then, nothing is done and it is not tried again: the event says why, and the messages that follow it.
    """
    actor = _scheduler(docket, embargo)
    docket.load_ties([actor])
    command = Release(actor=actor, received_at=embargo.at, call=embargo.call, direction=embargo.direction)
    outcome = _conducted(docket, command, conduct)
    if is_made(outcome):
        _made(docket, embargo, command, outcome)
        return
    embargoes.drop(docket.connection, embargo)
    data = {"direction": embargo.direction, "at": instant(embargo.at), "reasons": _reasons(outcome)}
    docket.books.drafts.append(Draft("call.release-failed", actor, embargo.at, data, None, None, embargo.call))


def is_made(outcome: Released) -> bool:
    """Whether a release was made, or in a dry run could be."""
    return isinstance(outcome, list) and not any(isinstance(one, Refusal) for one in outcome)


def settling(docket: Docket, call: str, direction: str, command: Command) -> Refusal | None:
    """The refusal while a release that counts before the command cannot be made yet, because it is still being settled."""
    for embargo in docket.embargoes:
        if (embargo.call, embargo.direction) == (call, direction) and embargo.at <= command.received_at:
            return Refusal("settling", "a release has just fallen due and is being settled; ask again in a moment")
    return None


def _conducted(docket: Docket, command: Release, conduct: Conduct) -> Released:
    refusal = committee.turned_away(docket, command)
    if refusal is not None:
        return refusal
    drafted = []
    for case in committee.waiting(docket, command.call, command.direction):
        draft = ranking.drafted(case, docket.notes(DECISIONS, case), case.frame.engine.lifecycle)
        if draft is not None and permissions.permits(committee.DECIDE, access.roles(command.actor, case)):
            offered = {"amount": draft.amount, "rank": draft.rank, "reason": draft.reason}
            lifecycle = case.frame.engine.lifecycle
            name = lifecycle.deciding(draft.outcome) or draft.outcome
            answers = (*lifecycle.moves[name].asks, *lifecycle.moves[name].takes)
            given: dict[str, object] = {one: offered[one] for one in answers if offered.get(one) is not None}
            drafted.append(_move(command, case.ref, name, given))
    if not drafted:
        said = f"nothing is drafted in direction {command.direction}"
        return Refusal("needs-unmet", said, missing=(Unmet("nothing-drafted", said),))
    return conduct(
        docket,
        Bulk(
            actor=command.actor,
            received_at=command.received_at,
            request=command.request,
            commands=tuple(drafted),
            mode="atomic",
            dry_run=command.dry_run,
        ),
    )


def _move(command: Release, ref: str, move: str, given: dict[str, object]) -> Move:
    at = command.received_at
    return Move(actor=command.actor, received_at=at, request=command.request, ref=ref, move=move, given=given)


def _made(docket: Docket, embargo: Embargo, command: Release, outcome: Released) -> None:
    assert isinstance(outcome, list), "what was made has an outcome for each case"
    embargoes.lifted(docket.connection, embargo)
    data = {"direction": embargo.direction, "cases": len(outcome)}
    at, request = command.received_at, command.request
    docket.books.drafts.append(Draft("call.released", command.actor, at, data, request, None, embargo.call))


def _scheduler(docket: Docket, embargo: Embargo) -> Actor:
    """Who scheduled a release, with the roles of this moment: none for someone who acts here no longer."""
    try:
        return people.person(docket.session, embargo.by)
    except NoSuchThing:
        return Actor(embargo.by, embargo.by)


def _reasons(outcome: Released) -> list[dict[str, str | None]]:
    refusals = [outcome] if isinstance(outcome, Refusal) else [one for one in outcome if isinstance(one, Refusal)]
    return [{"case": one.case, "problem": one.problem} for one in refusals if one.code != "abandoned"]
