"""Whether a call is sound: one fault put into a sound one at a time, and exactly that found."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from states import checks
from states.call import Call, Direction, Topic
from states.errors import Fault
from states.lifecycle import Lifecycle
from states.rules import AtLeastOne, Clause, Consistent, Listed, Matching, Period, Registered, Stated
from tests.states.definitions import bundled, small

Table = dict[str, dict[str, object]]


def unsound(call: Call, change: Callable[[Table, Table], None]) -> list[tuple[str, str]]:
    """What is wrong with the first direction once its states and transitions are changed."""
    first = call.directions[0]
    raw = first.lifecycle.model_dump(by_alias=True)
    change(raw["states"], raw["transitions"])
    return found(call, first.model_copy(update={"lifecycle": Lifecycle.model_validate(raw)}))


def found(call: Call, first: Direction) -> list[tuple[str, str]]:
    """What is wrong with a call whose first direction is this one, all of it in that direction's file."""
    faults = checks.find_faults(call.model_copy(update={"directions": (first, *call.directions[1:])}), "folder")
    assert {fault.file for fault in faults} <= {"folder/A.toml"}
    return [(fault.place, fault.problem) for fault in faults]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    return small(tmp_path)


def test_the_bundled_calls_are_sound() -> None:
    assert {code: checks.find_faults(call, code) for code, call in bundled().items()} == {
        code: [] for code in bundled()
    }


def test_a_state_no_move_leads_to_is_reported(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        states["forgotten"] = states["lapsed"]

    assert unsound(call, change) == [("states.forgotten", "no transition leads here")]


def test_states_that_only_lead_to_each_other_are_not_reached(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        states |= {"left": states["lapsed"], "right": states["lapsed"]}
        transitions["over"] = transitions["lapse"] | {"from": ["left"], "to": "right"}
        transitions["back"] = transitions["lapse"] | {"from": ["right"], "to": "left"}

    assert unsound(call, change) == [
        ("states.left", "no transition leads here"),
        ("states.right", "no transition leads here"),
    ]


def test_a_state_that_is_not_final_and_cannot_be_left_is_reported(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        states["lapsed"]["final"] = False

    assert unsound(call, change) == [("states.lapsed", "is not final but has no way out")]


def test_a_move_back_to_where_one_stands_is_no_way_out(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        states["lapsed"]["final"] = False
        transitions["linger"] = transitions["lapse"] | {"from": ["lapsed"], "to": "lapsed"}

    assert unsound(call, change) == [("states.lapsed", "is not final but has no way out")]


def test_an_initial_state_that_does_not_exist_is_reported(call: Call) -> None:
    first = call.directions[0]
    changed = first.lifecycle.model_copy(update={"initial": "start"})
    assert ("initial", "there is no state 'start'") in found(call, first.model_copy(update={"lifecycle": changed}))


@pytest.mark.parametrize(
    ("then", "fault"),
    [
        (["vanish"], "there is no transition 'vanish' from here"),
        (["remind"], "there is no transition 'remind' from here"),
        (["send"], "the transition 'send' is not one the system may make"),
    ],
)
def test_a_deadline_must_name_a_move_that_the_system_may_make_from_there(
    call: Call, then: list[str], fault: str
) -> None:
    def change(states: Table, transitions: Table) -> None:
        states["draft"]["deadline"] = {"at": "closing", "then": then}
        transitions["send"]["needs"] = []

    assert unsound(call, change) == [("states.draft.deadline.then", fault)]


def test_the_last_move_of_a_deadline_must_need_nothing(call: Call) -> None:
    last = ("states.draft.deadline.then", "the last transition must need nothing, or time could run out on nobody")

    def needy(states: Table, transitions: Table) -> None:
        transitions["lapse"]["needs"] = ["counterpart-missing"]

    def then_free(states: Table, transitions: Table) -> None:
        needy(states, transitions)
        transitions["close"] = transitions["lapse"] | {"needs": []}
        states["draft"]["deadline"] = {"at": "closing", "then": ["lapse", "close"]}

    assert unsound(call, needy) == [last]
    assert unsound(call, then_free) == []


def test_the_last_move_of_a_deadline_must_not_ask_what_only_a_person_can_give(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        transitions["lapse"]["asks"] = ["reason"]

    assert unsound(call, change) != []


def test_a_deadline_must_not_bring_a_case_back_to_itself_at_the_same_instant_for_ever(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        states["draft"]["deadline"] = {"at": "closing", "then": ["stay"]}
        transitions["stay"] = transitions["lapse"] | {"to": "draft", "disarms": False}

    assert unsound(call, change) != []


@pytest.mark.parametrize("timeout", [{"at": "closing", "after": "10d"}, {}])
def test_a_timeout_counts_from_a_deadline_or_from_arrival_and_from_one_of_them(
    call: Call, timeout: dict[str, str]
) -> None:
    def change(states: Table, transitions: Table) -> None:
        states["draft"]["deadline"] = {**timeout, "then": ["lapse"]}

    assert unsound(call, change) == [
        ("states.draft.deadline", "needs either at (a deadline of the call) or after (a span)")
    ]


def test_a_deadline_the_call_does_not_have_is_reported(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        states["draft"]["deadline"] = {"at": "opening", "then": ["lapse"]}

    assert unsound(call, change) == [("states.draft.deadline.at", "the call has no deadline 'opening'")]


def test_a_move_that_reserves_funds_must_ask_for_the_amount(call: Call) -> None:
    def change(states: Table, transitions: Table) -> None:
        transitions["support"]["asks"] = []

    assert unsound(call, change) == [
        ("transitions.support.asks", "a transition that reserves funds must ask for the amount")
    ]


def topics(call: Call, **changes: Mapping[str, object]) -> list[tuple[str, str]]:
    """What is wrong once a topic of the first direction is changed."""
    first = call.directions[0]
    changed = [{**topic.model_dump(), **changes.get(topic.code, {})} for topic in first.topics]
    return found(call, first.model_copy(update={"topics": tuple(Topic.model_validate(one) for one in changed)}))


def test_topics_must_add_up_to_their_direction_in_places_and_in_money(call: Call) -> None:
    assert topics(call) == []
    assert topics(call, A1={"quota": {"cases": 1, "qualifier": "exact", "funds": 200}}) == [
        ("quota.cases", "says 3, its topics add up to 2"),
        ("quota.funds", "says 400, its topics add up to 300"),
    ]
    assert topics(call, A1={"quota": {"cases": 2, "qualifier": "exact"}}) == []


def test_a_topic_must_lie_within_another_topic_that_exists(call: Call) -> None:
    whole = {"quota": {"cases": 3, "qualifier": "exact", "funds": 400}}
    assert topics(call, A1=whole, A2={"within": "A9"}) == [("topics.A2.within", "there is no other topic 'A9'")]
    assert topics(call, A1=whole, A2={"within": "A2"})[0] == ("topics.A2.within", "there is no other topic 'A2'")
    assert topics(call, A1=whole, A2=whole | {"within": "A1"}) == []
    assert topics(call, A1=whole, A2={"within": "A1"}) == [
        ("topics.A1.quota.cases", "says 3, its topics add up to 1"),
        ("topics.A1.quota.funds", "says 400, its topics add up to 100"),
    ]


def test_topics_must_not_lie_within_each_other(call: Call) -> None:
    same = {"quota": {"cases": 3, "qualifier": "exact", "funds": 400}}
    assert topics(call, A1=same | {"within": "A2"}, A2=same | {"within": "A1"}) != []


def test_two_topics_of_one_code_are_reported(call: Call) -> None:
    assert topics(call, A2={"code": "A1"}) != []


CLAUSE = {"id": "A-z", "line": "1", "strength": "must", "text": "So it is."}


@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        (Listed.model_validate(CLAUSE | {"kind": "listed", "field": "area", "options": ["a"]}), ["area"]),
        (Period.model_validate(CLAUSE | {"kind": "period", "field": "years", "most": 3}), ["years"]),
        (Registered.model_validate(CLAUSE | {"kind": "registered", "field": "firm", "division": "CN-BJ"}), ["firm"]),
        (
            Consistent.model_validate(CLAUSE | {"kind": "consistent", "fields": ["title", "leader", "plan"]}),
            ["leader", "plan"],
        ),
        (Matching.model_validate(CLAUSE | {"kind": "matching", "own": "own", "base": "months"}), ["own"]),
        (
            AtLeastOne.model_validate(CLAUSE | {"kind": "at-least-one", "field": "standards", "options": ["A"]}),
            ["standards"],
        ),
    ],
    ids=["listed", "period", "registered", "consistent", "matching", "at-least-one"],
)
def test_a_rule_may_look_only_at_fields_the_filing_has(call: Call, rule: Clause, missing: list[str]) -> None:
    first = call.directions[0]
    assert found(call, first.model_copy(update={"rules": (rule,)})) == [
        ("rules.A-z", f"the filing has no field {name!r}") for name in missing
    ]


def test_a_period_whose_least_is_more_than_its_most_is_reported(call: Call) -> None:
    rule = Period.model_validate(CLAUSE | {"kind": "period", "least": 36, "most": 24})
    assert found(call, call.directions[0].model_copy(update={"rules": (rule,)})) == [
        ("rules.A-z", "least 36 is more than most 24")
    ]


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (
            {"basis": "default"},
            [("rules.A-z.strength", "a default of ours never blocks as a must: make it in-principle, or weaker")],
        ),
        ({"basis": "default", "strength": "in-principle"}, []),
        ({"basis": "default", "strength": "encouraged"}, []),
        ({"basis": "source"}, []),
        ({"when": {"field": "kind", "includes": "A"}}, [("rules.A-z", "the filing has no field 'kind'")]),
    ],
)
def test_a_default_of_ours_that_blocks_as_a_must_is_reported(
    call: Call, said: Table, faults: list[tuple[str, str]]
) -> None:
    period = CLAUSE | {"kind": "period", "field": "months", "most": 24} | said
    changed = call.directions[0].model_copy(update={"rules": (Period.model_validate(period),)})
    assert found(call, changed) == faults


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({}, ["people have to judge it, but no transition of the lifecycle needs that a case is examined"]),
        ({"strength": "encouraged"}, []),
        ({"upheld": "quota"}, []),
        (
            {"upheld": "quota", "fields": ["title"]},
            ["only a clause that people judge names fields it is judged on, or is one of several"],
        ),
        ({"strength": "information", "fields": ["nowhere"]}, ["the filing has no field 'nowhere'"]),
    ],
)
def test_a_clause_for_people_is_asked_for_by_a_move_and_judged_on_fields_there_are(
    call: Call, said: Table, faults: list[str]
) -> None:
    rule = Stated.model_validate(CLAUSE | {"kind": "stated", "upheld": "people"} | said)
    changed = call.directions[0].model_copy(update={"rules": (rule,)})
    assert found(call, changed) == [("rules.A-z", fault) for fault in faults]


def test_alternatives_name_a_clause_that_is_there(call: Call) -> None:
    said = {"kind": "stated", "upheld": "people", "strength": "encouraged", "one_of": "A-y"}
    changed = call.directions[0].model_copy(update={"rules": (Stated.model_validate(CLAUSE | said),)})
    assert found(call, changed) == [("rules.A-z.one_of", "there is no clause 'A-y'")]


def test_two_directions_of_one_code_are_reported(call: Call) -> None:
    first, second = call.directions
    twice = call.model_copy(update={"directions": (first, second.model_copy(update={"code": "A"}))})
    assert checks.find_faults(twice, "folder") == [Fault("folder/call.toml", "directions", "code A stands 2 times")]


def test_two_directions_of_one_reference_are_reported_because_their_cases_would_share_names(call: Call) -> None:
    first, second = call.directions
    twice = call.model_copy(update={"directions": (first, second.model_copy(update={"reference": first.reference}))})
    assert checks.find_faults(twice, "folder") != []
