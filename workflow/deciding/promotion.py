"""Promotion: when a place falls free, the first on the reserve list whose amount fits gets it."""

from collections.abc import Callable

from states.refusal import Refusal, Unmet
from workflow import access, case_facts, permissions
from workflow.case_record import CaseRecord
from workflow.commands import Bulk, DraftDecision, MakeTransition, OnCase, PromoteReserve
from workflow.deciding import committee
from workflow.outcomes import Outcome
from workflow.overview import ranking
from workflow.overview.ranking import DraftedDecision
from workflow.tables import DECISIONS
from workflow.unit_of_work import UnitOfWork

Conduct = Callable[[UnitOfWork, Bulk], list[Outcome]]


def promote_reserve(uow: UnitOfWork, command: PromoteReserve, conduct: Conduct) -> Outcome:
    """Award the next case what was drafted for it or it was reserved with, or say why nobody gets anything.

    A case that the committee means to decline is passed over, and so is one whose amount is more than what is free.
    """
    found = _found(uow, command)
    if isinstance(found, Refusal):
        return found
    outcomes = conduct(uow, found)
    refusals = (one for one in outcomes if isinstance(one, Refusal) and one.code != "abandoned")
    return next(refusals, outcomes[-1])


def _found(uow: UnitOfWork, command: PromoteReserve) -> Bulk | Refusal:
    """What is to be done so that the next case gets its award."""
    refusal = committee.check_committee(uow, command)
    if refusal is not None:
        return refusal
    first: Refusal | None = None
    listed = _listed(uow, command)
    if not all(permissions.permits(committee.DECIDE, access.roles(command.actor, case)) for case in listed):
        said = "a conflict of interest keeps you from somebody on this list; another member of the committee has to move it up"
        return Refusal("not-yours-to-make", said, roles=permissions.list_holders(committee.DECIDE))
    for case in listed:
        notes, lifecycle = uow.notes(DECISIONS, case), case.definition.engine.lifecycle
        draft = ranking.find_draft(case, notes, lifecycle)
        if draft is not None and draft.outcome == "decline":
            continue
        decision = draft or ranking.find_promise(case, notes)
        asks_amount = lifecycle.award is not None and "amount" in lifecycle.transitions[lifecycle.award].asks
        if asks_amount and (decision is None or decision.amount is None):
            said = (
                f"{case.ref} is next on the reserve list, and nothing says which amount it would get; draft its award"
            )
            return first or _stuck(case, said, Unmet("amount-missing", said, pointer="/amount"))
        amount = decision.amount if decision is not None else None
        reason = decision.reason if decision is not None else None
        missing = ranking.list_unmet(case.definition.direction, case_facts.load_headroom(uow, case), amount, reason)
        if not missing:  # what else its award needs is judged when it is made, and says why not
            return _award(command, case, decision, drafts=draft is None)
        said = f"nothing that is free is enough for {case.ref}: {'; '.join(lack.problem for lack in missing)}"
        first = first or _stuck(case, said, *missing)
    said = f"nobody waits on the reserve list of direction {command.direction}"
    able = permissions.list_holders(committee.DECIDE)
    return first or Refusal("needs-unmet", said, missing=(Unmet("nobody-waiting", said),), roles=able)


def _listed(uow: UnitOfWork, command: PromoteReserve) -> list[CaseRecord]:
    """The reserve list of the direction, in its order."""
    waiting = committee.list_waiting(uow, command.call, command.direction)
    laid_down = committee.load_definition(uow, command.call, command.direction)
    assert laid_down is not None, "judged before"
    return ranking.reserve_list(waiting, laid_down.direction.lifecycle)


def _award(command: PromoteReserve, case: CaseRecord, decision: DraftedDecision | None, *, drafts: bool) -> Bulk:
    """The award, behind the draft that carries over what was promised when the case was reserved."""
    actor, at, request = command.actor, command.received_at, command.request
    amount = decision.amount if decision is not None else None
    indicators = decision.indicators if decision is not None else ()
    lifecycle = case.definition.engine.lifecycle
    award = lifecycle.award or "award"
    given: dict[str, object] = {} if amount is None else {"amount": amount}
    reason = decision.reason if decision is not None and "reason" in lifecycle.transitions[award].takes else None
    given |= {} if reason is None else {"reason": reason}
    done: tuple[OnCase, ...] = (
        MakeTransition(actor=actor, received_at=at, request=request, ref=case.ref, transition=award, given=given),
    )
    if drafts:
        draft = DraftDecision(
            actor=actor,
            received_at=at,
            request=request,
            ref=case.ref,
            outcome="award",
            amount=amount,
            reason=reason,
            indicators=indicators,
        )
        done = (draft, *done)
    return Bulk(actor=actor, received_at=at, request=request, commands=done, mode="atomic")


def _stuck(case: CaseRecord, said: str, *missing: Unmet) -> Refusal:
    able = permissions.list_holders(committee.DECIDE)
    return Refusal(
        "needs-unmet", said, case=case.ref, state=case.state, missing=missing, roles=able, transition="award"
    )
