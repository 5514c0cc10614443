"""How the rules of a direction stand for a case, as people are shown it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from states.call import Direction
from states.facts import Facts
from states.rule_labels import label_rule
from states.rules import Paper, Rule, Verdict
from workflow import notes
from workflow.notes import Note


@dataclass(frozen=True, slots=True)
class RuleResult:
    """How a rule stands for a case, and what was looked at.

    `status` is met, declared (with no document attached), not-met, waived, waiting, not-applicable or information; `word` and
    `tone` say how it is told, which depends on how strong the clause is. `basis` says whether the source lays the clause down.
    """

    id: str
    strength: str
    basis: str
    text: str
    status: str
    word: str
    tone: str
    looked_at: str


def evaluate_rules(direction: Direction, facts: Facts, attached: Container[str] | None = None) -> list[RuleResult]:
    """Every rule of a direction as it stands for these facts; `attached` as in `shown_verdict`."""
    found = []
    for rule in direction.rules:
        verdict = shown_verdict(rule, facts, attached)
        word, tone = label_rule(rule.strength, verdict.status)
        about = (rule.id, rule.strength, rule.basis, rule.text, verdict.status)
        found.append(RuleResult(*about, word, tone, verdict.looked_at))
    return found


def shown_verdict(rule: Rule, facts: Facts, attached: Container[str] | None) -> Verdict:
    """How a rule stands as it is shown: what is only declared, with no document attached for its field, is told apart.

    `attached` are the fields of papers for which a document is attached; None where that is not known.
    """
    verdict = rule.stands(facts)
    if isinstance(rule, Paper) and verdict.status == "met" and attached is not None and rule.field not in attached:
        return Verdict("declared", verdict.looked_at)
    return verdict


def attached_papers(direction: Direction, documents: Sequence[Note]) -> frozenset[str]:
    """The fields of papers for which a document is attached: by its kind, or by a general kind that fits one field alone."""
    papers = [name for name, field in direction.fields.items() if field.kind == "paper"]
    found = set[str]()
    for note in notes.list_attached(documents):
        kind = str(note["kind"])
        fitting = [name for name in papers if name.replace("_", "-") == kind]
        general = [name for name in papers if set(_GENERAL.get(kind, ())) & set(name.split("_"))]
        found.update(fitting or (general if len(general) == 1 else ()))
    return frozenset(found)


_GENERAL = {"agreement": ("agreement",), "letter-of-support": ("letter",), "letter": ("letter",)}
