"""A case from which four of the staff are kept."""

from datetime import timedelta

import pytest

from states.refusal import Refusal
from tests.panel import ALMA, AUGUST, CLEO, ECHO, NOVEMBER, Panel
from tests.world import CALL, CORA, INTERNAL, at, done
from workflow import calls, trail


@pytest.fixture
def hidden(panel: Panel) -> str:
    """One of three cases, in direction 2.4: much has happened to it, and four of the staff are in conflict with it."""
    rosa, ruth = panel.reviewer("Rosa"), panel.reviewer("Ruth")
    shown, ref, _ = (
        panel.case(title="Peas"),
        panel.case(title="Lentils of somebody's cousin"),
        panel.world.opened(now=NOVEMBER),
    )
    panel.accepted(ref, rosa, ruth)
    panel.accepted(shown, rosa)
    done(panel.score(ref, rosa, 80))
    done(panel.score(shown, rosa, 60))
    done(panel.world.extend(ref, "review", at("2023-06-01 00:00"), now=NOVEMBER))
    with panel.world.database.writing() as session:
        paper = {"case": ref, "document": "doc_1"}
        trail.record(session, "document.read", paper, actor=CORA, now=NOVEMBER, call=CALL)
    until = INTERNAL + timedelta(days=1)
    with panel.world.database.writing() as session:
        extended = calls.extend_deadline(
            session, CALL, "internal", until, reason="a flood", actor=CORA, now=NOVEMBER, confirmed=True
        )
        assert not isinstance(extended, Refusal)
    for actor in (CLEO, ECHO, AUGUST, ALMA):
        done(panel.declare(ref, actor))
    return ref
