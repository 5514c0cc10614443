"""What counts as filed: a counterpart's filing that is whole and that its side has submitted, and nothing less."""

from typing import Any

import pytest

from states.rules import BothFile
from tests import filings
from tests.filings import answer, good, partner
from tests.states.definitions import bundled
from tests.world import ADA, AGENCY, CALL, CORA, DIEGO, MICROSECOND, World, at, done, refused
from workflow.actors import Actor, RoleGrant
from workflow.commands import PutFiling, RecallFiling, SubmitFiling
from workflow.overview import queries
from workflow.overview.queries import CaseDetail

NOVEMBER = at("2022-11-10 09:00")
BILATERAL = [one.code for one in bundled()[CALL].directions if any(isinstance(rule, BothFile) for rule in one.rules)]
OTHERS = [one.code for one in bundled()[CALL].directions if one.code not in BILATERAL]
NOT_ENOUGH: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a title alone": {"title": "dr"},
    "no leader": answer("2.4", leader=None),
    "no organisation": answer("2.4", organisation=None),
    "a title of white space": answer("2.4", title=" \t "),
    "a title that nobody sees": answer("2.4", title="\u200b\u2060"),
    "no work plan": answer("2.4", work_plan=None),
}


def official(code: str) -> Actor:
    """Somebody who answers for the partner of a direction."""
    return Actor("per_official", "The official", (RoleGrant("authority", CALL, partner(code)),))


def submitted(world: World, code: str) -> str:
    """A case of a direction whose home side has submitted."""
    ref = world.opened(good(code), direction=code, partner=partner(code), topic=filings.topic(code), now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    return ref


def seen(world: World, ref: str, actor: Actor) -> CaseDetail:
    """A case as somebody sees it."""
    with world.database.reading() as session:
        return queries.load_case(session, actor, ref, now=NOVEMBER)


@pytest.mark.parametrize("code", BILATERAL)
def test_what_is_only_saved_leaves_an_application_one_sided(world: World, code: str) -> None:
    refs = [submitted(world, code) for _ in range(3)]
    for ref, content in zip(refs, ({}, {"title": "dr"}, answer(code)), strict=True):
        done(world.save(ref, content, now=NOVEMBER, actor=official(code)))

    world.sweep(now=AGENCY)

    assert [world.case(ref).state for ref in refs] == ["unilateral"] * 3
    assert [world.case(ref).sides for ref in refs] == ["one"] * 3


@pytest.mark.parametrize("code", BILATERAL)
def test_what_is_submitted_in_the_last_microsecond_keeps_it_from_that(world: World, code: str) -> None:
    in_time, late = submitted(world, code), submitted(world, code)
    done(world.file(in_time, answer(code), now=AGENCY - MICROSECOND, actor=official(code)))
    done(world.save(late, answer(code), now=AGENCY - MICROSECOND, actor=official(code)))

    told = refused(world.submit_filing(late, now=AGENCY, actor=official(code)))
    world.sweep(now=AGENCY)

    assert (told.code, told.deadline, told.until) == ("deadline-passed", "agency", AGENCY)
    assert [world.case(ref).state for ref in (in_time, late)] == ["submitted", "unilateral"]
    assert (world.case(in_time).counterpart_filed, world.case(in_time).counterpart_filed_at) == (
        1,
        AGENCY - MICROSECOND,
    )


@pytest.mark.parametrize("content", NOT_ENOUGH.values(), ids=NOT_ENOUGH)
def test_what_is_not_whole_can_be_saved_and_not_submitted_and_everything_that_lacks_is_named(
    world: World, content: dict[str, Any]
) -> None:
    ref = submitted(world, "2.4")
    asked = ("title", "leader", "organisation", "content", "work_plan", "results")

    at_once = refused(world.file(ref, content, now=NOVEMBER))
    before = world.whole(ref).counterpart
    done(world.save(ref, content, now=NOVEMBER))
    then = refused(world.submit_filing(ref, now=NOVEMBER))
    confirm = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))

    lacking = [f"/counterpart/{name}" for name in asked if not str(content.get(name, "")).strip(" \t\u200b\u2060")]
    assert before is None, "nothing is half stored"
    for told in (at_once, then):
        assert told.code == "needs-unmet"
        assert [lack.pointer for lack in told.missing] == lacking
        assert {lack.clause for lack in told.missing} == {"2.4-c"}
    assert [lack.code for lack in confirm.missing if lack.clause == "2.4-b"] == ["counterpart-not-filed"]


@pytest.mark.parametrize("code", OTHERS)
def test_where_the_source_asks_no_second_filing_the_refusal_says_that_it_is_our_default(
    world: World, code: str
) -> None:
    ref = submitted(world, code)
    done(world.save(ref, answer(code), now=NOVEMBER, actor=CORA))

    told = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))
    done(world.submit_filing(ref, now=NOVEMBER, actor=CORA))
    confirmed = done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))

    [lack] = told.missing
    assert (lack.code, lack.clause) == ("counterpart-not-filed-by-default", None)
    assert "our default" in lack.problem
    assert confirmed.state == "partner-confirmed"


def test_whoever_changes_a_submitted_filing_takes_it_back_by_that_until_it_is_submitted_again(world: World) -> None:
    ref = submitted(world, "2.4")
    done(world.file(ref, answer("2.4"), now=NOVEMBER))
    twice = refused(world.submit_filing(ref, now=NOVEMBER))

    done(world.save(ref, answer("2.4", leader="Lin Qing"), now=NOVEMBER))
    changed = world.case(ref)
    done(world.submit_filing(ref, now=NOVEMBER))

    assert twice.code == "already-submitted"
    assert (changed.sides, changed.counterpart_filed, changed.counterpart_filed_at) == ("one", 0, None)
    assert (world.case(ref).sides, world.case(ref).counterpart_filed) == ("both", 2)


def test_a_submission_is_taken_back_before_its_deadline_and_not_after(world: World) -> None:
    first, second = submitted(world, "2.4"), submitted(world, "2.4")
    for ref in (first, second):
        done(world.file(ref, answer("2.4"), now=NOVEMBER))
    recall = {"actor": DIEGO, "reason": "a page is missing"}

    done(world.one(RecallFiling(received_at=AGENCY - MICROSECOND, ref=first, **recall)))  # type: ignore[arg-type]
    late = refused(world.one(RecallFiling(received_at=AGENCY, ref=second, **recall)))  # type: ignore[arg-type]
    by_staff = refused(world.one(RecallFiling(actor=CORA, received_at=AGENCY, ref=second)))

    assert {late.code, by_staff.code} == {"deadline-passed"}
    assert [world.case(ref).state for ref in (first, second)] == ["submitted", "submitted"]
    world.sweep(now=AGENCY)
    assert [world.case(ref).state for ref in (first, second)] == ["unilateral", "submitted"]
    said = world.entries(first)[-2]
    assert (said.action, said.data["filing"]) == ("case.filing-recalled", {"side": "counterpart", "number": 1})


def test_what_a_coordinator_corrects_of_a_submitted_filing_goes_on_counting_from_when_it_was_submitted(
    world: World,
) -> None:
    ref = submitted(world, "2.4")
    done(world.file(ref, answer("2.4"), now=NOVEMBER))
    world.sweep(now=AGENCY)

    empty = refused(world.save(ref, answer("2.4", leader=None), now=AGENCY, actor=CORA))
    done(world.save(ref, answer("2.4"), now=AGENCY, actor=CORA))
    confirmed = done(world.transition(ref, "confirm", actor=CORA, now=AGENCY))

    assert [lack.pointer for lack in empty.missing] == ["/counterpart/leader"]
    assert confirmed.state == "partner-confirmed"
    assert (world.case(ref).counterpart_filed, world.case(ref).counterpart_filed_at) == (2, NOVEMBER)


def test_what_a_coordinator_files_late_without_a_receipt_in_time_does_not_make_up_for_a_side_that_did_not_file(
    world: World,
) -> None:
    ref = submitted(world, "2.4")
    done(world.transition(ref, "exclude", actor=CORA, now=NOVEMBER, reason="a letter is missing"))
    done(world.transition(ref, "reinstate", actor=CORA, now=AGENCY, reason="it was there"))
    done(world.file(ref, answer("2.4"), now=AGENCY, actor=CORA))

    told = refused(world.transition(ref, "confirm", actor=CORA, now=AGENCY))
    done(world.receive(ref, AGENCY - MICROSECOND, now=AGENCY))
    confirmed = done(world.transition(ref, "confirm", actor=CORA, now=AGENCY))

    assert [(lack.code, lack.clause) for lack in told.missing] == [("counterpart-filed-late", "2.4-b")]
    assert confirmed.state == "partner-confirmed"


def test_what_is_only_saved_is_read_by_its_own_side_and_the_staff_alone(world: World) -> None:
    ref = submitted(world, "2.4")
    done(world.save(ref, answer("2.4"), now=NOVEMBER))

    known = {actor.id: seen(world, ref, actor).counterpart is not None for actor in (ADA, DIEGO, CORA)}
    done(world.submit_filing(ref, now=NOVEMBER))

    assert known == {"per_ada": False, DIEGO.id: True, "per_cora": True}
    assert seen(world, ref, ADA).counterpart is not None


@pytest.mark.parametrize("actor", [ADA], ids=["the applicant"])
def test_nobody_else_submits_it(world: World, actor: Actor) -> None:
    ref = submitted(world, "2.4")
    done(world.save(ref, answer("2.4"), now=NOVEMBER))

    told = refused(world.one(SubmitFiling(actor=actor, received_at=NOVEMBER, ref=ref)))
    put = PutFiling(actor=ADA, received_at=NOVEMBER, ref=ref, side="home", content=good("2.4"), submit=True)

    assert (told.code, told.roles) == ("not-yours-to-make", ("partner", "authority", "coordinator"))
    assert refused(world.one(put)).code in ("not-editable", "misfit")
