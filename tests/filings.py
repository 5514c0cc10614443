"""A good filing for every bundled direction, and the other side's: each rule of the direction is met by the two together."""

from typing import Any

from states.call import Direction
from tests.states.definitions import bundled
from tests.world import BAST, CALL, NOMINATIONS, paper, party
from workflow.commands import Content

HERE, THERE, FIRM = "Institute of Applied Research", "University Abroad", "Steady Machines Co., Ltd."
ABROAD = {"EU": "DE"}  # a union is met through one of its members
_SIGNED = paper("2021-12-31", HERE, THERE)
_FIRM = party(FIRM, "enterprise", "CN")
_EVENT: dict[str, Any] = {
    "title": "Forum on early warning of floods",
    "organisation": party("University of Civil Works", "university", "CN"),
    "form": "Both",
    "starts_on": "2025-09-10",
    "ends_on": "2025-09-12",
    "programme": "Three days on sensors, models and people who must be told.",
    "belt_and_road": "Half of the speakers come from countries along it.",
}
_OWN: dict[str, dict[str, Any]] = {
    "1.1": {
        "title": "China–UK Soil Science Joint Laboratory",
        "area": "Soil science",
        "months": 36,
        "laboratory_founded": "2021-12-31",
        "laboratory_agreement": _SIGNED | {"reference": "JL-17"},
        "support_letter": paper("2022-05-04", "Research Council Abroad"),
        "research_task": "Measure how soils breathe; two papers a year.",
        "building_task": "Equip a second hall; open it in the first year.",
        "indicators": {"patents_granted": 4, "exchange_events": 3, "attendees_per_event": 51, "young_scholars": 6},
        "cooperation_plan": "Three years of shared fields and students.",
        "project_agreement": paper("2022-10-20", HERE, THERE),
    },
    "1.6": {
        "counterpart_organisation": party(THERE, "enterprise", "FI"),
        "participants": [_FIRM],
        "own_funds": 500_000,
        "contribution": 900_000,
        "property_agreement": paper("2021-12-31", HERE, THERE, FIRM),
        "exchange_plan": "Two visits a year each way.",
        "bilateral_form": True,
    },
    "1.7": {
        "participants": [_FIRM],
        "own_funds": 500_000,
        "contribution": 900_000,
        "property_agreement": _SIGNED,
        "exchange_plan": "Two visits a year each way.",
    },
    "1.8": {
        "participants": [_FIRM],
        "own_funds": 500_000,
        "detailed_field": "Tanks",
        "covers_all_contents": True,
        "cooperation_agreement": _SIGNED | {"valid_until": "2023-12-31"},
        "division": "One builds, one tests; each owns what it finds.",
    },
    "2.1": {"organisation": party(HERE, "enterprise", "CN")},
    "2.4": {"participants": [_FIRM], "cooperation_agreement": _SIGNED},
}
_ANSWERS: dict[str, dict[str, Any]] = {
    "1.6": {"contribution": 900_000, "bilateral_form": True},
    "1.7": {"contribution": 900_000, "participants": [party("Werk", "enterprise", "AT")]},
    "1.8": {"participants": [party("Werk", "enterprise", "DE")]},
}


def direction(code: str, call: str = CALL) -> Direction:
    """A bundled direction."""
    found = bundled()[call].direction(code)
    assert found is not None
    return found


def good(code: str, call: str = CALL, **differing: Any) -> dict[str, Any]:
    """A home filing with which every rule is met, but for what is given; None leaves a field out."""
    drawn = _application(direction(code)) if call == CALL else _EVENT if call == BAST else NOMINATIONS[call]
    return {name: value for name, value in (drawn | differing).items() if value is not None}


def answer(code: str, **differing: Any) -> dict[str, Any]:
    """The counterpart's filing that goes with it, but for what is given."""
    home: Content = good(code)
    shared = ("title", "leader", "content", "work_plan", "results", "participants")
    same = {name: home[name] for name in shared if name in home}
    mirrored = {"organisation": home["counterpart_organisation"], "counterpart_organisation": home["organisation"]}
    drawn = same | mirrored | {"months": home["months"]} | _ANSWERS.get(code, {}) | differing
    return {name: value for name, value in drawn.items() if value is not None}


def topic(code: str, call: str = CALL) -> str | None:
    """The first topic of a direction that cases are filed under, if it has any."""
    return next(iter(direction(code, call).filed_topics()), None)


def partner(code: str, call: str = CALL) -> str | None:
    """The first partner of a direction, if it has any."""
    return next(iter(direction(code, call).partners), None)


def _application(one: Direction) -> dict[str, Any]:
    country = ABROAD.get(one.partners[0], one.partners[0])
    return {
        "title": "What holds outside the laboratory",
        "area": one.areas[0],
        "leader": "Wen Qiao",
        "organisation": party(HERE, "research-institution", "CN"),
        "counterpart_organisation": party(THERE, "university", country),
        "content": "Three questions, answered together.",
        "work_plan": "Two years in four steps.",
        "results": "A pilot line.",
        "months": 24,
        "budget": 500_000,
    } | _OWN.get(one.code, {})
