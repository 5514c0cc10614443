"""Applications of direction 1.1: what their papers say, and that one agreement carries one of them."""

from typing import Any

import pytest

from tests import filings
from tests.filings import HERE, THERE
from tests.simultaneous import at_once
from tests.world import ADA, World, at, done, paper, refused
from workflow.outcomes import Result

NOVEMBER = at("2022-11-15 10:00")


def laboratory(world: World, **differing: Any) -> str:
    """An application of direction 1.1 just opened."""
    return world.opened(filings.good("1.1", **differing), direction="1.1", partner="GB", now=NOVEMBER)


def submitted(world: World, ref: str) -> list[str | None]:
    """The clauses for which a submission is refused; none if it is not."""
    answer = world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    return [one.clause for one in getattr(answer, "missing", ())]


@pytest.mark.clause("1.1-d", "1.1-e", "1.1-l")
def test_papers_signed_too_late_ahead_of_time_or_by_one_side_are_refused_with_their_clauses(world: World) -> None:
    late = laboratory(world, laboratory_agreement=paper("2022-01-01", HERE, THERE, reference="JL-1"))
    ahead = laboratory(world, project_agreement=paper("2022-11-16", HERE, THERE))
    today = laboratory(world, project_agreement=paper("2022-11-15", HERE, THERE))
    alone = laboratory(world, laboratory_agreement=paper("2021-12-31", HERE, reference="JL-2"))

    assert [submitted(world, ref) for ref in (late, ahead, today, alone)] == [["1.1-d"], ["1.1-l"], [], ["1.1-d"]]


@pytest.mark.clause("1.1-e")
def test_the_second_application_under_an_agreement_is_refused_until_the_first_is_withdrawn(world: World) -> None:
    first, second = laboratory(world), laboratory(world)

    one = submitted(world, first)
    two = refused(world.transition(second, "submit", actor=ADA, now=NOVEMBER))
    done(world.transition(first, "withdraw", actor=ADA, now=NOVEMBER, reason="another goes ahead"))
    three = submitted(world, second)

    assert (one, three) == ([], [])
    assert [(lack.clause, lack.problem) for lack in two.missing] == [
        ("1.1-e", "Must be an agreement that no other case stands on; JL-17 is taken by another case")
    ]


@pytest.mark.clause("1.1-e")
def test_of_five_applications_under_one_agreement_submitted_at_the_same_moment_one_goes_on(world: World) -> None:
    refs = [laboratory(world) for _ in range(5)]

    answers = at_once(*[lambda ref=ref: world.transition(ref, "submit", actor=ADA, now=NOVEMBER) for ref in refs])

    [first] = [answer.case for answer in answers if isinstance(answer, Result)]
    lost = [refused(answer) for answer in answers if not isinstance(answer, Result)]
    assert [[lack.clause for lack in one.missing] for one in lost] == [["1.1-e"]] * 4
    assert sorted(world.case(ref).state for ref in refs) == ["draft"] * 4 + ["submitted"]
    assert world.case(first).state == "submitted"
