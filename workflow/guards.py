"""Whether a transition may be made, and what time alone makes of a case. Judged alike for who makes a transition and
for who only asks.
"""

from collections.abc import Iterable
from datetime import datetime

from states import calendar
from states.facts import Facts, Side
from states.lifecycle import Transition
from states.machine import decide
from states.refusal import Decision, Refusal
from workflow import access, case_facts
from workflow.actors import Actor
from workflow.case_facts import CaseSource
from workflow.case_record import CaseRecord
from workflow.credentials import reauthentication

_SYSTEM = frozenset({"system"})
_STANDS_IN = "as our default it stands in for the partner's own deadline, which is not known"


def evaluate(
    source: CaseSource, case: CaseRecord, transition: str, facts: Facts, *, actor: Actor, at: datetime
) -> Decision | Refusal:
    """Whether an actor may make a transition at an instant, given the facts that it looks at."""
    engine = case.definition.engine
    roles = access.roles(actor, case)
    decision = decide(engine, case.definition.direction, case.state, transition, roles=roles, facts=facts)
    if isinstance(decision, Refusal):
        return _with_deadline(source, case, decision)
    declared = engine.lifecycle.transitions[decision.transition]
    if declared.holds == "reserve" and (lacking := reauthentication.find_lacking(actor, now=at)):
        return lacking.about(transition=decision.transition)
    waits = decision.target in engine.lifecycle.waiting_for_counterpart and "complete" not in declared.needs
    late = None if declared.disarms else check_time(source, case, decision.target, at, waits=waits)
    return decision if late is None else late.about(transition=decision.transition)


def evaluate_timeout(source: CaseSource, case: CaseRecord, due_at: datetime) -> tuple[Decision, list[Transition]]:
    """The first transition of the deadline that overtakes a case which may be made, and the transitions that were looked at."""
    engine = case.definition.engine
    timeout = engine.lifecycle.states[case.state].deadline
    assert timeout is not None, "a case is due only in a state that has a deadline"
    looked_at: list[Transition] = []
    for transition in timeout.then:
        looked_at.append(engine.lifecycle.transitions[transition])
        facts = case_facts.gather_facts(source, case, looked_at[-1].needs, {}, due_at)
        decision = decide(engine, case.definition.direction, case.state, transition, roles=_SYSTEM, facts=facts)
        if isinstance(decision, Decision):
            return decision, looked_at
    raise AssertionError(f"no transition overtakes a case in {case.state}, though the call was checked")


def fast_forward(source: CaseSource, case: CaseRecord, until: datetime) -> None:
    """Let a case that will not be written stand as its deadlines up to an instant will leave it, whether or not a sweep ran."""
    while case.due_at is not None and case.due_at <= until:
        decision, looked_at = evaluate_timeout(source, case, case.due_at)
        enter(source, case, decision.target, case.due_at, disarmed=looked_at[-1].disarms)
        case.version += 1


def enter(source: CaseSource, case: CaseRecord, state: str, at: datetime, *, disarmed: bool = False) -> None:
    """Let a case stand in a state from an instant on, and set when it will be overtaken there."""
    case.state, case.entered_at = state, at
    timeout = None if disarmed else case.definition.engine.lifecycle.states[state].deadline
    case.deadline = timeout.at if timeout is not None else None
    case.due_at = case_facts.find_due(source, case) if timeout is not None else None


def explain_missed_deadline(source: CaseSource, case: CaseRecord, refusal: Refusal, states: Iterable[str]) -> Refusal:
    """The refusal, but naming the deadline when it is one that took the case out of any of the states it needed.

    Where several could have, it is the one that passed when the case came to where it stands.
    """
    lifecycle = case.definition.engine.lifecycle
    timeouts = [lifecycle.states[state].deadline for state in states if state != case.state]
    names = [
        timeout.at
        for timeout in timeouts
        if timeout is not None
        and timeout.at
        and any(lifecycle.transitions[then].to == case.state for then in timeout.then)
    ]
    if not names:
        return refusal
    own = source.partner_deadline(case)
    if own is not None and own == case.entered_at and own != case_facts.find_deadline(source, case, names[0]):
        return _late_for_partner(case, refusal, own)
    then_passed = [name for name in names if case_facts.find_deadline(source, case, name) == case.entered_at]
    return _late(source, case, refusal, next(iter(then_passed), names[0]))


def check_time(
    source: CaseSource, case: CaseRecord, state: str, at: datetime, *, waits: bool = False
) -> Refusal | None:
    """The refusal for what can only be done while a state's deadline lies ahead, if it has passed by an instant.

    What leaves a case waiting for its counterpart (`waits`) has time until that side's own deadline, if it is the later one.
    """
    timeout = case.definition.engine.lifecycle.states[state].deadline
    if timeout is None or timeout.at is None:
        return None
    ours = case_facts.find_deadline(source, case, timeout.at)
    ends = case_facts.find_end(source, case, state) if waits else ours
    if ends > at:
        return None
    if ends > ours:
        return _late_for_partner(case, Refusal("deadline-passed", "", state=case.state), ends)
    return _late(source, case, Refusal("deadline-passed", "", state=case.state), timeout.at)


def check_time_to_file(source: CaseSource, case: CaseRecord, side: Side, at: datetime) -> Refusal | None:
    """The refusal of what a side can only do to its filing before its deadline, if that has passed by an instant."""
    own = source.partner_deadline(case) if side == "counterpart" else None
    if own is None:
        late = check_time(source, case, case.state, at)
        return late if late is None else label_stand_in(source, case, side, late)
    if at < own:
        return None
    return _late_for_partner(case, Refusal("deadline-passed", "", state=case.state, deadline=case.deadline), own)


def label_stand_in(source: CaseSource, case: CaseRecord, side: Side, refusal: Refusal) -> Refusal:
    """The refusal, saying so where the deadline that a counterpart missed only stands in for its own, which is not known."""
    is_ours = refusal.code == "deadline-passed" and side == "counterpart" and case.partner is not None
    if not is_ours or source.partner_deadline(case) is not None:
        return refusal
    return refusal.about(problem=f"{refusal.problem}; {_STANDS_IN}")


def _with_deadline(source: CaseSource, case: CaseRecord, refusal: Refusal) -> Refusal:
    if refusal.code != "not-from-this-state":
        until = case.due_at if refusal.code == "needs-unmet" else None
        return refusal.about(deadline=case.deadline, until=until) if until else refusal
    return explain_missed_deadline(
        source, case, refusal, case.definition.engine.lifecycle.transitions[str(refusal.transition)].source
    )


def _late_for_partner(case: CaseRecord, refusal: Refusal, until: datetime) -> Refusal:
    """The refusal, naming the partner's own deadline as the one that passed."""
    last = calendar.format_last_minute(until, case.definition.call.zone)
    said = f"the partner's own filing deadline has passed; the last minute was {last}"
    return refusal.about(code="deadline-passed", problem=said, until=until)


def _late(source: CaseSource, case: CaseRecord, refusal: Refusal, name: str) -> Refusal:
    until = case_facts.find_deadline(source, case, name)
    call = case.definition.call
    label, last = call.deadlines[name].label, calendar.format_last_minute(until, call.zone)
    said = f"the deadline “{label}” has passed; the last minute was {last}"
    return refusal.about(code="deadline-passed", problem=said, deadline=name, until=until, remedies=("extension",))
