"""Documents are fixed with the filing: who may add one when, to whom, and for which reason."""

import pytest

from tests.workflow.paperwork.test_documents import attach, detach, submitted
from tests.world import (
    ADA,
    BO,
    CORA,
    DIEGO,
    INTERNAL,
    MICROSECOND,
    NOMINATIONS,
    PIA,
    SPRING,
    ZHONGGUANCUN,
    World,
    at,
    done,
    refused,
)
from workflow.commands import OpenCase
from workflow.errors import NotFound
from workflow.paperwork import documents

NOVEMBER = at("2022-11-10 09:00")


def test_a_stranger_is_told_that_there_is_no_such_case(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    attach(world, ref, id="doc_1")

    assert [
        refused(attach(world, ref, actor=BO)).code,
        refused(detach(world, ref, "doc_1", actor=BO)).code,
        refused(attach(world, ref, actor=DIEGO, side="counterpart")).code,
    ] == ["no-such-case"] * 3
    with world.database.reading() as session, pytest.raises(NotFound):
        documents.list_documents(session, BO, ref)


def test_an_applicant_attaches_until_the_filing_is_handed_in_or_its_time_is_up(world: World) -> None:
    ref, other = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)

    in_time = attach(world, ref, now=INTERNAL - MICROSECOND)
    late = refused(attach(world, ref, now=INTERNAL))
    done(world.transition(other, "submit", actor=ADA, now=NOVEMBER))
    handed_in = refused(attach(world, other))
    done(world.transition(other, "return", actor=CORA, now=NOVEMBER, reason="a paper is missing"))
    returned = attach(world, other)

    assert done(in_time).action == done(returned).action == "case.document-attached"
    assert (late.code, handed_in.code, handed_in.roles) == ("not-editable", "not-editable", ("coordinator",))


def test_a_coordinator_adds_one_for_a_reason_that_the_trail_keeps(world: World) -> None:
    ref = submitted(world)

    wrong = [refused(attach(world, ref, actor=CORA, reason=reason)) for reason in (None, "", "  ", "\u200b")]
    made = done(attach(world, ref, actor=CORA, reason="the original came by post"))

    assert [[lack.pointer for lack in one.missing] for one in wrong] == [["/reason"]] * 4
    assert (made.version, world.entries(ref)[-1].data["reason"]) == (3, "the original came by post")


def test_the_other_side_attaches_while_it_has_still_to_file_or_to_confirm(world: World) -> None:
    ref = submitted(world)
    opening = OpenCase(
        actor=ADA, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=NOMINATIONS[ZHONGGUANCUN]
    )
    nomination = done(world.one(opening)).case
    done(world.transition(nomination, "submit", actor=ADA, now=SPRING))
    world.join(nomination, PIA, now=SPRING)

    open_to_file = attach(world, ref, actor=DIEGO, side="counterpart")
    open_to_confirm = attach(world, nomination, actor=PIA, side="counterpart", now=SPRING)
    done(world.transition(nomination, "confirm", actor=PIA, now=SPRING))
    confirmed = refused(attach(world, nomination, actor=PIA, side="counterpart", now=SPRING))

    assert done(open_to_file).version == 3 and done(open_to_confirm).version == 4
    assert confirmed.code == "not-editable"


def test_staff_change_the_draft_of_somebody_else_only_for_a_reason(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    unasked = refused(attach(world, ref, actor=CORA))
    unseen = refused(attach(world, ref, actor=CORA, reason="\u200b"))
    written = refused(world.amend(ref, {"title": "Mine"}, now=NOVEMBER, actor=CORA))
    asked = done(attach(world, ref, actor=CORA, reason="Ada asked for it on the telephone"))

    assert [[lack.pointer for lack in one.missing] for one in (unasked, unseen, written)] == [["/reason"]] * 3
    assert asked.version == 2 and world.whole(ref, now=NOVEMBER).home["title"] != "Mine"
