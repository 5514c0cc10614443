"""A season: one call carried from opening to award in virtual time, by the commands that people and deadlines give."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from sqlmodel import Session

from simulation import dates, participants, plan
from simulation.context import SimulationContext
from simulation.event_queue import EventQueue
from simulation.fake_names import FakeNames
from simulation.runner import RunResult, SimulationRunner
from simulation.scheduled_commands import DecisionPoint
from workflow import editions
from workflow.paperwork.storage import Storage
from workflow.store.database import Database

Progress = Callable[[int, int, str], None]


def run_call(
    database: Database,
    call_code: str,
    *,
    cases: int,
    seed: int,
    until: datetime | None = None,
    progress: Progress | None = None,
    storage: Storage | None = None,
) -> RunResult:
    """Play a published call with so many applications, to its end or up to an instant. Same seed, same season.

    Acts are received each at its own instant and committed together hour by hour; a sweep runs at every deadline before
    anything that comes after it. Documents are forgotten afterwards unless there is a storage for them. Raises
    NotFound for an unknown call, InvalidRequest for one that is not for applications.
    """
    with database.writing() as session:
        scene = _set(session, call_code, cases, Random(seed), until)
    agenda = EventQueue(plan.plan_run(scene, cases), until)
    deadlines = [at for at in scene.when.deadlines() if until is None or at <= until]
    stage = SimulationRunner(database, storage or Storage("memory:"))
    while agenda:
        at = agenda.at
        while deadlines and deadlines[0] <= at:
            stage.sweep(deadlines.pop(0))
        taken = agenda.taken(before=deadlines[0] if deadlines else None)
        if isinstance(taken, DecisionPoint):
            agenda.enter(stage.hold(taken))
        else:
            stage.play(taken)
        if progress is not None:
            progress(agenda.done, agenda.done + len(agenda), f"{at:%Y-%m-%d}")
    for deadline in deadlines:
        stage.sweep(deadline)
    return stage.course


def _set(session: Session, call_code: str, cases: int, rng: Random, until: datetime | None) -> SimulationContext:
    definitions = editions.load_newest(session, call_code)
    call = next(iter(definitions.values())).call
    when = dates.load_dates(session, call)
    cast = FakeNames(rng)
    now = when.opens if until is None else min(when.opens, until)
    applicants, reviewers = max(8, min(400, cases // 4)), max(60, cases // 5)
    people = participants.engage_participants(
        session, call, cast=cast, applicants=applicants, reviewers=reviewers, rng=rng, now=now
    )
    return SimulationContext(call, when, people, cast, rng)
