"""The formal examination: clauses that people judge block review until they are judged met, on stated evidence."""

from collections.abc import Mapping
from typing import Any

import pytest

from states.refusal import Refusal
from tests.examining import judge
from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    CORA,
    ELI,
    NOMINATIONS,
    PIA,
    SPRING,
    SUGGESTED,
    ZHONGGUANCUN,
    World,
    done,
    party,
    refused,
)
from workflow.actors import Actor
from workflow.auditing import history
from workflow.commands import AttachDocument, OpenCase
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.paperwork import examinations


def confirmed(world: World, **differing: object) -> str:
    """A nomination that its partner has confirmed."""
    content = NOMINATIONS[ZHONGGUANCUN] | differing
    opening = OpenCase(actor=ADA, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=content)
    ref = done(world.one(opening)).case
    done(world.transition(ref, "submit", actor=ADA, now=SPRING))
    done(world.transition(ref, "confirm", actor=CORA, now=SPRING))
    world.join(ref, PIA, now=SPRING)
    return ref


def found(world: World, ref: str, clause: str, verdict: str = "met", **more: Any) -> Result | Refusal:
    said: dict[str, Any] = {"actor": CORA, "now": SPRING} | more
    return world.one(judge(ref, clause, verdict, **said))


def review(world: World, ref: str) -> list[tuple[str, str | None, str | None]]:
    """What keeps the case from review."""
    outcome = world.transition(ref, "review", actor=CORA, now=SPRING, score=80, **SUGGESTED)
    return [(one.code, one.clause, one.remedy) for one in outcome.missing] if isinstance(outcome, Refusal) else []


def stands(world: World, ref: str, actor: Actor = CORA) -> dict[str, tuple[str, str]]:
    """By clause that people judge, how it stands for who looks, and what was looked at."""
    with world.database.reading() as session:
        shown = examinations.load_examination(session, actor, ref, now=SPRING)
        whole = queries.load_case(session, actor, ref, now=SPRING)
    assert [(one.id, one.status) for one in shown] == [(one.id, one.status) for one in whole.rules]
    return {one.id: (one.status, one.looked_at) for one in shown if one.judged_by == "people"}


@pytest.mark.clause("ZGC-02A", "ZGC-02B", "ZGC-02C", "ZGC-05A", "ZGC-05B", "ZGC-05C")
@pytest.mark.parametrize(
    ("differing", "needed"),
    [
        ({}, ["ZGC-02A", "ZGC-05A"]),
        ({"standards": ["B"]}, ["ZGC-02B", "ZGC-05A"]),
        ({"standards": ["A", "C"]}, ["ZGC-02A", "ZGC-02C", "ZGC-05A"]),
        ({"standards": ["A", "B", "C"]}, ["ZGC-02A", "ZGC-02B", "ZGC-02C", "ZGC-05A"]),
        ({"nominator_class": "Zhongguancun Outstanding Contribution Award winner"}, ["ZGC-02A", "ZGC-05A"]),
        (
            {
                "nominator_class": "Department of the Beijing Municipal Government",
                "nominator": party("Beijing Municipal Education Commission", "government", "CN"),
            },
            ["ZGC-02A", "ZGC-05B"],
        ),
        (
            {
                "nominator_class": "Industrial association",
                "nominator": party("Zhongguancun Battery Association", "association", "CN"),
            },
            ["ZGC-02A", "ZGC-05C"],
        ),
    ],
)
def test_only_what_is_claimed_is_judged_and_review_waits_until_all_of_it_is(
    world: World, differing: Mapping[str, object], needed: list[str]
) -> None:
    ref = confirmed(world, **differing)

    assert review(world, ref) == [("clause-unjudged", clause, "examination") for clause in needed]
    assert {clause for clause, (status, _) in stands(world, ref).items() if status != "not-applicable"} == set(needed)
    for left in range(len(needed)):
        assert [clause for _, clause, _ in review(world, ref)] == needed[left:]
        done(found(world, ref, needed[left]))

    assert review(world, ref) == []
    assert world.case(ref).state == "reviewed"


def test_a_judgement_says_who_found_what_when_on_which_evidence(world: World) -> None:
    ref = confirmed(world)
    attaching = AttachDocument(
        actor=CORA,
        received_at=SPRING,
        ref=ref,
        id="doc_1",
        side="home",
        kind="letter",
        name="list.pdf",
        reason="the list that the clause speaks of",
    )
    done(world.one(attaching))

    made = done(found(world, ref, "ZGC-05A", evidence=" Academy's list of 2023, p. 4 ", document="doc_1"))

    assert made.action == "case.clause-judged"
    with world.database.reading() as session:
        [shown] = [
            one for one in examinations.load_examination(session, AUDREY, ref, now=SPRING) if one.id == "ZGC-05A"
        ]
    [said] = shown.recorded
    assert (shown.status, shown.judged_by, shown.needs_judging) == ("met", "people", False)
    assert (said.verdict, said.evidence, said.document) == ("met", "Academy's list of 2023, p. 4", "doc_1")
    assert (said.by, said.at, said.number, said.is_stale) == (CORA.id, SPRING, made.version, False)


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"evidence": ""}, "/evidence"),
        ({"evidence": " \u3000"}, "/evidence"),
        ({"evidence": "\u200b\u2060"}, "/evidence"),
        ({"evidence": "x" * 4_001}, "/evidence"),
        ({"document": "doc_of_another_case"}, "/document"),
        ({"verdict": "perhaps"}, "/verdict"),
        ({"clause": "ZGC-02B"}, "/clause"),  # not claimed
        ({"clause": "ZGC-05C"}, "/clause"),  # another class
        ({"clause": "ZGC-04"}, "/clause"),  # judged by itself
        ({"clause": "ZGC-06"}, "/clause"),  # upheld by the lifecycle
        ({"clause": "zgc-02a"}, "/clause"),
        ({"reason": "x" * 4_001}, "/reason"),
    ],
)
def test_a_judgement_that_cannot_stand_is_refused_at_its_place(
    world: World, more: dict[str, Any], pointer: str
) -> None:
    ref = confirmed(world)
    before = world.case(ref).version

    refusal = refused(found(world, ref, **({"clause": "ZGC-02A"} | more)))

    assert (refusal.code, [one.pointer for one in refusal.missing]) == ("misfit", [pointer])
    assert world.case(ref).version == before


def test_changing_a_judgement_asks_for_a_reason_and_the_earlier_one_stays_readable(world: World) -> None:
    ref = confirmed(world)
    done(found(world, ref, "ZGC-02A", evidence="the city's own report"))

    without = refused(found(world, ref, "ZGC-02A", "not-met", evidence="the report was withdrawn"))
    blank = refused(found(world, ref, "ZGC-02A", "met", evidence="again", reason=" "))
    done(found(world, ref, "ZGC-02A", "not-met", evidence="it was withdrawn", reason="a letter of 19 February"))

    assert [without.missing[0].pointer, blank.missing[0].pointer] == ["/reason", "/reason"]
    assert stands(world, ref)["ZGC-02A"] == ("not-met", "judged by people")
    assert ("clause-judged-not-met", "ZGC-02A", "exclusion") in review(world, ref)
    with world.database.reading() as session:
        shown = examinations.load_examination(session, CORA, ref, now=SPRING)
    [recorded] = [one.recorded for one in shown if one.id == "ZGC-02A"]
    assert [(one.verdict, one.reason, one.is_stale) for one in recorded] == [
        ("not-met", "a letter of 19 February", False),
        ("met", None, True),
    ]


def test_of_several_standards_one_that_is_met_is_enough_but_each_claimed_one_is_judged(world: World) -> None:
    ref = confirmed(world, standards=["A", "B"])
    done(found(world, ref, "ZGC-05A"))

    done(found(world, ref, "ZGC-02A", "not-met"))
    assert review(world, ref) == [
        ("clause-judged-not-met", "ZGC-02A", "exclusion"),
        ("clause-unjudged", "ZGC-02B", "examination"),
    ]
    done(found(world, ref, "ZGC-02B", "met"))

    assert review(world, ref) == []


def test_a_case_whose_clause_is_not_met_is_excluded_and_its_applicant_learns_the_result_then(world: World) -> None:
    ref = confirmed(world)
    done(found(world, ref, "ZGC-05A", "not-met", evidence="in no list of the academy"))

    before = stands(world, ref, ADA)
    done(world.transition(ref, "exclude", actor=CORA, now=SPRING, reason="ZGC-05A: not in the academy's list"))

    assert before["ZGC-05A"] == ("waiting", "for people to judge") != stands(world, ref)["ZGC-05A"]
    assert stands(world, ref, ADA)["ZGC-05A"] == ("not-met", "judged by people")


@pytest.mark.parametrize("outsider", [ADA, PIA])
def test_nobody_outside_learns_of_a_judgement_while_the_case_goes_on(world: World, outsider: Actor) -> None:
    ref = confirmed(world)
    done(found(world, ref, "ZGC-02A", evidence="a secret report"))

    with world.database.reading() as session:
        shown = examinations.load_examination(session, outsider, ref, now=SPRING)
        events, _ = history.list_case_events(session, outsider, ref, limit=50)

    assert {one.status for one in shown if one.judged_by == "people"} == {"waiting", "not-applicable"}
    assert not any(one.recorded for one in shown)
    assert not any("judged" in one.action or "secret" in str(one.data) for one in events)
    assert "case.clause-judged" in {one.action for one in world.entries(ref)}


@pytest.mark.parametrize("actor", [ADA, PIA, ELI, AUDREY, ADAM])
def test_only_a_coordinator_judges(world: World, actor: Actor) -> None:
    ref = confirmed(world)

    assert refused(found(world, ref, "ZGC-02A", actor=actor)).code == "not-yours-to-make"


def test_nothing_is_judged_of_a_draft_nor_once_the_case_has_ended(world: World) -> None:
    content = NOMINATIONS[ZHONGGUANCUN]
    opening = OpenCase(actor=ADA, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=content)
    draft, ended = done(world.one(opening)).case, confirmed(world)
    done(world.transition(ended, "withdraw", actor=ADA, now=SPRING, reason="the candidate asked for it"))

    assert [refused(found(world, ref, "ZGC-02A")).code for ref in (draft, ended)] == ["not-editable"] * 2


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"achievements": "Twenty years of joint work on engines."}, ["ZGC-02A"]),
        ({"standards": ["A", "B"]}, ["ZGC-02A", "ZGC-02B"]),
        ({"nominator": party("Wang Ming", "person", "CN")}, ["ZGC-05A"]),
        ({"title": "A new title"}, []),
        ({"candidate_role": "Engineering technologist"}, []),
    ],
)
def test_a_judgement_counts_for_the_words_it_was_made_on(
    world: World, change: Mapping[str, object], again: list[str]
) -> None:
    ref = confirmed(world)
    world.examine(ref, now=SPRING)
    done(world.transition(ref, "retract", actor=PIA, now=SPRING, reason="a correction is due"))
    done(world.transition(ref, "return", actor=CORA, now=SPRING, reason="correct it"))
    done(world.amend(ref, change, now=SPRING))
    for transition, actor in (("submit", ADA), ("confirm", CORA)):
        done(world.transition(ref, transition, actor=actor, now=SPRING))

    assert [clause for _, clause, _ in review(world, ref)] == again
    for clause in again:  # what no longer counts is judged anew, which changes nothing and needs no reason
        done(found(world, ref, clause))
    assert review(world, ref) == []
