"""Matching: nobody in conflict, as many places filled as can be, the load even, then those who know the field."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.refusal import Refusal
from tests.panel import NOVEMBER, Panel
from tests.world import CALL, CORA, ELI, done
from workflow import assignment_plan
from workflow.actors import SYSTEM
from workflow.errors import InvalidRequest, NotAllowed, NotFound
from workflow.pool.matching import AvailableReviewer, Vacancy, match
from workflow.reviewing import assignments

PEOPLE = ("ann", "ben", "cas", "dee")
AREAS = ("peas", "rice")


@st.composite
def wanting(draw: st.DrawFn) -> list[Vacancy]:
    cases = []
    for number in range(draw(st.integers(1, 4))):
        closed = draw(st.frozensets(st.sampled_from(PEOPLE), max_size=3))
        areas = draw(st.frozensets(st.sampled_from(AREAS), max_size=1))
        cases.append(Vacancy(f"case {number}", draw(st.integers(0, 3)), areas, closed))
    return cases


@st.composite
def able(draw: st.DrawFn) -> list[AvailableReviewer]:
    people = draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4))
    areas = st.frozensets(st.sampled_from(AREAS))
    return [
        AvailableReviewer(person, draw(st.integers(0, 3)), draw(st.integers(1, 5)), draw(areas)) for person in people
    ]


def every(cases: list[Vacancy], reviewers: list[AvailableReviewer]) -> list[dict[str, tuple[str, ...]]]:
    """Every matching that there could be."""
    choices = []
    for case in cases:
        open_to = [reviewer.person for reviewer in reviewers if reviewer.person not in case.closed_to]
        choices.append([some for size in range(case.wanted + 1) for some in combinations(open_to, size)])
    found = []
    for chosen in product(*choices):
        taken = Counter(person for people in chosen for person in people)
        if all(reviewer.load + taken[reviewer.person] <= max(reviewer.most, reviewer.load) for reviewer in reviewers):
            found.append({case.ref: people for case, people in zip(cases, chosen, strict=True)})
    return found


@settings(max_examples=120, deadline=None)
@given(cases=wanting(), reviewers=able())
def test_what_is_found_is_the_best_that_there_could_be(
    cases: list[Vacancy], reviewers: list[AvailableReviewer]
) -> None:
    found = {ref: tuple(people) for ref, people in match(cases, reviewers).items()}

    possible = every(cases, reviewers)
    assert found in possible

    def judged(one: dict[str, tuple[str, ...]]) -> tuple[int, int, int]:
        """Less is better: places left open, the sharper the more a case lacks; loads, in the same way; then strangers."""
        known = {reviewer.person: reviewer for reviewer in reviewers}
        loads = Counter({reviewer.person: reviewer.load for reviewer in reviewers})
        loads.update(person for people in one.values() for person in people)
        lacking = [case.wanted - len(one[case.ref]) for case in cases]
        strangers = sum(not known[person].areas & case.areas for case in cases for person in one[case.ref])
        squares = sum(load * (load - 1) for load in loads.values())
        return sum(missing * (missing + 1) for missing in lacking), squares, strangers

    assert judged(found) == min(map(judged, possible))


@settings(max_examples=60, deadline=None)
@given(count=st.integers(1, 30), pool=st.integers(3, 12), each=st.integers(1, 3))
def test_without_conflicts_no_two_loads_differ_by_more_than_one(count: int, pool: int, each: int) -> None:
    cases = [Vacancy(f"case {number}", each, frozenset(), frozenset()) for number in range(count)]
    reviewers = [AvailableReviewer(f"per {number}", 0, count, frozenset()) for number in range(pool)]

    found = match(cases, reviewers)

    loads = Counter({reviewer.person: 0 for reviewer in reviewers})
    loads.update(person for people in found.values() for person in people)
    assert all(len(set(people)) == len(people) == each for people in found.values())
    assert max(loads.values()) - min(loads.values()) <= 1


def test_whoever_has_cases_already_gets_fewer() -> None:
    cases = [Vacancy(f"case {number}", 1, frozenset(), frozenset()) for number in range(4)]
    reviewers = [AvailableReviewer("busy", 3, 9, frozenset()), AvailableReviewer("free", 0, 9, frozenset())]

    assert Counter(person for people in match(cases, reviewers).values() for person in people) == {"free": 4}


def test_of_two_with_the_same_load_the_one_who_knows_the_field_is_asked() -> None:
    peas = frozenset({"peas"})
    cases = [Vacancy("a", 1, frozenset({"rice"}), frozenset()), Vacancy("b", 1, peas, frozenset())]
    reviewers = [AvailableReviewer("ann", 0, 9, peas), AvailableReviewer("ben", 0, 9, frozenset({"rice"}))]

    assert match(cases, reviewers) == {"a": ["ben"], "b": ["ann"]}


def test_where_too_few_are_left_the_lack_is_shared() -> None:
    cases = [Vacancy("a", 2, frozenset(), frozenset()), Vacancy("b", 2, frozenset(), frozenset())]
    reviewers = [AvailableReviewer("ann", 0, 1, frozenset()), AvailableReviewer("ben", 0, 1, frozenset())]

    assert sorted(len(people) for people in match(cases, reviewers).values()) == [1, 1]


def test_nobody_is_matched_with_nothing() -> None:
    assert match([], []) == {}
    assert match([Vacancy("a", 2, frozenset(), frozenset())], []) == {"a": []}
    assert match([Vacancy("a", 0, frozenset(), frozenset())], [AvailableReviewer("ann", 0, 1, frozenset())]) == {
        "a": []
    }


# As a proposal ---------------------------------------------------------------------------------------------------------


def proposed(panel: Panel, **more: int) -> assignment_plan.AssignmentPlan:
    with panel.world.database.reading() as session:
        return assignment_plan.plan_assignments(session, CORA, CALL, "2.4", **more)


def test_a_direction_is_given_to_its_reviewers_with_nobody_in_conflict_and_evenly(panel: Panel) -> None:
    ana = panel.reviewer("Ana", country="AR")
    hana = panel.reviewer("Hana", organisation="Institute of Food Sciences")
    able = [panel.reviewer(name) for name in ("Ren", "Rosa", "Ruth")]
    resting = panel.reviewer("Rita", active=False)
    refs = [panel.case() for _ in range(3)]
    done(panel.settle(refs[0], ana, "country-side", confirmed=False))
    done(panel.settle(refs[1], able[0], "family", confirmed=True))
    proposal = proposed(panel)
    with panel.world.database.writing() as session:
        tried = assignment_plan.invite_proposed(session, proposal, actor=CORA, now=NOVEMBER, dry_run=True)
    before = panel.world.events()
    with panel.world.database.writing() as session:
        outcomes = assignment_plan.invite_proposed(session, proposal, actor=CORA, now=NOVEMBER, mode="atomic")

    loads = Counter(person for _, person in proposal.pairs)
    assert [type(one) for one in tried] == [type(one) for one in outcomes]
    assert not any(isinstance(outcome, Refusal) for outcome in outcomes)
    assert Counter(ref for ref, _ in proposal.pairs) == dict.fromkeys(refs, 2)
    assert proposal.short == ()
    assert hana.id not in loads and resting.id not in loads
    assert (refs[1], able[0].id) not in proposal.pairs
    assert set(loads.values()) <= {1, 2} and loads[ana.id] <= 1
    assert panel.world.events() == before + 6
    with panel.world.database.reading() as session:
        told = [one for ref in refs for one in assignments.list_assignments(session, SYSTEM, ref)]
    assert {(one.status, one.automatic) for one in told} == {("invited", True)}


def test_what_was_asked_before_is_not_asked_again_and_what_is_there_counts(panel: Panel) -> None:
    rosa, ruth, ren = (panel.reviewer(name) for name in ("Rosa", "Ruth", "Ren"))
    ref = panel.case()
    panel.accepted(ref, rosa)
    done(panel.assign(ref, ruth))
    done(panel.respond(ref, ruth, accepts=False, reason="no time"))

    proposal = proposed(panel)
    more = proposed(panel, each=3)

    assert (proposal.pairs, proposal.short) == (((ref, ren.id),), ())
    assert (more.pairs, more.short) == (((ref, ren.id),), ((ref, 1),))


def test_whoever_knows_the_area_or_the_direction_of_a_case_is_proposed(panel: Panel) -> None:
    for name in ("Rosa", "Ruth", "Ren", "Rui"):
        panel.reviewer(name, expertise=("Hydrogen",))
    area = "GREEN modification of plant protein,  and functional products"
    experts = {panel.reviewer("Ida", expertise=(area,)).id, panel.reviewer("Abe", expertise=("Peas", "2.4")).id}
    panel.case()

    assert {person for _, person in proposed(panel).pairs} == experts


def test_of_equals_the_first_by_name_is_proposed_whatever_they_are_known_by(panel: Panel) -> None:
    known = {panel.reviewer(name).id: name for name in ("Ruth", "Ada", "Ren", "Zoe", "Bea", "Mia", "Ida")}
    panel.case()

    assert [known[person] for _, person in proposed(panel).pairs] == ["Ada", "Bea"]


def test_only_a_coordinator_of_the_call_draws_up_a_proposal_for_a_direction_that_has_a_plan(panel: Panel) -> None:
    with panel.world.database.reading() as session:
        with pytest.raises(NotAllowed):
            assignment_plan.plan_assignments(session, ELI, CALL, "2.4")
        with pytest.raises(NotFound):
            assignment_plan.plan_assignments(session, CORA, CALL, "9.9")
        with pytest.raises(InvalidRequest, match="1 to 20 reviewers"):
            assignment_plan.plan_assignments(session, CORA, CALL, "2.4", each=21)
        with pytest.raises(InvalidRequest, match="nothing lays down"):
            assignment_plan.plan_assignments(session, CORA, "bast-events-2025", "events")
