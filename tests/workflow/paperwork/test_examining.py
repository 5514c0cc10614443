"""Many cases judged at once, the queue that names what waits for examination, and what an erasure leaves."""

from typing import Any

from tests.examining import judge
from tests.workflow.paperwork.test_examinations import confirmed, found, stands
from tests.world import ADAM, CORA, SPRING, ZHONGGUANCUN, World, done
from workflow.commands import Bulk, EraseCase, RecordJudgement
from workflow.outcomes import Result
from workflow.overview import worklist
from workflow.paperwork import examinations, examining


def test_many_cases_are_judged_at_once_first_tried_and_then_done(world: World) -> None:
    refs = [confirmed(world) for _ in range(5)]
    other = confirmed(world, standards=["B"])
    commands: tuple[RecordJudgement, ...] = tuple(
        judge(ref, "ZGC-02A", actor=CORA, now=SPRING) for ref in (*refs, other)
    )

    def bulk(**how: Any) -> list[bool]:
        [outcomes] = world.apply(Bulk(actor=CORA, received_at=SPRING, commands=commands, **how), now=SPRING)
        assert isinstance(outcomes, list)
        return [isinstance(one, Result) for one in outcomes]

    tried = bulk(dry_run=True)
    assert all(stands(world, ref)["ZGC-02A"][0] == "waiting" for ref in refs)
    assert bulk(mode="atomic") == [False] * 6
    assert tried == bulk() == [True] * 5 + [False]

    with world.database.reading() as session:
        page = examining.load_page(session, CORA, ZHONGGUANCUN, "award", now=SPRING)
    assert {line.ref: line.unjudged for line in page.cases} == dict.fromkeys(refs, 1) | {other: 2}
    assert page.cases[0].clauses["ZGC-02A"] == "met" and page.cases[0].clauses["ZGC-02C"] == "not-applicable"


def test_the_queue_of_a_coordinator_names_the_cases_that_wait_for_examination(world: World) -> None:
    ref = confirmed(world)

    def step() -> list[tuple[str, str]]:
        with world.database.reading() as session:
            return [(task.case.ref, task.step) for task in worklist.list_tasks(session, CORA) if task.case.ref == ref]

    assert step() == [(ref, "examine")]
    done(found(world, ref, "ZGC-02A"))
    assert step() == [(ref, "examine")]
    done(found(world, ref, "ZGC-05A"))
    assert step() != [(ref, "examine")]


def test_evidence_is_erased_with_the_words_of_the_case_and_the_verdict_stays(world: World) -> None:
    ref = confirmed(world)
    done(found(world, ref, "ZGC-05A", "not-met", evidence="Wang Min is in no list"))
    done(world.transition(ref, "exclude", actor=CORA, now=SPRING, reason="ZGC-05A"))

    done(world.one(EraseCase(actor=ADAM, received_at=SPRING, ref=ref, reason="ten years have passed")))

    with world.database.reading() as session:
        shown = examinations.load_examination(session, CORA, ref, now=SPRING)
    [said] = [said for one in shown if one.id == "ZGC-05A" for said in one.recorded]
    assert (said.verdict, said.evidence) == ("not-met", "")
    assert not any("Wang Min" in entry.body for entry in world.entries(ref))
