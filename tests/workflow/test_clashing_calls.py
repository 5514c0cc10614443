"""A call whose references are another's is not published; where that happened before, nothing is opened in it."""

import pytest
from sqlalchemy import insert

from states import loader
from states.refusal import Refusal
from tests.world import ADA, CALL, World, at, filing
from workflow import editions, trail
from workflow.actors import SYSTEM
from workflow.commands import OpenCase
from workflow.errors import InvalidRequest
from workflow.tables import EDITIONS

NOVEMBER = at("2022-11-10 09:00")


def test_a_copy_that_keeps_its_references_is_refused_with_every_clash(world: World) -> None:
    call = loader.calls()[CALL]
    copy = call.model_copy(update={"code": "copied"})

    with world.database.writing() as session, pytest.raises(InvalidRequest) as caught:
        editions.publish(session, copy, actor=SYSTEM, now=NOVEMBER)

    assert all(one.reference in str(caught.value) for one in call.directions)
    with world.database.reading() as session:
        assert "copied" not in editions.list_codes(session)


def test_in_a_copy_that_was_published_before_no_case_is_opened(world: World) -> None:
    copy = loader.calls()[CALL].model_copy(update={"code": "copied"})
    body = copy.model_dump_json(by_alias=True)
    row = {"call": "copied", "number": 1, "digest": trail.digest(body), "body": body, "published_at": NOVEMBER}
    with world.database.writing() as session:
        session.info["publishes"] = True
        session.connection().execute(insert(EDITIONS), [row])

    refusal = world.one(OpenCase(actor=ADA, received_at=NOVEMBER, call="copied", direction="2.4", content=filing()))

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.missing[0].pointer) == ("no-such-definition", "/direction")
    assert f"numbers cases of {CALL} already" in refusal.problem
