"""Whether the other side is whom the home side named: by what a reader sees, and by the country."""

import pytest

from states.facts import Content
from states.naming import list_misnamed
from tests.filings import direction
from tests.world import party

NAMED = party("Universität für Bodenkultur", "university", "AT")
SAME: tuple[Content, ...] = (
    NAMED,
    NAMED | {"name": "UNIVERSITÄT FÜR BODENKULTUR"},
    NAMED | {"name": "Universita\u0308t fu\u0308r Bodenkultur"},
    NAMED | {"name": " Universität  für\u00a0Bodenkultur "},
    NAMED | {"name": "Universität für\u200b Bodenkultur"},
    NAMED | {"name": "Ｕniversität für Bodenkultur"},
    NAMED | {"type": "research-institution"},
    {name: value for name, value in NAMED.items() if name != "country"},
)
OTHER: tuple[Content, ...] = (
    NAMED | {"name": "Universität Wien"},
    NAMED | {"name": "Universität fur Bodenkultur"},
    NAMED | {"name": "Bodenkultur"},
    NAMED | {"country": "DE"},
    NAMED | {"name": "Institute of Applied Research", "country": "CN"},
)


@pytest.mark.parametrize("filed", SAME)
def test_the_same_organisation_in_another_spelling_is_the_one_that_was_named(filed: Content) -> None:
    assert list_misnamed(direction("1.7"), {"counterpart_organisation": NAMED}, {"organisation": filed}) == []


@pytest.mark.parametrize("filed", OTHER)
def test_another_organisation_is_not(filed: Content) -> None:
    found = list_misnamed(direction("1.7"), {"counterpart_organisation": NAMED}, {"organisation": filed})

    assert found == ["counterpart_organisation"]


def test_a_side_that_names_nobody_contradicts_nobody() -> None:
    assert list_misnamed(direction("1.7"), {}, {"organisation": NAMED}) == []
    assert list_misnamed(direction("1.7"), {"counterpart_organisation": NAMED}, {}) == []
