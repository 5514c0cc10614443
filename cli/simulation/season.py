"""A season: one call carried from opening to award in virtual time, by the commands that people and deadlines give."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlmodel import Session

from cli.simulation import dates, plan, troupe
from cli.simulation.acts import Act
from cli.simulation.cast import Cast
from cli.simulation.scene import Scene
from states.refusal import Refusal
from workflow import cases as conductor
from workflow import editions
from workflow.actors import SYSTEM
from workflow.commands import Overtake
from workflow.database import Database
from workflow.outcomes import Answer, Receipt, Swept

Progress = Callable[[int, int, str], None]
_TOGETHER = 250


@dataclass(slots=True)
class Course:
    """How a season went. `surprises` are the acts that were answered otherwise than meant: none, if all is well."""

    done: int = 0
    refused: int = 0
    overtaken: int = 0
    surprises: list[tuple[Act, Answer | None]] = field(default_factory=list)


def run(
    database: Database,
    call_code: str,
    *,
    cases: int,
    seed: int,
    until: datetime | None = None,
    progress: Progress | None = None,
) -> Course:
    """Play a published call with so many applications, to its end or up to an instant. Same seed, same season.

    Acts are received each at its own instant and committed together hour by hour; a sweep runs at every deadline before
    anything that comes after it. Raises NoSuchThing for an unknown call, Misused for one that is not for applications.
    """
    with database.writing() as session:
        scene = _set(session, call_code, cases, Random(seed), until)
    acts = [act for act in plan.drawn_up(scene, cases) if until is None or act.at < until]
    deadlines = [at for at in scene.when.deadlines() if until is None or at <= until]
    stage = Stage(database)
    done = 0
    for batch in batches(acts, deadlines):
        while deadlines and deadlines[0] <= batch[0].at:
            stage.sweep(deadlines.pop(0))
        stage.play(batch)
        done += len(batch)
        if progress is not None:
            progress(done, len(acts), f"{batch[-1].at:%Y-%m-%d}")
    for deadline in deadlines:
        stage.sweep(deadline)
    return stage.course


class Stage:
    """Where acts are played: knows which application became which case, and keeps account of the answers."""

    def __init__(self, database: Database) -> None:
        self.course = Course()
        self._database = database
        self._refs: dict[int, str] = {}

    def play(self, batch: Sequence[Act]) -> None:
        """Give the commands of a batch in one transaction, as of its last instant."""
        possible = [act for act in batch if act.opens or act.application.number in self._refs]
        commands = [act.on(self._refs.get(act.application.number)) for act in possible]
        with self._database.writing() as session:
            answers = conductor.apply(session, commands, now=batch[-1].at)
        for act, answer in zip(possible, answers, strict=True):
            self._note(act, answer)
        self.course.surprises += [(act, None) for act in batch if act not in possible]

    def sweep(self, instant: datetime) -> None:
        """Let everything that is due at an instant be overtaken."""
        more = True
        while more:
            command = Overtake(actor=SYSTEM, received_at=instant, limit=self._database.settings.sweep_batch)
            with self._database.writing() as session:
                [swept] = conductor.apply(session, [command], now=instant)
            assert isinstance(swept, Swept), "a sweep is answered with what it swept"
            self.course.overtaken += swept.count
            more = swept.reached is not None

    def _note(self, act: Act, answer: Answer) -> None:
        if isinstance(answer, Receipt):
            self.course.done += 1
            if act.opens:
                self._refs[act.application.number] = answer.case
        else:
            self.course.refused += 1
        met = answer.code if isinstance(answer, Refusal) else None
        if met != act.refused:
            self.course.surprises.append((act, answer))


def batches(acts: Sequence[Act], deadlines: Sequence[datetime]) -> Iterator[list[Act]]:
    """Acts that may be committed together: of one hour, on one side of each deadline, on cases known by then."""
    batch: list[Act] = []
    opening: set[int] = set()
    for act in acts:
        if batch and (
            len(batch) == _TOGETHER
            or act.at.replace(minute=0, second=0, microsecond=0) > batch[0].at
            or any(batch[0].at < deadline <= act.at for deadline in deadlines)
            or act.application.number in opening
        ):
            yield batch
            batch, opening = [], set()
        batch.append(act)
        if act.opens:
            opening.add(act.application.number)
    if batch:
        yield batch


def _set(session: Session, call_code: str, cases: int, rng: Random, until: datetime | None) -> Scene:
    frames = editions.newest(session, call_code)
    call = next(iter(frames.values())).call
    when = dates.standing(session, call)
    cast = Cast(rng)
    now = when.opens if until is None else min(when.opens, until)
    people = troupe.engaged(session, call, cast=cast, applicants=max(8, min(400, cases // 4)), now=now)
    return Scene(call, when, people, cast, rng)
