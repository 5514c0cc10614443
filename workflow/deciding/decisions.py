"""Decisions: the panel recommends by its scores, the committee decides. What it drafts stays inside until it is released."""

from collections.abc import Iterator
from typing import get_args

from states.asks import check_asks
from states.facts import Facts
from states.lifecycle import Ask, Lifecycle
from states.needs import list_unmet_needs
from states.refusal import Refusal, Unmet
from workflow import access, canonical, case_facts, permissions, transitions
from workflow.case_record import CaseRecord
from workflow.commands import Content, DraftDecision
from workflow.outcomes import Result
from workflow.overview import ranking
from workflow.tables import DECISIONS
from workflow.unit_of_work import UnitOfWork

OPERATORS = ("more-than", "at-least", "exactly", "at-most", "less-than")
_INDICATOR = ("name", "operator", "value", "unit")
_MOST = 50
_GIVEN = ("amount", "rank", "reason")


def draft_decision(uow: UnitOfWork, case: CaseRecord, command: DraftDecision) -> Result | Refusal:
    """Note what the committee means to decide on a case that waits for it; a later draft replaces it, `none` takes it back."""
    roles = access.roles(command.actor, case)
    if refusal := permissions.check_permission("draft-decision", roles, "a decision can be drafted by"):
        return refusal
    lifecycle = case.definition.engine.lifecycle
    if not permissions.is_allowed_in("draft-decision", lifecycle, case.state):
        waits_in = " or ".join(ranking.waits_in(lifecycle))
        said = f"nothing is drafted about a case that is {case.state}, only while it is {waits_in}"
        if not waits_in:
            said = "nothing is drafted here: this call has no transition by which a committee gives a place"
        return Refusal("not-from-this-state", said)
    if command.outcome == "none":
        if ranking.find_draft(case, uow.notes(DECISIONS, case), lifecycle) is None:
            return transitions.refuse_value("/outcome", "there is no draft to take back")
    else:
        name = lifecycle.deciding(command.outcome)
        if name is None:
            return transitions.refuse_value("/outcome", f"there is no {command.outcome} in this call")
        transition = lifecycle.transitions[name]
        if case.state not in transition.source:
            at = lifecycle.states[case.state].label
            return Refusal("not-from-this-state", f"{transition.label} is not possible while the case is at: {at}")
    if wrong := tuple(_wrong(case, command)):
        return Refusal("misfit", "; ".join(lack.problem for lack in wrong), missing=wrong)
    if lacking := _unfit_amount(uow, case, command):
        said = "; ".join(lack.problem for lack in lacking)
        return Refusal("needs-unmet", said, missing=lacking, roles=permissions.list_holders("draft-decision"))
    note = {
        "outcome": command.outcome,
        "amount": command.amount,
        "rank": command.rank if command.outcome == "reserve" else case.rank,
        "reason": command.reason,
        "indicators": canonical.dumps([dict(one) for one in command.indicators]).decode(),
    }
    return transitions.record_note(uow, case, DECISIONS, "case.decision-drafted", note, command)


def _unfit_amount(uow: UnitOfWork, case: CaseRecord, command: DraftDecision) -> tuple[Unmet, ...]:
    """What the rules say against the amount of an award, judged as the award itself will be."""
    lifecycle = case.definition.engine.lifecycle
    if command.outcome not in ("award", "reserve") or command.amount is None or lifecycle.award is None:
        return ()
    wanted = [need for need in lifecycle.transitions[lifecycle.award].needs if need in ("rules-met", "within-asked")]
    given = {"amount": command.amount} | ({"reason": command.reason} if command.reason else {})
    facts = case_facts.gather_facts(uow, case, wanted, given, command.received_at)
    return list_unmet_needs(wanted, case.definition.direction, facts)


def _wrong(case: CaseRecord, command: DraftDecision) -> Iterator[Unmet]:
    """What the outcome's transition would miss, what has no place in this draft, and what is amiss with its indicators."""
    lifecycle = case.definition.engine.lifecycle
    asks = _asked(command, lifecycle)
    offered = {name: getattr(command, name) for name in _GIVEN}
    outcome = lifecycle.transitions.get(lifecycle.deciding(command.outcome) or "")
    if outcome is not None:
        yield from check_asks(outcome.model_copy(update={"asks": asks}), Facts(given=offered))
    for name, value in offered.items():
        if value is not None and name not in (*asks, *(outcome.takes if outcome is not None else ())):
            yield _misfit(f"/{name}", f"a draft to {command.outcome} gives no {name} here")
    if command.indicators and command.outcome not in ("award", "reserve"):
        yield _misfit("/indicators", "only an award promises indicators")
    if len(command.indicators) > _MOST:
        yield _misfit("/indicators", f"may be at most {_MOST}")
    for place, one in enumerate(command.indicators):
        if not _is_indicator(one):
            said = f"an indicator has {', '.join(_INDICATOR)}; the operator is one of {', '.join(OPERATORS)}"
            yield _misfit(f"/indicators/{place}", said)


def _asked(command: DraftDecision, lifecycle: Lifecycle) -> tuple[Ask, ...]:
    """What a draft must give: what its transition asks, and for the reserve list also what an award would ask."""
    if command.outcome == "none":
        return ()
    asks = lifecycle.transitions[lifecycle.deciding(command.outcome) or command.outcome].asks
    award = lifecycle.award
    return (*asks, *lifecycle.transitions[award].asks) if command.outcome == "reserve" and award is not None else asks


def _is_indicator(given: Content) -> bool:
    value = given.get("value")
    texts = [given.get(name) for name in ("name", "operator", "unit")]
    return (
        set(given) == set(_INDICATOR)
        and all(isinstance(text, str) and len(text) <= 200 for text in texts)
        and bool(given["name"])
        and given["operator"] in OPERATORS
        and isinstance(value, int)
        and not isinstance(value, bool)
        and 0 <= value <= 10**12
    )


def _misfit(pointer: str, problem: str) -> Unmet:
    return Unmet("misfit", problem, pointer=pointer)


assert {"amount", "rank", "reason"} <= set(get_args(Ask)), "a draft gives what transitions ask"
