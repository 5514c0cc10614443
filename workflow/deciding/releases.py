"""Releases: what was drafted in a direction becomes transitions, all of them in one transaction or none.

A case from which a conflict of interest keeps whoever releases stays drafted; somebody else has to release it.
"""

from collections.abc import Callable

from states.refusal import Refusal, Unmet
from workflow import access, embargoes, permissions
from workflow.actors import Actor
from workflow.commands import Bulk, Command, MakeTransition, ReleaseDecisions
from workflow.deciding import committee
from workflow.embargoes import Embargo
from workflow.errors import NotFound
from workflow.identity import people
from workflow.outcomes import Outcome, format_instant
from workflow.overview import ranking
from workflow.tables import DECISIONS
from workflow.trail import PendingEvent
from workflow.unit_of_work import UnitOfWork

Released = list[Outcome] | Refusal
Conduct = Callable[[UnitOfWork, Bulk], list[Outcome]]


def release_decisions(uow: UnitOfWork, command: ReleaseDecisions, conduct: Conduct) -> Released:
    """Make the drafted transitions, the best case first, or say why none was made; a made release ends the
    direction's embargo.
    """
    outcome = _conducted(uow, command, conduct)
    if not command.dry_run and is_made(outcome):
        _made(uow, Embargo(command.call, command.direction, command.received_at, command.actor.id), command, outcome)
    return outcome


def run_scheduled(uow: UnitOfWork, embargo: Embargo, conduct: Conduct) -> None:
    """Make the release that an embargo was waiting for, as whoever scheduled it and as of its instant.

    If it cannot be made then, nothing is done and it is not tried again: the event says why, and the messages that follow it.
    """
    actor = _scheduler(uow, embargo)
    uow.load_ties([actor])
    command = ReleaseDecisions(actor=actor, received_at=embargo.at, call=embargo.call, direction=embargo.direction)
    outcome = _conducted(uow, command, conduct)
    if is_made(outcome):
        _made(uow, embargo, command, outcome)
        return
    embargoes.drop(uow.connection, embargo)
    data = {"direction": embargo.direction, "at": format_instant(embargo.at), "reasons": _reasons(outcome)}
    uow.pending.drafts.append(PendingEvent("call.release-failed", actor, embargo.at, data, None, None, embargo.call))


def is_made(outcome: Released) -> bool:
    """Whether a release was made, or in a dry run could be."""
    return isinstance(outcome, list) and not any(isinstance(one, Refusal) for one in outcome)


def check_settled(uow: UnitOfWork, call: str, direction: str, command: Command) -> Refusal | None:
    """The refusal while a release that counts before the command cannot be made yet, because it is still being settled."""
    for embargo in uow.embargoes:
        if (embargo.call, embargo.direction) == (call, direction) and embargo.at <= command.received_at:
            return Refusal("settling", "a release has just fallen due and is being settled; ask again in a moment")
    return None


def _conducted(uow: UnitOfWork, command: ReleaseDecisions, conduct: Conduct) -> Released:
    refusal = committee.check_committee(uow, command)
    if refusal is not None:
        return refusal
    drafted = []
    for case in committee.list_waiting(uow, command.call, command.direction):
        draft = ranking.find_draft(case, uow.notes(DECISIONS, case), case.definition.engine.lifecycle)
        if draft is not None and permissions.permits(committee.DECIDE, access.roles(command.actor, case)):
            offered = {"amount": draft.amount, "rank": draft.rank, "reason": draft.reason}
            lifecycle = case.definition.engine.lifecycle
            name = lifecycle.deciding(draft.outcome) or draft.outcome
            answers = (*lifecycle.transitions[name].asks, *lifecycle.transitions[name].takes)
            given: dict[str, object] = {one: offered[one] for one in answers if offered.get(one) is not None}
            drafted.append(_transition(command, case.ref, name, given))
    if not drafted:
        said = f"nothing is drafted in direction {command.direction}"
        return Refusal("needs-unmet", said, missing=(Unmet("nothing-drafted", said),))
    return conduct(
        uow,
        Bulk(
            actor=command.actor,
            received_at=command.received_at,
            request=command.request,
            commands=tuple(drafted),
            mode="atomic",
            dry_run=command.dry_run,
        ),
    )


def _transition(command: ReleaseDecisions, ref: str, transition: str, given: dict[str, object]) -> MakeTransition:
    at = command.received_at
    return MakeTransition(
        actor=command.actor, received_at=at, request=command.request, ref=ref, transition=transition, given=given
    )


def _made(uow: UnitOfWork, embargo: Embargo, command: ReleaseDecisions, outcome: Released) -> None:
    assert isinstance(outcome, list), "what was made has an outcome for each case"
    embargoes.mark_released(uow.connection, embargo)
    data = {"direction": embargo.direction, "cases": len(outcome)}
    at, request = command.received_at, command.request
    uow.pending.drafts.append(PendingEvent("call.released", command.actor, at, data, request, None, embargo.call))


def _scheduler(uow: UnitOfWork, embargo: Embargo) -> Actor:
    """Who scheduled a release, with the roles of this moment: none for someone who acts here no longer."""
    try:
        return people.load_person(uow.session, embargo.by)
    except NotFound:
        return Actor(embargo.by, embargo.by)


def _reasons(outcome: Released) -> list[dict[str, str | None]]:
    refusals = [outcome] if isinstance(outcome, Refusal) else [one for one in outcome if isinstance(one, Refusal)]
    return [{"case": one.case, "problem": one.problem} for one in refusals if one.code != "abandoned"]
