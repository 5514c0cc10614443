"""Calls that cannot both be: their cases would have the same references."""

from states import loader
from states.clashes import find_clashes

CALLS = loader.calls()


def test_the_bundled_calls_do_not_clash() -> None:
    assert [clash for call in CALLS.values() for clash in find_clashes(call, CALLS.values())] == []


def test_a_copied_call_that_keeps_its_references_clashes_in_each_however_they_are_written() -> None:
    call = next(iter(CALLS.values()))
    lower = tuple(one.model_copy(update={"reference": one.reference.lower()}) for one in call.directions)
    copies = [
        call.model_copy(update={"code": "copied"}),
        call.model_copy(update={"code": "copied", "directions": lower}),
    ]

    for copy in copies:
        clashes = list(find_clashes(copy, CALLS.values()))
        assert [place for place, _ in clashes] == [f"directions.{one.code}" for one in call.directions]
        assert all(f"of {call.code} already" in problem for _, problem in clashes)


def test_a_code_that_differs_in_capitals_alone_clashes_and_another_edition_does_not() -> None:
    call = next(iter(CALLS.values()))
    shouted = call.model_copy(update={"code": call.code.upper(), "directions": ()})

    assert [place for place, _ in find_clashes(shouted, [call])] == ["code"]
    assert list(find_clashes(call.model_copy(update={"edition": 2}), [call])) == []
