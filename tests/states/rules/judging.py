"""One rule alone, and what it says of a case."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from states.facts import Facts
from states.rules import Rule, Verdict

RULES: TypeAdapter[Rule] = TypeAdapter(Rule)
FIRM = {"name": "Acme", "type": "enterprise", "country": "CN"}
SCHOOL = {"name": "Jiangbei", "type": "university", "country": "CN"}
LAB = {"name": "Pampeano", "type": "research-institution", "country": "AR"}
WAITING = Verdict("waiting", "the counterpart has not filed")


def rule(kind: str, **given: object) -> Rule:
    """A rule that must be met, of a kind."""
    clause = {"id": "9.9-z", "line": "99", "strength": "must", "text": "So it is."}
    return RULES.validate_python(clause | {"kind": kind} | given)


def judged(
    one: Rule,
    home: Mapping[str, object] | None = None,
    counterpart: Mapping[str, object] | None = None,
    **known: Any,
) -> tuple[str, str]:
    """How a rule stands for a case, and what it looked at."""
    verdict = one.stands(Facts(home=home or {}, counterpart=counterpart, **known))
    return verdict.status, verdict.looked_at
