"""Rules on the two filings together."""

import pytest

from states.rules import differences
from tests.states.rules.judging import FIRM, SCHOOL, WAITING, judged, rule


def test_both_sides_file() -> None:
    assert judged(rule("both-file")) == (WAITING.status, WAITING.looked_at)
    assert judged(rule("both-file"), {}, {}) == ("met", "both sides have filed")


def test_two_filings_are_the_same_in_each_named_field() -> None:
    same = rule("consistent", fields=["title", "leader"])
    home = {"title": "Peas", "leader": "Wen Qiao", "months": 24}
    assert judged(same, home) == (WAITING.status, WAITING.looked_at)
    assert judged(same, home, {"title": "Peas", "leader": "Wen Qiao", "months": 30}) == ("met", "all the same")
    assert judged(same, home, {"title": "Beans"}) == ("not-met", "differs: title, leader")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Green  Peas\n", "green peas"),
        ("STRASSE", "straße"),
        (["a", "B"], ["b", "A"]),
        ([FIRM, SCHOOL], [SCHOOL, FIRM | {"name": " ACME "}]),
        (None, None),
    ],
)
def test_case_spacing_and_the_order_of_lists_do_not_make_a_difference(here: object, there: object) -> None:
    assert differences(("it",), {"it": here}, {"it": there}) == []


@pytest.mark.parametrize(
    ("here", "there"),
    [("Peas", "Bean"), ("Peas", None), (24, 30), (["a"], ["a", "a"]), (FIRM, FIRM | {"country": "AR"}), (True, "True")],
)
def test_what_differs_is_a_difference_whichever_side_says_it(here: object, there: object) -> None:
    assert differences(("it",), {"it": here}, {"it": there}) == ["it"]
    assert differences(("it",), {"it": there}, {"it": here}) == ["it"]


@pytest.mark.parametrize("nothing", ["", [], {}])
def test_what_one_side_leaves_out_and_the_other_leaves_empty_is_the_same(nothing: object) -> None:
    assert differences(("it",), {}, {"it": nothing}) == []


def test_a_receipt_of_the_authority_in_time_stands_for_the_filing() -> None:
    said = "the counterpart's authority received its filing in time"
    assert judged(rule("both-file"), received_in_time=True) == ("met", said)


def test_texts_that_somebody_found_to_mean_the_same_do_not_differ() -> None:
    same = rule("consistent", fields=["title", "leader"])
    home, other = {"title": "Peas", "leader": "Wen Qiao"}, {"title": "Guisantes", "leader": "Wen Qiao"}
    assert judged(same, home, other, same=frozenset({"title"})) == ("met", "same in meaning: title")
    assert judged(same, home, other, same=frozenset({"leader"})) == ("not-met", "differs: title")


@pytest.mark.parametrize(
    ("ours", "theirs", "status"),
    [
        (100, 150, "met"),
        (150, 100, "met"),
        (100, 151, "not-met"),
        (151, 100, "not-met"),
    ],
)
def test_what_the_sides_put_in_is_about_alike(ours: int, theirs: int, status: str) -> None:
    even = rule("balanced", field="share", percent=50)
    assert judged(even, {"share": ours}, {"share": theirs}) == (status, f"{ours} here against {theirs} there")


@pytest.mark.parametrize(("ours", "theirs"), [(0, 0), (0, 1), (1, 0)])
def test_nothing_is_no_contribution(ours: int, theirs: int) -> None:
    even = rule("balanced", field="share", percent=50)
    said = f"{ours} here against {theirs} there: nothing is no contribution"
    assert judged(even, {"share": ours}, {"share": theirs}) == ("not-met", said)


def test_what_the_sides_put_in_is_waited_for_until_both_have_said_it() -> None:
    even = rule("balanced", field="share", percent=0)
    assert judged(even, {"share": 1}) == (WAITING.status, WAITING.looked_at)
    assert judged(even, {"share": 1}, {}) == judged(even, {}, {"share": 1})
    assert judged(even, {}, {"share": 1}) == ("waiting", "share is not filled in on both sides")
