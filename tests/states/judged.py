"""What the machine says about one transition of a case, asked in a line."""

from collections.abc import Mapping
from typing import get_args

from states.facts import Facts, Headroom
from states.lifecycle import Role
from states.machine import LifecycleMachine, decide
from states.refusal import Decision, Refusal
from tests.states.definitions import direction, directions

ROLES = get_args(Role)
ENGINES = {id(one): LifecycleMachine(one.lifecycle) for one in directions()}
ROOM = (Headroom("2.4", 1, 2_000_000),)


def party(name: str, kind: str, country: str) -> dict[str, str]:
    return {"name": name, "type": kind, "country": country}


HOME: dict[str, object] = {
    "title": "Green modification of pea protein",
    "area": "Food processing, loss reduction and new products",
    "leader": "Wen Qiao",
    "organisation": party("Jiangbei University", "university", "CN"),
    "counterpart_organisation": party("Instituto Pampeano", "research-institution", "AR"),
    "content": "Peas.",
    "work_plan": "Two years.",
    "results": "A pilot line.",
    "months": 24,
    "budget": 500_000,
    "cooperation_agreement": {"signed_on": "2022-10-20", "signatories": ["Jiangbei University", "Instituto Pampeano"]},
}
THEIRS: dict[str, object] = HOME | {
    "organisation": HOME["counterpart_organisation"],
    "counterpart_organisation": HOME["organisation"],
}


def judged(
    code: str,
    state: str,
    transition: str,
    *roles: str,
    home: Mapping[str, object] = HOME,
    counterpart: Mapping[str, object] | None = THEIRS,
    given: Mapping[str, object] | None = None,
    room: tuple[Headroom, ...] = ROOM,
    call: str = "intergovernmental-2023-1",
) -> Decision | Refusal:
    """What the machine says to someone with these roles about one transition of a case in a direction."""
    one = direction(code, call)
    facts = Facts(next(iter(one.partners), None), home, counterpart, given or {}, room)
    return decide(LifecycleMachine(one.lifecycle), one, state, transition, roles=frozenset(roles), facts=facts)


def lacking(answer: Decision | Refusal) -> list[tuple[str, str | None, str | None, str | None]]:
    """What a refusal names as missing: code, clause, pointer, remedy. Nothing for a decision."""
    if isinstance(answer, Decision):
        return []
    assert answer.code == "needs-unmet"
    return [(one.code, one.clause, one.pointer, one.remedy) for one in answer.missing]
