"""The two awards from nomination to ceremony: nobody nominates alone, ten are honoured at most, and each date counts."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import (
    ADA,
    CONFERRED,
    CORA,
    ELI,
    MICROSECOND,
    NOMINATIONS,
    PIA,
    SPRING,
    STATE_AWARD,
    SUGGESTED,
    ZHONGGUANCUN,
    World,
    at,
    done,
    party,
    refused,
)
from workflow import calls
from workflow.commands import OpenCase

CALLS = (ZHONGGUANCUN, STATE_AWARD)
DAY = timedelta(days=1)


def deadlines(world: World, call: str) -> dict[str, datetime]:
    with world.database.reading() as session:
        return calls.load_deadlines(session, call)


def nominated(world: World, call: str, now: datetime = SPRING, **differing: object) -> str:
    content = NOMINATIONS[call] | differing
    return done(world.one(OpenCase(actor=ADA, received_at=now, call=call, direction="award", content=content))).case


@pytest.mark.parametrize("call", CALLS)
def test_a_nomination_is_carried_from_draft_to_the_ceremony(world: World, call: str) -> None:
    at_ = deadlines(world, call)
    ref = nominated(world, call)
    world.join(ref, PIA, now=SPRING)

    steps = [
        done(world.transition(ref, "submit", actor=ADA, now=at_["nomination"] - MICROSECOND)),
        done(world.transition(ref, "confirm", actor=PIA, now=at_["confirmation"] - MICROSECOND)),
    ]
    world.examine(ref, now=at_["confirmation"])
    steps += [
        done(world.transition(ref, "review", actor=CORA, now=at_["review"] - MICROSECOND, score=95, **SUGGESTED)),
        done(world.honour(ref, now=at_["decision"] - MICROSECOND)),
    ]
    later = at_["decision"] + 300 * DAY
    handed_over: dict[str, Any] = {
        "conferred_on": later.date().isoformat(),
        "place": "Beijing",
        "conferred_by": "State Council",
    }
    steps.append(done(world.transition(ref, "confer", actor=CORA, now=later, **handed_over)))

    assert [(step.state, step.due_at) for step in steps] == [
        ("submitted", at_["confirmation"]),
        ("partner-confirmed", None),  # when the panel must be done is not for the partner to know
        ("reviewed", at_["decision"]),
        ("awarded", None),
        ("conferred", None),
    ]
    assert world.held(call) == {"award": (1, 0)}
    found = world.case(ref)
    assert (found.kind, found.partner, found.amount, found.score) == ("nomination", None, 0, 95)
    assert found.title == NOMINATIONS[call]["candidate"]["name"]
    assert ref == {ZHONGGUANCUN: "ZGC24-001", STATE_AWARD: "ISTC24-001"}[call]


@pytest.mark.parametrize("call", CALLS)
def test_each_deadline_of_an_award_does_what_its_lifecycle_says(world: World, call: str) -> None:
    at_ = deadlines(world, call)
    draft, submitted, confirmed, reviewed = (nominated(world, call) for _ in range(4))
    for ref in (submitted, confirmed, reviewed):
        world.transition(ref, "submit", actor=ADA, now=SPRING)
    world.join(submitted, PIA, now=SPRING)
    for ref in (confirmed, reviewed):
        world.transition(ref, "confirm", actor=CORA, now=SPRING)
    world.examine(reviewed, now=SPRING)
    world.transition(reviewed, "review", actor=CORA, now=SPRING, score=50, **SUGGESTED)

    swept = [
        (world.sweep(at_[name] - MICROSECOND), world.sweep(at_[name]))
        for name in ("nomination", "confirmation", "review", "decision")
    ]

    assert swept == [(0, 1)] * 4
    assert [world.trail(ref)[-1] for ref in (draft, submitted, confirmed, reviewed)] == [
        ("lapse", "system", at_["nomination"]),
        ("escalate", "system", at_["confirmation"]),
        ("escalate-review", "system", at_["review"]),
        ("escalate-decision", "system", at_["decision"]),
    ]
    assert (
        done(world.transition(submitted, "confirm", actor=PIA, now=at_["confirmation"] + 20 * DAY)).state
        == "partner-confirmed"
    )


def test_the_zhongguancun_award_refuses_who_meets_no_standard_and_whose_partner_is_not_of_beijing(world: World) -> None:
    elsewhere = party("Institute of Physics", "research-institution", "CN") | {"registered_in": "Tianjin"}
    ref = nominated(
        world,
        ZHONGGUANCUN,
        standards=[],
        candidate_role="Poet",
        cooperative_partner=elsewhere,
        nominator_class="The candidate",
    )

    outcome = refused(world.transition(ref, "submit", actor=ADA, now=SPRING))

    assert [(lack.code, lack.clause) for lack in outcome.missing] == [
        ("field-empty", "ZGC-02"),
        ("rule-not-met", "ZGC-02"),
        ("rule-not-met", "ZGC-04"),
        ("rule-not-met", "ZGC-05"),
    ]
    world.amend(ref, NOMINATIONS[ZHONGGUANCUN] | {"candidate_role": "Poet"}, now=SPRING)
    assert done(world.transition(ref, "submit", actor=ADA, now=SPRING)).state == "submitted"


def test_the_state_award_is_for_foreigners_nominated_by_those_who_may(world: World) -> None:
    ref = nominated(world, STATE_AWARD, candidate_kind="Chinese person", nominator_class="Enterprise")

    outcome = refused(world.transition(ref, "submit", actor=ADA, now=SPRING))

    assert [lack.clause for lack in outcome.missing] == ["IST-02", "IST-05"]


def test_what_was_nominated_wrongly_is_still_wrong_when_the_panel_comes_to_it(world: World) -> None:
    ref = nominated(world, STATE_AWARD)
    world.transition(ref, "submit", actor=ADA, now=SPRING)
    world.transition(ref, "return", actor=CORA, now=SPRING, reason="the kind is not clear")
    world.amend(ref, {"nominator_class": "Enterprise"}, now=SPRING)

    again = refused(world.transition(ref, "submit", actor=ADA, now=SPRING))

    assert (world.case(ref).state, [lack.clause for lack in again.missing]) == ("returned", ["IST-05"])


@pytest.mark.parametrize("call", CALLS)
def test_of_eleven_good_nominations_ten_are_awarded_and_one_moves_up_when_another_is_revoked(
    world: World, call: str
) -> None:
    *ten, eleventh = world.ready(11, now=SPRING, call=call, direction="award")
    awarded = [done(world.honour(ref, now=SPRING)) for ref in ten]
    full = refused(world.transition(eleventh, "award", actor=ELI, now=SPRING))
    world.transition(eleventh, "reserve", actor=ELI, now=SPRING, rank=1)
    done(world.transition(ten[0], "confer", actor=CORA, now=SPRING + DAY, **CONFERRED))
    world.transition(
        ten[0], "revoke", actor=ELI, now=SPRING + 2 * DAY, reason="the results were not the candidate's own"
    )

    moved_up = done(world.transition(eleventh, "award", actor=ELI, now=SPRING + 3 * DAY))

    assert {one.state for one in awarded} == {"awarded"}
    assert [lack.code for lack in full.missing] == ["quota-full"]
    assert moved_up.source == "reserved"
    assert world.held(call) == {"award": (10, 0)}


def test_a_nomination_has_no_second_side_to_file(world: World) -> None:
    ref = nominated(world, ZHONGGUANCUN)
    world.transition(ref, "submit", actor=ADA, now=SPRING)
    world.join(ref, PIA, now=SPRING)

    outcome = refused(world.file(ref, NOMINATIONS[ZHONGGUANCUN], now=SPRING, actor=PIA))

    assert (outcome.code, outcome.state) == ("not-editable", "submitted")


def test_the_partner_of_one_nomination_sees_nothing_of_another(world: World) -> None:
    seen, rival, unseen = (nominated(world, call) for call in (ZHONGGUANCUN, ZHONGGUANCUN, STATE_AWARD))
    for ref in (seen, rival, unseen):
        world.transition(ref, "submit", actor=ADA, now=SPRING)
    world.join(seen, PIA, now=SPRING)

    outcomes = [world.transition(ref, "confirm", actor=PIA, now=SPRING) for ref in (seen, rival, unseen)]

    assert done(outcomes[0]).state == "partner-confirmed"
    assert [refused(one).code for one in outcomes[1:]] == ["no-such-case"] * 2


def test_the_state_award_opens_in_january_and_closes_with_february(world: World) -> None:
    opening = OpenCase(actor=ADA, received_at=at("2024-01-07 23:59:59.999999"), call=STATE_AWARD, direction="award")

    early = refused(world.one(opening))
    first = nominated(world, STATE_AWARD, at("2024-01-08 00:00"))
    last = nominated(world, STATE_AWARD, at("2024-02-29 23:59:59.999999"))
    late = refused(
        world.one(OpenCase(actor=ADA, received_at=at("2024-03-01 00:00"), call=STATE_AWARD, direction="award"))
    )

    assert (early.code, late.code) == ("not-open-yet", "deadline-passed")
    assert {world.case(ref).due_at for ref in (first, last)} == {at("2024-03-01 00:00")}
