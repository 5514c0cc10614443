"""Previews: what the drafts of a direction would come to, for those inside the call."""

import pytest

from tests.workflow import places
from tests.workflow.committee import NOVEMBER, draft
from tests.world import (
    ADA,
    CALL,
    CORA,
    DIEGO,
    ELI,
    REX,
    ZHONGGUANCUN,
    World,
    done,
    filing,
)
from workflow.actors import Actor, RoleGrant
from workflow.deciding import previews
from workflow.deciding.candidates import Candidate
from workflow.deciding.previews import Budget, Place, Preview
from workflow.errors import NotAllowed, NotFound
from workflow.overview.ranking import DraftedDecision


def test_a_preview_ranks_by_score_and_says_what_each_line_would_have_left(world: World) -> None:
    content = filing(area="Climate change and biodiversity")
    first, second = world.ready(2, now=NOVEMBER, direction="1.4", topic="CCB-1", content=content)
    [sister] = world.ready(1, now=NOVEMBER, direction="1.4", topic="CCB-2", content=content)
    done(world.award(first, 10_000_000, now=NOVEMBER))
    done(draft(world, sister, "award", amount=30_000_000))

    with world.database.reading() as session:
        found = previews.preview(session, CORA, CALL, "1.4", now=NOVEMBER)

    touched = {one.line: one for one in found.lines if one.cases_held or one.cases_drafted}
    assert [(one.case.ref, one.unfit) for one in found.ranking] == [(second, ()), (sister, ())]
    assert touched["1.4/CCB"] == Budget(
        line="1.4/CCB",
        cases_limit=4,
        cases_held=1,
        cases_drafted=1,
        cases_left=2,
        funds_limit=60_000_000,
        funds_held=10_000_000,
        funds_drafted=30_000_000,
        funds_left=20_000_000,
    )
    assert (touched["1.4"].cases_held, touched["1.4"].cases_drafted) == (1, 1)
    assert set(touched) == {"1.4", "1.4/CCB", "1.4/CCB-1", "1.4/CCB-2"}


def test_a_preview_names_the_drafts_that_would_not_fit_in_the_order_of_the_ranking(world: World) -> None:
    low, high, middle, last = (world.reviewed(now=NOVEMBER, score=score) for score in (60, 95, 80, 50))
    for ref, amount in ((low, 900_000), (high, 700_000), (middle, 1_200_000)):
        done(draft(world, ref, "award", amount=amount))
    done(draft(world, last, "decline", reason="weak"))

    with world.database.reading() as session:
        found = previews.preview(session, ELI, CALL, "2.4", now=NOVEMBER)

    def candidate(ref: str, score: int, decision: DraftedDecision) -> Candidate:
        number = {low: 1, high: 2, middle: 3, last: 4}[ref]
        title = "Gentle extraction of pea protein"
        return Candidate(number, ref, title, None, "reviewed", 6, score, None, None, decision, None)

    asked = filing()["budget"]
    short = places.short("2.4", 100_000, 900_000, "2.4-quota")
    assert found == Preview(
        call=CALL,
        direction="2.4",
        lines=[Budget("2.4", 4, 0, 3, 1, 2_000_000, 0, 2_800_000, -800_000)],
        ranking=[
            Place(1, candidate(high, 95, DraftedDecision("award", 700_000, None, None, ())), (), asked),
            Place(2, candidate(middle, 80, DraftedDecision("award", 1_200_000, None, None, ())), (), asked),
            Place(3, candidate(low, 60, DraftedDecision("award", 900_000, None, None, ())), (short,), asked),
            Place(4, candidate(last, 50, DraftedDecision("decline", None, None, "weak", ())), (), asked),
        ],
        embargo=None,
    )


@pytest.mark.parametrize("actor", [ADA, DIEGO, REX, Actor("per_far", "Far", (RoleGrant("committee", ZHONGGUANCUN),))])
def test_a_preview_is_for_those_inside_the_call(world: World, actor: Actor) -> None:
    with world.database.reading() as session:
        with pytest.raises(NotAllowed):
            previews.preview(session, actor, CALL, "2.4", now=NOVEMBER)
        with pytest.raises(NotFound):
            previews.preview(session, ELI, CALL, "9.9", now=NOVEMBER)
