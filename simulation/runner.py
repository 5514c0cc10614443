"""Where acts are played: knows which application became which case, and keeps account of the answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from simulation.applications import Application
from simulation.scheduled_commands import DecisionPoint, ScheduledCommand
from states.refusal import Refusal
from workflow import cases as conductor
from workflow.actors import SYSTEM
from workflow.commands import AttachDocument, Command, FireTimeouts
from workflow.outcomes import Answer, Result, SweepResult
from workflow.paperwork import inspection
from workflow.paperwork.inspection import SentFile
from workflow.paperwork.storage import Storage
from workflow.store.database import Database


@dataclass(slots=True)
class RunResult:
    """How a season went. `surprises` are the acts that were answered otherwise than meant: none, if all is well."""

    done: int = 0
    refused: int = 0
    overtaken: int = 0
    surprises: list[tuple[ScheduledCommand, Answer | None]] = field(default_factory=list)


class SimulationRunner:
    """Plays acts, holds occasions and lets deadlines fire on one database."""

    def __init__(self, database: Database, storage: Storage) -> None:
        self.course = RunResult()
        self._database, self._storage = database, storage
        self._refs: dict[int, str] = {}
        self._cases: dict[str, Application] = {}

    def play(self, batch: Sequence[ScheduledCommand]) -> None:
        """Give the commands of a batch in one transaction, as of its last instant."""
        possible = [act for act in batch if act.needs is None or act.needs in self._refs]
        commands = [self._with_file(act, act.on(self._refs)) for act in possible]
        with self._database.writing() as session:
            answers = conductor.apply(session, commands, now=batch[-1].at)
        for act, answer in zip(possible, answers, strict=True):
            self._note(act, answer)
        self.course.surprises += [(act, None) for act in batch if act not in possible]

    def hold(self, occasion: DecisionPoint) -> list[ScheduledCommand | DecisionPoint]:
        """What comes of an occasion, by how things stand now."""
        with self._database.writing() as session:
            return occasion.held(session, self._cases)

    def sweep(self, instant: datetime) -> None:
        """Let everything that is due at an instant be overtaken."""
        more = True
        while more:
            command = FireTimeouts(actor=SYSTEM, received_at=instant, limit=self._database.settings.sweep_batch)
            with self._database.writing() as session:
                [swept] = conductor.apply(session, [command], now=instant)
            assert isinstance(swept, SweepResult), "a sweep is answered with what it swept"
            self.course.overtaken += swept.count
            more = swept.reached is not None

    def _with_file(self, act: ScheduledCommand, command: Command) -> Command:
        """The command that attaches a file, which has come in and was looked at as every other."""
        if act.file is None or not isinstance(command, AttachDocument):
            return command
        with self._storage.intake(command.id, len(act.file)) as intake:
            intake.write(act.file)
        media = inspection.accept(self._storage, intake.stored, SentFile(command.name), self._database.settings)
        if isinstance(media, Refusal):
            return command
        self._storage.settle(command.id)
        return replace(command, media=media, size=intake.stored.size, sha256=intake.stored.sha256)

    def _note(self, act: ScheduledCommand, answer: Answer) -> None:
        met = _met(answer)
        if met is None:
            self.course.done += 1
        else:
            self.course.refused += 1
        if act.application is not None and act.opens is not None and isinstance(answer, Result):
            self._refs[act.opens] = answer.case
            self._cases[answer.case] = act.application
        if met != act.refused:
            self.course.surprises.append((act, answer))


def _met(answer: Answer) -> str | None:
    """The code of the refusal that an answer is or holds; what was only abandoned beside another is none."""
    outcomes = answer if isinstance(answer, list) else [answer]
    return next((one.code for one in outcomes if isinstance(one, Refusal) and one.code != "abandoned"), None)
