"""What invented nominators and organisers file: content that every clause of an award or event call is content with."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from states.call import Direction
from states.rules import EntitledNominator

_FILE = Path(__file__).with_name("invented.toml")
_UNIVERSITY = {"type": "university", "country": "CN", "division": "CN-BJ"}
_BEIJING = (
    _UNIVERSITY | {"name": "Northern University of Measures"},
    {"name": "Beijing Institute of Ice", "type": "research-institution", "country": "CN", "division": "CN-BJ"},
    _UNIVERSITY | {"name": "College of the Western Hills"},
)
_NOMINATORS: dict[str, dict[str, str]] = {
    "person": {"name": "Academician Lu Heng", "type": "person", "country": "CN"},
    "university": {"name": "Eastern University of Technology", "type": "university", "country": "CN"},
    "research-institution": {"name": "Institute of Applied Optics", "type": "research-institution", "country": "CN"},
    "association": {"name": "Association for Instruments", "type": "association", "country": "CN"},
    "government": {"name": "Science Department", "type": "government", "country": "CN"},
}


def build_contents(direction: Direction, *, on: date) -> Iterator[dict[str, Any]]:
    """Filings for a direction of an award or event call without end, each of an invented candidate or event.

    Events begin half a year after the given day.
    """
    invented = _load_invented()
    if direction.lifecycle.kind == "request":
        for number, event in enumerate(cycle(invented["events"])):
            yield _fit(direction, _request(event, on + timedelta(days=180 + number)))
    for number, candidate in enumerate(cycle(invented["candidates"])):
        yield _fit(direction, _nomination(direction, candidate, number))


def _nomination(direction: Direction, candidate: dict[str, str], number: int) -> dict[str, Any]:
    nominator_class, nominator = _choose_nominator(direction, number)
    return {
        "title": candidate["title"],
        "translated_title": candidate["title_zh"],
        "candidate": {"name": candidate["name"], "type": "person", "country": candidate["country"]},
        "candidate_kind": "Foreign person",
        "candidate_role": "Foreign scientist",
        "standards": [("A", "B", "C")[number % 3]],
        "achievements": candidate["achievements"],
        "translated_achievements": candidate["achievements_zh"],
        "cooperative_partner": _BEIJING[number % len(_BEIJING)],
        "partner": _BEIJING[number % len(_BEIJING)],
        "nominator": nominator,
        "nominator_class": nominator_class,
        "nominator_evidence": "Letter under seal, as of this spring.",
    }


def _request(event: dict[str, str], first: date) -> dict[str, Any]:
    bodies = [{"name": "Union for Measurement", "type": "international-organisation"}]
    return {
        "title": event["title"],
        "organisation": {"name": "Society of Instruments", "type": "association", "country": "CN"},
        "participants": [*bodies, {"name": "Institute of Rivers", "type": "research-institution", "country": "SE"}],
        "international_organisation": bodies[0],
        "form": "On site",
        "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(days=2)).isoformat(),
        "programme": event["programme"],
        "belt_and_road": event.get("belt_and_road"),
    }


def _choose_nominator(direction: Direction, number: int) -> tuple[str, dict[str, str]]:
    """A class of nominators of the direction, and a nominator of it."""
    classes = [
        entitled
        for rule in direction.rules
        if isinstance(rule, EntitledNominator)
        for entitled in rule.classes
        if set(entitled.types) & _NOMINATORS.keys()
    ]
    if not classes:
        return direction.fields["nominator_class"].options[0], _NOMINATORS["person"]
    chosen = classes[number % len(classes)]
    kind = next(kind for kind in chosen.types if kind in _NOMINATORS)
    place = {} if chosen.division is None else {"division": "CN-BJ" if chosen.division == "any" else chosen.division}
    return chosen.name, _NOMINATORS[kind] | place


def _fit(direction: Direction, known: dict[str, Any]) -> dict[str, Any]:
    """What the direction has a field for."""
    return {name: value for name, value in known.items() if name in direction.fields and value is not None}


@cache
def _load_invented() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(_FILE.read_text("utf-8"))
