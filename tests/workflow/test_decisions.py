"""Decisions: the committee drafts, nobody outside learns of it, and a preview says what the drafts would come to."""

from datetime import timedelta
from typing import Any

import pytest

from states.refusal import Refusal, Unmet
from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    BO,
    CALL,
    CORA,
    DIEGO,
    ELI,
    REX,
    SPRING,
    STATE_AWARD,
    ZHONGGUANCUN,
    World,
    at,
    done,
    filing,
    refused,
)
from workflow import access, history, previews, queries
from workflow.actors import Actor, Granted
from workflow.candidates import Candidate
from workflow.commands import Content, DeclareConflict, Draft, Promote, Release
from workflow.errors import NoSuchThing, NotAllowed
from workflow.outcomes import Receipt
from workflow.previews import Budget, Place, Preview
from workflow.ranking import Drafted

NOVEMBER = at("2022-11-10 09:00")
LATER = NOVEMBER + timedelta(hours=1)
FAY = Actor("per_fay", "Fay, of the committee too", (Granted("committee"),))
PAPERS: Content = {"name": "papers", "operator": "at-least", "value": 4, "unit": "papers"}


def draft(
    world: World, ref: str, outcome: Any, *, actor: Actor = ELI, now: Any = LATER, **given: Any
) -> Receipt | Refusal:
    return world.one(Draft(actor=actor, received_at=now, ref=ref, outcome=outcome, **given))


def told(world: World, actor: Actor, ref: str) -> tuple[Drafted | None, list[str]]:
    """The decision on a case as someone is told of it, and the actions of its events as they see them."""
    with world.database.reading() as session:
        entries, _ = history.of_case(session, actor, ref, limit=queries.PAGE)
        return queries.case(session, actor, ref, now=NOVEMBER).decision, [entry.action for entry in entries]


# Drafting --------------------------------------------------------------------------------------------------------------


def test_a_draft_is_sealed_and_leaves_the_case_where_it_stands(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    receipt = done(draft(world, ref, "award", amount=600_000, indicators=(PAPERS,)))

    assert (receipt.action, receipt.state, receipt.version) == ("case.decision-drafted", "reviewed", 6)
    assert world.entries(ref)[-1].data["note"] == {
        "of": "decisions",
        "outcome": "award",
        "amount": 600_000,
        "rank": None,
        "reason": None,
        "indicators": '[{"name":"papers","operator":"at-least","unit":"papers","value":4}]',
    }
    assert world.held() == {}


@pytest.mark.parametrize("actor", [ADA, DIEGO, CORA, AUDREY, ADAM])
def test_nobody_but_the_committee_drafts(world: World, actor: Actor) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    refusal = refused(draft(world, ref, "award", actor=actor, amount=600_000))

    assert (refusal.code, refusal.roles) == ("not-yours-to-make", ("committee",))
    assert world.case(ref).version == 5


def test_a_case_that_is_not_visible_is_not_there_to_draft_about_either(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    assert refused(draft(world, ref, "award", actor=BO, amount=600_000)).code == "no-such-case"


def test_only_what_waits_for_the_committee_is_drafted_about(world: World) -> None:
    early = world.opened(now=NOVEMBER)
    [over] = world.ready(1, now=NOVEMBER)
    done(world.award(over, now=NOVEMBER))

    answers = [refused(draft(world, ref, "decline", reason="weak")) for ref in (early, over)]

    assert [answer.code for answer in answers] == ["not-from-this-state"] * 2
    assert answers[0].problem == "nothing is drafted about a case that is draft, only while it is reviewed or reserved"


@pytest.mark.parametrize(
    ("outcome", "given", "pointers"),
    [
        ("award", {}, ["/amount"]),
        ("award", {"amount": 0}, ["/amount"]),
        ("award", {"amount": 1, "rank": 1}, ["/rank"]),
        ("reserve", {}, ["/rank", "/amount"]),
        ("reserve", {"rank": 1, "amount": 5, "reason": "so"}, ["/reason"]),
        ("decline", {}, ["/reason"]),
        ("decline", {"reason": "  ", "amount": 3}, ["/reason", "/amount"]),
        ("decline", {"reason": "weak", "indicators": (PAPERS,)}, ["/indicators"]),
        ("award", {"amount": 1, "indicators": ({**PAPERS, "operator": "about"},)}, ["/indicators/0"]),
        ("award", {"amount": 1, "indicators": (PAPERS, {**PAPERS, "value": 1.5})}, ["/indicators/1"]),
        ("award", {"amount": 1, "indicators": ({"name": "papers"},)}, ["/indicators/0"]),
        ("none", {}, ["/outcome"]),
    ],
)
def test_a_draft_gives_what_its_outcome_asks_and_nothing_else(
    world: World, outcome: str, given: dict[str, Any], pointers: list[str]
) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    refusal = refused(draft(world, ref, outcome, **given))

    assert (refusal.code, [lack.pointer for lack in refusal.missing]) == ("misfit", pointers)
    assert world.case(ref).version == 5


def test_an_award_without_money_is_drafted_without_an_amount(world: World) -> None:
    [ref] = world.ready(1, now=SPRING, call=ZHONGGUANCUN, direction="award")

    rich = refused(draft(world, ref, "award", amount=5, now=SPRING))
    plain = draft(world, ref, "reserve", rank=1, now=SPRING)

    assert [lack.pointer for lack in rich.missing] == ["/amount"]
    assert isinstance(plain, Receipt)


def test_a_later_draft_replaces_it_and_none_takes_it_back(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    seen = []
    for outcome, given in (("award", {"amount": 600_000}), ("decline", {"reason": "weak"}), ("none", {})):
        done(draft(world, ref, outcome, **given))
        seen.append(told(world, ELI, ref)[0])

    assert seen == [
        Drafted("award", 600_000, None, None, ()),
        Drafted("decline", None, None, "weak", ()),
        None,
    ]


def test_a_draft_from_before_the_case_was_reserved_by_hand_counts_no_longer(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    done(draft(world, ref, "award", amount=600_000))

    done(world.move(ref, "reserve", actor=ELI, now=LATER, rank=2))
    overtaken = told(world, ELI, ref)[0]
    again = refused(draft(world, ref, "reserve", rank=1, amount=600_000))
    done(draft(world, ref, "award", amount=500_000))

    assert overtaken is None
    assert again.code == "not-from-this-state"
    assert told(world, ELI, ref)[0] == Drafted("award", 500_000, 2, None, ())


# What stays inside -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["award", "reserve", "decline", "none"])
def test_whoever_stands_outside_learns_nothing_of_a_draft(world: World, outcome: str) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    owner, partner = told(world, ADA, ref), told(world, DIEGO, ref)
    with world.database.reading() as session:
        before = [history.as_of(session, actor, ref, NOVEMBER) for actor in (ADA, DIEGO)]
    done(draft(world, ref, "award", amount=600_000, indicators=(PAPERS,)))
    given: dict[str, dict[str, Any]] = {
        "award": {"amount": 1},
        "reserve": {"amount": 1, "rank": 1},
        "decline": {"reason": "weak"},
        "none": {},
    }
    done(draft(world, ref, outcome, **given[outcome]))

    assert (told(world, ADA, ref), told(world, DIEGO, ref)) == (owner, partner)
    with world.database.reading() as session:
        after = [history.as_of(session, actor, ref, LATER) for actor in (ADA, DIEGO)]
    assert [(then.state, then.version, then.event) for then in after] == [
        (then.state, then.version, then.event) for then in before
    ]
    assert owner[0] is None
    for insider in (ELI, CORA, AUDREY, ADAM):
        assert told(world, insider, ref)[1] == [
            *owner[1],
            "case.moved",
            "case.decision-drafted",
            "case.decision-drafted",
        ]


def test_a_draft_that_was_never_released_stays_inside_when_the_case_ends_otherwise(world: World) -> None:
    refs = world.ready(3, now=NOVEMBER)
    for ref in refs:
        done(draft(world, ref, "award", amount=700_000, indicators=(PAPERS,)))
    done(world.move(refs[0], "withdraw", actor=ADA, now=LATER, reason="no staff"))
    done(world.move(refs[1], "decline", actor=ELI, now=LATER, reason="weak"))
    done(world.award(refs[2], 300_000, now=LATER))

    outside = [told(world, ADA, ref)[0] for ref in refs]

    assert outside == [None, None, Drafted("award", 300_000, None, None, (dict(PAPERS),), released=True)]
    assert [told(world, DIEGO, ref)[0] for ref in refs] == [None, None, None]


def test_the_indicators_of_an_award_come_back_for_staff_and_for_its_owner(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    done(draft(world, ref, "award", amount=600_000, indicators=(PAPERS,)))
    before = told(world, ADA, ref)[0]
    done(world.award(ref, 600_000, now=LATER))

    awarded = Drafted("award", 600_000, None, None, (dict(PAPERS),), released=True)
    assert before is None
    assert [told(world, actor, ref)[0] for actor in (ADA, ELI, CORA, DIEGO)] == [awarded, awarded, awarded, None]
    done(world.move(ref, "revoke", actor=ELI, now=LATER, reason="a false statement"))
    assert told(world, ADA, ref)[0] is None


@pytest.mark.parametrize(
    "action", ["case.decision-drafted", "case.reviewer-assigned", "case.reviewed-by", "case.conflict-declared"]
)
def test_internal_actions_are_told_to_those_inside_alone(action: str) -> None:
    inside = {"coordinator", "committee", "auditor", "administrator", "system"}
    roles = [*inside, "applicant", "partner", "reviewer"]

    assert {role for role in roles if access.told_to({role}, action)} == inside
    assert all(access.told_to({role}, "case.moved") for role in roles)
    assert not access.told_to(frozenset(), action)
    assert access.told_to({"applicant", "coordinator"}, action)


# Preview ---------------------------------------------------------------------------------------------------------------


def test_a_preview_ranks_by_score_and_says_what_each_line_would_have_left(world: World) -> None:
    content = filing(area="Climate change and biodiversity")
    first, second = world.ready(2, now=NOVEMBER, direction="1.4", topic="CCB-1", content=content)
    [sister] = world.ready(1, now=NOVEMBER, direction="1.4", topic="CCB-2", content=content)
    done(world.award(first, 10_000_000, now=NOVEMBER))
    done(draft(world, sister, "award", amount=30_000_000))

    with world.database.reading() as session:
        found = previews.preview(session, CORA, CALL, "1.4")

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
        found = previews.preview(session, ELI, CALL, "2.4")

    def candidate(ref: str, score: int, decision: Drafted) -> Candidate:
        number = {low: 1, high: 2, middle: 3, last: 4}[ref]
        title = "Gentle extraction of pea protein"
        return Candidate(number, ref, title, None, "reviewed", 6, score, None, None, decision, None)

    short = Unmet("funds-short", "line 2.4 has 100,000 yuan left, 900,000 were asked", "2.4", pointer="/amount")
    assert found == Preview(
        call=CALL,
        direction="2.4",
        lines=[Budget("2.4", 4, 0, 3, 1, 2_000_000, 0, 2_800_000, -800_000)],
        ranking=[
            Place(1, candidate(high, 95, Drafted("award", 700_000, None, None, ())), ()),
            Place(2, candidate(middle, 80, Drafted("award", 1_200_000, None, None, ())), ()),
            Place(3, candidate(low, 60, Drafted("award", 900_000, None, None, ())), (short,)),
            Place(4, candidate(last, 50, Drafted("decline", None, None, "weak", ())), ()),
        ],
        embargo=None,
    )


@pytest.mark.parametrize("actor", [ADA, DIEGO, REX, Actor("per_far", "Far", (Granted("committee", ZHONGGUANCUN),))])
def test_a_preview_is_for_those_inside_the_call(world: World, actor: Actor) -> None:
    with world.database.reading() as session:
        with pytest.raises(NotAllowed):
            previews.preview(session, actor, CALL, "2.4")
        with pytest.raises(NoSuchThing):
            previews.preview(session, ELI, CALL, "9.9")


# After the award -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("IST-09")
def test_an_award_may_be_handed_over_in_another_year_than_it_was_decided(world: World) -> None:
    dated, undated, wrong = world.ready(3, now=SPRING, call=STATE_AWARD, direction="award")
    for ref in (dated, undated, wrong):
        done(world.move(ref, "award", actor=ELI, now=SPRING))

    done(world.move(dated, "confer", actor=CORA, now=SPRING, conferred_on="2026-12-05"))
    done(world.move(undated, "confer", actor=CORA, now=SPRING))
    refusal = refused(world.move(wrong, "confer", actor=CORA, now=SPRING, conferred_on="2026-02-30"))

    assert [world.entries(ref)[-1].data.get("given") for ref in (dated, undated)] == [
        {"conferred_on": "2026-12-05"},
        None,
    ]
    assert [(lack.code, lack.pointer) for lack in refusal.missing] == [("conferred_on-missing", "/conferred_on")]


# Conflicts -------------------------------------------------------------------------------------------------------------


def test_whoever_a_conflict_keeps_from_a_case_neither_sees_nor_counts_nor_releases_its_draft(world: World) -> None:
    theirs, other = world.ready(2, now=NOVEMBER)
    for ref in (theirs, other):
        done(draft(world, ref, "award", amount=600_000))
    done(world.one(DeclareConflict(actor=FAY, received_at=LATER, ref=theirs, ground="family", reason="a brother")))

    with world.database.reading() as session:
        found = previews.preview(session, FAY, CALL, "2.4")
    [answer] = world.apply(Release(actor=FAY, received_at=LATER, call=CALL, direction="2.4"), now=LATER)

    assert [place.case.ref for place in found.ranking] == [other]
    assert (found.lines[0].cases_drafted, found.lines[0].funds_drafted) == (1, 600_000)
    assert isinstance(answer, list)
    assert [done(one).case for one in answer] == [other]
    assert world.case(theirs).state == "reviewed"


def test_whoever_a_conflict_keeps_from_somebody_on_the_reserve_list_does_not_move_it_up(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER)
    for rank, ref in enumerate((first, second), 1):
        done(world.move(ref, "reserve", actor=ELI, now=NOVEMBER, rank=rank))
        done(draft(world, ref, "award", amount=600_000))
    done(world.one(DeclareConflict(actor=FAY, received_at=LATER, ref=second, ground="family", reason="a brother")))

    refusal = refused(world.one(Promote(actor=FAY, received_at=LATER, call=CALL, direction="2.4")))

    assert (refusal.code, refusal.case) == ("not-yours-to-make", None)
    assert (world.case(first).state, world.held()) == ("reserved", {})
