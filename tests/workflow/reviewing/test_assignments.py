"""Assignments: who may be asked about a case, what stands in the way, and what a reviewer sees."""

import pytest
from sqlalchemy import select

from states.refusal import Unmet
from tests import filings
from tests.panel import NOVEMBER, Panel
from tests.world import ADA, BAST, BO, CALL, CORA, DIEGO, ELI, REX, ZHONGGUANCUN, World, at, done, filing, refused
from workflow import access
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.commands import AnswerInvitation, AssignReviewer, Bulk, OpenCase
from workflow.errors import NotAllowed, NotFound
from workflow.overview import queries
from workflow.reviewing import assignments
from workflow.reviewing.assignments import OwnAssignment
from workflow.tables import CASES

POOL = "/reviewer"


def seen_by(world: World, actor: Actor) -> list[str]:
    with world.database.reading() as session:
        return [case.ref for case in queries.list_cases(session, actor, queries.Search(), limit=50)[0]]


def statuses(world: World, ref: str) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        return [(one.reviewer, one.status) for one in assignments.list_assignments(session, SYSTEM, ref)]


def lacks(panel: Panel, ref: str, reviewer: Actor) -> tuple[Unmet, ...]:
    """What stands in the way of an invitation."""
    refusal = refused(panel.assign(ref, reviewer))
    assert refusal.code == "needs-unmet"
    return refusal.missing


# Inviting --------------------------------------------------------------------------------------------------------------


def test_a_reviewer_is_invited_accepts_and_sees_the_case_and_no_other(panel: Panel) -> None:
    rosa, ref, other = panel.reviewer("Rosa"), panel.case(), panel.case()
    before = seen_by(panel.world, rosa)

    invited = done(panel.assign(ref, rosa))
    while_invited = seen_by(panel.world, rosa)
    accepted = done(panel.respond(ref, rosa))

    assert (invited.action, accepted.action) == ("case.reviewer-assigned", "case.reviewer-responded")
    assert (before, while_invited, seen_by(panel.world, rosa)) == ([], [ref], [ref])
    assert statuses(panel.world, ref) == [(rosa.id, "accepted")]
    with panel.world.database.reading() as session:
        assert assignments.list_mine(session, rosa) == [
            OwnAssignment(
                case=ref,
                title="Gentle extraction of pea protein",
                call=CALL,
                direction="2.4",
                state="partner-confirmed",
                due_at=panel.world.case(ref).due_at,
                version=accepted.version,
                status="accepted",
                reviewed=False,
            )
        ]
        with pytest.raises(NotFound):
            queries.load_case(session, rosa, other, now=NOVEMBER)


def test_what_may_be_listed_is_what_may_be_seen_for_reviewers_and_those_in_conflict(panel: Panel) -> None:
    rosa, both = panel.reviewer("Rosa"), panel.person("Bea", "coordinator")
    refs = [panel.case() for _ in range(3)]
    done(panel.assign(refs[0], rosa))
    done(panel.declare(refs[1], both))

    for actor, expected in ((rosa, refs[:1]), (both, [refs[0], refs[2]]), (REX, [])):
        with panel.world.database.reading() as session:
            rows = session.execute(select(CASES, *access.relation_columns(actor)).order_by(CASES.c.id)).all()
            listed = (
                session.execute(select(CASES.c.ref).where(access.visible(actor)).order_by(CASES.c.id)).scalars().all()
            )
        assert [row.ref for row in rows if access.can_see(actor, row)] == list(listed) == expected


def test_a_reviewer_who_steps_back_says_why_and_no_longer_sees_the_case(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    done(panel.assign(ref, rosa))

    silent = refused(panel.respond(ref, rosa, accepts=False))
    done(panel.respond(ref, rosa, accepts=False, reason="no time"))

    assert (silent.code, silent.missing[0].pointer) == ("misfit", "/reason")
    assert (statuses(panel.world, ref), seen_by(panel.world, rosa)) == ([(rosa.id, "declined")], [])
    assert refused(panel.respond(ref, rosa)).code == "no-such-case"


def test_a_reviewer_may_also_step_back_after_having_accepted_and_be_invited_again(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)

    twice = refused(panel.respond(ref, rosa))
    done(panel.respond(ref, rosa, accepts=False, reason="ill"))
    done(panel.assign(ref, rosa))

    assert (twice.code, twice.missing[0].pointer) == ("misfit", "/accepts")
    assert statuses(panel.world, ref) == [(rosa.id, "invited")]


def test_nobody_answers_for_a_reviewer(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()
    done(panel.assign(ref, rosa))
    done(panel.assign(ref, ruth))

    for actor in (CORA, ruth):
        answer = AnswerInvitation(actor=actor, received_at=NOVEMBER, ref=ref, reviewer=rosa.id, accepts=True)
        assert refused(panel.world.one(answer)).code == "not-yours-to-make"
    assert statuses(panel.world, ref) == [(rosa.id, "invited"), (ruth.id, "invited")]


def test_a_coordinator_takes_the_case_from_a_reviewer_with_a_reason(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)

    assert refused(panel.unassign(ref, rosa, actor=ELI)).code == "not-yours-to-make"
    assert refused(panel.unassign(ref, rosa, reason=" ")).missing[0].pointer == "/reason"
    done(panel.unassign(ref, rosa))

    assert (statuses(panel.world, ref), seen_by(panel.world, rosa)) == ([(rosa.id, "removed")], [])
    assert refused(panel.unassign(ref, rosa)).problem == f"{rosa.id} is not assigned to this case"


# What stands in the way ------------------------------------------------------------------------------------------------


def test_only_a_coordinator_assigns(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()

    codes = {actor.id: refused(panel.assign(ref, rosa, actor=actor)).code for actor in (ADA, DIEGO, ELI, REX, BO)}

    assert codes == {
        ADA.id: "not-yours-to-make",
        DIEGO.id: "not-yours-to-make",
        ELI.id: "not-yours-to-make",
        REX.id: "no-such-case",
        BO.id: "no-such-case",
    }


def test_a_case_is_given_to_reviewers_from_its_submission_until_it_is_reviewed(panel: Panel) -> None:
    rosa, ruth = panel.reviewer("Rosa"), panel.reviewer("Ruth")
    draft = panel.world.opened(now=NOVEMBER)
    early = refused(panel.assign(draft, rosa))
    panel.world.transition(draft, "submit", actor=ADA, now=NOVEMBER)
    submitted = done(panel.assign(draft, rosa))
    [reviewed] = panel.world.ready(1, now=NOVEMBER)
    late = refused(panel.assign(reviewed, ruth))

    assert (early.code, early.state) == ("not-editable", "draft")
    assert submitted.state == "submitted"
    assert (late.code, late.state) == ("not-editable", "reviewed")


def test_nobody_is_invited_who_is_not_in_the_pool_or_rests_or_reviews_another_call(panel: Panel) -> None:
    ref = panel.case()
    outside, resting = panel.person("Olga", "reviewer"), panel.reviewer("Ren", active=False)
    elsewhere = panel.reviewer("Rita", call=ZHONGGUANCUN)

    found = [lacks(panel, ref, one) for one in (outside, resting, elsewhere, CORA)]

    assert found == [(Unmet("not-in-pool", f"is not in the pool of reviewers for {CALL}", pointer=POOL),)] * 4


def test_nobody_is_invited_twice(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    done(panel.assign(ref, rosa))

    assert lacks(panel, ref, rosa) == (Unmet("assigned-already", "is assigned to this case already", pointer=POOL),)


def test_a_reviewer_gets_more_cases_than_they_take_only_with_a_reason(panel: Panel) -> None:
    rosa = panel.reviewer("Rosa", most=1)
    one, two = panel.case(), panel.case()
    done(panel.assign(one, rosa))

    full = lacks(panel, two, rosa)
    silent = refused(panel.assign(two, rosa, beyond=True))
    beyond = done(panel.assign(two, rosa, beyond=True, reason="nobody else knows peas"))

    said = "has as many cases as they take at most"
    assert full == (Unmet("no-more-cases", said, pointer=POOL, remedy="beyond"),)
    assert (silent.code, silent.missing[0].pointer) == ("misfit", "/reason")
    assert panel.world.entries(two)[beyond.version - 1].data["note"] == {
        "of": "assignments",
        "reviewer": rosa.id,
        "status": "invited",
        "automatic": False,
        "reason": "nobody else knows peas",
    }


def test_within_one_bulk_a_reviewer_gets_no_more_cases_than_they_take(panel: Panel) -> None:
    rosa = panel.reviewer("Rosa", most=2)
    refs = [panel.case() for _ in range(3)]
    asked = tuple(AssignReviewer(actor=CORA, received_at=NOVEMBER, ref=ref, reviewer=rosa.id) for ref in refs)
    bulk = Bulk(actor=CORA, received_at=NOVEMBER, commands=asked)

    [tried] = panel.world.apply(Bulk(actor=CORA, received_at=NOVEMBER, commands=asked, dry_run=True), now=NOVEMBER)
    [done_] = panel.world.apply(bulk, now=NOVEMBER)

    for outcomes in (tried, done_):
        assert isinstance(outcomes, list)
        assert [getattr(one, "code", "done") for one in outcomes] == ["done", "done", "needs-unmet"]


def test_a_case_that_has_ended_no_longer_weighs_on_its_reviewer(panel: Panel) -> None:
    rosa = panel.reviewer("Rosa", most=1)
    one, two = panel.case(), panel.case()
    done(panel.assign(one, rosa))
    panel.world.transition(one, "withdraw", actor=ADA, now=NOVEMBER, reason="no money")

    assert done(panel.assign(two, rosa)).action == "case.reviewer-assigned"


def test_where_nothing_lays_down_how_cases_are_reviewed_nobody_is_invited(panel: Panel) -> None:
    rosa, march = panel.reviewer("Rosa"), at("2025-03-10 09:00")
    content = filings.good("events", BAST)
    opening = OpenCase(actor=ADA, received_at=march, call=BAST, direction="events", content=content)
    ref = done(panel.world.one(opening)).case
    done(panel.world.transition(ref, "submit", actor=ADA, now=march))

    assert (
        refused(panel.assign(ref, rosa, now=march)).problem
        == "nothing lays down how cases of this direction are reviewed"
    )


# What leaks not --------------------------------------------------------------------------------------------------------


def test_who_reviews_a_case_is_told_to_nobody_outside_and_to_a_reviewer_only_of_themselves(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()
    panel.accepted(ref, rosa, ruth)

    with panel.world.database.reading() as session:
        for actor in (ADA, DIEGO):
            with pytest.raises(NotAllowed):
                assignments.list_assignments(session, actor, ref)
        own = assignments.list_assignments(session, rosa, ref)
        told = {
            actor.id: history.list_case_events(session, actor, ref, limit=50)[0] for actor in (ADA, DIEGO, rosa, CORA)
        }

    assert [one.reviewer for one in own] == [rosa.id]
    for actor in (ADA, DIEGO, rosa):
        assert not any(entry.action.startswith("case.review") for entry in told[actor.id])
        assert not any(ruth.id in entry.body for entry in told[actor.id])
    assert sum(entry.action.startswith("case.reviewer-") for entry in told[CORA.id]) == 4


def test_a_filing_goes_on_being_read_by_its_reviewers_and_written_by_none_of_them(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)

    outcome = refused(panel.world.amend(ref, filing(title="Mine"), now=NOVEMBER, actor=rosa))

    assert outcome.code == "not-yours-to-make"
    with panel.world.database.reading() as session:
        assert queries.load_case(session, rosa, ref, now=NOVEMBER).home["title"] == "Gentle extraction of pea protein"
        assert all(not transition.allowed for transition in queries.list_transitions(session, rosa, ref, now=NOVEMBER))
