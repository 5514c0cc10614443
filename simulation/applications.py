"""What both sides of an application file: drawn up so that it satisfies the rules of its direction, by reading them."""

from dataclasses import dataclass, replace
from random import Random

from simulation import attachments, fake_texts
from simulation.context import SimulationContext
from simulation.fake_names import HOME, FakeNames, FakeOrganisation
from simulation.participants import FakeApplicant
from simulation.scenario_mix import CompetitionLine, Fate
from states.call import Direction
from states.facts import Side
from states.rules import Consistent, Consortium, Lead, Listed, Matching, OfTopic, Period, Title, differences
from workflow.commands import Content

_USUAL = ("university", "university", "research-institution", "research-institution", "enterprise", "hospital")
_LENGTHS = (24, 36, 30, 12, 6)
CORRECTION = 10_000
"""How many yuan less a corrected budget asks for: still no less than the committee will give."""


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it is meant: where it competes, who files what, what is to become of it."""

    number: int
    line: CompetitionLine
    partner: str
    applicant: FakeApplicant
    home: Content
    counterpart: Content
    fate: Fate
    score: int

    @property
    def direction(self) -> Direction:
        """The direction it is filed in."""
        return self.line.direction

    @property
    def worded(self) -> list[str]:
        """The fields in which the two filings must agree and do so in meaning only."""
        return differences(list_agreed_fields(self.direction), self.home, self.counterpart)

    def revised(self, **fields: object) -> "Application":
        """The same with some fields told anew by both sides."""
        return replace(self, home={**self.home, **fields}, counterpart={**self.counterpart, **fields})


def may_lead(direction: Direction, side: Side) -> tuple[str, ...]:
    """The types of organisation of which one may lead a side."""
    rules = [
        rule
        for rule in direction.rules
        if isinstance(rule, Lead) and rule.side in (side, "project" if side == "home" else side)
    ]
    named = next((rule.types for rule in rules if rule.types), tuple(dict.fromkeys(_USUAL)))
    return tuple(kind for kind in named if all(kind not in rule.barred for rule in rules))


def home_filing(
    scene: SimulationContext, line: CompetitionLine, partner: str, applicant: FakeApplicant, number: int
) -> dict[str, object]:
    """A complete home filing that satisfies every rule of the direction."""
    rng, cast, store = scene.rng, scene.cast, fake_texts.load_texts()
    direction, country = line.direction, cast.country(partner)
    lead = cast.organisation(partner, rng.choice(_weighed(may_lead(direction, "counterpart"))))
    area, months = _area(rng, line), _months(rng, direction)
    subject = store.drawn(rng, _about(line) or area)
    budget = max(line.award + CORRECTION, _rounded(line.award * rng.uniform(1.0, 1.25)))
    about = {"subject": subject, "area": area, "country": country.name}
    about |= {"home": applicant.organisation.name, "counterpart": lead.name}
    between = {"here": cast.place(HOME), "there": cast.place(partner)}
    title = _built(direction, partner, area, subject) or store.title(rng, subject, **between)
    content: dict[str, object] = {
        "title": title,
        "translated_title": store.translated(title, HOME),
        "area": area,
        "leader": applicant.actor.name if rng.random() < 0.6 else cast.person(HOME),
        "organisation": applicant.organisation.filed(),
        "counterpart_organisation": lead.filed(),
        **store.written(rng, months, **about),
        "months": months,
        "budget": budget,
    }
    partners = _joined(rng, direction, "home", applicant.organisation, HOME, cast)
    if "participants" in list_agreed_fields(direction):
        partners += _joined(rng, direction, "counterpart", lead, partner, cast)
    if partners:
        content["participants"] = [one.filed() for one in partners]
    content |= attachments.declare_papers(scene, direction, content, number)
    return content | _own_money(rng, direction, [applicant.organisation, *partners], budget)


def counterpart_filing(
    scene: SimulationContext, line: CompetitionLine, partner: str, home: Content
) -> dict[str, object]:
    """The other side's filing: its own people and organisations, the same where the direction asks for agreement."""
    rng, cast, direction, same = scene.rng, scene.cast, line.direction, list_agreed_fields(line.direction)
    content = {name: value for name, value in home.items() if name not in ("own_funds", "participants") or name in same}
    named = home["counterpart_organisation"]
    assert isinstance(named, dict), "a home filing names the organisation on the other side"
    content["organisation"], content["counterpart_organisation"] = named, home["organisation"]
    if "leader" not in same:
        content["leader"] = cast.person(partner)
    if "participants" not in same:
        joined = _joined(rng, direction, "counterpart", FakeOrganisation(**named), partner, cast)
        content |= {"participants": [one.filed() for one in joined]} if joined else {}
    return (
        content | _titled(rng, direction, partner, str(home["title"])) | attachments.answer_papers(rng, direction, home)
    )


def make_contradictory(scene: SimulationContext, application: Application) -> dict[str, object]:
    """The counterpart's filing with one of the fields that must agree told differently."""
    filing = application.counterpart
    field = scene.rng.choice(
        [name for name in list_agreed_fields(application.direction) if isinstance(filing.get(name), str)]
    )
    told = scene.cast.person(application.partner) if field == "leader" else f"{filing[field]} (from an earlier version)"
    other = f"translated_{field}"
    return {**filing, field: told} | ({other: None} if other in filing else {})


def list_agreed_fields(direction: Direction) -> tuple[str, ...]:
    """The fields in which the two filings of a direction must say the same."""
    return tuple(field for rule in direction.rules if isinstance(rule, Consistent) for field in rule.fields)


def make_faulty(rng: Random, direction: Direction, content: Content) -> dict[str, object]:
    """The filing with something that a submission is refused for: a period out of bounds, or a field left empty."""
    bounds = [rule for rule in direction.rules if isinstance(rule, Period) and rule.strength == "must"]
    if bounds and rng.random() < 0.5:
        return {**content, bounds[0].field: bounds[0].most + 12}
    required = [name for name, field in direction.fields.items() if field.required and field.kind == "text"]
    left_out = rng.choice(required)
    return {name: value for name, value in content.items() if name != left_out}


def _area(rng: Random, line: CompetitionLine) -> str:
    rules = line.direction.rules
    of_topic = (rule.choices.get(line.topic or "") for rule in rules if isinstance(rule, OfTopic))
    options = next((rule.options for rule in rules if isinstance(rule, Listed)), line.direction.areas)
    return next((area for area in of_topic if area), None) or rng.choice(options)


def _built(direction: Direction, partner: str, area: str, subject: str) -> str | None:
    """The title that the direction's rule on titles asks for, if it has one."""
    built = (
        f"{rule.first[0]}–{rule.abbreviations[partner][0]} {area}: {subject} {rule.last[0]}"
        for rule in direction.rules
        if isinstance(rule, Title)
    )
    return next(built, None)


def _titled(rng: Random, direction: Direction, partner: str, title: str) -> dict[str, object]:
    """How the other side calls it: in English beside its own language, the other way round, or in its own language alone."""
    theirs = fake_texts.load_texts().translated(title, partner)
    if theirs is not None and "title" in list_agreed_fields(direction) and rng.random() < 0.6:
        return {"title": theirs, "translated_title": title if rng.random() < 0.4 else None}
    return {"title": title.upper() if rng.random() < 0.2 else title, "translated_title": theirs}


def _about(line: CompetitionLine) -> str | None:
    topic = line.direction.topic(line.topic) if line.topic else None
    return topic.title if topic else None


def _months(rng: Random, direction: Direction) -> int:
    least, most = 24, 36
    for rule in direction.rules:
        if isinstance(rule, Period) and rule.blocks:
            least, most = rule.least, rule.most
    fitting = [months for months in _LENGTHS if max(least, min(24, most)) <= months <= most]
    return rng.choice(fitting or [most])


def _joined(
    rng: Random, direction: Direction, side: Side, lead: FakeOrganisation, country: str, cast: FakeNames
) -> list[FakeOrganisation]:
    """Who joins the leading organisation of a side: whoever a consortium lacks, and now and then one more."""
    kinds: list[str] = []
    for rule in direction.rules:
        if isinstance(rule, Consortium) and side in rule.sides:
            kinds += [rng.choice(each) for each in rule.each if not {lead.type, *kinds} & set(each)]
    if rng.random() < 0.3:
        kinds.append(rng.choice(_USUAL))
    return [cast.organisation(country, kind) for kind in kinds]


def _own_money(rng: Random, direction: Direction, parties: list[FakeOrganisation], budget: int) -> dict[str, object]:
    if all(party.type != "enterprise" for party in parties):
        asked = direction.fields.get("own_funds")
        return {"own_funds": 0} if asked is not None and asked.required else {}
    matched = any(isinstance(rule, Matching) for rule in direction.rules)
    return {"own_funds": _rounded(budget * (rng.uniform(1.0, 1.5) if matched else rng.uniform(0.2, 0.8)), up=True)}


def _weighed(kinds: tuple[str, ...]) -> list[str]:
    return [kind for kind in _USUAL if kind in kinds] or list(kinds)


def _rounded(amount: float, up: bool = False) -> int:
    return (int(amount) // 10_000 + up) * 10_000
