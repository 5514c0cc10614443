"""A receipt shows that a side filed with its own authority: who may record one, what it must say, what it does."""

from datetime import timedelta
from typing import Any

import pytest

from tests.world import ADA, AGENCY, CORA, DIEGO, ELI, MICROSECOND, World, at, done, filing, refused
from workflow.outcomes import Result, format_instant

NOVEMBER = at("2022-11-10 09:00")


def test_a_partner_tells_of_its_own_receipt_and_a_coordinator_of_one_on_paper(world: World) -> None:
    ref = _submitted(world)

    world.receive(ref, NOVEMBER, now=NOVEMBER, actor=DIEGO, paper=False, reason=None, reference="AR-1")
    world.receive(ref, NOVEMBER, now=NOVEMBER, reference="AR-2")

    told = [(note["number"], note["reference"], note["paper"], note["reason"]) for note in world.whole(ref).receipts]
    assert told == [(3, "AR-1", False, None), (4, "AR-2", True, "the ministry's letter")]
    assert world.case(ref).counterpart_at == NOVEMBER


def test_a_receipt_is_sealed_with_everything_it_says(world: World) -> None:
    ref = _submitted(world)

    world.receive(ref, NOVEMBER, now=NOVEMBER)

    last = world.entries(ref)[-1]
    assert (last.action, last.actor) == ("case.filing-received", CORA.id)
    assert last.data["note"] == {
        "of": "receipts",
        "side": "counterpart",
        "authority": "Ministry of Science",
        "reference": "AR-77",
        "received_at": format_instant(NOVEMBER),
        "zone": "UTC",
        "paper": True,
        "reason": "the ministry's letter",
    }


@pytest.mark.parametrize("actor", [ADA, ELI])
def test_nobody_else_records_the_counterparts_receipt(world: World, actor: object) -> None:
    ref = _submitted(world)

    outcome = refused(world.receive(ref, NOVEMBER, now=NOVEMBER, actor=actor))  # type: ignore[arg-type]

    assert outcome.code == "not-yours-to-make"
    assert world.case(ref).counterpart_at is None


def test_a_partner_cannot_pass_its_word_off_as_paper(world: World) -> None:
    ref = _submitted(world)

    assert refused(world.receive(ref, NOVEMBER, now=NOVEMBER, actor=DIEGO)).roles == ("coordinator",)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"authority": "  "}, "/authority"),
        ({"authority": "M" * 501}, "/authority"),
        ({"reference": ""}, "/reference"),
        ({"reason": None}, "/reason"),
        ({"zone": "Mars/Olympus"}, "/zone"),
    ],
)
def test_a_receipt_that_says_too_little_is_refused_at_its_place(
    world: World, wrong: dict[str, Any], pointer: str
) -> None:
    ref = _submitted(world)

    assert refused(world.receive(ref, NOVEMBER, now=NOVEMBER, **wrong)).missing[0].pointer == pointer


def test_a_filing_cannot_have_been_received_in_the_future(world: World) -> None:
    ref = _submitted(world)

    assert refused(world.receive(ref, NOVEMBER + MICROSECOND, now=NOVEMBER)).missing[0].pointer == "/at"
    assert isinstance(world.receive(ref, NOVEMBER, now=NOVEMBER), Result)


def test_the_last_receipt_counts_so_that_a_wrong_date_can_be_mended(world: World) -> None:
    ref = _submitted(world)
    world.receive(ref, NOVEMBER, now=NOVEMBER)

    late = AGENCY + timedelta(hours=1)
    world.receive(ref, AGENCY, now=late)

    assert world.case(ref).state == "submitted"  # it escalated on the receipt that was there when the deadline passed
    assert world.case(ref).counterpart_at == AGENCY


def test_a_home_receipt_says_nothing_about_the_counterpart(world: World) -> None:
    ref = _submitted(world)
    world.receive(ref, NOVEMBER, now=NOVEMBER, actor=ADA, side="home", paper=False, reason=None)

    world.sweep(AGENCY)

    assert world.case(ref).state == "unilateral"


def test_no_receipt_is_recorded_on_a_case_that_has_ended_otherwise(world: World) -> None:
    ref = _submitted(world)
    world.transition(ref, "withdraw", actor=ADA, now=NOVEMBER, reason="no ship")

    assert refused(world.receive(ref, NOVEMBER, now=NOVEMBER)).code == "not-editable"


def test_an_extension_of_the_case_makes_a_later_receipt_one_in_time(world: World) -> None:
    ref = _submitted(world)
    later = AGENCY + timedelta(days=3)
    world.extend(ref, "agency", later, now=NOVEMBER)
    world.receive(ref, later - MICROSECOND, now=later - MICROSECOND)

    world.sweep(later)

    assert world.case(ref).state == "submitted"


def _submitted(world: World) -> str:
    ref = world.opened(filing(), now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    return ref
