"""The committee at work: short ways to draft, to release and to set an embargo."""

from datetime import datetime, timedelta
from typing import Any

from states.refusal import Refusal
from tests.world import (
    CALL,
    ELI,
    World,
    at,
    done,
)
from workflow import embargoes, lists
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.commands import Content, DraftDecision, ReleaseDecisions
from workflow.embargoes import Embargo
from workflow.outcomes import Outcome, Result
from workflow.overview import queries
from workflow.overview.ranking import DraftedDecision

NOVEMBER = at("2022-11-10 09:00")
ENDS = at("2022-11-21 10:00")
LATER = NOVEMBER + timedelta(hours=1)
FAY = Actor("per_fay", "Fay, of the committee too", (RoleGrant("committee"),))
PAPERS: Content = {"name": "papers", "operator": "at-least", "value": 4, "unit": "papers"}


def draft(
    world: World, ref: str, outcome: Any, *, actor: Actor = ELI, now: Any = LATER, **given: Any
) -> Result | Refusal:
    """Draft a decision."""
    return world.one(DraftDecision(actor=actor, received_at=now, ref=ref, outcome=outcome, **given))


def told(world: World, actor: Actor, ref: str) -> tuple[DraftedDecision | None, list[str]]:
    """The decision on a case as someone is told of it, and the actions of its events as they see them."""
    with world.database.reading() as session:
        entries, _ = history.list_case_events(session, actor, ref, limit=lists.PAGE)
        return queries.load_case(session, actor, ref, now=NOVEMBER).decision, [entry.action for entry in entries]


def release(
    world: World, *, actor: Actor = ELI, now: datetime = NOVEMBER, dry_run: bool = False, direction: str = "2.4"
) -> list[Outcome] | Refusal:
    """Release what is drafted in a direction."""
    command = ReleaseDecisions(actor=actor, received_at=now, call=CALL, direction=direction, dry_run=dry_run)
    [answer] = world.apply(command, now=now)
    assert isinstance(answer, list | Refusal)
    return answer


def drafted(world: World) -> list[str]:
    """Three cases of direction 2.4: one to be awarded, one to be reserved, one to be declined."""
    refs = world.ready(3, now=NOVEMBER)
    done(draft(world, refs[0], "award", amount=600_000, now=NOVEMBER))
    done(draft(world, refs[1], "reserve", rank=1, amount=500_000, now=NOVEMBER))
    done(draft(world, refs[2], "decline", reason="weak", now=NOVEMBER))
    return refs


def states(world: World, refs: list[str]) -> list[str]:
    """How cases stand."""
    return [world.case(ref).state for ref in refs]


def schedule(
    world: World, actor: Actor, until: datetime = ENDS, *, now: datetime = NOVEMBER, direction: str = "2.4"
) -> Embargo | Refusal:
    """Set when the embargo on a direction ends."""
    with world.database.writing() as session:
        return embargoes.schedule(session, CALL, direction, until, actor=actor, now=now)


def of_call(world: World, action: str) -> list[tuple[str, datetime, dict[str, Any]]]:
    """The events of a kind that are about the call: who, when it counts, and what was said."""
    with world.database.reading() as session:
        found, _ = history.list_events(session, SYSTEM, history.Filter(action=action), limit=100)
    return [(entry.actor, entry.effective_at, dict(entry.data)) for entry in found]
