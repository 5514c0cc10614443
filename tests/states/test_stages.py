"""How far a case in each state has come, as the bundled lifecycles lay it down."""

from states import loader, stages

LIFECYCLES = {code: call.directions[0].lifecycle for code, call in loader.calls().items()}


def test_every_state_of_every_lifecycle_has_a_place() -> None:
    for lifecycle in LIFECYCLES.values():
        assert stages.has_reached(lifecycle).keys() == lifecycle.states.keys()


def test_a_state_beside_the_way_counts_for_the_first_it_is_left_for() -> None:
    application = stages.has_reached(LIFECYCLES["intergovernmental-2023-1"])

    assert {state: application[state] for state in ("lapsed", "withdrawn", "returned", "ineligible", "declined")} == {
        "lapsed": 0,
        "withdrawn": 0,
        "returned": 1,
        "ineligible": 1,
        "declined": 3,
    }


def test_a_case_competes_once_nobody_has_to_file_or_confirm_it() -> None:
    assert {code: stages.is_contested(lifecycle) for code, lifecycle in LIFECYCLES.items()} == {
        "intergovernmental-2023-1": 2,
        "international-cooperation-2024": 2,
        "zhongguancun-2024": 2,
        "bast-events-2025": 1,
    }
    assert stages.from_place(LIFECYCLES["intergovernmental-2023-1"], 2) == (
        "partner-confirmed",
        "reviewed",
        "reserved",
        "awarded",
        "declined",
        "revoked",
    )
