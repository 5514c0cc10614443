"""What a filing declares besides its texts: papers, dates, figures, tasks and promises, as the rules of its direction ask."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from simulation.context import SimulationContext
from simulation.fake_names import HOME
from states import calendar
from states.call import Direction
from states.rules import Balanced, Before, Given, Indicators, OnePerAgreement, Paper
from states.rules.papers import Indicator
from workflow.commands import Content

_YEAR = timedelta(days=365)
_TEXTS = (
    "{label}: {home} and {counterpart} share it; each names somebody who answers for it, and they look at it every half year.",
    "{label}: {home} begins, {counterpart} follows three months later, and both report on it in the same words.",
)


def declare_papers(scene: SimulationContext, direction: Direction, content: Content, number: int) -> dict[str, object]:
    """What the rules of the direction ask of a home filing beyond its texts, so that each of them is met."""
    found: dict[str, object] = {}
    for rule in direction.rules:
        match rule:
            case Before(field=field, before=before):
                found[field] = str(_day(scene.rng, before - 8 * _YEAR, before))
            case Indicators(field=field, each=each):
                found[field] = _figures(scene.rng, each)
            case Given(fields=fields, strength=strength) if strength == "must" or scene.rng.random() < 0.7:
                found |= {name: _told(scene.rng, direction, name, content) for name in fields}
            case Balanced(field=field):
                found[field] = _amount(content, scene.rng.uniform(1.1, 1.6))
    unique = {rule.field for rule in direction.rules if isinstance(rule, OnePerAgreement)}
    for field, rules in _papers(direction).items():
        found[field] = _paper(scene, rules, content) | ({"reference": f"JL-{number:05}"} if field in unique else {})
    return found


def answer_papers(rng: Random, direction: Direction, home: Content) -> dict[str, object]:
    """What the other side puts in, about as much as the home side wherever the two are to be balanced."""
    found: dict[str, object] = {}
    for rule in direction.rules:
        if isinstance(rule, Balanced):
            most = 1 + 0.9 * rule.percent / 100
            ours = home[rule.field]
            assert isinstance(ours, int), "what a home filing puts in was drawn as a number"
            found[rule.field] = round(ours * rng.uniform(1 / most, most))
    return found


def sign_papers(home: Content, called: str) -> bytes:
    """The file of an agreement on what a home filing is about."""
    names = ", ".join(_names(home, ["organisation", "counterpart_organisation"]))
    return f"{called}\n\n{home['title']}\n\nBetween: {names}\n\n{home['work_plan']}\n".encode()


def _papers(direction: Direction) -> dict[str, list[Paper]]:
    found: dict[str, list[Paper]] = {}
    for rule in direction.rules:
        if isinstance(rule, Paper):
            found.setdefault(rule.field, []).append(rule)
    return found


def _paper(scene: SimulationContext, rules: list[Paper], content: Content) -> dict[str, object]:
    """A paper that every rule on it is content with, signed before the call opens and valid until long after it."""
    zone = scene.cast.country(HOME).zone
    opens, closed = calendar.day(scene.when.opens, zone), calendar.day(scene.when.closed, zone)
    latest = min([opens, *(rule.signed_before for rule in rules if rule.signed_before)])
    both = ["organisation", "counterpart_organisation"] if any(rule.by_each_side for rule in rules) else []
    names = list(dict.fromkeys(_names(content, [*both, *(field for rule in rules for field in rule.signed_by)])))
    paper: dict[str, object] = {
        "signed_on": str(_day(scene.rng, latest - _YEAR, latest)),
        "signatories": names or [f"Department of Research of {scene.cast.place(_abroad(content))}"],
    }
    if any(rule.valid for rule in rules):
        paper["valid_until"] = str(_day(scene.rng, closed + _YEAR, closed + 4 * _YEAR))
    return paper


def _names(content: Content, fields: list[str]) -> Iterator[str]:
    for field in fields:
        party = content.get(field)
        if isinstance(party, Mapping):
            yield str(party["name"])


def _abroad(content: Content) -> str:
    party = content["counterpart_organisation"]
    return str(party["country"]) if isinstance(party, Mapping) else HOME


def _told(rng: Random, direction: Direction, name: str, content: Content) -> object:
    field = direction.fields[name]
    if field.kind == "flag":
        return True
    if field.kind == "line":
        return str(content["title"])
    home, counterpart = _names(content, ["organisation", "counterpart_organisation"])
    return rng.choice(_TEXTS).format(label=field.label, home=home, counterpart=counterpart)


def _figures(rng: Random, each: tuple[Indicator, ...]) -> dict[str, int]:
    return {one.name: one.value + 1 + rng.randrange(max(2, one.value // 2)) for one in each}


def _amount(content: Content, share: float) -> int:
    budget = content["budget"]
    assert isinstance(budget, int), "a home filing asks for an amount"
    return int(budget * share) // 10_000 * 10_000


def _day(rng: Random, earliest: date, before: date) -> date:
    return earliest + timedelta(days=rng.randrange((before - earliest).days))
