"""What is recorded on the way of an award: the approval and the conferral, each with a day that lies within bounds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.world import ADA, AUDREY, CONFERRED, CORA, DIEGO, ELI, SPRING, STATE_AWARD, World, at, done, refused
from workflow import calls
from workflow.overview import queries


@pytest.mark.clause("IST-09")
def test_an_award_may_be_handed_over_in_another_year_than_it_was_decided(world: World) -> None:
    dated, undated, wrong = world.ready(3, now=SPRING, call=STATE_AWARD, direction="award")
    for ref in (dated, undated, wrong):
        done(world.honour(ref, now=SPRING))
    later = at("2026-12-05 15:00")

    done(world.transition(dated, "confer", actor=CORA, now=later, conferred_on="2026-12-05", place="The Hague"))
    lacking = refused(world.transition(undated, "confer", actor=CORA, now=later, place="The Hague"))
    refusal = refused(
        world.transition(wrong, "confer", actor=CORA, now=later, conferred_on="2026-02-30", place="The Hague")
    )

    assert world.entries(dated)[-1].data["given"] == {
        "conferred_on": "2026-12-05",
        "place": "The Hague",
        "conferred_by": "State Council",
        "items": ["Medal", "Certificate"],
    }
    for one in (lacking, refusal):
        assert [(lack.code, lack.pointer) for lack in one.missing] == [("conferred_on-missing", "/conferred_on")]


@pytest.mark.clause("IST-07", "IST-09")
@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2019-06-24", "out-of-bounds"),
        ("2024-02-27", "out-of-bounds"),  # the day before the approval
        ("2024-02-28", None),
        ("2024-06-24", None),
        ("2024-06-25", None),  # somewhere it is tomorrow
        ("2024-06-26", "out-of-bounds"),
        ("2028-06-24", "out-of-bounds"),
        ("0001-01-01", "missing"),
        ("9999-12-31", "missing"),
        ("2024-06-31", "missing"),
        ("24 June 2024", "missing"),
        ("", "missing"),
    ],
)
def test_a_conferral_lies_between_the_approval_and_the_day_it_is_recorded(
    world: World, day: str, code: str | None
) -> None:
    [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
    done(world.transition(ref, "award", actor=ELI, now=SPRING))
    done(world.transition(ref, "approve", actor=CORA, now=at("2024-03-01 09:00"), approved_on="2024-02-28"))

    outcome = world.transition(ref, "confer", actor=CORA, now=at("2024-06-24 18:00"), conferred_on=day, place="Beijing")

    if code is None:
        assert done(outcome).state == "conferred"
        [approval, conferral] = world.whole(ref).milestones[1:]
        assert (approval.kind, approval.day, approval.body) == (
            "approval",
            "2024-02-28",
            "CPC Central Committee and State Council",
        )
        assert (conferral.kind, conferral.day, conferral.place, conferral.body) == (
            *("conferral", day, "Beijing"),
            "State Council",
        )
        assert conferral.items == ("Medal", "Certificate")
    else:
        assert [lack.code for lack in refused(outcome).missing] == [f"conferred_on-{code}"]


@pytest.mark.clause("IST-07")
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ["approved_on-missing"]),
        ({"approved_on": "2024-02-19"}, ["approved_on-out-of-bounds"]),  # before the committee recommended it
        ({"approved_on": "2024-02-22"}, ["approved_on-out-of-bounds"]),
        ({"approved_on": "2024-02-20", "approved_by": "Somebody"}, ["approved_by-missing"]),
        ({"approved_on": "2024-02-20"}, []),
    ],
)
def test_a_state_award_counts_once_its_approval_is_recorded(
    world: World, given: dict[str, Any], missing: list[str]
) -> None:
    [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
    recommended = done(world.transition(ref, "award", actor=ELI, now=SPRING))
    early = refused(world.transition(ref, "confer", actor=CORA, now=SPRING, **CONFERRED))

    outcome = world.transition(ref, "approve", actor=CORA, now=SPRING, **given)

    assert (recommended.state, early.code) == ("recommended", "not-from-this-state")
    assert [lack.code for lack in refused(outcome).missing] == missing if missing else done(outcome).state == "awarded"
    assert world.held(STATE_AWARD) == {"award": (1, 0)}


def test_nobody_outside_learns_of_a_recommendation_from_the_places_held(world: World) -> None:
    everybody = (ADA, DIEGO, AUDREY, CORA, ELI)

    def held() -> list[int]:
        with world.database.reading() as session:
            return [calls.load_quota_usage(session, STATE_AWARD, actor=one)[0].cases_held for one in everybody]

    [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
    done(world.transition(ref, "award", actor=ELI, now=SPRING))
    recommended = held()
    done(world.transition(ref, "approve", actor=CORA, now=at("2024-03-01 09:00"), approved_on="2024-02-28"))

    assert (recommended, held()) == ([0, 0, 1, 1, 1], [1] * 5)


def test_what_is_recommended_and_not_approved_frees_its_place_and_shows_nobody_outside(world: World) -> None:
    [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
    before = outside(world, ref)
    done(world.transition(ref, "award", actor=ELI, now=SPRING))
    meanwhile = outside(world, ref)

    done(world.transition(ref, "disapprove", actor=CORA, now=SPRING + timedelta(days=9), reason="not this year"))

    assert meanwhile == before and (before.state, before.amount) == ("partner-confirmed", None)
    assert world.held(STATE_AWARD) == {}
    assert outside(world, ref).state == "declined"
    with world.database.reading() as session:
        assert queries.load_case(session, ADA, ref, now=SPRING).milestones == []


def outside(world: World, ref: str) -> queries.CaseSummary:
    """The case as its owner sees it; its version is no secret."""
    with world.database.reading() as session:
        found = queries.build_summary(session, ADA, queries.load_visible_row(session, ADA, ref))
    return replace(found, version=0)
