"""Where what a call lays down comes from: the source, or a default of ours because the source is silent or unclear.

Each thing that could have been laid down otherwise has a key, under which an office can confirm it as its own: `opens`,
`deadlines.NAME`, `review` (of the call) or `review.DIRECTION`, `quota.LINE`, `limit.LINE`, `rules.CLAUSE`,
`confirm.DIRECTION`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from states.call import Call, Direction
from states.frozen_model import Basis
from states.rules import BothFile

Kind = Literal["opens", "deadline", "review", "quota", "limit", "rule", "confirm"]


@dataclass(frozen=True, slots=True)
class LaidDown:
    """One thing that a call lays down: its key, what kind it is, its name there, and what it rests on.

    `name` is a deadline's, a direction's, a quota line's or a clause's; `clause` and `line` say where the source has
    it.
    """

    key: str
    kind: Kind
    name: str
    basis: Basis
    direction: str | None = None
    clause: str | None = None
    line: str | None = None


def list_laid_down(call: Call) -> list[LaidDown]:
    """Everything that a call lays down and that rests on something, in the call's order; each key stands once."""
    lines = {rule.id: rule.line for rule in call.clauses}
    found = [LaidDown("opens", "opens", "opens", call.opens_basis, clause=call.opens_clause)]
    for name, deadline in call.deadlines.items():
        found.append(LaidDown(f"deadlines.{name}", "deadline", name, deadline.basis, clause=deadline.clause))
    if (plan := call.review) is not None:
        found.append(LaidDown("review", "review", call.code, plan.basis, clause=plan.clause))
    for direction in call.directions:
        found += _of_direction(direction, call)
        lines |= {rule.id: rule.line for rule in direction.rules}
    return [_cited(one, lines) for one in {one.key: one for one in found}.values()]


def _of_direction(direction: Direction, call: Call) -> Iterator[LaidDown]:
    code = direction.code
    if (plan := direction.review) is not None and plan != call.review:
        yield LaidDown(f"review.{code}", "review", code, plan.basis, code, plan.clause)
    clauses = {direction.code: direction.clause} | {f"{code}/{one.code}": one.clause for one in direction.topics}
    for line, quota in direction.quotas().items():
        yield LaidDown(f"quota.{line}", "quota", line, quota.basis, code, clauses[line], direction.line)
        if quota.basis == "source" and quota.qualifier in ("about", "between"):
            yield LaidDown(f"limit.{line}", "limit", line, "default", code, clauses[line], direction.line)
    for rule in direction.rules:
        yield LaidDown(f"rules.{rule.id}", "rule", rule.id, rule.basis, code, rule.id, rule.line)
    dual = any(isinstance(rule, BothFile) for rule in direction.rules)
    if not dual and any(
        "counterpart-filed" in transition.needs for transition in direction.lifecycle.transitions.values()
    ):
        yield LaidDown(f"confirm.{code}", "confirm", code, "default", code)


def _cited(one: LaidDown, lines: dict[str, str]) -> LaidDown:
    return replace(one, line=one.line or (lines.get(one.clause) if one.clause is not None else None))
