"""How cases are reviewed, as data: criteria whose weights add up, inherited from the call, weighed without rounding twice."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states import checks, loader
from states.call import Call, Criterion, ReviewPlan
from states.facts import Facts
from states.needs import list_unmet_needs
from states.refusal import Unmet
from tests.states.definitions import AWARD, RESEARCH, SWEEP, bundled, faults, written
from tests.world import STATE_AWARD, ZHONGGUANCUN

PLAN = """
[review]
quorum = 2
disagreement = 25
basis = "default"

[review.criteria.merit]
label = "Merit"
label_zh = "水平"
weight = 60

[review.criteria.use]
label = "Use"
label_zh = "应用"
weight = 40
most = 5
"""


def criterion(weight: int, most: int = 100) -> Criterion:
    return Criterion(label="Merit", label_zh="水平", weight=weight, most=most)


def plan(**criteria: Criterion) -> ReviewPlan:
    return ReviewPlan(criteria=criteria, quorum=2, disagreement=25, basis="default")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small programme on disk, whose call says how cases are reviewed."""
    return written(tmp_path, call=("[fields.months]", f"{PLAN}\n[fields.months]"))


def changed(folder: Path, file: str, old: str, new: str) -> None:
    """Replace one text in a file of the call."""
    path = folder / "seeds-2030" / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def read(folder: Path) -> Call:
    [call] = loader.calls(folder).values()
    return call


def test_every_bundled_call_but_the_events_says_how_its_cases_are_reviewed_and_that_this_is_a_default_of_ours() -> None:
    found = {code: call.review for code, call in bundled().items()}

    assert {code: plan and (plan.quorum, plan.disagreement, plan.basis) for code, plan in found.items()} == {
        RESEARCH: (2, 25, "default"),
        AWARD: (3, 25, "default"),
        "international-cooperation-2024": (3, 25, "default"),
        "bast-events-2025": None,
    }
    assert all(direction.review == call.review for call in bundled().values() for direction in call.directions)


def test_a_direction_is_reviewed_as_its_call_says_but_for_what_it_says_itself(folder: Path) -> None:
    changed(folder, "A.toml", "[[rules]]", "[review]\nquorum = 3\n\n[[rules]]")

    call = read(folder)

    plans = {direction.code: direction.review for direction in call.directions}
    assert plans["B"] == call.review is not None
    assert plans["A"] == call.review.model_copy(update={"quorum": 3})


def test_weights_that_do_not_add_up_are_reported_once_where_they_stand(folder: Path) -> None:
    changed(folder, "call.toml", "weight = 40", "weight = 41")

    said = "the weights must add up to 100, they add up to 101"
    assert faults(folder) == [f"seeds-2030/call.toml: review.criteria: {said}"]


def test_weights_of_a_direction_that_do_not_add_up_are_reported_in_its_file(folder: Path) -> None:
    call = read(folder)
    wrong = call.directions[0].model_copy(update={"review": plan(merit=criterion(99))})

    found = checks.find_faults(call.model_copy(update={"directions": (wrong, *call.directions[1:])}), "folder")

    assert [(fault.file, fault.place) for fault in found] == [("folder/A.toml", "review.criteria")]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("quorum = 2", "quorum = 0"),
        ("disagreement = 25", "disagreement = 101"),
        ('25\nbasis = "default"', '25\nbasis = "guess"'),
        ("weight = 60", "weight = 0"),
        ("most = 5", "most = 0"),
    ],
)
def test_a_plan_of_the_wrong_form_is_not_read(folder: Path, right: str, wrong: str) -> None:
    changed(folder, "call.toml", right, wrong)

    [fault] = faults(folder)
    assert fault.startswith("seeds-2030/call.toml: review.")


def test_a_total_is_the_weighted_mean_in_hundredths_of_a_point(folder: Path) -> None:
    found = read(folder).review

    assert found is not None
    assert [found.total({"merit": merit, "use": use}) for merit, use in ((0, 0), (100, 5), (50, 5), (33, 1))] == [
        *(0, 10_000, 7_000, 2_780),
    ]


def test_half_a_hundredth_counts_up() -> None:
    assert plan(merit=criterion(1, most=8), use=criterion(99)).total({"merit": 1, "use": 0}) == 13


@SWEEP
@given(scores=st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_a_total_lies_between_the_lowest_and_the_highest_score(scores: list[int]) -> None:
    found = bundled()[RESEARCH].review
    assert found is not None
    total = found.total(dict(zip(found.criteria, scores, strict=True)))

    assert 100 * min(scores) <= total <= 100 * max(scores)


@pytest.mark.parametrize(("reviews", "enough"), [(None, True), (0, False), (1, False), (2, True), (3, True)])
def test_a_quorum_is_reached_by_reviews_enough_or_where_no_reviewer_was_ever_asked(
    reviews: int | None, enough: bool
) -> None:
    direction = bundled()[RESEARCH].directions[0]

    found = list_unmet_needs(["quorum-reached"], direction, Facts(reviews=reviews))

    said = f"{reviews} of the 2 reviews that are needed are there"
    assert found == (() if enough else (Unmet("reviews-missing", said, None, remedy="review"),))


@pytest.mark.clause("ZGC-06", "IST-07")
@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({}, ["/minutes", "/reason"]),
        ({"minutes": "No. 7"}, ["/reason"]),
        ({"reason": "it met on paper"}, ["/minutes"]),
        ({"minutes": " ", "reason": "\u200b"}, ["/minutes", "/reason"]),
        ({"minutes": "No. 7", "reason": "it met on paper"}, []),
    ],
)
@pytest.mark.parametrize("call", [ZHONGGUANCUN, STATE_AWARD])
def test_the_panel_of_an_award_cannot_be_skipped_unless_its_minutes_show_it(
    call: str, given: dict[str, str], places: list[str]
) -> None:
    direction = bundled()[call].directions[0]

    found = list_unmet_needs(["quorum-reached"], direction, Facts(given=given))

    assert [(lack.code, lack.pointer) for lack in found] == [("panel-missing", place) for place in places]
    assert {lack.clause for lack in found} <= {"ZGC-06", "IST-07"}


def test_where_only_reviews_count_minutes_do_not_stand_for_the_panel() -> None:
    direction = bundled()[ZHONGGUANCUN].directions[0]
    assert direction.review is not None
    strict = direction.model_copy(update={"review": direction.review.model_copy(update={"panel": "reviews"})})

    found = list_unmet_needs(["quorum-reached"], strict, Facts(given={"minutes": "No. 7", "reason": "on paper"}))

    assert [lack.code for lack in found] == ["panel-missing"]
    assert list_unmet_needs(["quorum-reached"], strict, Facts(reviews=3)) == ()


def test_without_a_plan_every_number_of_reviews_is_enough() -> None:
    direction = bundled()["bast-events-2025"].directions[0]

    assert list_unmet_needs(["quorum-reached"], direction, Facts(reviews=0)) == ()


def test_a_case_is_with_its_reviewers_where_a_quorum_lets_it_go_on() -> None:
    found = {code: call.directions[0].lifecycle.reviewed_in for code, call in bundled().items()}

    assert found.pop("bast-events-2025") == frozenset()
    assert set(found.values()) == {frozenset({"partner-confirmed"})}
