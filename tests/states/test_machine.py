"""The machine: every state, move and mover gets a decision or a refusal, the same one each time."""

from collections.abc import Mapping
from copy import deepcopy
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine, MachineError

from states.call import Direction
from states.facts import Facts, Room
from states.lifecycle import Lifecycle, Role
from states.machine import Engine, decide
from states.refusal import Decision, Refusal, Unmet
from tests.states.definitions import AWARD, JSON, SWEEP, anything, content, direction, directions, lifecycles

ROLES = get_args(Role)
ENGINES = {id(one): Engine(one.lifecycle) for one in directions()}
UNFILED = {"counterpart-missing", "rules-met", "quota-available"}  # needs met where nothing is filed
LENIENT = {"conferred_on"}  # asked for, and none is an answer
ROOM = (Room("2.4", 1, 2_000_000),)


def party(name: str, kind: str, country: str) -> dict[str, str]:
    return {"name": name, "type": kind, "country": country}


HOME: dict[str, object] = {
    "title": "Green modification of pea protein",
    "area": "Food processing, loss reduction and new products",
    "leader": "Wen Qiao",
    "organisation": party("Jiangbei University", "university", "CN"),
    "counterpart_organisation": party("Instituto Pampeano", "research-institution", "AR"),
    "content": "Peas.",
    "work_plan": "Two years.",
    "results": "A pilot line.",
    "months": 24,
    "budget": 500_000,
    "cooperation_agreement": {"signed_on": "2022-10-20", "signatories": ["Jiangbei University", "Instituto Pampeano"]},
}


def judged(
    code: str,
    state: str,
    move: str,
    *roles: str,
    home: Mapping[str, object] = HOME,
    counterpart: Mapping[str, object] | None = HOME,
    given: Mapping[str, object] | None = None,
    room: tuple[Room, ...] = ROOM,
    call: str = "intergovernmental-2023-1",
) -> Decision | Refusal:
    """What the machine says to someone with these roles about one move of a case in a direction."""
    one = direction(code, call)
    facts = Facts(next(iter(one.partners), None), home, counterpart, given or {}, room)
    return decide(Engine(one.lifecycle), one, state, move, roles=frozenset(roles), facts=facts)


def lacking(answer: Decision | Refusal) -> list[tuple[str, str | None, str | None, str | None]]:
    """What a refusal names as missing: code, clause, pointer, remedy. Nothing for a decision."""
    if isinstance(answer, Decision):
        return []
    assert answer.code == "needs-unmet"
    return [(one.code, one.clause, one.pointer, one.remedy) for one in answer.missing]


def test_a_move_that_may_be_made_is_a_decision_from_here_to_there() -> None:
    assert judged("2.4", "draft", "submit", "applicant") == Decision("submit", "draft", "submitted")
    assert judged("2.4", "returned", "submit", "coordinator") == Decision("submit", "returned", "submitted")
    assert judged("2.4", "submitted", "escalate", "system") == Decision("escalate", "submitted", "submitted")


def test_a_move_nobody_declared_is_unknown_and_those_from_here_are_named() -> None:
    assert judged("2.4", "draft", "fly", "applicant") == Refusal(
        "unknown-move",
        "there is no move 'fly'",
        state="draft",
        move="fly",
        allowed=("submit", "withdraw", "lapse"),
    )


def test_a_move_from_another_state_is_refused_with_who_could_and_what_is_possible_here() -> None:
    assert judged("2.4", "draft", "award", "committee") == Refusal(
        "not-from-this-state",
        "Award is not possible from draft",
        state="draft",
        move="award",
        roles=("committee",),
        allowed=("submit", "withdraw", "lapse"),
    )


def test_a_state_that_does_not_exist_allows_nothing() -> None:
    assert judged("2.4", "limbo", "submit", "applicant") == Refusal(
        "not-from-this-state",
        "Submit is not possible from limbo",
        state="limbo",
        move="submit",
        roles=("applicant", "coordinator"),
    )


def test_a_move_of_somebody_else_is_refused_before_anything_about_the_case_is_told() -> None:
    refused = Refusal(
        "not-yours-to-make",
        "Award can be done by: committee",
        state="reviewed",
        move="award",
        roles=("committee",),
    )
    assert judged("2.4", "reviewed", "award", "coordinator", "applicant", home={}, counterpart=None) == refused
    assert judged("2.4", "reviewed", "award", home={}, counterpart=None) == refused


def test_the_system_makes_no_move_of_people_and_people_none_of_the_system() -> None:
    for code, state, move in [("2.4", "draft", "lapse"), ("2.4", "submitted", "invalidate")]:
        answer = judged(code, state, move, *(role for role in ROLES if role != "system"))
        assert isinstance(answer, Refusal) and answer.code == "not-yours-to-make"
    answer = judged("2.4", "draft", "submit", "system")
    assert isinstance(answer, Refusal) and answer.code == "not-yours-to-make"


def test_a_refusal_names_every_unmet_need_at_once_with_its_clause() -> None:
    home = HOME | {"months": 30, "area": "Astronomy"}
    missing = (
        Unmet("counterpart-not-filed", "the counterpart has not filed with its own authority", "2.4-b"),
        Unmet(
            "rule-not-met",
            "The project is in one of the four listed food-science areas. (area: Astronomy)",
            "2.4-area",
        ),
        Unmet("rule-not-met", "The project runs exactly two years. (30 months)", "2.4-a"),
    )
    assert judged("2.4", "submitted", "confirm", "partner", home=home, counterpart=None) == Refusal(
        "needs-unmet",
        f"Confirm is not possible yet: {'; '.join(lack.problem for lack in missing)}",
        state="submitted",
        move="confirm",
        missing=missing,
        roles=("partner", "coordinator"),
    )


def test_asked_values_and_needs_are_named_together() -> None:
    answer = judged("2.4", "reviewed", "award", "committee", counterpart=None, room=(Room("2.4", 0, 0),))
    assert lacking(answer) == [
        ("amount-missing", None, "/amount", None),
        ("counterpart-not-filed", "2.4-b", None, None),
        ("quota-full", "2.4", None, None),
    ]


def test_a_filing_is_complete_when_every_required_field_is_filled_in() -> None:
    home = HOME | {"title": "", "leader": None, "participants": []}
    assert lacking(judged("2.4", "draft", "submit", "applicant", home=home)) == [
        ("field-empty", None, "/home/title", None),
        ("field-empty", None, "/home/leader", None),
    ]
    assert [pointer for _, _, pointer, _ in lacking(judged("2.4", "draft", "submit", "applicant", home={}))] == [
        f"/home/{name}" for name in HOME
    ]


def test_an_in_principle_clause_blocks_but_may_be_waived() -> None:
    home = HOME | {"area": direction("1.4").areas[0], "months": 23}
    assert lacking(judged("1.4", "draft", "submit", "applicant", home=home)) == [
        ("rule-not-met", "1.4-P-08", None, "waiver")
    ]
    answer = judged("1.4", "draft", "submit", "applicant", home=home)
    assert isinstance(answer, Refusal) and answer.remedies == ("waiver",)
    for months in (24, 36):
        assert lacking(judged("1.4", "draft", "submit", "applicant", home=home | {"months": months})) == []
    assert lacking(judged("1.4", "draft", "submit", "applicant", home=home | {"months": 37})) != []


def test_one_sided_means_that_the_counterpart_has_not_filed() -> None:
    assert judged("2.4", "submitted", "invalidate", "system", counterpart=None) == Decision(
        "invalidate", "submitted", "unilateral"
    )
    assert lacking(judged("2.4", "submitted", "invalidate", "system")) == [("counterpart-has-filed", None, None, None)]


def test_two_filings_that_differ_block_the_confirmation() -> None:
    differing = HOME | {"work_plan": "Three years.", "leader": "  wen   QIAO "}
    assert lacking(judged("2.4", "submitted", "confirm", "partner", counterpart=differing)) == [
        ("rule-not-met", "2.4-c", None, None)
    ]
    answer = judged("2.4", "submitted", "confirm", "partner", counterpart=differing)
    assert isinstance(answer, Refusal) and answer.missing[0].problem.endswith("(differs: work_plan)")


@pytest.mark.parametrize(
    ("room", "amount", "missing"),
    [
        ((), 1, []),
        ((Room("2.4", 1, 500),), 500, []),
        ((Room("2.4", 1, 500),), 501, [("funds-short", "2.4", "/amount", None)]),
        ((Room("2.4", 1, None),), 10**12, []),
        ((Room("2.4", 0, None),), 1, [("quota-full", "2.4", None, None)]),
        ((Room("2.4", -1, -5),), 1, [("quota-full", "2.4", None, None), ("funds-short", "2.4", "/amount", None)]),
        (
            (Room("2.4", 1, 500), Room("2.4/x", 0, 400)),
            450,
            [("quota-full", "2.4", None, None), ("funds-short", "2.4", "/amount", None)],
        ),
    ],
)
def test_an_award_needs_a_place_and_the_money_on_every_line(
    room: tuple[Room, ...], amount: int, missing: list[tuple[str, str | None, str | None, str | None]]
) -> None:
    assert lacking(judged("2.4", "reviewed", "award", "committee", room=room, given={"amount": amount})) == missing


@pytest.mark.parametrize(
    ("state", "move", "role", "ask", "good", "bad"),
    [
        ("submitted", "return", "coordinator", "reason", ["no plan", "x"], [None, "", " \n", 7, True, ["x"]]),
        ("reviewed", "award", "committee", "amount", [1, 2_000_000], [None, 0, -1, True, "1", 1.5]),
        ("reviewed", "reserve", "committee", "rank", [1, 99], [None, 0, -1, True, "1", 1.5]),
        ("partner-confirmed", "review", "coordinator", "score", [0, 1, 99, 100], [None, -1, 101, False, "50", 50.5]),
    ],
)
def test_what_a_move_asks_of_its_mover_must_be_given(
    state: str, move: str, role: str, ask: str, good: list[object], bad: list[object]
) -> None:
    for value in good:
        assert isinstance(judged("2.4", state, move, role, given={ask: value}), Decision)
    for value in bad:
        answer = judged("2.4", state, move, role, given={ask: value})
        assert lacking(answer) == [(f"{ask}-missing", None, f"/{ask}", None)]
    assert lacking(judged("2.4", state, move, role)) == [(f"{ask}-missing", None, f"/{ask}", None)]


def test_a_nomination_is_confirmed_by_its_partner_with_nothing_filed_by_a_counterpart() -> None:
    home = {
        "standards": ["B"],
        "candidate_role": "Foreign scientist",
        "nominator_class": "Institute",
        "cooperative_partner": party("Beijing Institute", "research-institution", "CN") | {"registered_in": "Beijing"},
    }
    made = judged("award", "submitted", "confirm", "partner", home=home, counterpart=None, call=AWARD)
    assert made == Decision("confirm", "submitted", "partner-confirmed")
    elsewhere = home | {"cooperative_partner": party("Tianjin Institute", "university", "CN")}
    refused = judged("award", "submitted", "confirm", "partner", home=elsewhere, counterpart=None, call=AWARD)
    assert lacking(refused) == [("rule-not-met", "ZGC-04", None, None)]


class Token:
    """What a machine made for the purpose moves."""

    state: str


@pytest.mark.parametrize("lifecycle", lifecycles().values(), ids=lifecycles())
def test_the_engine_remembers_what_a_fresh_machine_would_do(lifecycle: Lifecycle) -> None:
    engine = Engine(lifecycle)
    names = [*lifecycle.moves, "fly"]
    combinations = list(product(lifecycle.states, names, (True, False), (True, False)))
    for _ in ("fired", "remembered"):
        for state, move, permitted, ready in combinations:
            expected = fresh(lifecycle, state, move, permitted, ready)
            assert engine.fire(state, move, permitted=permitted, ready=ready) == expected


def fresh(lifecycle: Lifecycle, state: str, move: str, permitted: bool, ready: bool) -> str | None:
    """Where a machine built for this one question leads, or None."""
    token = Token()
    declared = lifecycle.moves.get(move)
    ways = [{"trigger": move, "source": list(declared.source), "dest": declared.to}] if declared else []
    conditions = {"conditions": [lambda: permitted, lambda: ready]}
    Machine(
        model=token,
        states=list(lifecycle.states),
        initial=state,
        transitions=[way | conditions for way in ways],
        auto_transitions=False,
    )
    try:
        return token.state if declared and getattr(token, move)() else None
    except MachineError:
        return None


def test_an_engine_refuses_a_lifecycle_whose_moves_lead_nowhere() -> None:
    lifecycle = direction("2.4").lifecycle
    astray = lifecycle.moves["submit"].model_copy(update={"to": "limbo"})
    with pytest.raises(ValueError, match="moves lead to states that do not exist: limbo"):
        Engine(lifecycle.model_copy(update={"moves": lifecycle.moves | {"submit": astray}}))


def question(contents: bool) -> st.SearchStrategy[tuple[Direction, str, str, frozenset[str], Facts]]:
    """Any question at all: of a direction, in any state, any move, anyone, with filings of the right form or any."""

    def about(one: Direction) -> st.SearchStrategy[tuple[Direction, str, str, frozenset[str], Facts]]:
        filing = content(one) if contents else anything(one)
        room = st.builds(Room, st.just(one.code), st.integers(-1, 2), st.none() | st.integers(-1, 10**9))
        given = st.dictionaries(st.sampled_from(["reason", "amount", "rank", "score"]), JSON)
        facts = st.builds(
            Facts,
            partner=st.none() | st.sampled_from(one.partners or ("CN",)),
            home=filing,
            counterpart=st.none() | filing,
            given=given,
            room=st.lists(room, max_size=2).map(tuple),
        )
        lifecycle = one.lifecycle
        possible = [(state, name) for name, move in lifecycle.moves.items() for state in move.source]
        states, moves = [*lifecycle.states, "limbo", ""], [*lifecycle.moves, "fly", ""]
        step = st.sampled_from(possible) | st.tuples(st.sampled_from(states), st.sampled_from(moves))
        roles = st.just(frozenset(ROLES)) | st.frozensets(st.sampled_from([*ROLES, "guest"]))
        return st.builds(lambda step, roles, facts: (one, *step, roles, facts), step, roles, facts)

    return st.sampled_from(directions()).flatmap(about)


@SWEEP
@given(question(contents=True))
def test_every_question_has_one_answer_and_asking_changes_nothing(
    asked: tuple[Direction, str, str, frozenset[str], Facts],
) -> None:
    one, state, move, roles, facts = asked
    before = deepcopy(facts)
    answer = decide(ENGINES[id(one)], one, state, move, roles=roles, facts=facts)
    assert answer == decide(Engine(one.lifecycle), one, state, move, roles=roles, facts=before)
    assert facts == before
    declared = one.lifecycle.moves.get(move)
    if declared is None:
        expected = "unknown-move"
    elif state not in declared.source:
        expected = "not-from-this-state"
    elif roles.isdisjoint(declared.by):
        expected = "not-yours-to-make"
    elif isinstance(answer, Refusal):
        expected = "needs-unmet"
        assert answer.missing != () and (declared.needs or declared.asks)
    else:
        assert answer == Decision(move, state, declared.to)
        return
    assert isinstance(answer, Refusal) and (answer.code, answer.state, answer.move) == (expected, state, move)


@SWEEP
@given(question(contents=False))
def test_facts_of_any_form_get_an_answer(asked: tuple[Direction, str, str, frozenset[str], Facts]) -> None:
    one, state, move, roles, facts = asked
    assert isinstance(decide(ENGINES[id(one)], one, state, move, roles=roles, facts=facts), Decision | Refusal)


def test_every_state_move_and_role_gets_an_answer_in_every_bundled_direction() -> None:
    for one in directions():
        engine = ENGINES[id(one)]
        for state, move, role in product([*one.lifecycle.states, "limbo"], [*one.lifecycle.moves, "fly"], ROLES):
            answer = decide(engine, one, state, move, roles=frozenset((role,)), facts=Facts())
            declared = one.lifecycle.moves.get(move)
            possible = declared is not None and state in declared.source and role in declared.by
            free = declared is not None and not set(declared.asks) - LENIENT and UNFILED.issuperset(declared.needs)
            assert isinstance(answer, Decision) == (possible and free)
