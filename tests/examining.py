"""The formal examination in tests: a coordinator finds every clause that people judge to be met."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from states import loader
from states.facts import Facts
from workflow.actors import Actor
from workflow.commands import RecordJudgement


def judge_all(
    ref: str, call: str, direction: str, content: Mapping[str, Any], *, actor: Actor, now: datetime
) -> list[RecordJudgement]:
    """The judgements a case with this home filing needs before its review: each clause met, on the same evidence."""
    found = loader.calls()[call].direction(direction)
    assert found is not None, f"{call} has a direction {direction}"
    facts = Facts(home=content)
    return [
        judge(ref, rule.id, actor=actor, now=now)
        for rule in found.examined
        if rule.when is None or rule.when.concerns(facts)
    ]


def judge(
    ref: str, clause: str, verdict: Any = "met", *, actor: Actor, now: datetime, evidence: str = "seen", **more: Any
) -> RecordJudgement:
    """One judgement of a clause."""
    return RecordJudgement(
        actor=actor, received_at=now, ref=ref, clause=clause, verdict=verdict, evidence=evidence, **more
    )
