"""Of each kind of event and of note outsiders learn exactly what is declared of it, wherever events are told; of one that
nobody declared they learn nothing.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from tests.panel import NOVEMBER, Panel
from tests.world import ADA, AUDREY, CORA, DIEGO, ELI, PIA, World
from workflow import transitions, visibility
from workflow.actors import SYSTEM, Actor
from workflow.auditing import activity, history
from workflow.tables import NOTES
from workflow.unit_of_work import UnitOfWork

ROOT = Path(__file__).parents[2]
OUTSIDE = {"applicant": ADA, "partner": PIA, "authority": DIEGO}
INSIDE = {"coordinator": CORA, "committee": ELI, "auditor": AUDREY, "system": SYSTEM}
UNDECLARED = "case.thought-better-of"
_KIND = re.compile(r"\"(case\.[a-z-]+)\"")


def _written() -> Iterator[str]:
    """Every kind of event of a case that the code names; two are put together from a beginning and a status."""
    for path in sorted((ROOT / "workflow").rglob("*.py")):
        if path.name not in ("visibility.py", "actions.py"):
            yield from _KIND.findall(path.read_text("utf-8"))
    yield from (f"case.conflict-{status}" for status in ("declared", "suspected"))


def test_every_kind_of_event_and_of_note_is_declared_and_none_that_is_not_there() -> None:
    assert set(_written()) == visibility.EVENT_KINDS.keys()
    assert {table.name for table in NOTES} == visibility.NOTE_KINDS.keys()


def _sealed(world: World, ref: str) -> None:
    """One event of each kind on a case, and one of a kind that nobody declared."""
    with world.database.writing() as session:
        uow = UnitOfWork(session)
        uow.load([ref])
        [case] = uow.pending.cases.values()
        for action in (*visibility.EVENT_KINDS, UNDECLARED):
            said: dict[str, Any] = {"reason": "said"}
            if action == "case.transitioned":
                said |= {"transition": "escalate", "from": case.state, "to": case.state}
            transitions.record_event(uow.pending, case, action, said, actor=SYSTEM, at=NOVEMBER)
        uow.pending.write(session, now=NOVEMBER)


def _told(session: Session, who: Actor, ref: str) -> list[set[str]]:
    """The kinds of events of a case that somebody is told of: in its history, in the stream, and as news."""
    listed, _ = history.list_case_events(session, who, ref, limit=200)
    streamed, _ = history.list_following(session, who, 0, limit=10_000)
    happened = activity.load_activity(session, who, 0).kinds
    return [
        {entry.action for entry in listed},
        {entry.action for entry in streamed if entry.case == ref},
        {kind.action for kind in happened if ref in kind.cases},
    ]


def test_outsiders_are_told_of_exactly_what_is_declared_for_them(panel: Panel) -> None:
    world, ref = panel.world, panel.case(owner=ADA)
    rex = panel.reviewer("Rex")
    panel.assign(ref, rex)
    world.join(ref, PIA, now=NOVEMBER)
    _sealed(world, ref)

    with world.database.reading() as session:
        for role, who in (OUTSIDE | {"reviewer": rex}).items():
            declared = {action for action, outside in visibility.EVENT_KINDS.items() if role in outside}
            others = declared - {"case.opened"} if who is ADA else declared
            for found, expected in zip(_told(session, who, ref), (declared, declared, others), strict=True):
                assert found - {"case.opened"} == expected - {"case.opened"}, role
        for who in INSIDE.values():
            assert {*visibility.EVENT_KINDS, UNDECLARED} <= _told(session, who, ref)[0], who.id


@pytest.mark.parametrize("role", ["applicant", "partner", "authority", "reviewer", "nobody"])
def test_what_is_not_declared_is_for_insiders_alone(role: str) -> None:
    assert not visibility.may_know_event({role}, UNDECLARED)
    assert not visibility.may_know_note({role}, "thoughts")
    assert visibility.may_know_event({role, "coordinator"}, UNDECLARED)
    assert visibility.may_know_note({role, "auditor"}, "thoughts")
    assert not visibility.may_know_event(set(), "case.transitioned")
