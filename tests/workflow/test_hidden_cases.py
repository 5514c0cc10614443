"""Whoever is kept from a case by a conflict of interest learns nothing of it: no answer, no count, no refusal tells."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from states.refusal import Refusal
from tests.panel import ALMA, AUGUST, CLEO, ECHO, NOVEMBER, Panel
from tests.workflow import hiding
from tests.world import CALL, CORA, ELI, INTERNAL, World, at, done, refused
from workflow import access, assignment_plan, calls
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.commands import (
    AmendFiling,
    AnswerInvitation,
    AssignReviewer,
    AttachDocument,
    Bulk,
    ConfirmComparison,
    ConfirmSameMeaning,
    DeclareConflict,
    DraftDecision,
    EraseCase,
    ExtendDeadline,
    MakeTransition,
    OnCase,
    PutFiling,
    RecordReceipt,
    RemoveDocument,
    SettleConflict,
    SubmitReview,
    SuspectConflict,
    UnassignReviewer,
    WaiveClause,
)
from workflow.deciding import previews
from workflow.errors import NotFound
from workflow.overview import queries
from workflow.paperwork import comparisons, documents
from workflow.pool import reviewers
from workflow.reviewing import assignments, conflicts, reviews
from workflow.reviewing import panel as panels

hidden = hiding.hidden
DAY = timedelta(days=1)


def test_every_reading_of_the_case_is_a_404_as_of_one_that_is_not_there(world: World, hidden: str) -> None:
    readings: dict[str, Callable[[Session, Actor, str], object]] = {
        "case": partial(queries.load_case, now=NOVEMBER),
        "transitions": partial(queries.list_transitions, now=NOVEMBER),
        "comparison": comparisons.load_comparison,
        "documents": documents.list_documents,
        "assignments": assignments.list_assignments,
        "conflicts": conflicts.list_conflicts,
        "search": conflicts.find_new_conflicts,
        "reviews": reviews.list_reviews,
        "events": lambda session, actor, ref: history.list_case_events(session, actor, ref, limit=10),
        "as of": lambda session, actor, ref: history.load_case_at(session, actor, ref, NOVEMBER),
    }
    told = set()

    for name, reading in readings.items():
        for actor in (CLEO, ECHO, AUGUST, ALMA):
            for ref in (hidden, "IG23-2.4-999"):
                with world.database.reading() as session, pytest.raises(NotFound) as raised:
                    reading(session, actor, ref)
                told.add(str(raised.value).replace(ref, "REF"))
            assert len(told) == 1, name


@pytest.mark.parametrize("actor", [CLEO, ECHO, AUGUST, ALMA], ids=lambda actor: actor.id)
def test_every_command_on_the_case_is_refused_as_on_one_that_is_not_there(
    world: World, hidden: str, actor: Actor
) -> None:
    def answers(ref: str) -> list[Refusal]:
        known: dict[str, Any] = {"actor": actor, "received_at": NOVEMBER, "ref": ref}
        asked: list[OnCase] = [
            MakeTransition(**known, transition="review", given={"score": 80}),
            MakeTransition(**known, transition="review", version=99),
            AmendFiling(**known, content={"title": "x"}, reason="x"),
            PutFiling(**known, side="home", content={}),
            ExtendDeadline(**known, deadline="review", until=at("2024-01-01 00:00"), reason="x", confirmed=True),
            WaiveClause(**known, clause="2.4-a", reason="x"),
            RecordReceipt(**known, side="home", authority="x", reference="x", at=NOVEMBER, zone="UTC"),
            ConfirmSameMeaning(**known, field="title"),
            ConfirmComparison(**known),
            AttachDocument(**known, id="doc_x", side="home", kind="letter", name="x.pdf"),
            RemoveDocument(**known, id="doc_x", reason="x"),
            DraftDecision(**known, outcome="none"),
            EraseCase(**known, reason="x"),
            AssignReviewer(**known, reviewer="per_x"),
            AnswerInvitation(**known, reviewer=actor.id, accepts=True),
            UnassignReviewer(**known, reviewer="per_x", reason="x"),
            DeclareConflict(**known, ground="family", reason="x"),
            SuspectConflict(**known, person="per_x", ground="family", reason="x"),
            SettleConflict(**known, person=actor.id, ground="family", confirmed=False, reason="x"),
            SubmitReview(**known, scores={}, comment="x", recommendation="support"),
        ]
        return [refused(answer) for answer in world.apply(*asked, now=NOVEMBER)]

    before = world.events()
    assert [one.about(case=None, problem=one.problem.replace(hidden, "REF")) for one in answers(hidden)] == [
        one.about(case=None, problem=one.problem.replace("IG23-2.4-999", "REF")) for one in answers("IG23-2.4-999")
    ]
    assert world.events() == before


def test_what_an_extension_re_arms_or_ended_is_counted_and_named_without_the_case(world: World, hidden: str) -> None:
    until = at("2023-07-01 00:00")

    def foretold(actor: Actor) -> int:
        with world.database.writing() as session:
            outcome = calls.extend_deadline(
                session, CALL, "review", until, reason="x", actor=actor, now=NOVEMBER, dry_run=True, confirmed=True
            )
        assert not isinstance(outcome, Refusal)
        return outcome.rearmed

    assert (foretold(CLEO), foretold(CORA)) == (1, 2)
    with world.database.writing() as session:
        made = calls.extend_deadline(
            session, CALL, "review", until, reason="x", actor=CLEO, now=NOVEMBER, confirmed=True
        )
    assert not isinstance(made, Refusal)
    assert (made.rearmed, world.case(hidden).due_at) == (1, until)


def test_cases_that_ran_out_are_named_without_the_case(world: World, panel: Panel) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(2)]
    done(panel.declare(refs[0], CLEO))
    world.sweep(INTERNAL)

    with world.database.writing() as session:
        outcome = calls.extend_deadline(
            session,
            CALL,
            "internal",
            INTERNAL + DAY,
            reason="x",
            actor=CLEO,
            now=INTERNAL + DAY / 2,
            dry_run=True,
            confirmed=True,
        )

    assert not isinstance(outcome, Refusal)
    assert outcome.ran_out == (refs[1],)


def test_the_ranking_is_that_of_a_direction_without_the_case(world: World, hidden: str) -> None:
    with world.database.reading() as session:
        mine = panels.load_ranking(session, CLEO, CALL, "2.4")
        theirs = panels.load_ranking(session, CORA, CALL, "2.4")

    assert [(one.rank, one.case) for one in theirs] == [(1, hidden), (2, "IG23-2.4-001")]
    assert [(one.rank, one.case) for one in mine] == [(1, "IG23-2.4-001")]


def test_the_load_of_a_reviewer_does_not_tell_who_reviews_the_case(world: World, hidden: str) -> None:
    with world.database.reading() as session:
        mine, theirs = ({one.name: one.load for one in reviewers.list_pool(session, who)[0]} for who in (CLEO, CORA))

    assert (mine, theirs) == ({"Rosa": 1, "Ruth": 0}, {"Rosa": 2, "Ruth": 1})


def test_what_waits_for_the_committee_does_not_hold_the_case(panel: Panel) -> None:
    shown, ref = panel.world.ready(2, now=NOVEMBER)
    done(panel.declare(ref, ECHO))

    with panel.world.database.reading() as session:
        mine, theirs = (previews.preview(session, who, CALL, "2.4", now=NOVEMBER) for who in (ECHO, ELI))

    assert [place.case.ref for place in mine.ranking] == [shown]
    assert {place.case.ref for place in theirs.ranking} == {shown, ref}


def test_nobody_is_proposed_for_the_case_by_whoever_may_not_see_it(world: World, hidden: str) -> None:
    with world.database.reading() as session:
        mine, theirs = (assignment_plan.plan_assignments(session, who, CALL, "2.4", each=2) for who in (CLEO, CORA))

    assert {ref for ref, _ in mine.pairs} == {"IG23-2.4-001"}
    assert {ref for ref, _ in (*theirs.pairs, *theirs.short)} == {"IG23-2.4-001"}


def test_a_bulk_tells_nothing_of_the_case_and_does_all_else(world: World, hidden: str) -> None:
    transitions = tuple(
        MakeTransition(actor=CLEO, received_at=NOVEMBER, ref=ref, transition="exclude", given={"reason": "x"})
        for ref in ("IG23-2.4-001", hidden)
    )

    [outcomes] = world.apply(Bulk(actor=CLEO, received_at=NOVEMBER, commands=transitions), now=NOVEMBER)

    assert isinstance(outcomes, list)
    done(outcomes[0])
    assert refused(outcomes[1]) == Refusal("no-such-case", f"there is no case {hidden}", case=hidden)


def test_a_conflict_declared_in_a_transaction_counts_for_what_follows_in_it(panel: Panel) -> None:
    ref = panel.case()
    declaring = DeclareConflict(actor=CLEO, received_at=NOVEMBER, ref=ref, ground="other", reason="x")
    moving = MakeTransition(actor=CLEO, received_at=NOVEMBER, ref=ref, transition="exclude", given={"reason": "x"})

    first, second = panel.world.apply(declaring, moving, now=NOVEMBER)

    assert (done(first).action, refused(second).code) == ("case.conflict-declared", "no-such-case")


def test_the_system_is_kept_from_nothing(world: World, hidden: str) -> None:
    with world.database.reading() as session:
        assert queries.load_case(session, SYSTEM, hidden, now=NOVEMBER).case.ref == hidden
        assert access.can_see(SYSTEM, queries.load_visible_row(session, SYSTEM, hidden))
    assert world.sweep(at("2023-12-01 00:00")) == 3
