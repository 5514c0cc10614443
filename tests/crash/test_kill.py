"""A server that is killed again and again while people work: what was acknowledged stays, what was not happens once."""

import random
import time

import pytest

from tests.crash.clients import Load
from tests.crash.conftest import Stage
from workflow.auditing import verify
from workflow.upkeep import invariants


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.soak)])
def test_no_kill_loses_or_doubles_a_move_that_was_acknowledged_or_sent_again_under_its_key(
    stage: Stage, kills: int
) -> None:
    moments = random.Random(kills)
    stage.extend("internal")
    server = stage.serve().ready()

    with Load(server.port, stage.secrets["cora"]) as load:
        for _ in range(kills):
            load.wait_for(more=60)
            time.sleep(moments.uniform(0.0, 0.05))
            server.kill()
            server = stage.again(server).ready()
        load.wait_for(more=60)

    assert load.failures == []
    assert load.lost >= kills
    assert sorted(stage.requested()) == sorted(load.acknowledged.items())
    with stage.database.reading() as session:
        assert verify.verify_trail(session).evidence == ()
        assert invariants.find_broken(session) == {}
