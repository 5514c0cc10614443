"""The matrix of a direction: who stands how to which case, and nothing of a case that a conflict keeps from whoever looks."""

import pytest

from tests.panel import CLEO, Panel
from tests.world import ADA, CALL, CORA, DIEGO, ELI, REX, done
from workflow.actors import Actor, RoleGrant
from workflow.errors import NotAllowed, NotFound
from workflow.pool import reviewers
from workflow.reviewing import matrix
from workflow.reviewing import panel as panels


def test_a_line_tells_who_was_asked_who_reviewed_and_what_keeps_whom_away(panel: Panel) -> None:
    rosa, ruth, noa = (panel.reviewer(name) for name in ("Rosa", "Ruth", "Noa"))
    near = panel.reviewer("Near", organisation="Faculty of Agronomy", country="AR", expertise=("2.4",))
    ref = panel.case()
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 80))
    done(panel.assign(ref, ruth))
    done(panel.suspect(ref, noa, "collaboration", reason="a paper"))

    with panel.world.database.reading() as session:
        found = matrix.load_direction_matrix(session, CORA, CALL, "2.4")

    [line], pool = found.lines, {one.person: one for one in found.pool}
    assert line.asked == {rosa.id: "accepted", ruth.id: "invited"} and line.reviewed == {rosa.id} and line.standing == 2
    assert line.against[near.id] == {"same-organisation": "found", "country-side": "found"}
    assert line.against[noa.id] == {"collaboration": "suspected"} and line.is_kept_from(near.id)
    assert line.knows(pool[near.id]) and not line.knows(pool[rosa.id])
    assert [one.name for one in found.pool] == ["Near", "Noa", "Rosa", "Ruth"] and pool[rosa.id].load == 1


def test_a_page_of_the_matrix_goes_on_where_it_ended(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "PAGE", 2)
    refs = [panel.case() for _ in range(3)]

    with panel.world.database.reading() as session:
        first = matrix.load_direction_matrix(session, CORA, CALL, "2.4")
        rest = matrix.load_direction_matrix(session, CORA, CALL, "2.4", after=first.following or 0)

    assert [line.ref for line in (*first.lines, *rest.lines)] == refs and rest.following is None


def test_who_reviews_which_case_is_told_to_nobody_outside(panel: Panel) -> None:
    ref = panel.case()
    with panel.world.database.reading() as session:
        for actor in (ADA, DIEGO, REX, ELI):
            with pytest.raises(NotAllowed):
                matrix.load_direction_matrix(session, actor, CALL, "2.4")
        for actor in (ADA, DIEGO, ELI):
            with pytest.raises(NotAllowed):
                matrix.load_case_matrix(session, actor, ref)
        with pytest.raises(NotFound):
            matrix.load_direction_matrix(session, CORA, CALL, "9.9")


def test_staff_in_conflict_with_a_case_of_their_own_learn_nothing_of_its_reviewers(panel: Panel) -> None:
    both = Actor("per_both", "Both", (RoleGrant("coordinator"), RoleGrant("committee"), RoleGrant("applicant")))
    ref, rosa = panel.case(owner=both), panel.reviewer("Rosa")
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 80))
    done(panel.declare(ref, both, reason="it is mine"))

    with panel.world.database.reading() as session:
        mine = matrix.load_direction_matrix(session, both, CALL, "2.4")
        others = matrix.load_direction_matrix(session, CLEO, CALL, "2.4")
        ranked = panels.load_ranking(session, both, CALL, "2.4")
        [listed] = reviewers.list_pool(session, both)[0]

    assert mine.lines == [] and ranked == [] and [one.load for one in mine.pool] == [0] and listed.load == 0
    assert [line.ref for line in others.lines] == [ref] and [one.load for one in others.pool] == [1]


def test_two_means_are_told_apart_by_no_more_than_their_reviews_allow() -> None:
    def read(*totals: int) -> panels.ScoreSummary:
        return panels.ScoreSummary(len(totals), 2, totals, 0, 0, False, (), {})

    assert panels.standard_error(read(8000, 9000), read(7000, 9000)) == pytest.approx((500**2 + 1000**2) ** 0.5)
    assert panels.standard_error(read(8000), read(7000, 9000)) is None and panels.standard_error(read(), read()) is None
