"""Whether the other side is the one that the home side named: organisations by name and country, leaders by name."""

import pytest

from states.facts import Content
from states.named_parties import list_misnamed
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


@pytest.mark.parametrize(
    ("named", "filed"),
    [
        ("Rosa Vidal", "Rosa Vidal"),
        ("Rosa Vidal", "VIDAL, Rosa"),
        ("Rosa Vidal", "Prof. Rosa Vidal"),
        ("Dr Rosa Vidal", "Rosa María Vidal"),
        ("Jörg Müller", "Jorg Mu\u0308ller"),
        ("Wu Lan", "吴兰"),
        ("吴兰教授", "吴兰"),
        ("Wu Lan 吴兰", "LAN Wu"),
        ("Rosa Vidal", "Rosa\u200b  Vidal"),
        ("Suharto", "SUHARTO"),
        ("—", "—"),
        ("", "Rosa Vidal"),
        (None, "Rosa Vidal"),
        ("Rosa Vidal", ""),
    ],
)
def test_the_same_leader_in_another_wording_or_none_at_all_is_the_one_that_was_named(
    named: str | None, filed: str
) -> None:
    assert list_misnamed(direction("1.7"), {"counterpart_leader": named}, {"leader": filed}) == []


@pytest.mark.parametrize(
    ("named", "filed"),
    [
        ("Rosa Vidal", "Pedro Vidal"),
        ("Vidal, Rosa", "Rosa, Pedro"),
        ("Prof. Vidal", "Prof. Rosa Vidal"),
        ("Rosa Vidal", "Prof. Rosa"),
        ("Wu Lan", "吴明"),
        ("吴兰", "吴明"),
        ("Rosa Vidal", "Rosa Vidaly"),
        ("—", "Rosa Vidal"),
    ],
)
def test_another_leader_is_not(named: str, filed: str) -> None:
    found = list_misnamed(direction("1.7"), {"counterpart_leader": named}, {"leader": filed})

    assert found == ["counterpart_leader"]


def test_where_both_filings_name_one_leader_of_the_project_it_is_held_against_no_other() -> None:
    one = direction("2.4")

    assert list_misnamed(one, {"counterpart_leader": "Rosa Vidal"}, {"leader": "Wen Qiao"}) == []
    assert "leader" in one.compared
