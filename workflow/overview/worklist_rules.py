"""Whose turn it is: the steps that can be somebody's, and the cases that each can be taken on, as conditions on their rows.

A step is a transition onward that is first of all theirs to make, when what it needs of others is there; filing, when
their side is
to file; answering, reviewing and assigning, where reviewers are concerned; examining, where people have clauses to judge.
A case whose deadline passed and was handed to people (its clock is stopped) is late. The rules themselves are judged when
the case is opened, not for a whole list.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, exists, false, func, literal, or_, select, true, tuple_
from sqlmodel import Session

from states.call import Direction
from states.lifecycle import Transition
from workflow import access, editions, permissions
from workflow.actors import Actor
from workflow.store.database import session_cache
from workflow.tables import ASSIGNMENTS, CASES, JUDGEMENTS, RECEIPTS, REVIEWS

LATE, COMPARE = "look", "compare"
_OTHER_SIDE = ("partner", "authority")


class WorklistRule(NamedTuple):
    """A step that can be somebody's, and what the row of a case in one state of one call must be for it."""

    step: str
    call: str
    state: str
    case: ColumnElement[bool]


def rules_for(session: Session, actor: Actor) -> list[WorklistRule]:
    """The turns that can be an actor's, in the order of the calls and their states; made out once in a session."""
    return session_cache(session, (__name__, actor), lambda: _taken(session, actor))


def _taken(session: Session, actor: Actor) -> list[WorklistRule]:
    found = []
    is_partner = session.execute(access.select_partnered_by(actor.id).limit(1)).first() is not None
    for code in editions.list_codes(session):
        roles = actor.roles_in(code) | (frozenset({"partner"}) if is_partner else frozenset())
        for direction, codes in _alike(session, code):
            within = CASES.c.direction.in_(codes) if codes else true()
            for state in direction.lifecycle.states:
                here = and_(CASES.c.call == code, CASES.c.state == state, within)
                turns = _from(direction, state, actor, roles)
                found += [WorklistRule(step, code, state, and_(here, condition)) for step, condition in turns]
    return found + list(_late(session, actor))


def parts(turns: Sequence[WorklistRule]) -> list[tuple[list[WorklistRule], ColumnElement[bool]]]:
    """Turns in parts, each with its cases said so that an index leads to them: the late, those to compare, all others."""
    found = []
    for of_it, narrowed in ((LATE, CASES.c.due_at.is_(None)), (COMPARE, CASES.c.stale.is_(True)), (None, true())):
        those = [turn for turn in turns if (turn.step if turn.step in (LATE, COMPARE) else None) == of_it]
        if those:
            among = tuple_(CASES.c.call, CASES.c.state).in_(sorted({(turn.call, turn.state) for turn in those}))
            found.append((those, and_(narrowed, among, or_(*(turn.case for turn in those)))))
    return found


def any_of(turns: Sequence[WorklistRule]) -> ColumnElement[bool]:
    """The cases on which it is one of these turns."""
    return or_(false(), *(part for _, part in parts(turns)))


def _alike(session: Session, call: str) -> list[tuple[Direction, list[str]]]:
    """The directions of a call with the same turns: one of them, and their codes; no codes where it is all of them."""
    alike: dict[tuple[int, int, bool], tuple[Direction, list[str]]] = {}
    for code, definition in editions.load_newest(session, call).items():
        quorum = definition.direction.review.quorum if definition.direction.review is not None else 0
        examined = bool(definition.direction.examined)
        alike.setdefault((id(definition.engine), quorum, examined), (definition.direction, []))[1].append(code)
    found = list(alike.values())
    return found if len(found) > 1 else [(direction, []) for direction, _ in found]


def is_onward(transition: Transition) -> bool:
    """Whether a transition leads on: people make it, and whoever makes it need not say why."""
    return transition.by != ("system",) and "reason" not in transition.asks


def _from(
    direction: Direction, state: str, actor: Actor, roles: frozenset[str]
) -> Iterator[tuple[str, ColumnElement[bool]]]:
    lifecycle = direction.lifecycle
    quorum = direction.review.quorum if direction.review is not None else 0
    reviewed = state in lifecycle.reviewed_in
    if "reviewer" in roles and reviewed:
        yield "answer", CASES.c.id.in_(_mine(actor, "invited"))
        yield "give-review", and_(CASES.c.id.in_(_mine(actor, "accepted")), ~_reviewed_by(actor))
    if not roles.isdisjoint(_OTHER_SIDE) and "counterpart" in lifecycle.states[state].open_to:
        yield "file", and_(_theirs(actor), CASES.c.counterpart_filed == 0)
    onward = lifecycle.transitions_from(state)
    examined = bool(direction.examined) and any("examined" in transition.needs for transition in onward.values())
    if "coordinator" in roles and examined:
        yield "examine", ~_is_examined()
    if "coordinator" in roles and reviewed:
        yield "assign", ~_has(ASSIGNMENTS)
    if "coordinator" in roles and permissions.is_allowed_in("compare-filings", lifecycle, state):
        yield COMPARE, CASES.c.stale.is_(True)
    for name, transition in onward.items():
        if not is_onward(transition):
            continue
        there = [_there(need, quorum) for need in transition.needs if need != "examined" or examined]
        if not roles.isdisjoint(_first(transition)):
            yield name, and_(_related(actor, transition.by[0]), *there)
        if "coordinator" in roles and is_for_nobody_else(transition):
            yield name, and_(CASES.c.id.not_in(_partnered()), *there)


def is_for_nobody_else(transition: Transition) -> bool:
    """Whether a transition of the case's partner is a coordinator's where there is no partner, for no authority could
    make it.
    """
    return transition.by[0] == "partner" and "authority" not in transition.by and "coordinator" in transition.by


def _first(transition: Transition) -> frozenset[str]:
    """Those whose turn a transition is: the first it names, and for either of the other side alike."""
    return (
        frozenset(transition.by).intersection(_OTHER_SIDE)
        if transition.by[0] in _OTHER_SIDE
        else frozenset(transition.by[:1])
    )


def _related(actor: Actor, role: str) -> ColumnElement[bool]:
    """What a case must be to an actor for a role to count: their own, of their side, or any that they see."""
    if role == "applicant":
        return CASES.c.owner == actor.id
    return _theirs(actor) if role in _OTHER_SIDE else true()


def _theirs(actor: Actor) -> ColumnElement[bool]:
    return or_(CASES.c.id.in_(access.select_partnered_by(actor.id)), access.is_answered_by(actor))


def _partnered() -> Select[tuple[int]]:
    return access.select_partners().with_only_columns(access.select_partners().selected_columns[0])


def _there(need: str, quorum: int) -> ColumnElement[bool]:
    """Whether what a transition needs of other people is there."""
    match need:
        case "counterpart-filed":
            return CASES.c.counterpart_filed > 0
        case "filings-consistent":
            return CASES.c.stale.is_(False)
        case "examined":
            return _is_examined()
        case "receipts":
            return _has(RECEIPTS)
        case "counterpart-in-time":
            return CASES.c.counterpart_at.is_not(None)
        case "quorum-reached":
            counted = select(func.count(func.distinct(REVIEWS.c.reviewer))).where(REVIEWS.c.case_id == CASES.c.id)
            return and_(_has(ASSIGNMENTS), counted.scalar_subquery() >= quorum)
        case _:
            return true()


def _is_examined() -> ColumnElement[bool]:
    """Whether, by the latest judgement of a case, nothing was left for people to judge."""
    later = JUDGEMENTS.alias("later_judgement")
    newer = exists(
        select(literal(1)).where(later.c.case_id == JUDGEMENTS.c.case_id, later.c.number > JUDGEMENTS.c.number)
    )
    latest = JUDGEMENTS.c.case_id == CASES.c.id, JUDGEMENTS.c.unjudged == 0, ~newer
    return exists(select(literal(1)).where(*latest))


def _has(table: Table) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(table.c.case_id == CASES.c.id))


def _mine(actor: Actor, status: str) -> Select[tuple[int]]:
    later = ASSIGNMENTS.alias("later_assignment")
    same = later.c.case_id == ASSIGNMENTS.c.case_id, later.c.reviewer == actor.id
    newer = exists(select(literal(1)).where(*same, later.c.number > ASSIGNMENTS.c.number))
    return select(ASSIGNMENTS.c.case_id).where(
        ASSIGNMENTS.c.reviewer == actor.id, ASSIGNMENTS.c.status == status, ~newer
    )


def _reviewed_by(actor: Actor) -> ColumnElement[bool]:
    mine = REVIEWS.c.case_id == CASES.c.id, REVIEWS.c.reviewer == actor.id
    return exists(select(literal(1)).where(*mine))


def _late(session: Session, actor: Actor) -> Iterator[WorklistRule]:
    """The turns of cases whose time ran out so that people have to see to them, which is for whoever coordinates them."""
    for code in editions.list_codes(session):
        if "coordinator" not in actor.roles_in(code):
            continue
        lifecycle = next(iter(editions.load_newest(session, code).values())).engine.lifecycle
        for name, state in lifecycle.states.items():
            if state.deadline is not None and not state.final:
                late = and_(CASES.c.call == code, CASES.c.state == name, CASES.c.due_at.is_(None))
                yield WorklistRule(LATE, code, name, late)
