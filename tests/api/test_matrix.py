"""Every route, everybody, every relation to a case and every state of it: none is answered other than it should be."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy.engine import URL

from api.console import page_routes
from tests.api.beside import BESIDE, Beside
from tests.api.cast import PERSONAS, Persona, Question, Stage
from tests.api.expectations import ON_CASES, OnCase, Waiving
from tests.conftest import KINDS

Cell = tuple[OnCase | Beside, Persona, str]
SAMPLED = {"sqlite": 2_000, "postgresql": 400}


def cells() -> list[Cell]:
    """Every question there is."""
    on_cases: list[Cell] = [(one, who, state) for one in ON_CASES for who in PERSONAS for state in one.states(who)]
    return [*on_cases, *((one, who, "") for one in BESIDE for who in PERSONAS)]


def wrong(stage: Stage, asked: list[Cell]) -> Iterator[str]:
    """The questions that are answered other than they should be."""
    found = stage.ask(_question(stage, *cell) for cell in asked)
    for (one, who, state), status in zip(asked, found, strict=True):
        expected = one.expected(who) if isinstance(one, Beside) else one.expected(who, state)
        if status != expected:
            yield f"{who.name}, {state}: {one.route} gives {status}, not {expected}"


def _question(stage: Stage, one: OnCase | Beside, who: Persona, state: str) -> Question:
    method = one.route.partition(" ")[0]
    if isinstance(one, Beside):
        return who, method, one.path(), one.body, None
    has_own = isinstance(one, Waiving) and state in stage.waivable
    case = (stage.waivable if has_own else stage.cases)[state]
    return who, method, one.path(case, who), one.body(case, who) if one.body else None, case.version


def test_the_matrix_names_every_route_there_is(url: URL) -> None:
    stage = Stage(url)
    inside: Any = stage.app.app
    routes = iter_route_contexts(inside.routes)
    found = {f"{method} {route.path}" for route in routes for method in sorted(route.methods or ()) if method != "HEAD"}
    stage.close()
    pages = {route.path for router in page_routes.ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    found = {one for one in found if one.partition(" ")[2] not in pages}  # tests/api/console asks those
    found.remove("GET /v1/stream")  # its answer lasts as long as somebody listens: tests/crash asks it

    assert found == {*(one.route for one in ON_CASES), *(one.route for one in BESIDE)}


@pytest.mark.thorough
@pytest.mark.parametrize("url", KINDS, indirect=True)
def test_everybody_is_answered_as_they_should_be_wherever_chance_leads(url: URL) -> None:
    asked = random.Random(2023).sample(cells(), SAMPLED[url.get_backend_name()])
    assert _answered_wrongly(url, asked) == []


@pytest.mark.soak
def test_everybody_is_answered_as_they_should_be_everywhere(url: URL) -> None:
    assert _answered_wrongly(url, cells()) == []


def _answered_wrongly(url: URL, asked: list[Cell]) -> list[str]:
    stage = Stage(url)
    try:
        return list(wrong(stage, asked))
    finally:
        stage.close()
