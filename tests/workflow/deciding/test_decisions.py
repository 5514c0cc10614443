"""Decisions: the committee drafts, and what becomes of a draft and of an award."""

from typing import Any

import pytest

from tests.workflow.committee import LATER, NOVEMBER, PAPERS, draft, told
from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    BO,
    CORA,
    DIEGO,
    ELI,
    SPRING,
    ZHONGGUANCUN,
    World,
    done,
    refused,
)
from workflow.actors import Actor
from workflow.outcomes import Result
from workflow.overview.ranking import DraftedDecision

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
    assert isinstance(plain, Result)


def test_a_later_draft_replaces_it_and_none_takes_it_back(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    seen = []
    for outcome, given in (("award", {"amount": 600_000}), ("decline", {"reason": "weak"}), ("none", {})):
        done(draft(world, ref, outcome, **given))
        seen.append(told(world, ELI, ref)[0])

    assert seen == [
        DraftedDecision("award", 600_000, None, None, ()),
        DraftedDecision("decline", None, None, "weak", ()),
        None,
    ]


def test_a_draft_from_before_the_case_was_reserved_by_hand_counts_no_longer(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    done(draft(world, ref, "award", amount=600_000))

    done(world.transition(ref, "reserve", actor=ELI, now=LATER, rank=2))
    overtaken = told(world, ELI, ref)[0]
    again = refused(draft(world, ref, "reserve", rank=1, amount=600_000))
    done(draft(world, ref, "award", amount=500_000))

    assert overtaken is None
    assert again.code == "not-from-this-state"
    assert told(world, ELI, ref)[0] == DraftedDecision("award", 500_000, 2, None, ())
