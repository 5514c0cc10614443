"""What the two sides of a case file in tests: a good filing for direction 2.4, and the one that mirrors it."""

from collections.abc import Mapping
from typing import Any

from states import loader

CALL = "intergovernmental-2023-1"


def party(name: str, kind: str, country: str) -> dict[str, str]:
    """An organisation of a filing."""
    return {"name": name, "type": kind, "country": country}


def paper(signed_on: str, *signatories: str, **more: str) -> dict[str, Any]:
    """A paper declared in a filing: when it was signed, and by whom."""
    return {"signed_on": signed_on, "signatories": list(signatories)} | more


def filing(**differing: Any) -> dict[str, Any]:
    """A good filing for direction 2.4, but for what is given."""
    return {
        "title": "Gentle extraction of pea protein",
        "area": "Green modification of plant protein and functional products",
        "leader": "Lin Qing",
        "organisation": party("Institute of Food Sciences", "research-institution", "CN"),
        "counterpart_organisation": party("Faculty of Agronomy", "university", "AR"),
        "content": "Extraction without solvents.",
        "work_plan": "Two years in four steps.",
        "results": "A pilot line.",
        "months": 24,
        "budget": 70_000_000,
        "cooperation_agreement": paper("2022-10-20", "Institute of Food Sciences", "Faculty of Agronomy"),
    } | differing


def mirrored(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same filing as the other side files it: its own organisation leads there."""
    swapped = {"organisation": "counterpart_organisation", "counterpart_organisation": "organisation"}
    return {name: content.get(swapped.get(name, name)) for name in content}


def placed(content: Mapping[str, Any], direction: str, partner: str | None = None) -> Mapping[str, Any]:
    """A filing made for Argentina, as another direction takes it: the counterpart stands in the partner's country."""
    lead, found = content.get("counterpart_organisation"), loader.calls()[CALL].direction(direction)
    if not isinstance(lead, Mapping) or lead.get("country") != "AR" or found is None or "AR" in found.partners:
        return content
    country = partner or found.partners[0]
    return {**content, "counterpart_organisation": {**lead, "country": {"EU": "DE"}.get(country, country)}}


def answering(**differing: Any) -> dict[str, Any]:
    """The counterpart's filing that goes with a good filing for direction 2.4, but for what is given."""
    return mirrored(filing()) | differing
