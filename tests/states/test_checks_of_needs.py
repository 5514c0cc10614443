"""Whether what a transition needs is sound: it names what is there."""

import pytest

from states.call import Call
from tests.states.test_checks import Table, unsound
from tests.states.test_checks import call as call


@pytest.mark.parametrize(
    ("needs", "filled", "faults"),
    [
        (["filled"], ["title"], []),
        (["filled"], ["report"], ["the filing has no field 'report'"]),
        (["filled"], [], ["it needs filled, but names no field"]),
        ([], ["title"], ["its needs lack filled"]),
    ],
)
def test_a_move_that_needs_fields_names_those_there_are(
    call: Call, needs: list[str], filled: list[str], faults: list[str]
) -> None:
    def change(states: Table, transitions: Table) -> None:
        transitions["support"] |= {"needs": ["quota-available", *needs], "filled": filled}

    assert unsound(call, change) == [("transitions.support.filled", fault) for fault in faults]
